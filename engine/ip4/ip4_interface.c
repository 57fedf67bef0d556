// The routes that interfaces bring: to their own addresses, to the networks around them, and to the
// neighbours found there.
//
// An address adds what VPP adds: address/32 to this host, the network as a glean, and for networks
// of more than two hosts, drops for the network and broadcast addresses. They exist while the
// interface is up.
#include "engine/ip4/ip4_interface.h"

#include "engine/base/vec.h"
#include "engine/graph/feature.h"
#include "engine/graph/init.h"
#include "engine/fib/fib_entry.h"
#include "engine/fib/fib_path_list.h"
#include "engine/fib/fib_table.h"
#include "engine/neighbor/adjacency.h"
#include "engine/neighbor/neighbor.h"
#include "engine/net/interface.h"

static u16 *n_addresses; // vec by interface
static u32 *link_gleans; // vec by interface: adjacency + 1; 0 for none

bool ip4_is_enabled(u32 interface)
{
	return interface < vec_n(n_addresses) && n_addresses[interface];
}

static be32 mask_of(u8 length)
{
	return length ? be32_of(UINT32_MAX << (32 - length)) : 0;
}

// One route of an address: 'add' or take away.
static void route(u32 fib, be32 prefix, u8 length, struct path path, bool add)
{
	const struct ip_prefix p = ip4_prefix(prefix, length);

	path.weight = 1;
	if (add)
		fib_route_add(fib, ROUTE_INTERFACE, &p, &path, 1, true);
	else
		fib_route_delete(fib, ROUTE_INTERFACE, &p, NULL, 0);
}

static void address_routes(const struct interface *i, const struct interface_address *a, bool add)
{
	u32 fib = fib_of_interface(FAMILY_IP4, i->index);
	be32 ip = a->address.ip4, mask = mask_of(a->length);
	struct path drop = {.kind = PATH_DROP, .interface = INDEX_NONE};

	route(fib, ip, 32,
		(struct path){.kind = PATH_LOCAL, .interface = i->index, .next_hop = a->address},
		add);
	if (a->length == 32)
		return;
	route(fib, ip & mask, a->length,
		(struct path){.kind = PATH_ATTACHED,
			.interface = i->index,
			.next_hop = a->address,
			.length = a->length},
		add);
	if (a->length > 30)
		return;
	if (ip != (ip & mask))
		route(fib, ip & mask, 32, drop, add);
	if (ip != (ip | ~mask))
		route(fib, ip | ~mask, 32, drop, add);
}

// Several addresses may be in one network: what they share stays while one of them does.
static void shared_routes_again(const struct interface *i, const struct interface_address *gone)
{
	VEC_EACH (interface_addresses(i->index), a) {
		be32 apart = a->address.ip4 ^ gone->address.ip4;

		if (a->address.family == FAMILY_IP4 && a->length == gone->length &&
			!(apart & mask_of(a->length)))
			address_routes(i, a, true);
	}
}

// ---- Neighbours: a route of their own while the network they are in is connected ----

static bool is_connected(const struct neighbor *n)
{
	const struct interface *i = interface_at(n->interface);
	const struct interface_address *a = interface_address_covering(n->interface, n->ip.ip4);

	return i && i->up && a && a->length < 32;
}

static void neighbor_route(const struct neighbor *n, bool present)
{
	u32 fib = fib_of_interface(FAMILY_IP4, n->interface);
	struct path path = {
		.kind = PATH_NEXT_HOP, .weight = 1, .interface = n->interface, .next_hop = n->ip};
	const struct ip_prefix host = ip4_prefix(n->ip.ip4, 32);
	u32 entry = fib_entry_find(fib, &host);
	bool has =
		entry != INDEX_NONE && fib_entry_has_source(fib_entry_at(entry), ROUTE_ADJACENCY);

	present = present && !(n->flags & NEIGHBOR_NO_FIB_ENTRY) && is_connected(n);
	if (present == has)
		return;
	if (present)
		fib_route_add(fib, ROUTE_ADJACENCY, &host, &path, 1, true);
	else
		fib_entry_source_remove(entry, ROUTE_ADJACENCY);
	fib_table_at(FAMILY_IP4, fib)->n_neighbors += present ? 1 : -1;
}

static void neighbor_changed(const struct neighbor *n, bool present)
{
	if (n->ip.family == FAMILY_IP4)
		neighbor_route(n, present);
}

static void neighbor_routes(u32 interface)
{
	const struct neighbor **all = neighbors_sorted(FAMILY_IP4, interface);

	VEC_EACH (all, n)
		neighbor_route(*n, true);
	vec_free(all);
}

// ---- Interfaces ----

static void refuse_ip4(u32 interface, bool on)
{
	feature_enable("ip4-unicast", "ip4-not-enabled", interface, on);
	feature_enable("ip4-multicast", "ip4-not-enabled", interface, on);
}

// The first address switches IPv4 on. VPP makes a glean for the link itself then, which keeps our
// adjacencies numbered like its.
static void enable(u32 interface)
{
	struct interface_address link = {.address.family = FAMILY_IP4};

	if (n_addresses[interface]++)
		return;
	refuse_ip4(interface, false);
	vec_reach(link_gleans, interface);
	link_gleans[interface] = adjacency_glean(interface, &link) + 1;
}

static void disable(u32 interface)
{
	if (--n_addresses[interface])
		return;
	refuse_ip4(interface, true);
	adjacency_unlock(link_gleans[interface] - 1);
	link_gleans[interface] = 0;
}

static void on_create(struct interface *i)
{
	vec_reach(n_addresses, i->index);
	refuse_ip4(i->index, true);
}

static void on_delete(struct interface *i)
{
	path_lists_update_interface(i->index, true);
	while (n_addresses[i->index])
		disable(i->index);
	refuse_ip4(i->index, false);
}

static void on_up(struct interface *i)
{
	// Down: what resolved through the interface must not meet routes that are about to go.
	if (!i->up)
		path_lists_update_interface(i->index, false);
	VEC_EACH (interface_addresses(i->index), a) {
		if (a->address.family == FAMILY_IP4)
			address_routes(i, a, i->up);
	}
	if (i->up)
		path_lists_update_interface(i->index, false);
	neighbor_routes(i->index);
}

static void on_address(struct interface *i, const struct interface_address *a, bool added)
{
	if (a->address.family != FAMILY_IP4)
		return;
	if (added)
		enable(i->index);
	if (i->up)
		address_routes(i, a, added);
	if (i->up && !added)
		shared_routes_again(i, a);
	if (!added)
		disable(i->index);
	neighbor_routes(i->index);
}

static const struct interface_hook ip4_interface_hook = {
	.on_create = on_create,
	.on_delete = on_delete,
	.on_up = on_up,
	.on_address = on_address,
};
INTERFACE_HOOK_REGISTER(ip4_interface_hook);

static int ip4_interface_init(void)
{
	neighbor_hook_add(neighbor_changed);
	return 0;
}

static const struct init_function ip4_interface_init_function = {
	.name = "ip4_interface_init",
	.run = ip4_interface_init,
	.stage = INIT,
};
INIT_REGISTER(ip4_interface_init_function);
