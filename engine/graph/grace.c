// Moments, numbered; each worker notes the latest that it has seen. And the barrier, which is built
// on the same note: a worker that holds nothing stands still as long as the barrier is up.
#include "engine/graph/grace.h"
#include "engine/base/error.h"
#include "engine/base/log.h"
#include "engine/base/vec.h"
#include "engine/graph/node.h"
#include "engine/graph/worker_private.h"
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// What a worker that holds nothing has seen.
#define AWAY UINT64_MAX

enum {
	SPINS = 2000,	    // looks before others may use the core
	SPINS_SHARED = 100, // where threads share cores
	RETIRED_MANY = 4096,
};

struct retired {
	void (*put)(u64 what);
	u64 what, moment;
};

static u64 moment_now = 1; // written by the main thread
static u32 barrier_up;	   // workers wait while it is 1; a futex
static u32 barrier_depth, n_sleeping;
static u32 n_standing;	      // workers that the barrier keeps from their turn
static struct retired *queue; // vec, oldest first from 'first' on
static u32 first;

static struct log_class log_worker = {.name = "worker"};
LOG_REGISTER(log_worker);

static inline u32 spins(void)
{
	return worker_cores_are_shared() ? SPINS_SHARED : SPINS;
}

u64 grace_begin(void)
{
	u64 moment = moment_now + 1;

	__atomic_store_n(&moment_now, moment, __ATOMIC_SEQ_CST);
	return moment;
}

bool grace_over(u64 moment)
{
	for (u32 i = 1; i < worker_n(); i++)
		if (__atomic_load_n(&worker_at(i)->seen, __ATOMIC_SEQ_CST) < moment)
			return false;
	return true;
}

// Says which worker is awaited for longer than it takes any honest node.
static void complain(u64 since, u64 *said)
{
	const struct worker *w = NULL;

	if (now() - MAX(since, *said) < WORKER_STUCK_NS)
		return;
	*said = now();
	for (u32 i = 1; i < worker_n() && !w; i++)
		if (__atomic_load_n(&worker_at(i)->seen, __ATOMIC_SEQ_CST) != AWAY)
			w = worker_at(i);
	if (w)
		log_error(&log_worker,
			"the main thread has waited %llu s for %s, which is in node %s",
			(now() - since) / NS_PER_S, w->name,
			node_name(__atomic_load_n(&w->running_node, __ATOMIC_RELAXED)));
}

// Waits until 'is_so(value)'. Workers may share this thread's core.
static void wait_until(bool (*is_so)(u64 value), u64 value)
{
	// Giving way without a sleep would cost a whole slice of the scheduler, milliseconds.
	static const struct timespec moment = {.tv_nsec = 20 * NS_PER_US};
	u64 since = 0, said = 0;

	for (u32 n = 0; !is_so(value); n++) {
		if (n < spins()) {
			__builtin_ia32_pause();
			continue;
		}
		nanosleep(&moment, NULL);
		if (!since)
			since = now();
		complain(since, &said);
	}
}

void grace_wait(u64 moment)
{
	wait_until(grace_over, moment);
}

void retire(void (*put)(u64 what), u64 what)
{
	if (worker_n() <= 1) {
		put(what);
		return;
	}
	vec_push(queue, (struct retired){.put = put, .what = what, .moment = grace_begin()});
	if (vec_n(queue) - first < RETIRED_MANY)
		return;
	// Somebody changes much in one turn of the main loop.
	grace_run();
}

void grace_run(void)
{
	if (likely(!queue))
		return;
	while (first < vec_n(queue) && grace_over(queue[first].moment)) {
		struct retired r = queue[first++];

		r.put(r.what);
	}
	if (first == vec_n(queue)) {
		vec_clear(queue);
		first = 0;
	} else if (first >= RETIRED_MANY) {
		memmove(queue, queue + first, (vec_n(queue) - first) * sizeof(*queue));
		vec_cut(queue, vec_n(queue) - first);
		first = 0;
	}
}

static void futex(int what, u32 value)
{
	syscall(SYS_futex, &barrier_up, what | FUTEX_PRIVATE_FLAG, value, NULL, NULL, 0);
}

void grace_leave(struct worker *w)
{
	__atomic_store_n(&w->seen, AWAY, __ATOMIC_SEQ_CST);
}

static void stand_still(void)
{
	for (u32 n = 0; n < spins(); n++) {
		if (!__atomic_load_n(&barrier_up, __ATOMIC_ACQUIRE))
			return;
		__builtin_ia32_pause();
	}
	__atomic_fetch_add(&n_sleeping, 1, __ATOMIC_SEQ_CST);
	while (__atomic_load_n(&barrier_up, __ATOMIC_ACQUIRE))
		futex(FUTEX_WAIT, 1);
	__atomic_fetch_sub(&n_sleeping, 1, __ATOMIC_SEQ_CST);
}

static void seen_now(struct worker *w, int order)
{
	__atomic_store_n(&w->seen, __atomic_load_n(&moment_now, __ATOMIC_ACQUIRE), order);
}

// The barrier is up. It is not raised again before this worker, counted as standing before it can
// be taken for away, is back.
static void stand(struct worker *w)
{
	__atomic_fetch_add(&n_standing, 1, __ATOMIC_SEQ_CST);
	do {
		grace_leave(w);
		stand_still();
		seen_now(w, __ATOMIC_SEQ_CST);
	} while (unlikely(__atomic_load_n(&barrier_up, __ATOMIC_SEQ_CST)));
	__atomic_fetch_sub(&n_standing, 1, __ATOMIC_SEQ_CST);
}

// Either the main thread sees that the worker is back, or the worker that the barrier is up; so too
// in stand().
void grace_return(struct worker *w)
{
	seen_now(w, __ATOMIC_SEQ_CST);
	if (unlikely(__atomic_load_n(&barrier_up, __ATOMIC_SEQ_CST)))
		stand(w);
}

void grace_turn(struct worker *w)
{
	if (unlikely(__atomic_load_n(&barrier_up, __ATOMIC_RELAXED)))
		stand(w);
	else
		seen_now(w, __ATOMIC_RELEASE);
}

static bool all_away(u64)
{
	for (u32 i = 1; i < worker_n(); i++)
		if (__atomic_load_n(&worker_at(i)->seen, __ATOMIC_SEQ_CST) != AWAY)
			return false;
	return true;
}

static bool none_stands(u64)
{
	return !__atomic_load_n(&n_standing, __ATOMIC_SEQ_CST);
}

// Those that the last barrier kept from their turn have it first, however fast one follows another.
void barrier_begin(void)
{
	if (barrier_depth++ || worker_n() <= 1)
		return;
	invariant(worker_is_main());
	wait_until(none_stands, 0);
	__atomic_store_n(&barrier_up, 1, __ATOMIC_SEQ_CST);
	wait_until(all_away, 0);
}

void barrier_end(void)
{
	invariant(barrier_depth > 0);
	if (--barrier_depth || worker_n() <= 1)
		return;
	__atomic_store_n(&barrier_up, 0, __ATOMIC_SEQ_CST);
	if (__atomic_load_n(&n_sleeping, __ATOMIC_SEQ_CST))
		futex(FUTEX_WAKE, INT32_MAX);
}
