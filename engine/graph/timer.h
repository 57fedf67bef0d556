// Timers of a thread, on real or stopped time. Embedded in their owner; no allocation.
#pragma once

#include "engine/base/types.h"

struct worker;

struct timer {
	void (*fire)(struct timer *t); // in the owner thread's loop; may start itself again
	u64 at;			       // ns of now()
	u64 delay;		       // ns, as given
	u64 order;		       // of starts, where 'at' is equal
	struct timer *next, **link;    // of the wheel; link null when not running
	u32 thread;
};

// Fires once, 'delay' ns from now(), or at 'at' if that is later than now(). Starting a running
// timer moves it. Same thread only.
EXPORT void timer_start(struct timer *t, u64 delay);
EXPORT void timer_start_at(struct timer *t, u64 at);
EXPORT void timer_stop(struct timer *t);

static inline bool timer_is_running(const struct timer *t)
{
	return t->link != NULL;
}

// Makes a worker's wheel, before its first timer.
EXPORT void timer_open(struct worker *w);

// When the next timer of this thread is due, UINT64_MAX for none.
EXPORT u64 timer_next(struct worker *w);

// Fires what is due; returns how many. Called by dispatch.
EXPORT u32 timer_run(struct worker *w);

// Starts every running timer again with its full delay from now(): what clock_stop() calls for.
EXPORT void timer_restart_all(struct worker *w);
