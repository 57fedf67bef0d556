// Adjacencies: where packets leave, with the link-layer header ready to be put in front.
//
// One per (kind, protocol, next hop, interface), shared and counted. Kept by the main thread;
// workers read them. A rewrite becomes complete when its neighbour is known, incomplete when it
// goes.
#pragma once

#include "engine/base/text.h"
#include "engine/net/address.h"

enum { REWRITE_MAX = 32 };

enum adjacency_kind {
	ADJACENCY_INCOMPLETE, // neighbour unknown: packets trigger a request
	ADJACENCY_REWRITE,    // complete
	ADJACENCY_GLEAN,      // for a connected prefix: resolve the packet's own destination
};

struct adjacency {
	u8 kind;
	u8 rewrite_size; // bytes
	u16 mtu;	 // of the packet without link header, bytes
	u32 interface;	 // leaves by
	u16 next;	 // next index of ip4-rewrite that leads to the interface's output node
	u16 flags;
	u8 rewrite[REWRITE_MAX];    // the last 'rewrite_size' bytes before the IP header
	struct ip_address next_hop; // for glean: the source to ask with
	u8 length;		    // for glean: of the connected prefix
	u32 index, refs;
	u64 requested; // when a resolution was last asked for, ns; for its rate limit
};

// Finds or makes one and takes a reference. Main thread.
EXPORT u32 adjacency_neighbor(u32 interface, const struct ip_address *next_hop);
EXPORT u32 adjacency_glean(u32 interface, const struct interface_address *connected);
EXPORT void adjacency_lock(u32 index);
EXPORT void adjacency_unlock(u32 index);

EXPORT struct adjacency *adjacency_at(u32 index); // null if there is none
EXPORT u32 adjacency_next(u32 from);		  // for walks; INDEX_NONE at the end

// "ipv4 via 10.2.0.2 pg1: mtu:9000 next:3 flags:[] 0200...0800", "arp-ipv4: via 10.2.0.2 pg1",
// "ipv4-glean: [src:10.2.0.0/24] pg1: mtu:9000 next:1 flags:[] ffff...0806".
EXPORT void adjacency_text(struct text *t, u32 index);

// Told when a kind changes (incomplete to rewrite and back): forwarding objects restack.
EXPORT void adjacency_hook_add(void (*changed)(struct adjacency *a));

// For packet paths; the table never moves.
EXPORT const struct adjacency *adjacency_table(void);
