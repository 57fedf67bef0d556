// The timer wheel: exact times, exact order, thousands of timers; against a plain model.
#include "engine/base/clock.h"
#include "engine/base/memory.h"
#include "engine/base/vec.h"
#include "engine/graph/timer.h"
#include "engine/graph/worker.h"
#include "tests/lib/unit.h"

#include <stdlib.h>

struct alarm {
	struct timer timer;
	u32 id;
	u64 expected_at;
	bool is_set;
};

static u32 *fired; // vec of ids

static void fire(struct timer *t)
{
	struct alarm *a = (struct alarm *)t;

	ck_assert(!timer_is_running(t));
	ck_assert_uint_ge(now(), t->at);
	a->is_set = false;
	vec_push(fired, a->id);
}

static struct worker *open(void)
{
	clock_stop(0);
	ck_assert_int_eq(worker_open_all(), 0);
	return worker_self();
}

// Lives up to 'end', timer by timer.
static void live(struct worker *w, u64 end)
{
	while (timer_next(w) <= end) {
		clock_set(timer_next(w));
		ck_assert_uint_gt(timer_run(w), 0);
	}
	clock_set(end);
	ck_assert_uint_eq(timer_run(w), 0);
}

START_TEST(fires_exactly_when_due)
{
	struct worker *w = open();
	struct alarm a = {.timer.fire = fire, .id = 1};

	ck_assert_uint_eq(timer_next(w), UINT64_MAX);
	timer_start(&a.timer, 123456789);
	ck_assert(timer_is_running(&a.timer));
	ck_assert_uint_eq(timer_next(w), 123456789);
	clock_set(123456788);
	ck_assert_uint_eq(timer_run(w), 0);
	clock_set(123456789);
	ck_assert_uint_eq(timer_run(w), 1);
	ck_assert_uint_eq(vec_n(fired), 1);
	ck_assert_uint_eq(timer_next(w), UINT64_MAX);
}
END_TEST

START_TEST(order_is_by_time_then_start)
{
	// One tick, one slot, far levels, the past; ids in the order that is expected.
	static const struct {
		u64 at;
		u32 id;
	} starts[] = {{1ull << 50, 9}, {70000, 5}, {5, 2}, {70000, 6}, {0, 0}, {69999, 4}, {5, 3},
		{3600 * NS_PER_S, 8}, {1 << 24, 7}, {1, 1}, {UINT64_MAX - 1, 10}};
	struct alarm alarms[ARRAY_N(starts)];
	struct worker *w = open();

	for (u32 i = 0; i < ARRAY_N(starts); i++) {
		alarms[i] = (struct alarm){.timer.fire = fire, .id = starts[i].id};
		timer_start_at(&alarms[i].timer, starts[i].at);
	}
	clock_set(100000);
	ck_assert_uint_eq(timer_run(w), 7);
	live(w, UINT64_MAX - 1);
	ck_assert_uint_eq(vec_n(fired), ARRAY_N(starts));
	for (u32 i = 0; i < vec_n(fired); i++)
		ck_assert_uint_eq(fired[i], i);
}
END_TEST

START_TEST(stopping_and_moving)
{
	struct worker *w = open();
	struct alarm a = {.timer.fire = fire, .id = 1}, b = {.timer.fire = fire, .id = 2};

	timer_start(&a.timer, 100);
	timer_start(&b.timer, 200);
	timer_stop(&a.timer);
	timer_stop(&a.timer);
	ck_assert(!timer_is_running(&a.timer));
	ck_assert_uint_eq(timer_next(w), 200);
	timer_start(&b.timer, 5 * NS_PER_S);
	ck_assert_uint_eq(timer_next(w), 5 * NS_PER_S);
	timer_start(&b.timer, 50);
	ck_assert_uint_eq(timer_next(w), 50);
	live(w, 10 * NS_PER_S);
	ck_assert_uint_eq(vec_n(fired), 1);
}
END_TEST

static struct alarm victim = {.timer.fire = fire, .id = 99};

static void fire_and_stop_victim(struct timer *t)
{
	fire(t);
	timer_stop(&victim.timer);
}

static void fire_and_start_again(struct timer *t)
{
	fire(t);
	if (vec_n(fired) < 5)
		timer_start(t, 0);
}

