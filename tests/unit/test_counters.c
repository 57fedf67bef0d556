// Counters by index: reaching zeroes, growing keeps, threads are summed.
#include "engine/graph/counters.h"
#include "tests/lib/unit.h"

static struct counter counter = {.name = "/test"};

START_TEST(counts_and_grows)
{
	struct worker *w;

	ck_assert_int_eq(worker_open_all(), 0);
	w = worker_self();
	ck_assert_uint_eq(counter_sum(&counter, 0).packets, 0);
	counter_reach(&counter, 2);
	counter_add(&counter, w, 2, 3, 300);
	counter_add(&counter, w, 2, 1, 60);
	counter_reach(&counter, 1000);
	counter_add(&counter, w, 1000, 7, 7);
	ck_assert_uint_eq(counter_sum(&counter, 2).packets, 4);
	ck_assert_uint_eq(counter_sum(&counter, 2).bytes, 360);
	ck_assert_uint_eq(counter_sum(&counter, 1000).packets, 7);
	ck_assert_uint_eq(counter_sum(&counter, 999).packets, 0);
	ck_assert_uint_eq(counter_sum(&counter, INDEX_NONE).packets, 0);
	ck_assert_uint_eq(counter.n, 1001);
	counter_zero(&counter, 1000);
	ck_assert_uint_eq(counter_sum(&counter, 1000).packets, 0);
	// An index that is used again begins with nothing.
	counter_reach(&counter, 2);
	ck_assert_uint_eq(counter_sum(&counter, 2).bytes, 0);
}
END_TEST

UNIT_MAIN(counts_and_grows)
