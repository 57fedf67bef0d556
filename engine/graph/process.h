// Processes: cooperative tasks on the main thread, each with its own stack, waiting for events or
// for the clock. Long-running commands, agers and sessions are processes.
#pragma once

#include "engine/base/types.h"

struct process;

// Starts 'run(arg)' on a new stack at the next turn of the loop; it ends when run returns. 'name'
// (copied) is its node's name; "" gives it none in 'show runtime'. 'stack_size' 0: 64 KiB. A guard
// page faults when a stack overflows. The pointer of a process without name ends with it; one with
// a name stays, as "done", until another is started under this name. Main thread.
EXPORT struct process *process_start(
	const char *name, void (*run)(void *arg), void *arg, u32 stack_size);

// Starts the registered nodes of type NODE_PROCESS, in order of name: all (owner null), by
// engine_start(), or those of a plugin that comes later.
EXPORT void process_start_registered(const void *owner);

// The running one; null outside.
EXPORT struct process *process_self(void);

// By node name; null if there is none.
EXPORT struct process *process_by_name(const char *name);

// All of them, in order of start: the one after 'p', the first after null; null at the end.
EXPORT struct process *process_next(const struct process *p);
EXPORT const char *process_name(const struct process *p); // "" if it has none

// Called by the process itself. Both return false when interrupted: sleep after one turn of the
// loop, so that a loop around it never holds up the others.
EXPORT bool process_sleep(u64 ns);
EXPORT bool process_yield(void); // one turn of the loop

// Waits for an event or for the time-out (ns; UINT64_MAX: for ever; 0: only looks). Returns true
// and one event, oldest first, or false after the time-out or interrupt.
struct process_event {
	u64 type, data;
};
EXPORT bool process_wait(u64 timeout, struct process_event *event);

// Sends an event. Main thread, or any thread with process_signal_from_thread().
EXPORT void process_signal(struct process *p, u64 type, u64 data);
EXPORT void process_signal_from_thread(struct process *p, u64 type, u64 data);

// Ctrl-C: makes its current wait, and every later one, return at once until it calls
// process_interrupt_clear(); so long is process_interrupted() true of it. Main thread.
EXPORT void process_interrupt(struct process *p);
EXPORT bool process_interrupted(void);
EXPORT void process_interrupt_clear(void);

// "event wait", "any wait", "suspended", "running", "done": as 'show runtime' says it.
EXPORT const char *process_state_name(const struct process *p);
EXPORT u32 process_node(const struct process *p); // node index or INDEX_NONE

// Called by dispatch. Runs once each process that was ready when it was called (new, signalled,
// timed out, interrupted, or yielded before); returns how many. Counts their suspends and clocks in
// their nodes.
EXPORT u32 process_run_ready(void);
EXPORT bool process_any_ready(void); // the loop must not sleep
