// The trace record that ip6 nodes share: the packet's header and what follows it.
#pragma once

#include "engine/graph/buffer.h"
#include "engine/ip6/ip6.h"

enum { IP6_TRACE_BYTES = 96 };

struct ip6_trace {
	u16 n;
	u8 bytes[IP6_TRACE_BYTES];
};

struct node;
void ip6_trace_record(void *record, struct worker *w, struct node *node, struct buffer *b);
void ip6_trace_text(struct text *t, const void *record);
