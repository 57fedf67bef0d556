// The trace record that most nodes of IPv4 leave, and its layouts.
#pragma once

#include "engine/graph/node.h"

enum { IP4_TRACE_BYTES = 60 }; // as many as VPP keeps; its hex dumps show all of them

struct ip4_trace {
	u32 index; // ip4_meta: of the adjacency or other object
	u32 fib;
	u32 flow_hash;
	u16 n;	      // bytes of the packet that are here; the rest is zero
	u16 reserved; // node's own
	u8 bytes[IP4_TRACE_BYTES];
};

// For struct node_class: .trace_size = sizeof(struct ip4_trace).
EXPORT void ip4_trace_record(void *record, struct worker *w, struct node *node, struct buffer *b);
// "  fib:0 adj:1 flow:0x00000000", then the header: ip4-drop, ip4-glean, ip4-receive, ...
EXPORT void ip4_trace_forward_text(struct text *t, const void *record);
// "fib 0 dpo-idx 4 flow hash: 0x00000000", then the header: ip4-lookup, ip4-load-balance.
EXPORT void ip4_trace_lookup_text(struct text *t, const void *record);
// The header only: ip4-input, ip4-icmp-input, ...
EXPORT void ip4_trace_header_text(struct text *t, const void *record);
