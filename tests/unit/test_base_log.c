// The log: levels, rate limit, ring, other threads, standard error.
#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "engine/base/log.h"
#include "tests/lib/unit.h"

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static struct log_class ip4 = {.name = "ip4", .sub = "reass"};
LOG_REGISTER(ip4);

START_TEST(levels_decide)
{
	log_error(&ip4, "e%d", 1);
	log_info(&ip4, "i1");
	ck_assert_uint_eq(log_n(), 1);
	ck_assert_str_eq(log_at(0)->text, "e1");
	ck_assert_int_eq(log_at(0)->level, LOG_LEVEL_ERROR);
	ck_assert_ptr_eq(log_at(0)->log_class, &ip4);
	ck_assert_ptr_null(log_at(1));
	ip4.level = LOG_LEVEL_DEBUG;
	log_debug(&ip4, "d2");
	ck_assert_uint_eq(log_n(), 2);
	ip4.level = LOG_LEVEL_DISABLED;
	log_error(&ip4, "e3");
	ck_assert_uint_eq(log_n(), 2);
	log_clear();
	ck_assert_uint_eq(log_n(), 0);
}
END_TEST

START_TEST(rate_is_limited_by_second)
{
	clock_stop(0);
	ip4.rate_limit = 3;
	for (int i = 0; i < 10; i++)
		log_error(&ip4, "%d", i);
	ck_assert_uint_eq(log_n(), 3);
	ck_assert_uint_eq(ip4.n_suppressed, 7);
	clock_set(NS_PER_S - 1);
	log_error(&ip4, "late");
	ck_assert_uint_eq(log_n(), 3);
	clock_set(NS_PER_S);
	log_error(&ip4, "next");
	ck_assert_uint_eq(log_n(), 4);
	ck_assert_uint_eq(log_at(3)->wall, NS_PER_S);
}
END_TEST

START_TEST(ring_keeps_the_newest)
{
	ip4.rate_limit = 1000;
	log_resize(4);
	for (int i = 0; i < 10; i++) {
		log_error(&ip4, "%d", i);
		if (i % 3 == 0)
			log_n();
	}
	ck_assert_uint_eq(log_n(), 4);
	ck_assert_str_eq(log_at(0)->text, "6");
	ck_assert_str_eq(log_at(3)->text, "9");
	log_resize(2);
	ck_assert_uint_eq(log_n(), 2);
	ck_assert_str_eq(log_at(0)->text, "8");
	log_resize(100);
	for (int i = 0; i < 200; i++)
		log_error(&ip4, "%d", i);
	ck_assert_uint_eq(log_n(), 100);
	ck_assert_str_eq(log_at(99)->text, "199");
}
END_TEST

static void *many(void *)
{
	for (int i = 0; i < 300; i++)
		log_error(&ip4, "x");
	return NULL;
}

START_TEST(any_thread_may_log)
{
	pthread_t t[3];

	ip4.rate_limit = 100000;
	log_resize(2000);
	for (u32 i = 0; i < 3; i++)
		ck_assert_int_eq(pthread_create(&t[i], NULL, many, NULL), 0);
	for (u32 i = 0; i < 3; i++) {
		log_n();
		pthread_join(t[i], NULL);
	}
	ck_assert_uint_eq(log_n(), 900);
}
END_TEST

START_TEST(standard_error_gets_lines)
{
	int ends[2];
	char line[100] = {0};

	ck_assert_int_eq(pipe(ends), 0);
	dup2(ends[1], STDERR_FILENO);
	log_to_stderr(LOG_LEVEL_INFO);
	log_info(&ip4, "hello");
	log_debug(&ip4, "not this");
	ck_assert_int_gt(read(ends[0], line, sizeof(line) - 1), 0);
	ck_assert_str_eq(line, "info: ip4/reass: hello\n");
	ck_assert_uint_eq(log_n(), 0);
}
END_TEST

START_TEST(level_names)
{
	for (int i = 0; i <= LOG_LEVEL_DISABLED; i++)
		ck_assert_int_eq(log_level_by_name(log_level_name((enum log_level)i)), i);
	ck_assert_int_eq(log_level_by_name("Warning"), LOG_LEVEL_WARN);
	ck_assert_int_eq(log_level_by_name("loud"), ERR_INVALID_VALUE);
}
END_TEST

UNIT_MAIN(levels_decide, rate_is_limited_by_second, ring_keeps_the_newest, any_thread_may_log,
	standard_error_gets_lines, level_names)
