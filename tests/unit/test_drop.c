// What becomes of packets that nobody wants: counters, traces, the recorder, hooks.
#include "tests/lib/rig.h"
#include "engine/base/error.h"
#include "engine/graph/drop.h"
#include "engine/graph/path.h"
#include <stdlib.h>

enum { ERROR_BAD, ERROR_ALIEN };

static void run(struct worker *w, struct node *node, struct frame *f)
{
	for (u32 i = 0; i < f->n; i++)
		buffer_at(w, f->index[i])->error = node->error_base + ERROR_ALIEN;
	node_forward_all(w, node, f, 0);
}

static const struct node_class judge_node = {
	.name = "test-judge",
	.run = run,
	.next = NAMES("error-drop", "error-punt"),
	.errors = ERRORS([ERROR_BAD] = {"bad", SEVERITY_ERROR, DROP_MALFORMED},
		[ERROR_ALIEN] = {"alien", SEVERITY_ERROR, DROP_UNSUPPORTED}),
};
NODE_REGISTER(judge_node);

static void silent_run(struct worker *w, struct node *node, struct frame *f)
{
	node_forward_all(w, node, f, 0);
}

static const struct node_class silent_node = {
	.name = "test-silent",
	.run = silent_run,
	.next = NAMES("error-drop"),
};
NODE_REGISTER(silent_node);

static u32 n_seen, n_punted;

static void hook(struct worker *, const struct frame *f, bool punted)
{
	n_seen += f->n;
	n_punted += punted ? f->n : 0;
}

START_TEST(drop_leaves_its_story)
{
	struct drop_record *r;
	u64 n_lost;
	u32 n;
	struct text path = {0};

	rig_start();
	rig_advance(3 * NS_PER_S);
	rig_inject("test-judge", {.hex = "0102030405060708090a0b0c0800 45000014", .before = 14},
		{.hex = "aa*200", .rx = 0, .split = 50});
	ck_assert_uint_eq(rig_count("test-judge", "alien"), 2);
	ck_assert_uint_eq(rig_count("test-judge", "bad"), 0);
	ck_assert_uint_eq(rig_buffers_used(), 0);
	r = drop_records(&n, &n_lost);
	ck_assert_uint_eq(n, 2);
	ck_assert_uint_eq(n_lost, 0);
	ck_assert_uint_eq(r[0].time, 3 * NS_PER_S);
	ck_assert_uint_eq(r[0].starts_at_l2, 1);
	ck_assert_uint_eq(r[0].size, 18);
	ck_assert_uint_eq(r[0].n, 18);
	ck_assert_uint_eq(r[0].bytes[0], 1);
	ck_assert_uint_eq(r[0].punted, 0);
	ck_assert_str_eq(node_error_at(r[0].error, NULL)->text, "alien");
	path_text(&path, r[0].path);
	ck_assert_str_eq(text_string(&path), "rig-input > test-judge > error-drop");
	ck_assert_uint_eq(r[1].starts_at_l2, 0);
	ck_assert_uint_eq(r[1].size, 200);
	ck_assert_uint_eq(r[1].n, 50);
	text_free(&path);
	free(r);
	drop_clear();
	free(drop_records(&n, &n_lost));
	ck_assert_uint_eq(n, 0);
}
END_TEST

START_TEST(trace_names_interface_and_reason)
{
	rig_start();
	rig_inject("test-judge", {.hex = "00", .trace = true});
	ck_assert_ptr_nonnull(strstr(rig_trace(0), "error-drop\n  rx:local0\n"));
	ck_assert_ptr_nonnull(strstr(rig_trace(0), "drop\n  test-judge: alien\n"));
}
END_TEST

static void mark(struct buffer *b)
{
	b->drop_reason = DROP_NO_ROUTE;
}

