// The table of adjacencies.
//
// Owned by the main thread. Its memory never moves, so that packet paths may keep pointers into it
// for a frame; what packets read changes by one store, and an index is used again only when no
// packet can have it.
#include "engine/neighbor/adjacency.h"
#include "engine/base/error.h"
#include "engine/base/pool.h"
#include "engine/base/reserve.h"
#include "engine/graph/grace.h"
#include "engine/graph/init.h"
#include "engine/graph/node.h"
#include "engine/neighbor/neighbor.h"
#include "engine/neighbor/neighbor_table.h"
#include "engine/net/link_header.h"
#include "engine/net/interface.h"
#include <uthash.h>

enum { MAX_ADJACENCIES = 1 << 20 };

struct key {
	u32 interface;
	u8 is_glean, family, length;
	u8 ip[16];
} PACKED;

// Gives out the indices, the lowest first, as VPP's users expect of small numbers.
struct lookup {
	struct key key;
	u32 index;
	bool gone; // workers may still read it
	UT_hash_handle hh;
};
static struct pool lookups = {.element_size = sizeof(struct lookup)};

static struct reserve table;
static struct lookup *by_key;
static void (**hooks)(struct adjacency *a);

static struct adjacency *at(u32 index)
{
	return (struct adjacency *)table.base + index;
}

static struct key key_of(u32 interface, const struct ip_address *ip, bool is_glean, u8 length)
{
	struct key key = {.interface = interface,
		.is_glean = is_glean,
		.family = ip->family,
		.length = length};

	memcpy(key.ip, ip->ip6, ip->family == FAMILY_IP6 ? 16 : 4);
	return key;
}

static struct adjacency *find(const struct key *key)
{
	struct lookup *l;

	HASH_FIND(hh, by_key, key, sizeof(*key), l);
	return l ? at(l->index) : NULL;
}

static const struct lookup *lookup_at(u32 index)
{
	const struct lookup *l = pool_at(&lookups, index);

	return l && !l->gone ? l : NULL;
}

struct adjacency *adjacency_at(u32 index)
{
	return lookup_at(index) ? at(index) : NULL;
}

u32 adjacency_next(u32 from)
{
	while ((from = pool_next(&lookups, from)) != INDEX_NONE && !lookup_at(from))
		from++;
	return from;
}

const struct adjacency *adjacency_table(void)
{
	return at(0);
}

void adjacency_hook_add(void (*changed)(struct adjacency *a))
{
	vec_push(hooks, changed);
}

// Everything but which of the two is current.
static void way_copy(struct adjacency_way *to, const struct adjacency_way *from)
{
	memcpy(to, from, offsetof(struct adjacency_way, current));
}

// Packets take 'way' from now on.
static void way_change(struct adjacency *a, const struct adjacency_way *way)
{
	u8 other = !a->ways[0].current;

	if (!memcmp(adjacency_way(a), way, offsetof(struct adjacency_way, current)))
		return;
	grace_wait(a->changed);
	way_copy(&a->ways[other], way);
	__atomic_store_n(&a->ways[0].current, other, __ATOMIC_RELEASE);
	a->changed = grace_begin();
}

static void rewrite_set(
	struct adjacency_way *way, const struct interface *i, const u8 *to, u16 type)
{
	way->rewrite_size = (u8)ethernet_header_write(way->rewrite, i, to, type);
}

static u16 type_of(const struct adjacency *a)
{
	if (a->next_hop.family == FAMILY_IP6)
		return ETHERTYPE_IP6;
	return a->kind == ADJACENCY_GLEAN ? ETHERTYPE_ARP : ETHERTYPE_IP4;
}

// What depends on the interface: arcs, MTU, the link header.
static void refresh(struct adjacency *a, const u8 *to)
{
	static const u8 everybody[6] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
	static const char *const nodes[2][2] = {
		{"ip4-rewrite", "ip4-glean"}, {"ip6-rewrite", "ip6-glean"}};
	const struct interface *i = interface_at(a->interface);
	bool is_glean = a->kind == ADJACENCY_GLEAN, is_ip6 = a->next_hop.family == FAMILY_IP6;
	u32 from = node_by_name(nodes[is_ip6][is_glean]);
	int next = i && from != INDEX_NONE ? interface_output_next(from, a->interface) : 0;
	struct adjacency_way way;

	way_copy(&way, adjacency_way(a));
	way.next = next < 0 ? 0 : next;
	if (i)
		way.mtu = MIN(interface_mtu(i, is_ip6 ? MTU_IP6 : MTU_IP4), UINT16_MAX);
	if (is_glean)
		to = everybody;
	if (to && i && i->interface_class->is_ethernet)
		rewrite_set(&way, i, to, type_of(a));
	way_change(a, &way);
}

