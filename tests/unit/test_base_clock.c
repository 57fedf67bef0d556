// The clock stopped, moved and let run; random numbers that repeat.
#include "engine/base/clock.h"
#include "tests/lib/unit.h"

#include <pthread.h>

START_TEST(machine_time_moves_on)
{
	u64 a = now(), b;

	do {
		b = now();
		ck_assert_uint_ge(b, a);
	} while (b == a);
	ck_assert_uint_gt(clock_wall(b), 1600000000 * NS_PER_S);
	ck_assert_uint_eq(clock_wall(b) - clock_wall(a), b - a);
	ck_assert_double_gt(clock_cycles_per_second(), 1e6);
	ck_assert_double_lt(clock_cycles_per_second(), 1e11);
}
END_TEST

START_TEST(stopped_time_stands)
{
	u64 cycles;

	clock_stop(5 * NS_PER_S);
	ck_assert(clock_is_stopped());
	ck_assert_uint_eq(now(), 0);
	ck_assert_uint_eq(clock_wall(now()), 5 * NS_PER_S);
	cycles = clock_cycles();
	clock_set(1000);
	ck_assert_uint_eq(now(), 1000);
	clock_set(999);
	ck_assert_uint_eq(now(), 1000);
	ck_assert_uint_eq(clock_wall(now()), 5 * NS_PER_S + 1000);
	ck_assert_uint_eq(clock_cycles(), cycles);
	clock_stop(0);
	ck_assert_uint_eq(now(), 0);
}
END_TEST

START_TEST(running_on_never_goes_back)
{
	u64 cycles;

	clock_set(77); // of no effect while the clock runs
	clock_stop(0);
	clock_set(3600 * NS_PER_S);
	cycles = clock_cycles();
	clock_run();
	ck_assert(!clock_is_stopped());
	ck_assert_uint_ge(now(), 3600 * NS_PER_S);
	ck_assert_uint_lt(now(), 3700 * NS_PER_S);
	ck_assert_uint_ge(clock_cycles(), cycles);
	ck_assert_uint_ge(clock_wall(now()), 3600 * NS_PER_S);
	clock_run();
	ck_assert_uint_lt(now(), 3700 * NS_PER_S);
}
END_TEST

START_TEST(wall_time_can_be_set)
{
	clock_stop(0);
	clock_set(100);
	clock_set_wall(1000);
	ck_assert_uint_eq(clock_wall(now()), 1000);
	clock_set(150);
	ck_assert_uint_eq(clock_wall(now()), 1050);
}
END_TEST

START_TEST(stopping_fixes_random_numbers)
{
	u32 first[8];
	u32 n_equal = 0;

	random_u32();
	clock_stop(0);
	for (u32 i = 0; i < 8; i++)
		first[i] = random_u32();
	clock_stop(0);
	for (u32 i = 0; i < 8; i++)
		ck_assert_uint_eq(random_u32(), first[i]);
	random_seed(1);
	for (u32 i = 0; i < 8; i++)
		n_equal += random_u32() == first[i];
	ck_assert_uint_lt(n_equal, 2);
}
END_TEST

static void *draw(void *out)
{
	*(u32 *)out = random_u32();
	return NULL;
}

START_TEST(threads_draw_different_numbers)
{
	pthread_t t;
	u32 mine, other;

	random_seed(3);
	mine = random_u32();
	ck_assert_int_eq(pthread_create(&t, NULL, draw, &other), 0);
	pthread_join(t, NULL);
	ck_assert_uint_ne(mine, other);
}
END_TEST

START_TEST(random_bits_are_even)
{
	u32 ones[32] = {0};

	random_seed(11);
	for (u32 i = 0; i < 10000; i++) {
		u32 x = random_u32();

		for (u32 bit = 0; bit < 32; bit++)
			ones[bit] += x >> bit & 1;
	}
	for (u32 bit = 0; bit < 32; bit++) {
		ck_assert_uint_gt(ones[bit], 4700);
		ck_assert_uint_lt(ones[bit], 5300);
	}
}
END_TEST

UNIT_MAIN(machine_time_moves_on, stopped_time_stands, running_on_never_goes_back,
	wall_time_can_be_set, stopping_fixes_random_numbers, threads_draw_different_numbers,
	random_bits_are_even)
