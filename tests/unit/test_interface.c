// Interfaces: their table, names, nodes, output and counters.
#include "engine/base/error.h"
#include "engine/base/vec.h"
#include "engine/graph/feature.h"
#include "engine/net/address.h"
#include "tests/lib/port.h"
#include "tests/lib/rig.h"
#include "tests/lib/unit.h"
#include <stdio.h>

#define FRAME "020000000002 020000000001 1234 00*46"

enum { NEXT_DROP };

// A feature on arc interface-output that lets everything pass.
static void pass_run(struct worker *w, struct node *node, struct frame *f)
{
	u16 next[FRAME_MAX];

	for (u32 i = 0; i < f->n; i++)
		next[i] = feature_next(w, buffer_at(w, f->index[i]));
	node_forward(w, node, f, next);
}

static const struct node_class pass_node = {
	.name = "test-pass", .run = pass_run, .next = NAMES([NEXT_DROP] = "error-drop")};
NODE_REGISTER(pass_node);
static const struct feature pass_feature = {.arc = "interface-output", .node = "test-pass"};
FEATURE_REGISTER(pass_feature);

static char told[256];

static void tell(const char *what, const struct interface *i)
{
	snprintf(told + strlen(told), sizeof(told) - strlen(told), "%s %s;", what, i->name);
}

static void on_create(struct interface *i)
{
	tell("create", i);
}

static void on_delete(struct interface *i)
{
	tell("delete", i);
}

static void on_up(struct interface *i)
{
	tell(i->up ? "up" : "down", i);
}

static void on_address(struct interface *i, const struct interface_address *, bool added)
{
	tell(added ? "address" : "no address", i);
}

static const struct interface_hook hook = {
	.on_create = on_create, .on_delete = on_delete, .on_up = on_up, .on_address = on_address};
INTERFACE_HOOK_REGISTER(hook);

START_TEST(local0_is_always_there)
{
	rig_start();
	ck_assert_ptr_eq(interface_at(0), interface_by_name("local0"));
	ck_assert(!interface_at(0)->up);
	ck_assert_int_lt(interface_delete(0), 0);
	ck_assert_ptr_nonnull(interface_at(0));
	ck_assert_uint_ne(node_by_name("local0-output"), INDEX_NONE);
}
END_TEST

START_TEST(lowest_index_and_names)
{
	u32 a, b, c, index, *list;

	rig_start();
	a = port_create("a", NULL);
	b = port_create("b", NULL);
	ck_assert_uint_eq(a, 1);
	ck_assert_uint_eq(b, 2);
	ck_assert_int_eq(
		interface_create(&(struct interface_params){.name = "a",
					 .interface_class = interface_at(b)->interface_class},
			&index),
		ERR_EXISTS);
	ck_assert_int_eq(
		interface_create(&(struct interface_params){.name = "a b",
					 .interface_class = interface_at(b)->interface_class},
			&index),
		ERR_INVALID_VALUE);
	ck_assert_int_eq(interface_delete(a), 0);
	ck_assert_ptr_null(interface_by_name("a"));
	ck_assert_str_eq(interface_name(a), "DELETED");
	ck_assert_int_eq(interface_delete(a), ERR_NO_SUCH_INTERFACE);
	c = port_create("c", NULL);
	ck_assert_uint_eq(c, a);
	list = interfaces_by_name();
	ck_assert_uint_eq(vec_n(list), 3);
	ck_assert_uint_eq(list[0], b);
	ck_assert_uint_eq(list[1], c);
	ck_assert_uint_eq(list[2], 0);
	vec_free(list);
}
END_TEST

START_TEST(a_taken_node_name_leaves_nothing_behind)
{
	u32 index;

	rig_start();
	ck_assert_int_ge(node_create(&pass_node, "a-output", NULL), 0);
	ck_assert_int_eq(
		interface_create(&(struct interface_params){.name = "a",
					 .interface_class = interface_at(0)->interface_class},
			&index),
		ERR_EXISTS);
	ck_assert_ptr_null(interface_by_name("a"));
	ck_assert_uint_eq(node_by_name("a-tx"), INDEX_NONE);
}
END_TEST

