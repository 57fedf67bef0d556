// Waiting until nothing moves any more, and living through stopped time.
#include "engine/base/clock.h"
#include "engine/base/vec.h"
#include "engine/graph/dispatch.h"
#include "engine/graph/dispatch_private.h"
#include "engine/graph/node.h"
#include "engine/graph/process.h"
#include "engine/graph/runtime.h"
#include "engine/graph/timer.h"
#include <sched.h>
#include <time.h>

// How often settling looks whether workers have come to rest: at once, then every 100 us.
enum { PATIENCE_YIELDS = 64, PATIENCE_MOMENTS = 200 };

static u32 waiting; // processes that ran this turn only to see whether anything moves
static u32 n_calm;  // times in a row that settling found nothing to do without a turn

u32 settle_processes_run(void)
{
	u32 n = process_run_ready() - waiting;

	waiting = 0;
	return n;
}

// What a worker had done when it was last seen to do something.
static struct {
	u64 loops, moves;
} looks[WORKERS_MAX + 1];
static bool given_up; // until all threads come to rest by themselves

static bool is_away(const struct worker *w)
{
	return __atomic_load_n(&w->seen, __ATOMIC_SEQ_CST) == UINT64_MAX;
}

// Whether a worker did something since it was last looked at.
static bool has_moved(const struct worker *w)
{
	u64 moves = __atomic_load_n(&w->moves, __ATOMIC_RELAXED);

	if (moves == looks[w->index].moves)
		return false;
	looks[w->index].moves = moves;
	looks[w->index].loops = __atomic_load_n(&w->loops, __ATOMIC_RELAXED);
	return true;
}

// Whether a worker sleeps, or has polled for two whole turns, and nobody has given it anything to
// do. What it was given is looked at first: once it has taken that, it is not away before it is
// done with it.
static bool is_at_rest(const struct worker *w)
{
	return !__atomic_load_n(&w->has_handed, __ATOMIC_SEQ_CST) &&
		!__atomic_load_n(&w->interrupted, __ATOMIC_SEQ_CST) &&
		!__atomic_load_n(&w->woken, __ATOMIC_SEQ_CST) &&
		(is_away(w) ||
			__atomic_load_n(&w->loops, __ATOMIC_RELAXED) >= looks[w->index].loops + 2);
}

// Twice: one that was looked at may since have been given something by one that moved.
static bool workers_settled(void)
{
	bool all = true;

	for (u32 i = 1; i < worker_n(); i++)
		all &= !has_moved(worker_at(i)) && is_at_rest(worker_at(i));
	for (u32 i = 1; i < worker_n(); i++)
		all &= !has_moved(worker_at(i));
	// Asked last: what a worker asked of the main thread before it came to rest.
	return all && !main_calls_wait();
}

// The turn that a worker is in may still do something.
static void looks_begin(void)
{
	for (u32 i = 1; i < worker_n(); i++)
		looks[i].loops = __atomic_load_n(&worker_at(i)->loops, __ATOMIC_RELAXED);
}

// Threads may have traffic without end, or for longer than anybody wants to wait: then they are
// left alone until they come to rest. 'n' counts the times in a row. Workers may share this core.
static bool workers_take_too_long(u32 n)
{
	static const struct timespec moment = {.tv_nsec = 100 * NS_PER_US};

	if (n < PATIENCE_YIELDS)
		sched_yield();
	else
		nanosleep(&moment, NULL);
	return n > PATIENCE_YIELDS + PATIENCE_MOMENTS;
}

// One whole turn as a process sees it: what comes after it in this one and before it in the next.
static bool process_turn(void)
{
	u64 before = worker_self()->moves;

	waiting++;
	process_yield();
	return worker_self()->moves != before;
}

static bool settle_by_turns(struct worker *w, u32 max_turns)
{
	// Processes that ran before this one in the turn it ended in are counted only in the next.
	u32 quiet = 0, enough = process_self() ? 2 : 1;
	u32 n_waits = 0;

	while (quiet < enough) {
		if (!max_turns-- || (process_self() && process_interrupted()))
			return false;
		if ((process_self() ? process_turn() : engine_turn()) || vec_n(w->pending) ||
			__atomic_load_n(&w->interrupted, __ATOMIC_ACQUIRE)) {
			quiet = 0;
		} else if (!workers_settled()) {
			if (workers_take_too_long(n_waits++))
				return false;
			quiet = 0;
			max_turns++;
		} else {
			quiet++;
		}
	}
	return true;
}

bool engine_settle(u32 max_turns)
{
	enum { CALM_MAX = 64 }; // then a turn all the same, for Ctrl-C and other files
	struct worker *w = worker_self();
	bool is_idle;

	// Most lines of a long script leave nothing to do, and a turn costs more than a route.
	w->time = now();
	looks_begin();
	is_idle = dispatch_idle_time(w) && workers_settled();
	given_up = given_up && worker_n() > 1 && !is_idle;
	if ((is_idle || given_up) && n_calm++ < CALM_MAX)
		return !given_up;
	n_calm = 0;
	if (given_up && process_self()) {
		process_turn();
		return false;
	}
	given_up = !settle_by_turns(w, max_turns);
	return !given_up;
}

void engine_advance(u64 ns)
{
	enum { SETTLE_TURNS = 10000 };
	struct worker *w = worker_self();
	u64 target = now() + ns;

	if (!clock_is_stopped()) {
		if (process_self())
			process_sleep(ns);
		return;
	}
	engine_settle(SETTLE_TURNS);
	while (timer_next(w) <= target) {
		clock_set(timer_next(w));
		if (engine_settle(SETTLE_TURNS))
			continue;
		if (process_self() && process_interrupted())
			return;
		// A timer that fires again at once, for ever, would never let time pass.
		if (timer_next(w) <= now())
			break;
	}
	clock_set(target);
	engine_settle(SETTLE_TURNS);
}

void engine_stop_clock(u64 wall)
{
	clock_stop(wall);
	barrier_begin();
	for (u32 i = 0; i < worker_n(); i++) {
		worker_at(i)->time = now();
		timer_restart_all(worker_at(i));
	}
	runtime_clear();
	barrier_end();
}