// "ethernet-input: no error" and its like say nothing: the path and the packet itself do.
START_TEST(a_drop_is_never_anonymous)
{
	struct drop_record *r;
	struct drop_why why;
	u64 n_lost;
	u32 n;

	rig_start();
	rig_inject("test-judge", {.hex = "00"});
	rig_inject("test-silent", {.hex = "00"}, {.hex = "00", .prepare = mark});
	rig_inject("test-judge", {.hex = "00", .prepare = mark});
	r = drop_records(&n, &n_lost);
	ck_assert_uint_eq(n, 4);
	why = drop_why(r[0].error, r[0].reason, r[0].path);
	ck_assert_str_eq(why.node, "test-judge");
	ck_assert_str_eq(why.words, "alien");
	ck_assert_uint_eq(why.reason, DROP_UNSUPPORTED);
	why = drop_why(r[1].error, r[1].reason, r[1].path);
	ck_assert_str_eq(why.node, "test-silent");
	ck_assert_str_eq(why.words, "blackholed packets");
	why = drop_why(r[2].error, r[2].reason, r[2].path);
	ck_assert_str_eq(why.node, "test-silent");
	ck_assert_str_eq(why.words, "no route");
	// Its error is another one than what it was told.
	why = drop_why(r[3].error, r[3].reason, r[3].path);
	ck_assert_str_eq(why.words, "no route");
	ck_assert_uint_eq(why.reason, DROP_NO_ROUTE);
	ck_assert_str_eq(drop_why(65535, 0, 0).node, "?");
	free(r);
}
END_TEST

START_TEST(punt_is_recorded_too)
{
	struct drop_record *r;
	u64 n_lost;
	u32 n;

	rig_start();
	drop_hook_add(hook);
	rig_inject("error-punt", {.hex = "00"});
	rig_inject("error-drop", {.hex = "00", .copies = 2});
	r = drop_records(&n, &n_lost);
	ck_assert_uint_eq(n, 3);
	ck_assert_uint_eq(r[0].punted, 1);
	ck_assert_uint_eq(r[1].punted, 0);
	ck_assert_uint_eq(n_seen, 3);
	ck_assert_uint_eq(n_punted, 1);
	ck_assert_uint_eq(rig_buffers_used(), 0);
	free(r);
}
END_TEST

START_TEST(recorder_is_bounded)
{
	struct drop_record *r;
	u64 n_lost;
	u32 n;

	rig_start();
	rig_inject("error-drop", {.hex = "01"}, {.hex = "02", .copies = 299}, {.hex = "03"});
	r = drop_records(&n, &n_lost);
	ck_assert_uint_eq(n, 256);
	ck_assert_uint_eq(n_lost, 45);
	ck_assert_uint_eq(r[0].bytes[0], 2);
	ck_assert_uint_eq(r[255].bytes[0], 3);
	free(r);
	ck_assert_int_eq(drop_set_size(2), 0);
	rig_inject("error-drop", {.hex = "04", .copies = 3});
	free(drop_records(&n, &n_lost));
	ck_assert_uint_eq(n, 2);
	ck_assert_uint_eq(n_lost, 1);
	ck_assert_int_eq(drop_set_size(0), 0);
	rig_inject("error-drop", {.hex = "05"});
	free(drop_records(&n, &n_lost));
	ck_assert_uint_eq(n, 0);
	ck_assert_int_eq(drop_set_size(UINT32_MAX), ERR_INVALID_VALUE);
	ck_assert_uint_eq(rig_count("null-node", "blackholed packets"), 305);
}
END_TEST

START_TEST(reasons_have_names)
{
	for (u8 i = 0; i < DROP_REASONS; i++)
		ck_assert_str_ne(drop_reason_name(i), "?");
	ck_assert_str_eq(drop_reason_name(DROP_NO_ROUTE), "no route");
	ck_assert_str_eq(drop_reason_name(200), "?");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("drop");
	TCase *t = tcase_create("drop");

	tcase_add_test(t, drop_leaves_its_story);
	tcase_add_test(t, trace_names_interface_and_reason);
	tcase_add_test(t, a_drop_is_never_anonymous);
	tcase_add_test(t, punt_is_recorded_too);
	tcase_add_test(t, recorder_is_bounded);
	tcase_add_test(t, reasons_have_names);
	suite_add_tcase(s, t);
	return rig_main(s);
}
