// Packets handed from thread to thread: a ring for each pair, emptied at the beginning of a turn.
//
// A hand-off is a way to one node: what is handed over arrives in that node of the other thread, in
// the order in which it was sent, with the path it came by and, if it is traced, its trace. A ring
// that is full refuses packets; the sender counts them (congestion) and drops them.
#pragma once

#include "engine/graph/frame.h"
#include "engine/graph/node.h"

enum { HANDOFF_RING_FRAMES = 64 }; // of up to FRAME_MAX packets each

// Sends packets i of 'f', which 'node' is done with, to threads[i] (the own one included), where
// 'to' gets them: a next index of 'node'. Those that their ring has no room for go to next index
// 'congested' with b->error as it is. Consumes the frame. Own thread.
EXPORT void handoff_send(struct worker *w, struct node *node, struct frame *f, const u16 *threads,
	u16 to, u16 congested);

// Takes what others handed to this thread. By dispatch, own thread. Returns how many packets.
u32 handoff_receive(struct worker *w);

// Makes the rings, once all threads are there. Main thread.
void handoff_open(void);

// For 'show frame-queue': what was handed from thread to thread so far, and refused.
struct handoff_counts {
	u64 packets, frames, congested;
	u32 waiting; // frames
};
EXPORT struct handoff_counts handoff_counts(u32 from, u32 to);
