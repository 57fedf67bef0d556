// Packet tracing as a whole: what is asked for, in all threads, and what came of it.
#pragma once

#include "engine/graph/worker.h"
#include "trace/packet.h"

// Asks for 'count' more packets that node 'node' receives (INDEX_NONE: any input node), on
// 'interface' (INDEX_NONE: any), that match 'filter' (null: all; taken over). With 'ring' it never
// ends and the last 'count' are kept. Main thread.
EXPORT void tracing_add(u32 node, u32 interface, u32 count, bool ring, struct filter *filter);

// Forgets every trace and asks for no more. Main thread.
EXPORT void tracing_clear(void);

struct tracing_thread {
	u32 first, n;  // its packets in 'packets', oldest first
	u64 lost, cut; // as packet_trace_lost(), packet_trace_cut()
	bool is_ring;
};

// All traced packets of all threads at about one time.
struct tracing_snapshot {
	struct packet_trace_copy *packets; // vec
	struct tracing_thread *threads;	   // vec, by thread
};

// Workers stand still for microseconds at a time while it is made, and run while it is looked at:
// records stay readable until it is freed. Main thread.
EXPORT struct tracing_snapshot *tracing_snapshot(void);
EXPORT void tracing_snapshot_free(struct tracing_snapshot *s);

// Null when it is not there, or no longer was.
EXPORT const struct packet_trace_copy *tracing_find(
	const struct tracing_snapshot *s, u32 thread, u32 handle);
