// The main loop: pre-input nodes, file events, input nodes, interrupts, timers and ready processes,
// then pending frames until none is left.
#pragma once

#include "engine/base/types.h"

// Builds the graph from what is registered, runs init functions. Before it: config_load() if any.
EXPORT int engine_start(void);

// Runs the main loop until engine_stop(); then exit functions. Returns the status given there.
EXPORT int engine_run(void);
EXPORT void engine_stop(int status);
EXPORT bool engine_stopping(void);

// One turn of the loop on the main thread; false when nothing moved. Not from inside a node.
EXPORT bool engine_turn(void);

// Turns until one moves nothing, at most 'max_turns'. Returns false if it gave up.
EXPORT bool engine_settle(u32 max_turns);

// With the stopped clock: lives through 'ns' nanoseconds, timer by timer, settling after each.
// From a process or the outermost level of the main thread, not from inside a node.
EXPORT void engine_advance(u64 ns);

// Stops the clock (clock_stop()) while the engine runs: timers wait their full delay again, and
// statistics, which have costs of real time in them, begin anew. Main thread.
EXPORT void engine_stop_clock(u64 wall);

struct engine_rates {
	double seconds;	     // since the last clear
	u64 frames, vectors; // that internal nodes got and packets in them, over the last 10 s
	double vector_rate;  // packets a frame: their ratio
	double loops_per_second;
	double in, out, drop, punt; // packets a second since the last clear
};
EXPORT void engine_rates(u32 thread, struct engine_rates *rates); // main thread
EXPORT void engine_rates_clear(void);				  // main thread

struct frame;
struct node;
struct worker;

// Called before each visit to an internal node of a worker with w->dispatch_capture. Null: none.
EXPORT void engine_set_dispatch_hook(
	void (*hook)(struct worker *w, struct node *node, const struct frame *f));

// Called by the nodes that end or begin journeys.
EXPORT void engine_count_in(u64 packets);
EXPORT void engine_count_out(u64 packets);
EXPORT void engine_count_drop(u64 packets);
EXPORT void engine_count_punt(u64 packets);
