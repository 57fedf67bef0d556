// The table of adjacencies.
//
// Owned by the main thread and changed at the barrier. Its memory never moves, so that packet paths
// may keep pointers into it for a frame.
#include "engine/neighbor/adjacency.h"
#include "engine/base/error.h"
#include "engine/base/memory.h"
#include "engine/base/vec.h"
#include "engine/graph/init.h"
#include "engine/graph/worker.h"
#include "engine/neighbor/neighbor.h"
#include "engine/neighbor/neighbor_table.h"
#include "engine/net/ethernet.h"
#include "engine/net/interface.h"
#include <stdlib.h>
#include <uthash.h>

enum { MAX_ADJACENCIES = 1 << 20 }; // address space only: pages are touched as they are used

struct key {
	u32 interface;
	u8 is_glean, family, length;
	u8 ip[16];
} PACKED;

struct lookup {
	struct key key;
	u32 index;
	UT_hash_handle hh;
};

static struct adjacency *table;
static struct lookup **lookups; // vec by adjacency index; null: the index is free
static u32 first_free;		// no index below it is free
static struct lookup *by_key;
static void (**hooks)(struct adjacency *a);

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
	return l ? &table[l->index] : NULL;
}

struct adjacency *adjacency_at(u32 index)
{
	return index < vec_n(lookups) && lookups[index] ? &table[index] : NULL;
}

u32 adjacency_next(u32 from)
{
	for (; from < vec_n(lookups); from++)
		if (lookups[from])
			return from;
	return INDEX_NONE;
}

const struct adjacency *adjacency_table(void)
{
	return table;
}

void adjacency_hook_add(void (*changed)(struct adjacency *a))
{
	vec_push(hooks, changed);
}

// The lowest free index, as VPP's users expect of small numbers.
static u32 index_get(void)
{
	while (first_free < vec_n(lookups) && lookups[first_free])
		first_free++;
	if (first_free == MAX_ADJACENCIES)
		panic("more than %u adjacencies", MAX_ADJACENCIES);
	vec_reach(lookups, first_free);
	return first_free;
}

// What depends on the interface: arcs, MTU, the link header.
static void refresh(struct adjacency *a, const u8 *to)
{
	static const u8 everybody[6] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
	const struct interface *i = interface_at(a->interface);
	bool is_glean = a->kind == ADJACENCY_GLEAN;
	u32 from = node_by_name(is_glean ? "ip4-glean" : "ip4-rewrite");
	struct ethernet *e = (struct ethernet *)a->rewrite;
	int next = i && from != INDEX_NONE ? interface_output_next(from, a->interface) : 0;

	a->next = next < 0 ? 0 : next;
	if (!i)
		return;
	a->mtu = MIN(i->mtu[MTU_IP4] ? i->mtu[MTU_IP4] : i->mtu[MTU_L3], UINT16_MAX);
	if (is_glean)
		to = everybody;
	if (!to || !i->interface_class->is_ethernet)
		return;
	memcpy(e->to, to, 6);
	memcpy(e->from, i->mac, 6);
	e->type = be16_of(is_glean ? ETHERTYPE_ARP : ETHERTYPE_IP4);
	a->rewrite_size = ETHERNET_SIZE;
}

static u32 make(const struct key *key, u8 kind, const struct ip_address *ip)
{
	struct lookup *l = memory_get_zero(sizeof(*l));
	struct adjacency *a;

	barrier_begin();
	l->key = *key;
	l->index = index_get();
	lookups[l->index] = l;
	HASH_ADD(hh, by_key, key, sizeof(l->key), l);
	a = &table[l->index];
	*a = (struct adjacency){
		.kind = kind,
		.interface = key->interface,
		.next_hop = *ip,
		.length = key->length,
		.index = l->index,
	};
	barrier_end();
	return l->index;
}

static void resolve(struct adjacency *a, const u8 *mac)
{
	barrier_begin();
	refresh(a, mac);
	a->kind = mac ? ADJACENCY_REWRITE : ADJACENCY_INCOMPLETE;
	VEC_EACH (hooks, h)
		(*h)(a);
	barrier_end();
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
		a = &table[make(&key, ADJACENCY_INCOMPLETE, next_hop)];
		n = neighbor_find(interface, next_hop);
		refresh(a, n ? n->mac : NULL);
		if (n)
			a->kind = ADJACENCY_REWRITE;
	}
	a->refs++;
	return a->index;
}

u32 adjacency_glean(u32 interface, const struct interface_address *connected)
{
	struct key key = key_of(interface, &connected->address, true, connected->length);
	struct adjacency *a = find(&key);

	if (!a) {
		a = &table[make(&key, ADJACENCY_GLEAN, &connected->address)];
		refresh(a, NULL);
	}
	a->refs++;
	return a->index;
}

void adjacency_lock(u32 index)
{
	table[index].refs++;
}

void adjacency_unlock(u32 index)
{
	struct lookup *l = lookups[index];

	invariant(l && table[index].refs);
	if (--table[index].refs)
		return;
	barrier_begin();
	HASH_DEL(by_key, l);
	lookups[index] = NULL;
	first_free = MIN(first_free, index);
	table[index].interface = INDEX_NONE;
	barrier_end();
	free(l);
}

static void refresh_interface(struct interface *i)
{
	for (u32 k = adjacency_next(0); k != INDEX_NONE; k = adjacency_next(k + 1)) {
		struct adjacency *a = &table[k];
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
	table = memory_map(MAX_ADJACENCIES * sizeof(*table), "adjacencies", NULL);
	return table ? 0 : error_within(ERR_NO_MEMORY, "adjacencies");
}

static const struct init_function adjacency_init = {.name = "adjacency_init",
	.run = init,
	.before = NAMES("local_interface_init"),
	.stage = INIT};
INIT_REGISTER(adjacency_init);
