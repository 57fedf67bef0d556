// Adjacencies: where packets leave, with the link-layer header ready to be put in front.
//
// One per (kind, protocol, next hop, interface), shared and counted. Kept by the main thread;
// workers read them. A rewrite becomes complete when its neighbour is known, incomplete when it
// goes.
#pragma once

#include "engine/base/text.h"
#include "engine/net/address.h"

enum { REWRITE_MAX = 22 }; // bytes: Ethernet and two VLAN tags

enum adjacency_kind {
	ADJACENCY_INCOMPLETE, // neighbour unknown: packets trigger a request
	ADJACENCY_REWRITE,    // complete
	ADJACENCY_GLEAN,      // for a connected prefix: resolve the packet's own destination
};

// How packets leave. Never changes as long as a worker may read it.
struct adjacency_way {
	u32 interface;
	u16 next;	 // next index of the family's rewrite (or glean) node that leads to the
			 // interface's output node
	u16 mtu;	 // of the packet without link header, bytes
	u8 rewrite_size; // bytes
	u8 rewrite[REWRITE_MAX]; // the last 'rewrite_size' bytes before the IP header
	u8 current;		 // of the first of two: which of them packets take; atomic
};

// A change is made in the way that packets do not take, and then they take that one.
struct adjacency {
	struct adjacency_way ways[2]; // one cache line: through adjacency_way()

	u8 kind;		    // atomic
	u8 length;		    // for glean: of the connected prefix
	u32 interface;		    // leaves by
	struct ip_address next_hop; // for glean: the source to ask with
	u32 index, refs;
	u64 changed; // moment (grace.h): when it is over, nobody reads the other way
} __attribute__((aligned(CACHE_LINE)));
_Static_assert(sizeof(struct adjacency_way[2]) == CACHE_LINE, "one line");

// Finds or makes one and takes a reference. Main thread.
EXPORT u32 adjacency_neighbor(u32 interface, const struct ip_address *next_hop);
EXPORT u32 adjacency_glean(u32 interface, const struct interface_address *connected);
EXPORT void adjacency_lock(u32 index);
EXPORT void adjacency_unlock(u32 index);

EXPORT struct adjacency *adjacency_at(u32 index); // null if there is none
EXPORT u32 adjacency_next(u32 from);		  // for walks; INDEX_NONE at the end

// "ipv4 via 10.2.0.2 pg1: mtu:9000 next:3 flags:[] 0200...0800", "arp-ipv4: via 10.2.0.2 pg1",
// "ipv4-glean: [src:10.2.0.0/24] pg1: mtu:9000 next:1 flags:[] ffff...0806"; ipv6 likewise.
EXPORT void adjacency_text(struct text *t, u32 index);

// Told when a kind changes (incomplete to rewrite and back): forwarding objects restack.
EXPORT void adjacency_hook_add(void (*changed)(struct adjacency *a));

// For packet paths; the table never moves. Any thread.
EXPORT const struct adjacency *adjacency_table(void);

static inline const struct adjacency_way *adjacency_way(const struct adjacency *a)
{
	return &a->ways[__atomic_load_n(&a->ways[0].current, __ATOMIC_ACQUIRE)];
}

static inline enum adjacency_kind adjacency_kind(const struct adjacency *a)
{
	return __atomic_load_n(&a->kind, __ATOMIC_RELAXED);
}
