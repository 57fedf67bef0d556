// Init functions run by stage in the order of their constraints; a bad one stops the start.
#include "engine/base/error.h"
#include "engine/graph/init.h"
#include "engine/graph/node.h"
#include "tests/lib/unit.h"

static struct text story;

static int run_a(void)
{
	text_add(&story, "a ");
	return 0;
}

static int run_b(void)
{
	text_add(&story, "b ");
	return 0;
}

static int run_c(void)
{
	text_add(&story, "c ");
	return 0;
}

static int refuse(void)
{
	return error(ERR_BUSY, "the table is in use");
}

// INIT_EXIT, which nothing in the library has to be started for.
static struct init_function a = {
	.name = "test_a", .run = run_a, .stage = INIT_EXIT, .after = NAMES("test_c")};
INIT_REGISTER(a);
static struct init_function b = {.name = "test_b", .run = run_b, .stage = INIT_EXIT};
INIT_REGISTER(b);
static struct init_function c = {.name = "test_c", .run = run_c, .stage = INIT_EXIT};
INIT_REGISTER(c);

static struct registration more = {.file = "more.c", .line = 5};

START_TEST(order_is_run_and_shown)
{
	u32 at = 0;

	ck_assert_int_eq(init_run(INIT_EXIT), 0);
	ck_assert_str_eq(text_string(&story), "b c a ");
	while (strcmp(init_at(INIT_EXIT, at)->name, "test_b") != 0)
		at++;
	ck_assert_ptr_eq(init_at(INIT_EXIT, at + 1), &c);
	ck_assert_ptr_eq(init_at(INIT_EXIT, at + 2), &a);
	while (init_at(INIT_EXIT, at))
		at++;
}
END_TEST

START_TEST(every_stage_of_the_engine_can_be_ordered)
{
	for (u32 stage = 0; stage < INIT_STAGES; stage++)
		ck_assert_msg(!init_order((enum init_stage)stage), "%s", error_text(0));
}
END_TEST

static struct init_function refusing = {
	.name = "test_bb", .run = refuse, .stage = INIT_EXIT, .before = NAMES("test_c")};

START_TEST(a_failing_function_stops)
{
	more.object = &refusing;
	registry_add(REGISTRY_INIT, &more);
	ck_assert_int_eq(init_run(INIT_EXIT), ERR_BUSY);
	ck_assert_str_eq(error_text(0), "test_bb: the table is in use");
	ck_assert_str_eq(text_string(&story), "b ");
}
END_TEST

static struct init_function odd = {.name = "test_f",
	.run = run_a,
	.stage = INIT_EXIT,
	.before = NAMES("test_c"),
	.after = NAMES("test_a")};

START_TEST(cycles_and_unknown_names)
{
	more.object = &odd;
	registry_add(REGISTRY_INIT, &more);
	ck_assert_int_lt(init_order(INIT_EXIT), 0);
	ck_assert_ptr_nonnull(strstr(error_text(0), "init functions: impossible order"));
	ck_assert_ptr_nonnull(strstr(error_text(0), "'test_f' (more.c:5) before"));
	ck_assert_int_lt(init_run(INIT_EXIT), 0);
	ck_assert_str_eq(text_string(&story), "");
	odd.before = NAMES("test_nowhere");
	odd.after = NULL;
	ck_assert_int_lt(init_order(INIT_EXIT), 0);
	ck_assert_str_eq(error_text(0),
		"init functions: 'test_f' (more.c:5) wants to be before "
		"'test_nowhere', which does not exist");
}
END_TEST

START_TEST(names_are_unique_over_stages)
{
	static struct init_function f = {.name = "test_a", .run = run_a, .stage = INIT_WORKER};

	more.object = &f;
	registry_add(REGISTRY_INIT, &more);
	ck_assert_int_eq(init_order(INIT_EXIT), ERR_EXISTS);
	ck_assert_ptr_nonnull(strstr(error_text(0), "'test_a' is there twice: "));
	ck_assert_ptr_nonnull(strstr(error_text(0), "test_init.c:"));
	ck_assert_ptr_nonnull(strstr(error_text(0), " and more.c:5"));
}
END_TEST

UNIT_MAIN(order_is_run_and_shown, every_stage_of_the_engine_can_be_ordered,
	a_failing_function_stops, cycles_and_unknown_names, names_are_unique_over_stages)
