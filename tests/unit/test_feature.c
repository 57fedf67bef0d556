// Feature arcs: order, chains followed node by node, counting, packets that are under way.
#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "engine/base/registry_late.h"
#include "engine/graph/dispatch.h"
#include "engine/graph/feature.h"
#include "engine/graph/init.h"
#include "tests/lib/unit.h"

static void run(struct worker *, struct node *, struct frame *)
{
}

#define TEST_NODE(variable, words, ...) \
	static struct node_class variable = { \
		.name = (words), .run = run, .next = NAMES(__VA_ARGS__)}; \
	NODE_REGISTER(variable)

TEST_NODE(start_1, "test-start-1", "error-drop");
TEST_NODE(start_2, "test-start-2", "error-drop", "test-end", "test-a");
TEST_NODE(start_3, "test-start-3", "error-drop");
TEST_NODE(feature_a, "test-a", "error-drop");
TEST_NODE(feature_b, "test-b", "error-drop", "test-end");
TEST_NODE(feature_c, "test-c", "error-drop");
TEST_NODE(end, "test-end", "error-drop");

static struct feature_arc arc = {.name = "test-arc",
	.start_nodes = NAMES("test-start-1", "test-start-2"),
	.end_node = "test-end"};
FEATURE_ARC_REGISTER(arc);
static struct feature a = {.arc = "test-arc", .node = "test-a", .after = NAMES("test-c")};
FEATURE_REGISTER(a);
static struct feature b = {
	.arc = "test-arc", .node = "test-b", .before = NAMES("test-c", "node-of-no-plugin")};
FEATURE_REGISTER(b);
static struct feature c = {.arc = "test-arc", .node = "test-c"};
FEATURE_REGISTER(c);

// Its features may stand in any order.
static struct feature_arc free_arc = {
	.name = "test-free", .start_nodes = NAMES("test-start-3"), .end_node = "test-end"};
FEATURE_ARC_REGISTER(free_arc);
static struct feature free_b = {.arc = "test-free", .node = "test-b"};
FEATURE_REGISTER(free_b);
static struct feature free_c = {.arc = "test-free", .node = "test-c"};
FEATURE_REGISTER(free_c);

static const struct feature_arc_state *state;

static void open(void)
{
	clock_stop(0);
	ck_assert_msg(!engine_start(), "%s", error_text(0));
	state = feature_arc_state("test-arc");
	ck_assert_ptr_nonnull(state);
}

// Goes on from 'node' through the rest of the chain; the nodes' last letters.
static const char *follow(struct buffer *buffer, u32 node, u16 next)
{
	static struct text path;
	struct worker *w = worker_self();
	const char *name = "";

	text_clear(&path);
	while (strcmp(name, "test-end") != 0) {
		if (path.length)
			next = feature_next(w, buffer);
		ck_assert_uint_lt(next, node_at(w, node)->n_next);
		node = node_at(w, node)->next[next].node_index;
		name = node_name(node);
		ck_assert_uint_lt(path.length, 30);
		text_put(&path, name + strlen(name) - 1, 1);
	}
	return text_string(&path);
}

static const char *path_of(const char *start, u32 interface)
{
	struct buffer buffer = {0};
	u16 next;

	if (!feature_start(worker_self(), state, interface, &buffer, &next))
		return "";
	return follow(&buffer, node_by_name(start), next);
}

START_TEST(order_follows_constraints)
{
	u32 i = 0;

	open();
	ck_assert_str_eq(feature_node_at("test-arc", 0), "test-b");
	ck_assert_str_eq(feature_node_at("test-arc", 1), "test-c");
	ck_assert_str_eq(feature_node_at("test-arc", 2), "test-a");
	ck_assert_ptr_null(feature_node_at("test-arc", 3));
	while (feature_arc_at(i) && feature_arc_at(i) != &arc)
		i++;
	ck_assert_ptr_eq(feature_arc_at(i), &arc);
	ck_assert_ptr_null(feature_arc_state("no-arc"));
	ck_assert_ptr_null(feature_node_at("no-arc", 0));
}
END_TEST

