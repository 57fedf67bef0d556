// Pools: lowest free index, stable addresses, walking; against a plain model.
#include "engine/base/clock.h"
#include "engine/base/pool.h"
#include "tests/lib/unit.h"

struct thing {
	u32 value;
	u8 bytes[20];
};

START_TEST(lowest_free_index_first)
{
	struct pool p = POOL_OF(struct thing);
	u32 index;

	for (u32 i = 0; i < 1000; i++) {
		pool_get(&p, &index);
		ck_assert_uint_eq(index, i);
	}
	pool_put(&p, 700);
	pool_put(&p, 3);
	pool_put(&p, 64);
	pool_get(&p, &index);
	ck_assert_uint_eq(index, 3);
	pool_get(&p, &index);
	ck_assert_uint_eq(index, 64);
	pool_get(&p, &index);
	ck_assert_uint_eq(index, 700);
	pool_get(&p, &index);
	ck_assert_uint_eq(index, 1000);
	ck_assert_uint_eq(p.n, 1001);
	pool_free(&p);
	pool_get(&p, &index);
	ck_assert_uint_eq(index, 0);
	pool_free(&p);
}
END_TEST

START_TEST(addresses_are_stable_and_reuse_is_clean)
{
	struct pool p = POOL_OF(struct thing);
	struct thing *first = pool_get(&p, NULL), *again;

	first->value = 42;
	for (u32 i = 1; i < 5000; i++)
		pool_get(&p, NULL);
	ck_assert_ptr_eq(pool_at(&p, 0), first);
	ck_assert_uint_eq(first->value, 42);
	pool_put(&p, 0);
	ck_assert_ptr_null(pool_at(&p, 0));
	again = pool_get(&p, NULL);
	ck_assert_ptr_eq(again, first);
	ck_assert_uint_eq(again->value, 0);
	pool_free(&p);
}
END_TEST

START_TEST(chosen_indices)
{
	struct pool p = POOL_OF(struct thing);
	u32 index;

	ck_assert_ptr_nonnull(pool_get_at(&p, 3000));
	ck_assert_ptr_null(pool_get_at(&p, 3000));
	ck_assert_ptr_null(pool_at(&p, 2999));
	ck_assert_ptr_null(pool_at(&p, 1000000));
	ck_assert_ptr_null(pool_at(&p, INDEX_NONE));
	pool_get(&p, &index);
	ck_assert_uint_eq(index, 0);
	ck_assert_uint_eq(pool_next(&p, 1), 3000);
	ck_assert_uint_eq(pool_next(&p, 3001), INDEX_NONE);
	ck_assert_uint_eq(pool_next(&p, INDEX_NONE), INDEX_NONE);
	ck_assert_uint_eq(p.end, 3001);
	pool_free(&p);
}
END_TEST

enum { MODEL = 2000 };

START_TEST(agrees_with_a_model)
{
	struct pool p = POOL_OF(struct thing);
	bool used[MODEL] = {0};

	random_seed(1);
	for (u32 round = 0; round < 20000; round++) {
		u32 index = random_u32() % MODEL, n = 0, lowest = 0;

		while (lowest < MODEL && used[lowest])
			lowest++;
		if (used[index]) {
			struct thing *t = pool_at(&p, index);

			ck_assert_uint_eq(t->value, index);
			pool_put(&p, index);
			used[index] = false;
		} else if (round % 3) {
			struct thing *t = pool_get(&p, &index);

			ck_assert_uint_eq(index, lowest);
			t->value = index;
			used[index] = true;
		} else {
			struct thing *t = pool_get_at(&p, index);

			t->value = index;
			used[index] = true;
		}
		if (round % 500)
			continue;
		POOL_EACH (&p, i) {
			ck_assert(used[i]);
			n++;
		}
		ck_assert_uint_eq(n, p.n);
	}
	pool_free(&p);
}
END_TEST

START_TEST(a_million_is_cheap)
{
	struct pool p = POOL_OF(u32);
	u64 start = now();

	for (u32 i = 0; i < 1000000; i++)
		pool_get(&p, NULL);
	// A search from the beginning each time would take minutes.
	ck_assert_uint_lt(now() - start, 10 * NS_PER_S);
	pool_free(&p);
}
END_TEST

UNIT_MAIN(lowest_free_index_first, addresses_are_stable_and_reuse_is_clean, chosen_indices,
	agrees_with_a_model, a_million_is_cheap)