START_TEST(callbacks_start_and_stop)
{
	struct worker *w = open();
	struct alarm a = {.timer.fire = fire_and_stop_victim, .id = 1},
		     b = {.timer.fire = fire_and_start_again, .id = 2};

	timer_start(&a.timer, 100);
	timer_start(&victim.timer, 100);
	clock_set(100);
	ck_assert_uint_eq(timer_run(w), 1);
	// What is due at once waits for the next run: a loop cannot be held up for ever.
	timer_start(&b.timer, 0);
	for (u32 i = 0; i < 4; i++) {
		ck_assert_uint_eq(timer_next(w), 100);
		ck_assert_uint_eq(timer_run(w), 1);
	}
	ck_assert_uint_eq(timer_next(w), UINT64_MAX);
	ck_assert_uint_eq(vec_n(fired), 5);
}
END_TEST

START_TEST(stopping_the_clock_starts_delays_again)
{
	struct worker *w = open();
	struct alarm a = {.timer.fire = fire, .id = 1}, b = {.timer.fire = fire, .id = 2},
		     c = {.timer.fire = fire, .id = 3};

	clock_set(50 * NS_PER_S);
	timer_start(&b.timer, 3 * NS_PER_S);
	timer_start(&a.timer, NS_PER_S);
	timer_start(&c.timer, 3 * NS_PER_S);
	clock_set(50 * NS_PER_S + 900 * NS_PER_MS);
	clock_stop(0);
	timer_restart_all(w);
	ck_assert_uint_eq(timer_next(w), NS_PER_S);
	live(w, NS_PER_S);
	ck_assert_uint_eq(vec_n(fired), 1);
	ck_assert_uint_eq(timer_next(w), 3 * NS_PER_S);
	live(w, 3 * NS_PER_S);
	ck_assert_uint_eq(vec_n(fired), 3);
	ck_assert_uint_eq(fired[1], 2);
	ck_assert_uint_eq(fired[2], 3);
}
END_TEST

enum { ALARMS = 3000 };

static u64 random_delay(void)
{
	u64 bits = (u64)random_u32() << 32 | random_u32();

	return bits >> (24 + random_u32() % 40);
}

// Random starts, moves and stops in random steps of time; after each, the earliest time must be the
// model's, and everything must have fired that was due, in order.
START_TEST(agrees_with_a_model)
{
	struct worker *w = open();
	struct alarm *alarms = memory_get_zero(ALARMS * sizeof(*alarms));

	for (u32 round = 0; round < 3000; round++) {
		u64 earliest = UINT64_MAX;

		for (u32 k = 0; k < 5; k++) {
			struct alarm *a = &alarms[random_u32() % ALARMS];

			a->timer.fire = fire;
			a->id = (u32)(a - alarms);
			if (a->is_set && random_u32() % 4 == 0) {
				timer_stop(&a->timer);
				a->is_set = false;
				continue;
			}
			timer_start(&a->timer, random_delay());
			a->expected_at = a->timer.at;
			a->is_set = true;
		}
		for (u32 i = 0; i < ALARMS; i++)
			if (alarms[i].is_set)
				earliest = MIN(earliest, alarms[i].expected_at);
		ck_assert_uint_eq(timer_next(w), earliest);
		clock_set(now() + random_delay() / 2);
		vec_clear(fired);
		timer_run(w);
		for (u32 i = 0; i < ALARMS; i++)
			ck_assert(!alarms[i].is_set || alarms[i].expected_at > now());
		for (u32 i = 1; i < vec_n(fired); i++)
			ck_assert_uint_ge(alarms[fired[i]].timer.at, alarms[fired[i - 1]].timer.at);
	}
	free(alarms);
}
END_TEST

START_TEST(many_are_cheap)
{
	enum { N = 200000 };
	struct worker *w = open();
	struct alarm *alarms = memory_get_zero(N * sizeof(*alarms));
	u64 start;

	clock_run();
	start = now();
	clock_stop(0);
	for (u32 round = 0; round < 3; round++) {
		for (u32 i = 0; i < N; i++) {
			alarms[i].timer.fire = fire;
			timer_start(&alarms[i].timer, i * 20 * NS_PER_US);
		}
		live(w, now() + N * 20 * NS_PER_US);
	}
	clock_run();
	ck_assert_uint_eq(vec_n(fired), 3 * N);
	ck_assert_uint_lt(now() - start, 60 * NS_PER_S);
	free(alarms);
}
END_TEST

UNIT_MAIN(fires_exactly_when_due, order_is_by_time_then_start, stopping_and_moving,
	callbacks_start_and_stop, stopping_the_clock_starts_delays_again, agrees_with_a_model,
	many_are_cheap)