static u32 make(const struct key *key, u8 kind, const struct ip_address *ip)
{
	u32 index;
	struct lookup *l = pool_get(&lookups, &index);

	if (reserve_reach(&table, (size_t)(index + 1) * sizeof(struct adjacency)))
		panic("more than %u adjacencies", MAX_ADJACENCIES);
	l->key = *key;
	l->index = index;
	HASH_ADD(hh, by_key, key, sizeof(l->key), l);
	*at(index) = (struct adjacency){
		.ways = {{.interface = key->interface}, {.interface = key->interface}},
		.kind = kind,
		.interface = key->interface,
		.next_hop = *ip,
		.length = key->length,
		.index = index,
	};
	return index;
}

static void kind_set(struct adjacency *a, enum adjacency_kind kind)
{
	__atomic_store_n(&a->kind, kind, __ATOMIC_RELAXED);
}

static void resolve(struct adjacency *a, const u8 *mac)
{
	refresh(a, mac);
	kind_set(a, mac ? ADJACENCY_REWRITE : ADJACENCY_INCOMPLETE);
	VEC_EACH (hooks, h)
		(*h)(a);
}

void adjacency_resolve(u32 interface, const struct ip_address *ip, const u8 *mac)
{
	struct key key = key_of(interface, ip, false, 0);
	struct adjacency *a = find(&key);

	if (a)
		resolve(a, mac);
}

u32 adjacency_neighbor(u32 interface, const struct ip_address *next_hop)
{
	struct key key = key_of(interface, next_hop, false, 0);
	struct adjacency *a = find(&key);
	const struct neighbor *n;

	if (!a) {
		a = at(make(&key, ADJACENCY_INCOMPLETE, next_hop));
		n = neighbor_find(interface, next_hop);
		refresh(a, n ? n->mac : NULL);
		if (n)
			kind_set(a, ADJACENCY_REWRITE);
	}
	a->refs++;
	return a->index;
}

u32 adjacency_glean(u32 interface, const struct interface_address *connected)
{
	struct key key = key_of(interface, &connected->address, true, connected->length);
	struct adjacency *a = find(&key);

	if (!a) {
		a = at(make(&key, ADJACENCY_GLEAN, &connected->address));
		refresh(a, NULL);
	}
	a->refs++;
	return a->index;
}

void adjacency_lock(u32 index)
{
	at(index)->refs++;
}

static void index_is_free(u64 index)
{
	pool_put(&lookups, index);
}

void adjacency_unlock(u32 index)
{
	struct lookup *l = pool_at(&lookups, index);

	invariant(l && !l->gone && at(index)->refs);
	if (--at(index)->refs)
		return;
	HASH_DEL(by_key, l);
	l->gone = true;
	retire(index_is_free, index);
}

static void refresh_interface(struct interface *i)
{
	for (u32 k = adjacency_next(0); k != INDEX_NONE; k = adjacency_next(k + 1)) {
		struct adjacency *a = at(k);
		const struct neighbor *n;

		if (a->interface != i->index)
			continue;
		n = a->kind == ADJACENCY_REWRITE ? neighbor_find(a->interface, &a->next_hop) : NULL;
		refresh(a, n ? n->mac : NULL);
	}
}

static const struct interface_hook adjacency_hook = {
	.on_create = refresh_interface, .on_mac = refresh_interface, .on_mtu = refresh_interface};
INTERFACE_HOOK_REGISTER(adjacency_hook);

static int init(void)
{
	return reserve_open(
		&table, (size_t)MAX_ADJACENCIES * sizeof(struct adjacency), "adjacencies");
}

static const struct init_function adjacency_init = {.name = "adjacency_init",
	.run = init,
	.before = NAMES("local_interface_init"),
	.stage = INIT};
INIT_REGISTER(adjacency_init);