START_TEST(every_start_node_reaches_the_chain)
{
	open();
	ck_assert_str_eq(path_of("test-start-1", 3), "");
	ck_assert_int_eq(feature_enable("test-arc", "test-a", 3, true), 0);
	ck_assert_str_eq(path_of("test-start-1", 3), "ad");
	ck_assert_str_eq(path_of("test-start-2", 3), "ad");
	ck_assert_int_eq(feature_enable("test-arc", "test-b", 3, true), 0);
	ck_assert_str_eq(path_of("test-start-1", 3), "bad");
	ck_assert_int_eq(feature_enable("test-arc", "test-c", 3, true), 0);
	ck_assert_str_eq(path_of("test-start-1", 3), "bcad");
	ck_assert_str_eq(path_of("test-start-2", 3), "bcad");
	ck_assert_str_eq(path_of("test-start-1", 2), "");
	ck_assert_str_eq(path_of("test-start-1", 1000000), "");
	ck_assert_int_eq(feature_enable("test-arc", "test-a", 3, false), 0);
	ck_assert_str_eq(path_of("test-start-2", 3), "bcd");
}
END_TEST

START_TEST(enabling_is_counted)
{
	open();
	ck_assert_int_eq(feature_enable("test-arc", "test-c", 0, true), 0);
	ck_assert_int_eq(feature_enable("test-arc", "test-c", 0, true), 0);
	ck_assert_int_eq(feature_enable("test-arc", "test-c", 0, false), 0);
	ck_assert(feature_is_enabled("test-arc", "test-c", 0));
	ck_assert_str_eq(path_of("test-start-1", 0), "cd");
	ck_assert_int_eq(feature_enable("test-arc", "test-c", 0, false), 0);
	ck_assert(!feature_is_enabled("test-arc", "test-c", 0));
	ck_assert_str_eq(path_of("test-start-1", 0), "");
	ck_assert_int_eq(feature_enable("test-arc", "test-c", 0, false), ERR_NO_SUCH_ENTRY);
}
END_TEST

START_TEST(packets_finish_the_chain_they_began)
{
	struct buffer buffer = {0};
	u16 next;

	open();
	feature_enable("test-arc", "test-b", 1, true);
	feature_enable("test-arc", "test-a", 1, true);
	ck_assert(feature_start(worker_self(), state, 1, &buffer, &next));
	feature_enable("test-arc", "test-b", 1, false);
	feature_enable("test-arc", "test-a", 1, false);
	for (u32 i = 2; i < 2000; i++)
		feature_enable("test-arc", i % 2 ? "test-a" : "test-c", i, true);
	ck_assert_str_eq(follow(&buffer, node_by_name("test-start-1"), next), "bad");
	ck_assert_str_eq(path_of("test-start-1", 1999), "ad");
	ck_assert_str_eq(path_of("test-start-1", 1998), "cd");
}
END_TEST

START_TEST(start_nodes_made_while_running)
{
	int node;

	open();
	feature_enable("test-arc", "test-c", 5, true);
	node = node_create(&start_1, "test-start-9", NULL);
	ck_assert_int_ge(node, 0);
	ck_assert_int_eq(feature_arc_add_start("test-arc", (u32)node), 0);
	ck_assert_str_eq(path_of("test-start-9", 5), "cd");
	feature_enable("test-arc", "test-b", 5, true);
	ck_assert_str_eq(path_of("test-start-9", 5), "bcd");
	ck_assert_int_eq(feature_arc_add_start("no-arc", (u32)node), ERR_NO_SUCH_ENTRY);
}
END_TEST