START_TEST(rename_takes_the_nodes_along)
{
	u32 port;

	rig_start();
	port = port_create("a", NULL);
	port_create("b", NULL);
	ck_assert_int_eq(interface_rename(port, "b"), ERR_EXISTS);
	ck_assert_int_eq(interface_rename(port, "c"), 0);
	ck_assert_uint_eq(interface_by_name("c")->index, port);
	ck_assert_uint_eq(node_by_name("c-tx"), interface_at(port)->tx_node);
	ck_assert_uint_eq(node_by_name("c-output"), interface_at(port)->output_node);
	ck_assert_uint_eq(node_by_name("a-tx"), INDEX_NONE);
	ck_assert_str_eq(interface_at(port)->device_name, "a");
}
END_TEST

START_TEST(hooks_are_told)
{
	u32 port;

	rig_start();
	told[0] = 0;
	port = port_create("a", NULL);
	port_address(port, "10.0.0.1/24");
	interface_set_up(port, true);
	interface_delete(port);
	ck_assert_str_eq(told, "create a;up a;address a;no address a;down a;delete a;");
}
END_TEST

START_TEST(output)
{
	u32 a, b;

	rig_start();
	a = port_create("a", NULL);
	b = port_create("b", NULL);
	rig_tap("a-tx");
	rig_tap("b-tx");
	rig_tap("error-drop");
	rig_inject("interface-output", {.hex = FRAME, .tx = a}, {.hex = FRAME, .tx = b},
		{.hex = FRAME, .tx = 9}, {.hex = FRAME});
	rig_expect_n(4);
	for (u32 i = 0; i < 4; i++) {
		const struct rig_out *o = rig_out(i);

		if (o->b.tx_interface == a)
			ck_assert_str_eq(o->node, "a-tx");
		else if (o->b.tx_interface == b)
			ck_assert_str_eq(o->node, "b-tx");
		else
			ck_assert_str_eq(o->error, "interface-output: interface is deleted");
	}
	ck_assert_uint_eq(interface_counted(a, COUNTER_TX).packets, 1);
	ck_assert_uint_eq(interface_counted(b, COUNTER_TX).bytes, 60);
	rig_clear();
	interface_set_up(a, false);
	rig_inject("interface-output", {.hex = FRAME, .tx = a});
	rig_expect(0, "error-drop", "a-output: interface is down", NULL);
	ck_assert_uint_eq(interface_counted(a, COUNTER_TX).packets, 1);
	interface_delete(a);
	rig_clear();
	rig_inject("interface-output", {.hex = FRAME, .tx = a});
	rig_expect(0, "error-drop", "interface-output: interface is deleted", NULL);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

START_TEST(output_trace)
{
	u32 port;

	rig_start();
	port = port_create("pg1", NULL);
	rig_run("pg1-output",
		{.hex = FRAME,
			.tx = port,
			.trace = true,
			.flags = BUFFER_L2_VALID | BUFFER_L3_VALID});
	ck_assert_ptr_nonnull(strstr(rig_trace(0),
		"pg1-output\n  pg1 flags 0x00180001\n"
		"  0x1234: 02:00:00:00:00:01 -> 02:00:00:00:00:02"));
}
END_TEST

START_TEST(features_of_the_output)
{
	u32 a, b;

	rig_start();
	a = port_create("a", NULL);
	b = port_create("b", NULL);
	ck_assert_int_eq(feature_enable("interface-output", "test-pass", a, true), 0);
	rig_tap("a-tx");
	rig_tap("b-tx");
	rig_inject("interface-output", {.hex = FRAME, .tx = a});
	rig_expect(0, "a-tx", NULL, FRAME);
	ck_assert_ptr_nonnull(
		strstr(rig_out(0)->path, "a-output > test-pass > interface-output-arc-end > a-tx"));
	rig_inject("interface-output", {.hex = FRAME, .tx = b});
	ck_assert_ptr_null(strstr(rig_out(1)->path, "test-pass"));
	interface_delete(a);
	ck_assert_uint_eq(port_create("c", NULL), a);
	ck_assert(!feature_is_enabled("interface-output", "test-pass", a));
	ck_assert_uint_eq(interface_counted(a, COUNTER_TX).packets, 0);
}
END_TEST

START_TEST(values_are_checked)
{
	static const u8 multicast[6] = {1, 0, 0, 0, 0, 1}, own[6] = {2, 0, 0, 0, 0, 9};
	u32 port;

	rig_start();
	port = port_create("a", NULL);
	ck_assert_int_eq(interface_set_mac(port, multicast), ERR_INVALID_VALUE);
	ck_assert_int_eq(interface_set_mac(port, own), 0);
	ck_assert_mem_eq(interface_at(port)->mac, own, 6);
	ck_assert_int_eq(interface_set_mac(0, own), ERR_INVALID_VALUE);
	ck_assert_int_eq(interface_set_mtu(port, MTU_L3, 20), ERR_INVALID_VALUE);
	ck_assert_int_eq(interface_set_mtu(port, MTU_L3, 9500), ERR_INVALID_VALUE);
	ck_assert_uint_eq(interface_at(port)->mtu[MTU_L3], 9000);
	ck_assert_int_eq(interface_set_mtu(port, MTU_IP4, 1500), 0);
	ck_assert_uint_eq(interface_at(port)->mtu[MTU_IP4], 1500);
	ck_assert_int_eq(interface_set_up(99, true), ERR_NO_SUCH_INTERFACE);
}
END_TEST

static int add(u32 port, const char *prefix)
{
	struct interface_address a = {.address.family = FAMILY_IP4};

	ck_assert_int_eq(parse_ip4_prefix(prefix, &a.address.ip4, &a.length), 0);
	return interface_address_add(port, &a);
}

static be32 ip(const char *s)
{
	be32 out;

	ck_assert_int_eq(parse_ip4(s, &out), 0);
	return out;
}

START_TEST(addresses)
{
	u32 a, b;

	rig_start();
	a = port_create("a", NULL);
	b = port_create("b", NULL);
	ck_assert_int_eq(add(a, "10.0.0.1/24"), 0);
	ck_assert_int_eq(add(a, "10.0.0.2/24"), 0); // the same prefix, on the same interface
	ck_assert_int_eq(add(a, "10.0.0.1/24"), ERR_EXISTS);
	ck_assert_int_eq(add(a, "10.0.0.3/16"), ERR_EXISTS);
	ck_assert_int_eq(add(b, "10.0.0.3/24"), ERR_EXISTS);
	ck_assert_int_eq(add(b, "10.0.0.3/32"), ERR_EXISTS);
	ck_assert_int_eq(add(b, "224.0.0.1/24"), ERR_INVALID_VALUE);
	ck_assert_int_eq(add(b, "0.0.0.0/0"), ERR_INVALID_VALUE);
	ck_assert_int_eq(add(77, "10.9.0.1/24"), ERR_NO_SUCH_INTERFACE);
	ck_assert_int_eq(add(b, "10.0.1.1/24"), 0);
	ck_assert_uint_eq(interface_of_address(0, ip("10.0.0.2")), a);
	ck_assert_uint_eq(interface_of_address(0, ip("10.0.1.1")), b);
	ck_assert_uint_eq(interface_of_address(1, ip("10.0.1.1")), INDEX_NONE);
	ck_assert_ptr_nonnull(interface_address_covering(a, ip("10.0.0.200")));
	ck_assert_ptr_null(interface_address_covering(a, ip("10.0.1.200")));
	ck_assert(interface_has_address(a, ip("10.0.0.2")));
	interface_delete(a);
	ck_assert_uint_eq(interface_of_address(0, ip("10.0.0.2")), INDEX_NONE);
	ck_assert_int_eq(add(b, "10.0.0.3/24"), 0);
}
END_TEST

UNIT_MAIN(local0_is_always_there, lowest_index_and_names, a_taken_node_name_leaves_nothing_behind,
	rename_takes_the_nodes_along, hooks_are_told, output, output_trace, features_of_the_output,
	values_are_checked, addresses)
