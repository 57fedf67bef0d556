// Threads that run the graph: worker 0 is the main thread, the others run packets only.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/types.h"

struct buffer_cache;
struct frame;
struct node;
struct timer_wheel;
struct packet_trace;

enum { WORKERS_MAX = 255 }; // besides the main thread

// A worker that is in one node for so long is said to be stuck. ns.
#define WORKER_STUCK_NS (2 * NS_PER_S)

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
	bool trace_own;		    // packets made here may have to be marked
	bool dispatch_capture;	    // every visit to a node goes to a dispatch trace
	u8 capture_points;	    // enum capture_point bits that are armed, trace/capture.h
	u64 time;		    // now() at the start of the current loop
	u64 loops, packets;	    // since start; loops atomic
	u64 moves; // atomic; frames run, packets received, timers fired, processes run
	u64 n_frames_alloc;
	u32 *pre_input, *polling, *interruptible; // vec of node indices, rebuilt when states change
	u64 forwarded;	  // packets that nodes sent on: what input nodes gave, by difference
	u64 files_at;	  // when files were last looked at, ns
	bool lists_stale; // the three are to be rebuilt before use
	int wake_fd;	  // eventfd that ends its sleep
	int thread_id;	  // of the kernel
	u32 core;	  // it is bound to; INDEX_NONE: to none
	char name[16];
	unsigned long thread; // pthread_t of workers

	// Written by other threads, or read by them all the time.
	u64 seen __attribute__((aligned(CACHE_LINE))); // grace.c
	u32 running_node;			       // the node it is in, INDEX_NONE: none
	bool interrupted;			       // some node's interrupt flag is set
	bool has_handed;			       // some hand-off ring to it has packets
	bool woken; // files are to be looked at, if only for wake_fd
};

// Makes worker 0 of the calling thread and, not yet running, as many others as cpu { } asks for.
// Once, by engine_start(). Error: cores that are not there or not allowed.
EXPORT int worker_open_all(void);

// Starts the threads of the others: each binds itself to its core, runs body(w) and ends. Main
// thread. 'ready' is called in each thread first; its error is returned and ends all.
int worker_start_all(int (*ready)(struct worker *w), void (*body)(struct worker *w));
void worker_join_all(void); // after their bodies return

// Ends its sleep. Any thread.
EXPORT void worker_wake(struct worker *w);

// The calling thread's, null outside of engine threads.
EXPORT struct worker *worker_self(void);
EXPORT struct worker *worker_at(u32 index); // null past the last
EXPORT u32 worker_n(void);
EXPORT bool worker_is_main(void);

// Worker number 'n' (from 0) as users count them, without the main thread: its thread index. With
// no workers everything is the main thread's. INDEX_NONE past the last.
EXPORT u32 worker_thread_of(u32 n);
// The threads that packets of new queues go to in turn.
EXPORT u32 worker_next_for_queue(void);

// Runs fn(arg) on the main thread between dispatches; at once when that is the caller. Any thread.
// main_call() waits for its end, main_post() does not.
EXPORT void main_call(void (*fn)(void *arg), void *arg);
EXPORT void main_post(void (*fn)(void *arg), void *arg);
EXPORT bool main_calls_wait(void); // some are not done yet

// Between these two, workers stand still and nothing but the caller touches the graph. Nests.
// Main thread. For what grace.h cannot do: tables that move, nodes, interfaces.
EXPORT void barrier_begin(void);
EXPORT void barrier_end(void);

// Says in the log when a worker stops turning. Main thread, once workers run.
void worker_watch_start(void);
