// The node table: names, indices, next nodes, siblings, errors, states; what refuses to start.
#include "tests/lib/rig.h"
#include "engine/base/error.h"
#include "engine/graph/dispatch.h"
#include "engine/graph/node.h"

static void run_first(struct worker *w, struct node *node, struct frame *f)
{
	node_forward_all(w, node, f, 0);
}

static const struct node_class parent_node = {
	.name = "test-parent",
	.run = run_first,
	.next = NAMES("test-end", "error-drop"),
	.errors =
		ERRORS({"first", SEVERITY_ERROR, DROP_POLICY}, {"second", SEVERITY_INFO, DROP_TTL}),
};
NODE_REGISTER(parent_node);

static const struct node_class sibling_node = {
	.name = "a-test-sibling", // before its sibling by name
	.run = run_first,
	.sibling_of = "test-parent",
};
NODE_REGISTER(sibling_node);

static const struct node_class end_node = {
	.name = "test-end",
	.run = run_first,
	.next = NAMES("drop"),
};
NODE_REGISTER(end_node);

static const struct node_class instance_class = {
	.name = "test-instance",
	.run = run_first,
	.next = NAMES("drop"),
	.errors = ERRORS({"gone", SEVERITY_ERROR, DROP_UNKNOWN}),
};

static struct node *node(const char *name)
{
	return node_at(worker_self(), node_by_name(name));
}

START_TEST(registered_nodes_are_in_order_of_name)
{
	rig_start();
	ck_assert_uint_eq(node_by_name("null-node"), 0);
	for (u32 i = 2; i < node_n() && node_at(worker_self(), i)->type != NODE_PROCESS; i++)
		if (!strncmp(node_name(i), "test-", 5) && !strncmp(node_name(i - 1), "test-", 5))
			ck_assert_int_lt(strcmp(node_name(i - 1), node_name(i)), 0);
	ck_assert_uint_lt(node_by_name("a-test-sibling"), node_by_name("test-parent"));
	ck_assert_uint_eq(node_by_name("nosuch"), INDEX_NONE);
	ck_assert_str_eq(node_name(node_n()), "?");
}
END_TEST

START_TEST(error_zero_is_blackholed)
{
	u32 from;
	const struct node_error *e;

	rig_start();
	e = node_error_at(0, &from);
	ck_assert_str_eq(e->text, "blackholed packets");
	ck_assert_str_eq(node_name(from), "null-node");
	rig_inject("null-node", {.hex = "00", .copies = 3});
	ck_assert_uint_eq(rig_count("null-node", "blackholed packets"), 3);
	ck_assert_uint_eq(rig_buffers_used(), 0);
	ck_assert_ptr_null(node_error_at(node_error_n(), NULL));
}
END_TEST

START_TEST(errors_belong_to_their_node)
{
	struct node *p;

	rig_start();
	p = node("test-parent");
	node_count(worker_self(), p, 1, 5);
	ck_assert_uint_eq(rig_count("test-parent", "second"), 5);
	ck_assert_uint_eq(rig_count("test-parent", "first"), 0);
	node_errors_clear();
	ck_assert_uint_eq(rig_count("test-parent", "second"), 0);
}
END_TEST

START_TEST(siblings_share_next_nodes)
{
	int next;

	rig_start();
	ck_assert_uint_eq(node("a-test-sibling")->n_next, 2);
	next = node_add_next_by_name("a-test-sibling", "null-node");
	ck_assert_int_eq(next, 2);
	ck_assert_int_eq(node_add_next_by_name("test-parent", "null-node"), 2);
	ck_assert_uint_eq(node("test-parent")->n_next, 3);
	ck_assert_uint_eq(node("test-parent")->next[2].node_index, 0);
	rig_run("a-test-sibling", {.hex = "00"});
	rig_expect(0, "test-end", NULL, "00");
}
END_TEST

START_TEST(next_at_a_place)
{
	u32 p, end;

	rig_start();
	p = node_by_name("test-parent");
	end = node_by_name("test-end");
	ck_assert_int_eq(node_add_next_at(p, end, 0), 0);
	ck_assert_int_eq(node_add_next_at(p, end, 1), ERR_BUSY);
	ck_assert_int_eq(node_add_next_at(p, end, 4), 0);
	ck_assert_uint_eq(node("a-test-sibling")->n_next, 5);
	ck_assert_uint_eq(node("a-test-sibling")->next[3].node_index, end);
	ck_assert_int_eq(node_add_next_at(p, 99999, 5), ERR_NO_SUCH_NODE);
}
END_TEST