START_TEST(unknown_words)
{
	open();
	ck_assert_int_eq(feature_enable("no-arc", "test-a", 0, true), ERR_NO_SUCH_ENTRY);
	ck_assert_str_eq(error_text(0), "no feature arc 'no-arc'");
	ck_assert_int_eq(feature_enable("test-arc", "test-end", 0, true), ERR_NO_SUCH_ENTRY);
	ck_assert_str_eq(error_text(0), "no feature 'test-end' on arc 'test-arc'");
	ck_assert(!feature_is_enabled("no-arc", "test-a", 0));
}
END_TEST

// What a plugin would bring.
static int owner;
static struct node_class late_node = {.name = "test-l", .run = run, .next = NAMES("error-drop")};
static struct registration late_node_at = {.object = &late_node, .file = "late.c", .line = 1};
static struct feature late = {
	.arc = "test-free", .node = "test-l", .after = NAMES("test-c"), .before = NAMES("test-b")};
static struct registration late_at = {.object = &late, .file = "late.c", .line = 2};

static int refuse(void)
{
	return error(ERR_BUSY, "refused");
}

static struct init_function late_function = {.name = "test_late", .run = refuse, .stage = INIT};
static struct registration late_function_at = {
	.object = &late_function, .file = "late.c", .line = 3};

static void late_add(bool refused)
{
	registry_set_owner(&owner);
	registry_add(REGISTRY_NODE, &late_node_at);
	registry_add(REGISTRY_FEATURE, &late_at);
	if (refused)
		registry_add(REGISTRY_INIT, &late_function_at);
	registry_set_owner(NULL);
	ck_assert_msg(!registry_check_names(&owner), "%s", error_text(0));
}

static void late_take(void)
{
	late_add(false);
	ck_assert_msg(!registry_check(&owner), "%s", error_text(0));
	ck_assert_msg(!registry_take(&owner), "%s", error_text(0));
}

static void free_arc_enable(const char *node, u32 interface)
{
	ck_assert_int_eq(feature_enable("test-free", node, interface, true), 0);
}

static void open_free_arc(void)
{
	open();
	state = feature_arc_state("test-free");
	free_arc_enable("test-b", 1);
	free_arc_enable("test-b", 3);
	free_arc_enable("test-c", 3);
	ck_assert_str_eq(path_of("test-start-3", 3), "bcd");
}

START_TEST(a_late_feature_finds_its_place)
{
	struct buffer buffer = {0};
	u16 next;

	open_free_arc();
	ck_assert(feature_start(worker_self(), state, 3, &buffer, &next));
	late_take();
	// The order of the old ones is a new one; who is under way goes the old way.
	ck_assert_str_eq(follow(&buffer, node_by_name("test-start-3"), next), "bcd");
	ck_assert_str_eq(path_of("test-start-3", 3), "cbd");
	ck_assert_str_eq(path_of("test-start-3", 1), "bd");
	ck_assert_str_eq(path_of("test-start-3", 2), "");
	ck_assert_str_eq(feature_node_at("test-free", 1), "test-l");
	ck_assert(feature_is_enabled("test-free", "test-c", 3));
	ck_assert(!feature_is_enabled("test-free", "test-l", 3));
	ck_assert(!feature_is_enabled("test-free", "test-c", 1));
	free_arc_enable("test-l", 3);
	free_arc_enable("test-l", 2);
	ck_assert_str_eq(path_of("test-start-3", 3), "clbd");
	ck_assert_str_eq(path_of("test-start-3", 2), "ld");
	ck_assert_int_eq(feature_enable("test-free", "test-b", 3, false), 0);
	ck_assert_str_eq(path_of("test-start-3", 3), "cld");
}
END_TEST

