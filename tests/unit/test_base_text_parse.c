// Readers of values take the whole string or nothing; misspelt words find their neighbours.
#include "engine/base/error.h"
#include "engine/base/text.h"
#include "tests/lib/unit.h"

START_TEST(ip4)
{
	static const char *const bad[] = {"", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.4 ",
		" 1.2.3.4", "1..2.3", "a.b.c.d", "1.2.3.-4", "0x1.2.3.4", "1.2.3.4/8"};
	char out[TEXT_IP4];
	be32 a;

	ck_assert_int_eq(parse_ip4("10.0.255.1", &a), 0);
	ck_assert_str_eq(text_ip4(out, a), "10.0.255.1");
	for (u32 i = 0; i < ARRAY_N(bad); i++)
		ck_assert_int_eq(parse_ip4(bad[i], &a), ERR_INVALID_VALUE);
	ck_assert_str_eq(error_text(0), "'1.2.3.4/8' is not an IPv4 address");
}
END_TEST

START_TEST(ip4_prefix)
{
	static const char *const bad[] = {"", "/", "1.2.3.4", "1.2.3.4/", "1.2.3.4/-1", "/8",
		"1.2.3/8", "1.2.3.4/8 ", "1.2.3.4/8/8", "1.2.3.4/0x8",
		"1111111111111111111111.2.3.4/8"};
	u8 length;
	be32 a;

	ck_assert_int_eq(parse_ip4_prefix("192.168.1.0/24", &a, &length), 0);
	ck_assert_uint_eq(host32(a), 0xc0a80100);
	ck_assert_uint_eq(length, 24);
	ck_assert_int_eq(parse_ip4_prefix("0.0.0.0/0", &a, &length), 0);
	ck_assert_uint_eq(length, 0);
	for (u32 i = 0; i < ARRAY_N(bad); i++)
		ck_assert_int_eq(parse_ip4_prefix(bad[i], &a, &length), ERR_INVALID_VALUE);
	ck_assert_int_eq(parse_ip4_prefix("1.2.3.4/33", &a, &length), ERR_INVALID_PREFIX);
}
END_TEST

START_TEST(mac)
{
	static const char *const bad[] = {"", "aa:bb:cc:dd:ee", "aa:bb:cc:dd:ee:ff:00",
		"aa:bb:cc:dd:ee:", "aa:bb:cc:dd:ee:gg", "aaa:bb:cc:dd:ee:f", "aabb.ccdd",
		"aabb.ccdd.eeff.0011", "aabbccddeeff", "aa:bb:cc:dd:ee:ff "};
	static const u8 expected[6] = {0xaa, 0xbb, 0xcc, 0x0d, 0xee, 0xff};
	u8 m[6];

	ck_assert_int_eq(parse_mac("aa:BB:cc:d:ee:ff", m), 0);
	ck_assert_mem_eq(m, expected, 6);
	memset(m, 0, 6);
	ck_assert_int_eq(parse_mac("aabb.cc0D.eeff", m), 0);
	ck_assert_mem_eq(m, expected, 6);
	for (u32 i = 0; i < ARRAY_N(bad); i++)
		ck_assert_int_eq(parse_mac(bad[i], m), ERR_INVALID_VALUE);
	ck_assert_mem_eq(m, expected, 6);
}
END_TEST

START_TEST(numbers)
{
	static const char *const bad[] = {
		"", "-1", "+1", " 1", "1 ", "0x", "x1", "1a", "0xg", "1.0"};
	u64 v = 5;

	ck_assert_int_eq(parse_u64("18446744073709551615", 0, UINT64_MAX, &v), 0);
	ck_assert_uint_eq(v, UINT64_MAX);
	ck_assert_int_eq(parse_u64("0xFf", 0, 255, &v), 0);
	ck_assert_uint_eq(v, 255);
	ck_assert_int_eq(parse_u64("010", 0, 255, &v), 0);
	ck_assert_uint_eq(v, 10);
	for (u32 i = 0; i < ARRAY_N(bad); i++)
		ck_assert_int_eq(parse_u64(bad[i], 0, UINT64_MAX, &v), ERR_INVALID_VALUE);
	ck_assert_uint_eq(v, 10);
	parse_u64("abc", 0, 9, &v);
	ck_assert_str_eq(error_text(0), "'abc' is not a number");
	ck_assert_int_eq(parse_u64("18446744073709551616", 0, UINT64_MAX, &v), ERR_INVALID_VALUE);
	ck_assert_int_eq(parse_u64("4096", 1, 4094, &v), ERR_INVALID_VALUE);
	ck_assert_str_eq(error_text(0), "4096 is out of range, 1 to 4094");
	ck_assert_int_eq(parse_u64("0", 1, 4094, &v), ERR_INVALID_VALUE);
}
END_TEST

START_TEST(sizes)
{
	static const struct {
		const char *text;
		u64 bytes;
	} good[] = {{"512", 512}, {"16k", 16384}, {"1K", 1024}, {"3M", 3 << 20}, {"2g", 2ull << 30},
		{"16383t", 16383ull << 40}, {"0", 0}};
	static const char *const bad[] = {"", "k", "1kk", "1kB", "-1k", "16777216t", "1.5G", "1 k"};
	u64 v;

	for (u32 i = 0; i < ARRAY_N(good); i++) {
		ck_assert_int_eq(parse_size(good[i].text, &v), 0);
		ck_assert_uint_eq(v, good[i].bytes);
	}
	for (u32 i = 0; i < ARRAY_N(bad); i++)
		ck_assert_int_eq(parse_size(bad[i], &v), ERR_INVALID_VALUE);
}
END_TEST

START_TEST(durations)
{
	static const struct {
		const char *text;
		u64 ns;
	} good[] = {{"10", 10 * NS_PER_S}, {"10s", 10 * NS_PER_S}, {"5ms", 5000000},
		{"20us", 20000}, {"7ns", 7}, {"1.5s", 1500000000}, {"0.000001", 1000},
		{"1.0000000019", 1000000001}, {"0", 0}, {"1.5ns", 1}};
	static const char *const bad[] = {"", "s", "1.", ".5", "1.s", "-1", "1m", "1 s",
		"99999999999999999999", "18446744074"};
	u64 v;

	for (u32 i = 0; i < ARRAY_N(good); i++) {
		ck_assert_int_eq(parse_duration(good[i].text, &v), 0);
		ck_assert_uint_eq(v, good[i].ns);
	}
	for (u32 i = 0; i < ARRAY_N(bad); i++)
		ck_assert_int_eq(parse_duration(bad[i], &v), ERR_INVALID_VALUE);
}
END_TEST

START_TEST(nearest_word)
{
	static const char *const words[] = {"show", "set", "interface", "trace"};
	char longer[300];

	ck_assert_str_eq(text_nearest("shwo", words, 4, 2), "show");
	ck_assert_str_eq(text_nearest("sett", words, 4, 2), "set");
	ck_assert_str_eq(text_nearest("intrface", words, 4, 2), "interface");
	ck_assert_str_eq(text_nearest("traec", words, 4, 1), "trace");
	ck_assert_ptr_null(text_nearest("bridge", words, 4, 2));
	ck_assert_ptr_null(text_nearest("x", words, 0, 9));
	memset(longer, 's', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = 0;
	ck_assert_ptr_null(text_nearest(longer, words, 4, 1000));
}
END_TEST

UNIT_MAIN(ip4, ip4_prefix, mac, numbers, sizes, durations, nearest_word)
