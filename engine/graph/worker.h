// Threads that run the graph: worker 0 is the main thread, the others run packets only.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/types.h"

struct buffer_cache;
struct frame;
struct node;
struct timer_wheel;
struct packet_trace;

struct worker_pending {
	struct frame *frame;
	u32 node_index; // its node.pending is cleared when this is dispatched
};

struct worker {
	u8 *buffer_base;
	struct node **nodes; // vec by node index
	u64 *error_counts;   // by global error index
	u32 *feature_heap;   // engine/graph/feature.h; published by the main thread
	struct frame *free_frames;
	struct worker_pending *pending; // vec, in order of first packet
	struct frame *running;		// dispatch gave it to run(), nobody has taken it over
	struct buffer_cache *cache;	// by pool
	struct timer_wheel *wheel;
	struct packet_trace *trace; // trace/packet.h
	u32 index;		    // 0 = main thread
	bool trace_armed;	    // some input node may have to mark packets
	bool dispatch_capture;	    // every visit to a node goes to a dispatch trace
	u8 capture_points;	    // enum capture_point bits that are armed, trace/capture.h
	u64 time;		    // now() at the start of the current loop
	u64 loops, packets;	    // since start
	u64 n_frames_alloc;
	u32 *pre_input, *polling, *interruptible; // vec of node indices, rebuilt when states change
	bool lists_stale;			  // the three are to be rebuilt before use
	bool interrupted;			  // some node's interrupt flag is set (atomic)
	u64 forwarded; // packets that nodes sent on: what input nodes gave, by difference
	int wake_fd;   // eventfd that ends its sleep
	int thread_id; // of the kernel
	char name[16];
};

// Makes worker 0 of the calling thread. Once, by engine_start().
EXPORT void worker_open_main(void);

// Ends its sleep. Any thread.
EXPORT void worker_wake(struct worker *w);

// The calling thread's, null outside of engine threads.
EXPORT struct worker *worker_self(void);
EXPORT struct worker *worker_at(u32 index); // null past the last
EXPORT u32 worker_n(void);
EXPORT bool worker_is_main(void);

// Runs fn(arg) on the main thread between dispatches; at once when that is the caller. Any thread.
// main_call() waits for its end, main_post() does not.
EXPORT void main_call(void (*fn)(void *arg), void *arg);
EXPORT void main_post(void (*fn)(void *arg), void *arg);
EXPORT bool main_calls_wait(void); // some are not done yet

// Between these two, workers stand still and nothing but the caller touches the graph. Nests.
EXPORT void barrier_begin(void);
EXPORT void barrier_end(void);
