// Vectors: growing, zeroing, removing.
#include "engine/base/vec.h"
#include "tests/lib/unit.h"

START_TEST(grows_and_keeps)
{
	u32 *v = NULL, sum = 0;

	ck_assert_uint_eq(vec_n(v), 0);
	for (u32 i = 0; i < 100000; i++)
		vec_push(v, i);
	ck_assert_uint_eq(vec_n(v), 100000);
	for (u32 i = 0; i < 100000; i++)
		ck_assert_uint_eq(v[i], i);
	ck_assert_uint_eq(vec_pop(v), 99999);
	ck_assert_uint_eq(vec_last(v), 99998);
	vec_cut(v, 3);
	VEC_EACH (v, p)
		sum += *p;
	ck_assert_uint_eq(sum, 3);
	vec_free(v);
	ck_assert_ptr_null(v);
}
END_TEST

START_TEST(new_elements_are_zero)
{
	u64 *v = NULL;

	for (u32 i = 0; i < 50; i++)
		vec_push(v, UINT64_MAX);
	vec_clear(v);
	vec_reach(v, 20);
	ck_assert_uint_eq(vec_n(v), 21);
	vec_reach(v, 5);
	ck_assert_uint_eq(vec_n(v), 21);
	vec_reach(v, 1000);
	ck_assert_uint_eq(vec_n(v), 1001);
	for (u32 i = 0; i < 1001; i++)
		ck_assert_uint_eq(v[i], 0);
	vec_free(v);
}
END_TEST

START_TEST(counts_are_evaluated_once)
{
	u8 *v = NULL;
	u32 k = 3;
	u8 *first = vec_add_n(v, k++);

	ck_assert_uint_eq(k, 4);
	ck_assert_ptr_eq(first, v);
	first = vec_add_n(v, vec_n(v));
	ck_assert_ptr_eq(first, v + 3);
	ck_assert_uint_eq(vec_n(v), 6);
	vec_free(v);
}
END_TEST

START_TEST(removing_keeps_order)
{
	char *v = NULL;

	for (char c = 'a'; c < 'f'; c++)
		vec_push(v, c);
	vec_remove(v, 1);
	vec_remove(v, 3);
	vec_remove(v, 0);
	ck_assert_uint_eq(vec_n(v), 2);
	ck_assert_int_eq(memcmp(v, "cd", 2), 0);
	vec_free(v);
}
END_TEST

START_TEST(structures_are_aligned)
{
	struct wide {
		long double a;
	} *v = NULL;

	vec_add(v);
	ck_assert_uint_eq((uintptr_t)v % _Alignof(struct wide), 0);
	vec_free(v);
}
END_TEST

UNIT_MAIN(grows_and_keeps, new_elements_are_zero, counts_are_evaluated_once, removing_keeps_order,
	structures_are_aligned)
