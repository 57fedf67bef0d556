// What nodes did, thread by thread: copies, made while the workers stand still for a moment.
#pragma once

#include "engine/graph/dispatch.h"
#include "engine/graph/node.h"

struct runtime_thread {
	struct node *nodes; // vec by node index; names and next nodes are the node's own
	struct engine_rates rates;
};

// All threads at one time: a vec by thread, to be freed with runtime_free(). Main thread.
EXPORT struct runtime_thread *runtime_snapshot(void);
EXPORT void runtime_free(struct runtime_thread *threads);

// All threads as one: sums, the highest maxima, the state where a node is most awake. Free with
// vec_free(sum.nodes).
EXPORT struct runtime_thread runtime_sum(const struct runtime_thread *threads);

// Packets that a node sent to each of its next nodes, over all threads: a vec. Main thread.
EXPORT u64 *runtime_next_vectors(u32 index);

// Begins all of it anew, in all threads at one time. Main thread.
EXPORT void runtime_clear(void);
