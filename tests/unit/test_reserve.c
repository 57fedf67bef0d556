// Tables that grow without moving.
#include "engine/base/reserve.h"
#include "engine/base/error.h"
#include "tests/lib/unit.h"

START_TEST(grows_in_place)
{
	struct reserve r;
	u8 *base;

	ck_assert_int_eq(reserve_open(&r, 64 << 20, "test"), 0);
	base = r.base;
	ck_assert_uint_eq((uintptr_t)base % (2 << 20), 0);
	for (size_t end = 1; end <= r.size; end = end * 3 + 1) {
		ck_assert_int_eq(reserve_reach(&r, end), 0);
		ck_assert_ptr_eq(r.base, base);
		ck_assert_uint_ge(r.ready, end);
		ck_assert_uint_eq(base[end - 1], 0);
		base[end - 1] = 1;
	}
	reserve_close(&r);
}
END_TEST

START_TEST(full_is_an_error)
{
	struct reserve r;

	ck_assert_int_eq(reserve_open(&r, 2 << 20, "test"), 0);
	ck_assert_int_eq(reserve_reach(&r, r.size), 0);
	ck_assert_int_eq(reserve_reach(&r, r.size + 1), ERR_LIMIT);
	ck_assert_uint_eq(r.ready, r.size);
	ck_assert_int_eq(reserve_open(&r, (size_t)1 << 60, "too much"), ERR_NO_MEMORY);
}
END_TEST

START_TEST(parts_come_and_go)
{
	enum { AT = 32 << 20, SIZE = 4 << 20 };
	struct reserve r;

	ck_assert_int_eq(reserve_open(&r, 64 << 20, "test"), 0);
	ck_assert_int_eq(reserve_reach(&r, 1000), 0);
	r.base[999] = 1;
	for (u32 round = 0; round < 3; round++) {
		ck_assert_int_eq(reserve_part_open(&r, AT, SIZE), 0);
		ck_assert_uint_eq(r.base[AT], 0);
		ck_assert_uint_eq(r.base[AT + SIZE - 1], 0);
		memset(r.base + AT, 0xff, SIZE);
		reserve_part_close(&r, AT, SIZE);
	}
	ck_assert_uint_eq(r.base[999], 1);
	reserve_close(&r);
}
END_TEST

UNIT_MAIN(grows_in_place, parts_come_and_go, full_is_an_error)
