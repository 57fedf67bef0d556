// Forwarding: every packet arrives once, in order, with its path, whatever way frames are split.
#include "tests/lib/rig.h"
#include "engine/graph/node.h"
#include "engine/graph/path.h"
#include <stdlib.h>

enum { N = 1000 };

// Sends each packet where its first byte says.
static void split_run(struct worker *w, struct node *node, struct frame *f)
{
	u16 next[FRAME_MAX];

	for (u32 i = 0; i < f->n; i++)
		next[i] = *(u8 *)buffer_here(buffer_at(w, f->index[i]));
	node_forward(w, node, f, next);
}

static void text_byte(struct text *t, const void *record)
{
	text_add(t, "byte %u\nlast", *(const u8 *)record);
}

static void record_byte(void *record, struct worker *, struct node *, struct buffer *b)
{
	*(u8 *)record = *(u8 *)buffer_here(b);
}

static const struct node_class split_node = {
	.name = "test-split",
	.run = split_run,
	.trace_size = 1,
	.trace_record = record_byte,
	.trace_text = text_byte,
	.next = NAMES("test-a", "test-b", "test-c"),
};
NODE_REGISTER(split_node);

static void pass_run(struct worker *w, struct node *node, struct frame *f)
{
	node_forward_all(w, node, f, 0);
}

static const struct node_class a_node = {
	.name = "test-a", .run = pass_run, .next = NAMES("test-end")};
NODE_REGISTER(a_node);
static const struct node_class b_node = {
	.name = "test-b", .run = pass_run, .next = NAMES("test-end")};
NODE_REGISTER(b_node);

// Comes back to itself until its second byte has counted down.
static void loop_run(struct worker *w, struct node *node, struct frame *f)
{
	u16 next[FRAME_MAX];

	for (u32 i = 0; i < f->n; i++) {
		u8 *bytes = buffer_here(buffer_at(w, f->index[i]));

		next[i] = bytes[1] ? 0 : 1;
		bytes[1] -= bytes[1] > 0;
	}
	node_forward(w, node, f, next);
}

static const struct node_class c_node = {
	.name = "test-c", .run = loop_run, .next = NAMES("test-c", "test-end")};
NODE_REGISTER(c_node);

static void end_run(struct worker *w, struct node *node, struct frame *f)
{
	buffer_free(w, f->index, f->n);
}

static const struct node_class end_node = {.name = "test-end", .run = end_run};
NODE_REGISTER(end_node);

static u64 vectors(const char *name)
{
	return node_at(worker_self(), node_by_name(name))->vectors;
}

static u64 calls(const char *name)
{
	return node_at(worker_self(), node_by_name(name))->calls;
}

