// Where the nodes that look up routes send packets: ip4-lookup and ip6-lookup have these next
// nodes, in VPP's order as far as they exist; the load-balance and lookup nodes are their siblings.
#pragma once

#include "engine/fib/fib.h"

enum forward_next {
	FORWARD_NEXT_DROP,
	FORWARD_NEXT_PUNT,
	FORWARD_NEXT_LOCAL,
	FORWARD_NEXT_NEIGHBOR, // ip4-arp, ip6-discover-neighbor
	FORWARD_NEXT_GLEAN,
	FORWARD_NEXT_REWRITE,
	FORWARD_NEXT_ICMP_ERROR,
	FORWARD_NEXT_RECEIVE,
	FORWARD_NEXT_LOAD_BALANCE,
	FORWARD_NEXT_LOOKUP, // lookup-ip4-dst, lookup-ip6-dst
	FORWARD_NEXT_NULL,
	FORWARD_NEXT_LINK_LOCAL, // of IPv6 alone
};

// A forwarding object of a type, with the next index that belongs to it.
EXPORT struct forward forward_of(u8 family, enum forward_type type, u32 index);

// "dpo-drop ip4", "ipv4 via 10.2.0.2 ...", led by "[@0]: ".
EXPORT void forward_text(struct text *t, const struct forward *f, u32 indent);
void forward_text_bare(struct text *t, const struct forward *f); // without "[@0]: "
