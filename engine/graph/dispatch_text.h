// How one visit of a packet to a node reads in a dispatch trace.
#pragma once

#include "engine/graph/node.h"

// A record of link type 280 is put together from three parts, each appended to '*out' (a vec). What
// the graph alone knows is told at once, by the thread that has the packet; 't' is scratch.
void dispatch_text_head(
	struct worker *w, const struct node *node, u32 index, struct text *t, u8 **out);

// The records of the packet's trace so far as they stand in the store; nothing if it is not traced.
void dispatch_text_keep_trace(struct worker *w, const struct buffer *b, u8 **out);
// What they say, when the file is written: their words may be about tables of the main thread,
// which only that may read.
void dispatch_text_trace(const u8 *kept, u32 n, struct text *t, u8 **out);

void dispatch_text_describe(void (*lines)(struct text *t, const struct buffer *b));
