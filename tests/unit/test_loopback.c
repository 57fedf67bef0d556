// Loopback interfaces and device classes in general.
#include "devices/device.h"
#include "engine/base/error.h"
#include "tests/lib/rig.h"

static const struct device_class *loopback;

static void setup(void)
{
	rig_start();
	loopback = device_class_by_name("loopback");
}

static int create(bool has_instance, u64 instance, u32 *interface)
{
	bool given[4] = {[1] = has_instance};
	union device_value values[4] = {[1] = {.u64 = instance}};

	ck_assert_str_eq(loopback->args[1].name, "instance");
	return device_create(loopback, &(struct device_values){given, values}, interface);
}

START_TEST(names_count_up_and_fill_gaps)
{
	static const u8 mac[6] = {0xde, 0xad, 0, 0, 0, 1};
	u32 loop0, loop1, loop7, again;

	ck_assert_int_eq(create(false, 0, &loop0), 0);
	ck_assert_int_eq(create(false, 0, &loop1), 0);
	ck_assert_int_eq(create(true, 7, &loop7), 0);
	ck_assert_str_eq(interface_name(loop0), "loop0");
	ck_assert_str_eq(interface_name(loop1), "loop1");
	ck_assert_str_eq(interface_name(loop7), "loop7");
	ck_assert_mem_eq(interface_at(loop1)->mac, mac, 6);
	ck_assert_int_eq(create(true, 7, &again), ERR_EXISTS);
	ck_assert_int_eq(device_delete(loopback, loop0), 0);
	ck_assert_int_eq(create(false, 0, &again), 0);
	ck_assert_str_eq(interface_name(again), "loop0");
}
END_TEST

START_TEST(what_is_sent_comes_back)
{
	u32 loop0;

	ck_assert_int_eq(create(false, 0, &loop0), 0);
	ck_assert_int_eq(interface_set_up(loop0, true), 0);
	rig_tap("ethernet-input");
	rig_inject("interface-output",
		{.hex = "dead00000000 020000000002 88b5 00*46", .tx = loop0, .copies = 2});
	rig_expect_n(2);
	rig_expect(1, "ethernet-input", NULL, "dead00000000*");
	ck_assert_uint_eq(rig_out(0)->b.rx_interface, loop0);
	ck_assert_uint_eq(interface_counted(loop0, COUNTER_RX).packets, 2);
	ck_assert_uint_eq(interface_counted(loop0, COUNTER_TX).bytes, 120);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

START_TEST(values_are_checked_before_anything_is_made)
{
	const struct device_class *pg = device_class_by_name("packet-generator");
	bool given[16] = {0};
	union device_value values[16] = {0};
	const struct device_values v = {given, values};
	u32 interface, mode = device_arg_index(pg, "mode");

	ck_assert_int_eq(create(true, 16384, &interface), ERR_INVALID_VALUE);
	ck_assert_int_eq(device_create(pg, &v, &interface), ERR_INVALID_VALUE); // no name
	given[0] = true;
	values[0].string = "";
	ck_assert_int_eq(device_create(pg, &v, &interface), ERR_INVALID_VALUE);
	values[0].string = "pg0";
	given[mode] = true;
	values[mode].string = "ip5";
	ck_assert_int_eq(device_create(pg, &v, &interface), ERR_INVALID_VALUE);
	values[mode].string = "ip4";
	ck_assert_int_eq(device_create(pg, &v, &interface), 0);
	ck_assert_int_eq(device_create(pg, &v, &interface), ERR_EXISTS);
	ck_assert_int_eq(
		device_delete(loopback, interface_by_name("pg0")->index), ERR_INVALID_VALUE);
	ck_assert_int_eq(device_delete(loopback, 4711), ERR_NO_SUCH_INTERFACE);
}
END_TEST

START_TEST(classes_come_by_name)
{
	const struct device_class *c, *before = NULL;

	for (u32 i = 0; (c = device_class_at(i)); i++) {
		ck_assert(!before || strcmp(before->name, c->name) < 0);
		ck_assert_ptr_eq(device_class_by_name(c->name), c);
		before = c;
	}
	ck_assert_ptr_nonnull(before);
	ck_assert_ptr_null(device_class_by_name("nosuch"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("loopback");
	TCase *t = tcase_create("loopback");

	tcase_add_checked_fixture(t, setup, NULL);
	tcase_add_test(t, names_count_up_and_fill_gaps);
	tcase_add_test(t, what_is_sent_comes_back);
	tcase_add_test(t, values_are_checked_before_anything_is_made);
	tcase_add_test(t, classes_come_by_name);
	suite_add_tcase(suite, t);
	return rig_main(suite);
}