START_TEST(whole_frame_goes_one_way)
{
	rig_start();
	rig_tap("test-end");
	rig_inject("test-split", {.hex = "00", .copies = 256});
	rig_expect_n(256);
	ck_assert_uint_eq(calls("test-split"), 1);
	ck_assert_uint_eq(calls("test-a"), 1);
	ck_assert_str_eq(rig_out(255)->path, "rig-input > test-split > test-a > test-end");
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

// Random splits, compared with where each packet should have come out.
START_TEST(random_splits_keep_everything)
{
	u8 packets[N][4];
	u32 seen[3] = {0}, n_of[3] = {0};

	rig_start();
	rig_tap("test-end");
	srand((unsigned)_i);
	for (u32 i = 0; i < N; i++) {
		// In runs of up to 8 packets of a kind, as real traffic comes.
		u8 kind = i % (1 + (u32)rand() % 8) && i ? packets[i - 1][0] : (u8)(rand() % 3);

		packets[i][0] = kind;
		packets[i][1] = 0;
		packets[i][2] = (u8)(n_of[kind] >> 8);
		packets[i][3] = (u8)n_of[kind]++;
	}
	for (u32 i = 0; i < N;) {
		struct rig_packet frame[FRAME_MAX * 2];
		u32 most = 1 + (u32)rand() % ARRAY_N(frame), n = MIN(most, N - i);

		for (u32 k = 0; k < n; k++)
			frame[k] = (struct rig_packet){.bytes = packets[i + k], .n = 4};
		rig_inject_n("test-split", frame, n);
		i += n;
	}
	rig_expect_n(N);
	for (u32 i = 0; i < N; i++) {
		static const char *const paths[] = {
			"rig-input > test-split > test-a > test-end",
			"rig-input > test-split > test-b > test-end",
			"rig-input > test-split > test-c > test-end",
		};
		const struct rig_out *o = rig_out(i);
		u8 kind = o->bytes[0];

		ck_assert_uint_eq(o->bytes[2] << 8 | o->bytes[3], seen[kind]++);
		if (strcmp(o->path, "?"))
			ck_assert_str_eq(o->path, paths[kind]);
	}
	ck_assert_uint_eq(vectors("test-end"), N);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

START_TEST(packets_come_back_to_the_node_that_runs)
{
	rig_start();
	rig_tap("test-end");
	rig_inject("test-split", {.hex = "0203"}, {.hex = "0200"}, {.hex = "0201"});
	rig_expect(0, NULL, NULL, "0200");
	rig_expect(1, NULL, NULL, "0200");
	rig_expect(2, NULL, NULL, "0200");
	ck_assert_uint_eq(vectors("test-c"), 3 + 2 + 1 + 1);
	ck_assert_str_eq(rig_out(2)->path,
		"rig-input > test-split > test-c > test-c > test-c > test-c > test-end");
}
END_TEST

START_TEST(endless_path_is_lost_not_the_packet)
{
	rig_start();
	rig_tap("test-end");
	rig_inject("test-split", {.hex = "02ff"});
	rig_expect_n(1);
	ck_assert_str_eq(rig_out(0)->path, "?");
}
END_TEST

START_TEST(senders_fill_one_frame)
{
	rig_start();
	rig_inject("test-split", {.hex = "00"}, {.hex = "01"}, {.hex = "00"});
	ck_assert_uint_eq(calls("test-a"), 1);
	ck_assert_uint_eq(calls("test-b"), 1);
	ck_assert_uint_eq(calls("test-end"), 1);
	ck_assert_uint_eq(vectors("test-end"), 3);
}
END_TEST

START_TEST(trace_follows_the_packet)
{
	rig_start();
	rig_inject("test-split", {.hex = "00"}, {.hex = "01", .trace = true});
	ck_assert_str_eq(rig_trace(0),
		"00:00:00:000000: test-split\n"
		"  byte 1\n"
		"  last\n");
}
END_TEST

static const struct node_class instance_class = {
	.name = "test-instance",
	.run = split_run,
	.trace_size = 1,
	.trace_record = record_byte,
	.trace_text = text_byte,
	.next = NAMES("test-end"),
};
START_TEST(deleted_node_still_reads_in_a_trace)
{
	int index;

	rig_start();
	index = node_create(&instance_class, "x-tx", NULL);
	rig_inject("x-tx", {.hex = "00", .trace = true});
	node_delete((u32)index);
	ck_assert_str_eq(rig_trace(0), "00:00:00:000000: x-tx\n  byte 0\n  last\n");
}
END_TEST

START_TEST(paths_are_the_same_everywhere)
{
	u16 a, b;

	rig_start();
	a = path_extend(path_extend(0, 3), 4);
	b = path_extend(path_extend(0, 3), 5);
	ck_assert_uint_ne(a, b);
	ck_assert_uint_eq(path_extend(path_extend(0, 3), 4), a);
	ck_assert_uint_eq(path_parent(a), path_parent(b));
	ck_assert_uint_eq(path_node(a), 4);
	ck_assert_uint_eq(path_node(0), INDEX_NONE);
}
END_TEST

START_TEST(paths_run_out_quietly)
{
	rig_start();
	for (u32 i = 0; i < 70000; i++)
		path_extend(path_extend(0, i % 256), i / 256);
	ck_assert_uint_eq(path_n(), PATH_MAX_PATHS + 1);
	ck_assert_uint_eq(path_extend(0, 100000), 0);
	rig_tap("test-end");
	rig_inject("test-a", {.hex = "00"});
	rig_expect_n(1);
	ck_assert_str_eq(rig_out(0)->path, "?");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("forward");
	TCase *t = tcase_create("forward");

	tcase_add_test(t, whole_frame_goes_one_way);
	tcase_add_loop_test(t, random_splits_keep_everything, 0, 10);
	tcase_add_test(t, packets_come_back_to_the_node_that_runs);
	tcase_add_test(t, endless_path_is_lost_not_the_packet);
	tcase_add_test(t, senders_fill_one_frame);
	tcase_add_test(t, trace_follows_the_packet);
	tcase_add_test(t, deleted_node_still_reads_in_a_trace);
	tcase_add_test(t, paths_are_the_same_everywhere);
	tcase_add_test(t, paths_run_out_quietly);
	suite_add_tcase(s, t);
	return rig_main(s);
}
