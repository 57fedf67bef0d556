// Texts: growing, indenting, and the fixed forms of values.
#include "engine/base/text.h"
#include "tests/lib/unit.h"

START_TEST(grows)
{
	struct text t = {0};

	ck_assert_str_eq(text_string(&t), "");
	for (u32 i = 0; i < 1000; i++)
		text_add(&t, "%04u", i);
	ck_assert_uint_eq(t.length, 4000);
	ck_assert_str_eq(text_string(&t) + 3996, "0999");
	text_clear(&t);
	ck_assert_str_eq(text_string(&t), "");
	text_put(&t, "a\0b", 3);
	ck_assert_uint_eq(t.length, 3);
	text_free(&t);
	ck_assert_ptr_null(t.data);
}
END_TEST

START_TEST(indents_lines_that_follow)
{
	struct text t = {.indent = 2};

	text_add(&t, "a\nb");
	ck_assert_str_eq(text_string(&t), "a\n  b");
	text_add(&t, "c\n");
	ck_assert_str_eq(text_string(&t), "a\n  bc\n");
	text_add(&t, "d\n\ne\n");
	ck_assert_str_eq(text_string(&t), "a\n  bc\n  d\n\n  e\n");
	t.indent = 0;
	text_add(&t, "f");
	t.indent = 4;
	text_add(&t, "\ng%s", "\nh\n");
	ck_assert_str_eq(text_string(&t), "a\n  bc\n  d\n\n  e\nf\n    g\n    h\n");
	text_put(&t, "i\nj", 3);
	ck_assert_ptr_nonnull(strstr(text_string(&t), "\ni\nj"));
	text_free(&t);
}
END_TEST

START_TEST(hex)
{
	struct text t = {0};

	text_hex(&t, "\x00\x9f\xff", 3);
	text_hex(&t, "", 0);
	ck_assert_str_eq(text_string(&t), "009fff");
	text_free(&t);
}
END_TEST

static void assert_float(double x, int digits, const char *expected)
{
	struct text t = {0};

	text_float(&t, x, digits);
	ck_assert_str_eq(text_string(&t), expected);
	text_free(&t);
}

START_TEST(short_floats)
{
	assert_float(7.3129, 4, "7.3129e0");
	assert_float(0.95657, 4, "9.5657e-1");
	assert_float(0, 2, "0.00e0");
	assert_float(1.04e6, 2, "1.04e6");
	assert_float(305000000, 2, "3.05e8");
	assert_float(-0.00044, 1, "-4.4e-4");
	assert_float(1e100, 0, "1e100");
	assert_float(9.999, 2, "1.00e1");
	assert_float(1.0 / 0.0, 2, "inf");
}
END_TEST

START_TEST(values)
{
	char ip[TEXT_IP4], mac[TEXT_MAC], time[TEXT_TIME];
	const u8 bytes[4] = {255, 0, 10, 1}, m[6] = {0xde, 0xad, 0, 0, 0xbe, 0x0f};
	be32 address;

	memcpy(&address, bytes, 4);
	ck_assert_str_eq(text_ip4(ip, address), "255.0.10.1");
	ck_assert_str_eq(text_mac(mac, m), "de:ad:00:00:be:0f");
	ck_assert_str_eq(text_time(time, 1259465999), "00:00:01:259465");
	ck_assert_str_eq(text_time(time, 0), "00:00:00:000000");
	ck_assert_str_eq(text_time(time, ((26 * 60 + 3) * 60 + 59) * NS_PER_S), "26:03:59:000000");
	ck_assert_str_eq(text_time(time, UINT64_MAX), "5124095:34:33:709551");
}
END_TEST

UNIT_MAIN(grows, indents_lines_that_follow, hex, short_floats, values)
