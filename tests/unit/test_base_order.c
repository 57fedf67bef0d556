// Orders under constraints: names decide the rest, cycles are told whole.
#include "engine/base/error.h"
#include "engine/base/order.h"
#include "engine/base/vec.h"
#include "tests/lib/unit.h"

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

static char result[100];

static int sort(const struct order_item *items, u32 n, bool strict)
{
	u32 order[20];
	int status = order_items(items, n, strict, order);

	result[0] = 0;
	for (u32 i = 0; !status && i < n; i++)
		strncat(result, items[order[i]].name, sizeof(result) - strlen(result) - 1);
	return status;
}

START_TEST(names_decide_without_constraints)
{
	struct order_item items[] = {{.name = "c"}, {.name = "a"}, {.name = "b"}};

	ck_assert_int_eq(sort(items, 3, true), 0);
	ck_assert_str_eq(result, "abc");
	ck_assert_int_eq(sort(items, 0, true), 0);
}
END_TEST

START_TEST(constraints_win)
{
	struct order_item items[] = {
		{.name = "a", .after = LIST("d", "c")},
		{.name = "b"},
		{.name = "c", .after = LIST("d")},
		{.name = "d", .before = LIST("a", "a")},
		{.name = "e", .before = LIST("b")},
	};

	ck_assert_int_eq(sort(items, 5, true), 0);
	ck_assert_str_eq(result, "dcaeb");
}
END_TEST

START_TEST(unknown_names)
{
	struct order_item items[] = {
		{.name = "a", .after = LIST("z"), .file = "f.c", .line = 3}, {.name = "b"}};

	ck_assert_int_eq(sort(items, 2, false), 0);
	ck_assert_str_eq(result, "ab");
	ck_assert_int_eq(sort(items, 2, true), ERR_INVALID_VALUE);
	ck_assert_str_eq(error_text(0), "'a' (f.c:3) wants to be after 'z', which does not exist");
}
END_TEST

START_TEST(double_names)
{
	struct order_item items[] = {{.name = "a", .file = "f.c", .line = 3}, {.name = "b"},
		{"a", NULL, NULL, "g.c", 9}};

	ck_assert_int_eq(sort(items, 3, false), ERR_INVALID_VALUE);
	ck_assert_str_eq(error_text(0), "'a' is there twice: f.c:3 and g.c:9");
}
END_TEST

START_TEST(cycles_are_told)
{
	struct order_item items[] = {
		{.name = "outside", .after = LIST("x")},
		{.name = "x", .before = LIST("y"), .file = "x.c", .line = 1},
		{.name = "y", .before = LIST("z"), .file = "y.c", .line = 2},
		{.name = "z", .before = LIST("x"), .file = "z.c", .line = 3},
		{.name = "free"},
	};

	ck_assert_int_eq(sort(items, 5, true), ERR_INVALID_VALUE);
	ck_assert_str_eq(error_text(0),
		"impossible order: 'x' (x.c:1) before 'y' (y.c:2) before "
		"'z' (z.c:3) before 'x'");
	items[1].before = LIST("x");
	ck_assert_int_eq(sort(&items[1], 1, true), ERR_INVALID_VALUE);
	ck_assert_str_eq(error_text(0), "impossible order: 'x' (x.c:1) before 'x'");
}
END_TEST

UNIT_MAIN(names_decide_without_constraints, constraints_win, unknown_names, double_names,
	cycles_are_told)