START_TEST(every_start_node_reaches_a_late_feature)
{
	int before, after;

	open_free_arc();
	before = node_create(&start_1, "test-start-4", NULL);
	ck_assert_int_eq(feature_arc_add_start("test-free", (u32)before), 0);
	// One that has more next nodes than the others.
	ck_assert_int_ge(node_add_next((u32)before, node_by_name("error-punt")), 0);
	ck_assert_int_ge(node_add_next((u32)before, node_by_name("ip4-drop")), 0);
	late_take();
	after = node_create(&start_1, "test-start-5", NULL);
	ck_assert_int_eq(feature_arc_add_start("test-free", (u32)after), 0);
	free_arc_enable("test-l", 3);
	ck_assert_str_eq(path_of("test-start-3", 3), "clbd");
	ck_assert_str_eq(path_of("test-start-4", 3), "clbd");
	ck_assert_str_eq(path_of("test-start-5", 3), "clbd");
	free_arc_enable("test-c", 7);
	free_arc_enable("test-b", 7);
	ck_assert_str_eq(path_of("test-start-5", 7), "cbd");
}
END_TEST

START_TEST(a_late_feature_that_goes_again_leaves_all_as_it_was)
{
	open_free_arc();
	late_add(true);
	ck_assert_int_eq(registry_take(&owner), ERR_BUSY);
	ck_assert_str_eq(error_text(0), "test_late: refused");
	registry_remove_owner(&owner);
	ck_assert_uint_eq(node_by_name("test-l"), INDEX_NONE);
	ck_assert_str_eq(path_of("test-start-3", 3), "bcd");
	ck_assert_str_eq(path_of("test-start-3", 1), "bd");
	ck_assert_ptr_null(feature_node_at("test-free", 2));
	free_arc_enable("test-c", 1);
	ck_assert_str_eq(path_of("test-start-3", 1), "bcd");
}
END_TEST

START_TEST(a_late_feature_that_does_not_fit_is_told)
{
	open_free_arc();
	late.before = NAMES("test-c");
	late_add(false);
	ck_assert_int_eq(registry_check(&owner), ERR_INVALID_VALUE);
	ck_assert_ptr_nonnull(strstr(error_text(0),
		"late.c:2: feature test-l on test-free: feature arc test-free: impossible "
		"order: "));
	late.before = NULL;
	late.arc = "test-nowhere";
	ck_assert_int_eq(registry_check(&owner), ERR_NO_SUCH_ENTRY);
	late.arc = "test-free";
	late.node = "test-nobody";
	ck_assert_int_eq(registry_check(&owner), ERR_NO_SUCH_NODE);
}
END_TEST

static struct registration more = {.file = "more.c", .line = 5};

static void start_fails(const char *part)
{
	registry_add(REGISTRY_FEATURE, &more);
	clock_stop(0);
	ck_assert_int_lt(engine_start(), 0);
	ck_assert_msg(strstr(error_text(0), part) != NULL, "%s", error_text(0));
}

START_TEST(a_feature_without_node_is_told)
{
	static struct feature f = {.arc = "test-arc", .node = "test-nowhere"};

	more.object = &f;
	start_fails("no node 'test-nowhere'");
	ck_assert_ptr_nonnull(strstr(error_text(0), "feature arc test-arc"));
}
END_TEST

START_TEST(a_feature_without_arc_is_told)
{
	static struct feature f = {.arc = "test-nowhere", .node = "test-a"};

	more.object = &f;
	start_fails("feature 'test-a' (more.c:5): there is no feature arc 'test-nowhere'");
}
END_TEST

static struct feature odd = {
	.arc = "test-arc", .node = "test-end", .before = NAMES("test-b"), .after = NAMES("test-a")};

START_TEST(a_cycle_is_told)
{
	more.object = &odd;
	start_fails("feature arc test-arc: impossible order: ");
	ck_assert_ptr_nonnull(strstr(error_text(0), "'test-end' (more.c:5) before 'test-b'"));
}
END_TEST

UNIT_MAIN(order_follows_constraints, every_start_node_reaches_the_chain, enabling_is_counted,
	packets_finish_the_chain_they_began, start_nodes_made_while_running, unknown_words,
	a_late_feature_finds_its_place, every_start_node_reaches_a_late_feature,
	a_late_feature_that_goes_again_leaves_all_as_it_was,
	a_late_feature_that_does_not_fit_is_told, a_feature_without_node_is_told,
	a_feature_without_arc_is_told, a_cycle_is_told)