START_TEST(instances_come_and_go)
{
	int a, b, c;
	u32 n_errors;

	rig_start();
	a = node_create(&instance_class, "x-tx", &n_errors);
	ck_assert_int_gt(a, 0);
	ck_assert_ptr_eq(node("x-tx")->data, &n_errors);
	ck_assert_int_eq(node_create(&instance_class, "x-tx", NULL), ERR_EXISTS);
	rig_inject("x-tx", {.hex = "00"});
	ck_assert_uint_eq(node("drop")->vectors, 1);
	n_errors = node_error_n();
	node_delete((u32)a);
	ck_assert_uint_eq(node_by_name("x-tx"), INDEX_NONE);
	ck_assert_int_eq(strncmp(node_name((u32)a), "deleted-", 8), 0);
	b = node_create(&end_node, "z-tx", NULL);
	c = node_create(&instance_class, "y-tx", NULL);
	// Only a node of the same class may serve again: its error numbers have the same meaning.
	ck_assert_int_ne(b, a);
	ck_assert_int_eq(c, a);
	ck_assert_uint_eq(node_error_n(), n_errors);
	ck_assert_int_eq(node_rename((u32)c, "z-tx"), ERR_EXISTS);
	ck_assert_int_eq(node_rename((u32)c, "w-tx"), 0);
	ck_assert_str_eq(node_name((u32)c), "w-tx");
	ck_assert_uint_eq(node_by_name("y-tx"), INDEX_NONE);
}
END_TEST

START_TEST(packets_to_a_deleted_node_are_counted)
{
	struct worker *w;
	u32 index, next;
	int a;

	rig_start();
	w = worker_self();
	a = node_create(&instance_class, "x-tx", NULL);
	next = (u32)node_add_next(node_by_name("test-end"), (u32)a);
	ck_assert_uint_eq(buffer_alloc(w, &index, 1), 1);
	node_send(w, node("test-end"), NULL, 0, (u16)next, index);
	node_delete((u32)a);
	ck_assert_uint_eq(rig_buffers_used(), 0);
	ck_assert_uint_eq(buffer_alloc(w, &index, 1), 1);
	node_send(w, node("test-end"), NULL, 0, (u16)next, index);
	rig_settle();
	ck_assert_uint_eq(rig_buffers_used(), 0);
	ck_assert_uint_eq(rig_count("null-node", "blackholed packets"), 2);
}
END_TEST

static const struct node_class lost_node = {
	.name = "test-lost",
	.run = run_first,
	.next = NAMES("drop", "no-such-node"),
};

static const struct node_class twin_node = {.name = "drop", .run = run_first};

static const struct node_class orphan_node = {
	.name = "test-orphan",
	.run = run_first,
	.sibling_of = "no-such-node",
};

// The engine with one more class in it must not start and say why.
static void refuses(const struct node_class *c, const char *words)
{
	static struct registration r = {.file = "tests/some.c", .line = 7};
	int ret;

	r.object = c;
	registry_add(REGISTRY_NODE, &r);
	ret = engine_start();
	ck_assert_int_lt(ret, 0);
	if (!strstr(error_text(ret), words) || !strstr(error_text(ret), "tests/some.c:7"))
		ck_abort_msg("expected '%s', found '%s'", words, error_text(ret));
}

START_TEST(bad_classes_do_not_start)
{
	if (_i == 0)
		refuses(&lost_node, "no-such-node");
	else if (_i == 1)
		refuses(&twin_node, "drop");
	else
		refuses(&orphan_node, "no-such-node");
}
END_TEST

START_TEST(unknown_next_of_an_instance_leaves_nothing)
{
	rig_start();
	ck_assert_int_eq(node_create(&lost_node, "lost-1", NULL), ERR_NO_SUCH_NODE);
	ck_assert_uint_eq(node_by_name("lost-1"), INDEX_NONE);
	ck_assert_int_eq(node_create(&instance_class, "lost-1", NULL) >= 0, 1);
}
END_TEST

START_TEST(bad_next_index_is_caught)
{
	u32 index;

	rig_start();
	ck_assert_uint_eq(buffer_alloc(worker_self(), &index, 1), 1);
	node_send(worker_self(), node("test-end"), NULL, 0, 17, index);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("node");
	TCase *t = tcase_create("node");

	tcase_add_test(t, registered_nodes_are_in_order_of_name);
	tcase_add_test(t, error_zero_is_blackholed);
	tcase_add_test(t, errors_belong_to_their_node);
	tcase_add_test(t, siblings_share_next_nodes);
	tcase_add_test(t, next_at_a_place);
	tcase_add_test(t, instances_come_and_go);
	tcase_add_test(t, packets_to_a_deleted_node_are_counted);
	tcase_add_loop_test(t, bad_classes_do_not_start, 0, 3);
	tcase_add_test(t, unknown_next_of_an_instance_leaves_nothing);
	tcase_add_test_raise_signal(t, bad_next_index_is_caught, 6);
	suite_add_tcase(s, t);
	return rig_main(s);
}
