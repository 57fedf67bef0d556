// How one visit of a packet to a node reads in a dispatch trace.
#pragma once

#include "engine/graph/node.h"

// Appends the bytes of a record of link type 280 to '*out' (a vec): header, strings, packet, cut at
// 'room' bytes. Returns its full size. 't' is scratch.
u32 dispatch_text_record(
	struct worker *w, const struct node *node, u32 index, struct text *t, u8 **out, u32 room);

void dispatch_text_describe(void (*lines)(struct text *t, const struct buffer *b));
