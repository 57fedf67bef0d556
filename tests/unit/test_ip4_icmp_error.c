// ip4-icmp-error: what is answered, with what, and how often.
#include "engine/base/clock.h"
#include "engine/ip4/icmp.h"
#include "engine/ip4/ip4.h"
#include "tests/lib/port.h"
#include "tests/lib/rig.h"
#include <stdio.h>

#define UDP "4500002000010000401152600a0a0a4d0a0a0a0c 03e807d0000c0000 78787878"

static u32 rx;
static u8 type, code;
static u32 data, n_asked;

static void setup(void)
{
	rig_start();
	rx = port_create("host0", NULL);
	port_address(rx, "10.10.10.12/24");
}

static void ask(struct buffer *b)
{
	ip4_icmp_set(b, type, code, data);
}

// From another address each time.
static void ask_anew(struct buffer *b)
{
	ask(b);
	((struct ip4 *)(b->data + b->at))->from = be32_of(0x0a0a0b00 + n_asked++);
}

// The first buffer's bytes at the end of its memory.
static void ask_from_end(struct buffer *b)
{
	ask(b);
	memmove(b->data + BUFFER_DATA_SIZE - b->length, b->data + b->at, b->length);
	b->at = BUFFER_DATA_SIZE - b->length;
}

static void run_one(const char *hex, u32 split)
{
	rig_advance(NS_PER_MS); // the same addresses as before
	rig_run("ip4-icmp-error", {.hex = hex, .rx = rx, .prepare = ask, .split = split});
}

static void ask_for(u8 a_type, u8 a_code, u32 a_data)
{
	type = a_type;
	code = a_code;
	data = a_data;
}

START_TEST(answers)
{
	static const struct {
		u8 type, code;
		u32 data;
		const char *icmp, *count;
	} cases[] = {
		{3, 3, 0, "0303004800000000", "destination unreachable response sent"},
		{11, 0, 0, "0b00f84a00000000", "hop limit exceeded response sent"},
		{12, 0, 0x14000000, "0c00e34a14000000", "parameter problem response sent"},
		{3, 4, 1400, "0304face00000578", "destination unreachable response sent"},
	};
	char expected[256];

	setup();
	for (u32 i = 0; i < ARRAY_N(cases); i++) {
		u64 before = rig_count("ip4-icmp-error", cases[i].count);

		ask_for(cases[i].type, cases[i].code, cases[i].data);
		run_one(UDP, 0);
		snprintf(expected, sizeof(expected),
			"4500003c00000000ff0193540a0a0a0c0a0a0a4d %s" UDP, cases[i].icmp);
		rig_expect_n(2);
		rig_expect(0, "ip4-lookup", NULL, expected);
		rig_expect(1, "ip4-drop", NULL, UDP);
		ck_assert(rig_out(0)->b.flags & BUFFER_LOCAL);
		ck_assert_uint_eq(rig_out(0)->b.rx_interface, rx);
		ck_assert_uint_eq(rig_out(0)->b.tx_interface, INDEX_NONE);
		ck_assert_uint_eq(rig_count("ip4-icmp-error", cases[i].count), before + 1);
	}
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

// Quotes what fits in 576 bytes, from chains too; link padding is not quoted.
START_TEST(quotes)
{
#define BIG "450004040001000040114e7c0a0a0a4d0a0a0a0c 03e807d003f00000 78*1000"
	setup();
	ask_for(3, 3, 0);
	for (u32 split = 0; split < 900; split += 100) {
		run_one(BIG, split);
		ck_assert_uint_eq(rig_out(0)->n, 576);
		rig_expect(0, "ip4-lookup", NULL,
			"4500024000000000ff0191500a0a0a0c0a0a0a4d 030392fa00000000 "
			"450004040001000040114e7c0a0a0a4d0a0a0a0c 03e807d003f00000 78*520");
	}
	// Where the packet lies in its buffer does not matter.
	rig_advance(NS_PER_MS);
	rig_run("ip4-icmp-error", {.hex = BIG, .rx = rx, .prepare = ask_from_end, .split = 20});
	ck_assert_uint_eq(rig_out(0)->n, 576);
	ck_assert_int_le(rig_out(0)->b.at + 576, BUFFER_DATA_SIZE);
	run_one(UDP "00*14", 0);
	ck_assert_uint_eq(rig_out(0)->n, 60);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

START_TEST(small_buffers)
{
	rig_start_with("buffers { default data-size 256 }");
	rx = port_create("host0", NULL);
	port_address(rx, "10.10.10.12/24");
	ask_for(3, 3, 0);
	rig_run("ip4-icmp-error", {.hex = BIG, .rx = rx, .prepare = ask});
	rig_expect(0, "ip4-lookup", NULL,
		"4500024000000000ff0191500a0a0a0c0a0a0a4d 030392fa00000000 "
		"450004040001000040114e7c0a0a0a4d0a0a0a0c 03e807d003f00000 78*520");
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

// RFC 1122, 3.2.2: who is never answered. The packet itself is still dropped with its reason.
START_TEST(silence)
{
	static const char *const quiet[] = {
		"45000020000100054011525b0a0a0a4d0a0a0a0c03e807d0000c000078787878", // a fragment
		"4500002000010000401166b7ffffffff0a0a0a0c03e807d0000c000078787878",
		"4500002000010000401186b5e00000010a0a0a0c03e807d0000c000078787878",
		"4500002000010000401166b6000000010a0a0a0c03e807d0000c000078787878",
		"45000020000100004011e7b57f0000010a0a0a0c03e807d0000c000078787878",
		"4500002000010000401186700a0a0a4de000000503e807d0000c000078787878",
		"4500002000010000401166760a0a0a4dffffffff03e807d0000c000078787878",
		"4500001c00010000400152740a0a0a4d0a0a0a0c0301000000000000", // ICMP errors
		"4500001c00010000400152740a0a0a4d0a0a0a0c0501000000000000",
		"45000014000100004001527c0a0a0a4d0a0a0a0c", // no ICMP type at all
		"45000014000100004001527c0a0a0a",
	};
	static const char *const answered[] = {
		"4500001c00010000400152740a0a0a4d0a0a0a0c0800000000000000",
		"4500001c00010000400152740a0a0a4d0a0a0a0c0d00000000000000",
	};

	setup();
	ask_for(11, 0, 0);
	for (u32 i = 0; i < ARRAY_N(quiet); i++) {
		run_one(quiet[i], 0);
		rig_expect_n(1);
		rig_expect(0, "ip4-drop", NULL, quiet[i]);
		ck_assert_uint_eq(rig_count("ip4-icmp-error", "error message dropped"), i + 1);
	}
	for (u32 i = 0; i < ARRAY_N(answered); i++) {
		run_one(answered[i], 0);
		rig_expect_n(2);
	}
	// No address to answer from.
	rig_run("ip4-icmp-error", {.hex = UDP, .rx = 0, .prepare = ask});
	rig_expect_n(1);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

static void link_multicast(struct buffer *b)
{
	ask(b);
	b->l2_at = b->at - 14;
	b->flags |= BUFFER_L2_VALID;
}

START_TEST(link_broadcast)
{
	setup();
	ask_for(11, 0, 0);
	rig_run("ip4-icmp-error",
		{.hex = "ffffffffffff0200000000770800" UDP,
			.rx = rx,
			.before = 14,
			.prepare = link_multicast});
	rig_expect_n(1);
	rig_run("ip4-icmp-error",
		{.hex = "0200000000120200000000770800" UDP,
			.rx = rx,
			.before = 14,
			.prepare = link_multicast});
	rig_expect_n(2);
}
END_TEST

START_TEST(rate)
{
	const char *sent = "hop limit exceeded response sent";
	const char *limited = "error message over the rate limit";

	setup();
	ask_for(11, 0, 0);
	for (u32 i = 0; i < 4; i++)
		rig_run("ip4-icmp-error",
			{.hex = UDP, .rx = rx, .prepare = ask_anew, .copies = 256});
	ck_assert_uint_eq(rig_count("ip4-icmp-error", sent), 1000);
	ck_assert_uint_eq(rig_count("ip4-icmp-error", limited), 24);
	rig_advance(10 * NS_PER_MS); // room for ten more
	rig_run("ip4-icmp-error", {.hex = UDP, .rx = rx, .prepare = ask_anew, .copies = 12});
	ck_assert_uint_eq(rig_count("ip4-icmp-error", sent), 1010);
	rig_advance(1000 * NS_PER_S); // never more than the burst
	icmp_error_set_rate(1, 5);
	rig_advance(2 * NS_PER_S);
	rig_run("ip4-icmp-error", {.hex = UDP, .rx = rx, .prepare = ask_anew, .copies = 12});
	ck_assert_uint_eq(rig_count("ip4-icmp-error", sent), 1015);
}
END_TEST

// One answer a millisecond for the same addresses.
START_TEST(pairs)
{
	setup();
	ask_for(11, 0, 0);
	rig_run("ip4-icmp-error", {.hex = UDP, .rx = rx, .prepare = ask, .copies = 11});
	rig_expect_n(12);
	rig_advance(NS_PER_MS - 1);
	rig_run("ip4-icmp-error", {.hex = UDP, .rx = rx, .prepare = ask});
	rig_expect_n(1);
	rig_advance(1);
	rig_run("ip4-icmp-error", {.hex = UDP, .rx = rx, .prepare = ask});
	rig_expect_n(2);
}
END_TEST

// Both packets show in one trace, in the order in which VPP shows them.
START_TEST(trace)
{
	const char *first, *second;

	setup();
	ask_for(3, 3, 0);
	rig_inject("ip4-icmp-error", {.hex = UDP, .rx = rx, .prepare = ask, .trace = true});
	first = strstr(rig_trace(0), "ip4-lookup\n");
	second = strstr(rig_trace(0), "ip4-drop\n    fib:0 adj:0 flow:0x00000303\n");
	ck_assert_ptr_nonnull(strstr(rig_trace(0), "ip4-icmp-error\n  UDP: 10.10.10.77"));
	ck_assert_ptr_nonnull(first);
	ck_assert_ptr_nonnull(second);
	ck_assert(first < second);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("ip4_icmp_error");
	TCase *t = tcase_create("node");

	tcase_add_test(t, answers);
	tcase_add_test(t, quotes);
	tcase_add_test(t, small_buffers);
	tcase_add_test(t, silence);
	tcase_add_test(t, link_broadcast);
	tcase_add_test(t, rate);
	tcase_add_test(t, pairs);
	tcase_add_test(t, trace);
	suite_add_tcase(s, t);
	return rig_main(s);
}
