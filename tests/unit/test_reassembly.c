// Reassembly: fragments in any order, cut anyhow, overlapping, lying, too many, never coming.
#include "engine/base/csum.h"
#include "engine/graph/drop.h"
#include "engine/graph/feature.h"
#include "engine/ip4/reassembly.h"
#include "tests/lib/port.h"
#include "tests/lib/rig.h"
#include <stdlib.h>

#define NODE "ip4-full-reassembly"
#define WALK "ip4-full-reassembly-expire-walk"

enum { DATA_MAX = 65536 + 64, DEFAULT_ID = 7 };

static u32 rx;
static u8 data[DATA_MAX]; // of the packet that is cut into fragments

static void setup(void)
{
	rig_start();
	rx = port_create("host0", NULL);
	port_address(rx, "10.10.10.12/24");
	for (u32 i = 0; i < sizeof(data); i++)
		data[i] = i * 7 + i / 251;
}

static void allow(u32 max_fragments)
{
	struct reassembly_settings s = *reassembly_settings();

	s.max_fragments = max_fragments;
	ck_assert_int_eq(reassembly_set(&s), 0);
}

// A fragment with data [from, from + n).
struct piece {
	u32 from, n;
	bool last;
	u32 id;	   // 0: DEFAULT_ID
	u32 split; // bytes in the first buffer
	u32 padding;
	bool trace;
};

static u32 fill(u8 *out, const struct piece *p)
{
	struct ip4 ip = {
		.version_length = 0x45,
		.size = be16_of(sizeof(ip) + p->n),
		.id = be16_of(p->id ? p->id : DEFAULT_ID),
		.fragment = be16_of(p->from / 8 | (p->last ? 0 : IP4_MF)),
		.ttl = 64,
		.protocol = 17,
		.from = be32_of(0x0a0a0a4d),
		.to = be32_of(0x0a0a0a0c),
	};

	ip.csum = csum_ip4_20(&ip);
	memcpy(out, &ip, sizeof(ip));
	memcpy(out + sizeof(ip), data + p->from, p->n);
	memset(out + sizeof(ip) + p->n, 0xee, p->padding);
	return sizeof(ip) + p->n + p->padding;
}

static void send_to(const char *node, struct piece p)
{
	static u8 bytes[sizeof(struct ip4) + DATA_MAX + 64];
	u32 n = fill(bytes, &p);

	rig_run(node, {.bytes = bytes, .n = n, .rx = rx, .split = p.split, .trace = p.trace});
}

#define send(...) send_to(NODE, (struct piece){__VA_ARGS__})

static void expect_whole_from(const char *node, u32 n)
{
	struct ip4 ip;

	rig_expect_n(1);
	rig_expect(0, node, NULL, NULL);
	ck_assert_uint_eq(rig_out(0)->n, sizeof(ip) + n);
	memcpy(&ip, rig_out(0)->bytes, sizeof(ip));
	ck_assert_uint_eq(host16(ip.size), sizeof(ip) + n);
	ck_assert_uint_eq(ip.fragment, 0);
	ck_assert_uint_eq(csum_ip4_20(&ip), 0);
	ck_assert_mem_eq(rig_out(0)->bytes + sizeof(ip), data, n);
	ck_assert_uint_eq(rig_buffers_used(), 0);
	ck_assert_uint_eq(reassembly_table_at(0)->n, 0);
}

static void expect_whole(u32 n)
{
	expect_whole_from("ip4-input", n);
}

START_TEST(every_order)
{
	static const struct piece pieces[] = {
		{0, 32}, {32, 32, .split = 30}, {64, 17, .last = true, .padding = 9, .split = 20}};
	static const u8 orders[6][3] = {
		{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

	setup();
	for (u32 i = 0; i < 6; i++) {
		for (u32 k = 0; k < 3; k++) {
			ck_assert_uint_eq(reassembly_table_at(0)->n, k != 0);
			send_to(NODE, pieces[orders[i][k]]);
			ck_assert_uint_eq(rig_n(), k == 2);
		}
		expect_whole(81);
	}
	ck_assert_uint_eq(rig_count(NODE, "fragments received"), 18);
	ck_assert_uint_eq(rig_count(NODE, "fragments reassembled"), 18);
	ck_assert_uint_eq(rig_count(NODE, "successful reassemblies"), 6);
}
END_TEST

// As VPP does: what brings nothing new is refused, what covers replaces, the rest is shortened.
START_TEST(overlaps)
{
	setup();
	allow(10);
	send(0, 40);
	send(8, 16);
	rig_expect(0, "ip4-drop", NODE ": duplicate/overlapping fragments", NULL);
	send(0, 40);
	rig_expect(0, "ip4-drop", NODE ": duplicate/overlapping fragments", NULL);
	send(24, 40); // begins inside
	rig_expect_n(0);
	send(64, 8, .last = true);
	expect_whole(72);

	send(24, 40);
	send(0, 40); // reaches into the next
	send(64, 8, .last = true);
	expect_whole(72);

	send(24, 8);
	send(40, 8);
	send(16, 56, .last = true); // covers both
	send(0, 24);
	expect_whole(72);

	send(0, 16);
	send(40, 16);
	send(8, 40); // from inside one into the other
	send(56, 16, .last = true);
	expect_whole(72);

	send(0, 16);
	send(0, 32); // longer at the same place
	send(32, 40, .last = true);
	expect_whole(72);
}
END_TEST

START_TEST(lies)
{
	const char *malformed = NODE ": malformed packets";

	setup();
	allow(10);
	send(0, 0);
	rig_expect(0, "ip4-drop", malformed, NULL);
	send(0, 7);
	rig_expect(0, "ip4-drop", malformed, NULL);
	send(65528, 8, .last = true);
	rig_expect(0, "ip4-drop", malformed, NULL);
	ck_assert_uint_eq(reassembly_table_at(0)->n, 0);

	// An end that other fragments contradict.
	send(64, 8, .last = true);
	send(72, 8);
	rig_expect(0, "ip4-drop", malformed, NULL);
	send(64, 8);
	rig_expect(0, "ip4-drop", malformed, NULL);
	send(32, 8, .last = true);
	rig_expect(0, "ip4-drop", malformed, NULL);
	send(0, 64);
	expect_whole(72);
	send(64, 8);
	send(32, 8, .last = true);
	rig_expect(0, "ip4-drop", malformed, NULL);
	rig_advance(NS_PER_S);
	ck_assert_uint_eq(rig_buffers_used(), 0);

	rig_run(NODE, {.hex = "45", .rx = rx});
	rig_expect(0, "ip4-drop", malformed, NULL);
	rig_run(NODE, {.hex = "4500001c00012000401132640a0a0a4d0a0a0a0c", .rx = rx});
	rig_expect(0, "ip4-drop", malformed, NULL);
}
END_TEST

// As VPP does: octets count, not units.
START_TEST(odd_sizes)
{
	setup();
	send(0, 34);
	rig_expect_n(0);
	send(32, 9, .last = true);
	expect_whole(41);
}
END_TEST

// Not a fragment: on it goes, with fragments beside it in the frame or not.
START_TEST(whole_packets)
{
	const char *whole = "4500001800010000401132640a0a0a4d0a0a0a0c 01020304";
	const char *part = "4500001c00012000401132640a0a0a4d0a0a0a0c 0102030405060708";

	setup();
	rig_run(NODE, {.hex = whole, .rx = rx, .trace = true});
	rig_expect(0, "ip4-input", NULL, whole);
	ck_assert_ptr_nonnull(strstr(rig_trace(0), "passthrough - not a fragment\n"));
	rig_run(NODE, {.hex = whole, .rx = rx}, {.hex = part, .rx = rx}, {.hex = whole, .rx = rx});
	rig_expect_n(2);
	rig_expect(1, "ip4-input", NULL, whole);
}
END_TEST

// The same addresses and identification from elsewhere are another packet.
START_TEST(keys)
{
	setup();
	send(0, 32);
	send(0, 32, .id = 8);
	rig_expect_n(0);
	ck_assert_uint_eq(reassembly_table_at(0)->n, 2);
	send(32, 8, .last = true, .id = 8);
	rig_expect_n(1);
	send(32, 8, .last = true);
	expect_whole(40);
}
END_TEST

START_TEST(too_many_fragments)
{
	setup();
	for (u32 i = 0; i < 3; i++)
		send(i * 16, 8);
	ck_assert_uint_eq(rig_buffers_used(), 3);
	send(3 * 16, 8);
	ck_assert_uint_eq(rig_count(NODE, "fragment chain too long (drop)"), 1);
	ck_assert_uint_eq(rig_buffers_used(), 0);
	// The one that completes the packet may be one more; VPP counts so.
	for (u32 i = 0; i < 3; i++)
		send(i * 8, 8);
	send(3 * 8, 8, .last = true);
	expect_whole(32);
	// Duplicates are not counted.
	for (u32 i = 0; i < 20; i++)
		send(0, 8);
	send(8, 8, .last = true);
	expect_whole(16);
}
END_TEST

START_TEST(too_many_packets)
{
	struct reassembly_settings s = *reassembly_settings();

	setup();
	s.max_reassemblies = 2;
	ck_assert_int_eq(reassembly_set(&s), 0);
	for (u32 id = 1; id <= 3; id++)
		send(0, 8, .id = id);
	rig_expect(0, "ip4-drop", NODE ": drops due to concurrent reassemblies limit", NULL);
	s.max_reassemblies = 5000; // those under way stay
	ck_assert_int_eq(reassembly_set(&s), 0);
	for (u32 id = 3; id <= 5000; id++)
		send(0, 8, .id = id);
	ck_assert_uint_eq(reassembly_table_at(0)->n, 5000);
	for (u32 id = 1; id <= 5000; id++) {
		send(8, 8, .last = true, .id = id);
		rig_expect_n(1);
	}
	ck_assert_uint_eq(rig_buffers_used(), 0);
	s.max_reassemblies = 0;
	ck_assert_int_eq(reassembly_set(&s), 0);
	send(0, 8);
	rig_expect(0, "ip4-drop", NULL, NULL);
	s.max_reassemblies = REASSEMBLY_MAX + 1;
	ck_assert_int_lt(reassembly_set(&s), 0);
	s.max_reassemblies = 1;
	s.timeout_ms = 0;
	ck_assert_int_lt(reassembly_set(&s), 0);
}
END_TEST

START_TEST(timeouts)
{
	const char *timeout = "fragments dropped due to reassembly timeout";
	struct drop_record *dropped;
	u64 lost;
	u32 n;

	setup();
	drop_clear();
	send(0, 8, .id = 1);
	rig_advance(150 * NS_PER_MS);
	send(0, 8, .id = 2);
	send(16, 8, .id = 1); // a fragment is a sign of life
	rig_advance(150 * NS_PER_MS);
	ck_assert_uint_eq(reassembly_table_at(0)->n, 2);
	rig_advance(110 * NS_PER_MS); // 200 since the last ones, and a walk every 50
	ck_assert_uint_eq(reassembly_table_at(0)->n, 0);
	ck_assert_uint_eq(rig_count(WALK, timeout), 2);
	ck_assert_uint_eq(rig_buffers_used(), 0);
	dropped = drop_records(&n, &lost);
	ck_assert_uint_eq(n, 3);
	ck_assert_str_eq(node_error_at(dropped[0].error, NULL)->text, timeout);
	free(dropped);
	// After a long rest the walk wakes up again.
	rig_advance(10 * NS_PER_S);
	send(0, 8);
	rig_advance(NS_PER_S);
	ck_assert_uint_eq(rig_count(WALK, timeout), 3);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

// A late fragment begins anew even if the walk was not there yet.
START_TEST(late_fragment)
{
	struct reassembly_settings s = *reassembly_settings();

	setup();
	s.walk_ms = 100000;
	ck_assert_int_eq(reassembly_set(&s), 0);
	rig_settle();
	send(0, 8);
	rig_settle();
	rig_advance(300 * NS_PER_MS);
	ck_assert_uint_eq(reassembly_table_at(0)->n, 1);
	send(8, 8, .last = true);
	rig_expect_n(0);
	ck_assert_uint_eq(rig_count(NODE, "fragments dropped due to reassembly timeout"), 1);
	ck_assert_uint_eq(rig_buffers_used(), 1);
	send(0, 8);
	expect_whole(16);
}
END_TEST

START_TEST(nodes)
{
	setup();
	send_to("ip4-local-full-reassembly", (struct piece){0, 8});
	send_to("ip4-local-full-reassembly", (struct piece){8, 5, .last = true});
	expect_whole(13);
}
END_TEST

START_TEST(feature)
{
	const char *node = "ip4-full-reassembly-feature";

	setup();
	ck_assert_int_eq(reassembly_enable(rx, true), 0);
	ck_assert_int_eq(reassembly_enable(rx, true), 0);
	ck_assert(feature_is_enabled("ip4-unicast", node, rx));
	ck_assert_int_eq(reassembly_enable(rx, false), 0);
	ck_assert(!feature_is_enabled("ip4-unicast", node, rx));
	ck_assert_int_eq(reassembly_enable(rx, false), 0);
}
END_TEST

START_TEST(traces)
{
	const char *t;

	setup();
	send(0, 32, .trace = true);
	t = rig_trace(0);
	ck_assert_ptr_nonnull(strstr(t, NODE "\n  reass id: 0, op id: 0, first bi: "));
	ck_assert_ptr_nonnull(strstr(t,
		", data len: 32, ip/fragment[0, 31]\n"
		"                         new range: [0, 31], off 0, len 32, bi "));
	send(8, 8, .trace = true);
	t = rig_trace(0);
	ck_assert_ptr_nonnull(strstr(t, "reass id: 0, op id: 1, first bi: "));
	ck_assert_ptr_nonnull(strstr(t,
		"\n                         overlapping/ignored range: "
		"[8, 15], off 0, len 8, bi "));
	send(32, 8, .last = true, .trace = true);
	t = rig_trace(0);
	ck_assert_ptr_nonnull(strstr(t, "data len: 40, ip/fragment[32, 39]\n"));
}
END_TEST

START_TEST(details)
{
	struct text t = {0};

	setup();
	send(8, 8);
	send(16, 8, .last = true);
	reassembly_text(&t, reassembly_next(reassembly_table_at(0), NULL));
	ck_assert_ptr_nonnull(strstr(text_string(&t),
		"ID: 0, key: fib_index: 0, src: 10.10.10.77, dst: 10.10.10.12, frag_id: 7, "
		"proto: 17\n"));
	ck_assert_ptr_nonnull(strstr(text_string(&t), "data_len: 16, last_packet_octet: 23, "));
	ck_assert_ptr_nonnull(strstr(text_string(&t), "\n  #001: range: [16, 23], bi: "));
	text_free(&t);
}
END_TEST

// The biggest packet, and one byte too many for its header.
START_TEST(biggest)
{
	u32 end = 65535 - 20;

	setup();
	allow(100);
	for (u32 from = 0; from < end; from += 1480)
		send(from, MIN(1480u, end - from), .last = end - from <= 1480);
	expect_whole(end);
}
END_TEST

// Any cuts, any order, any overlaps of one packet give that packet, or nothing at all.
START_TEST(random_pieces)
{
	setup();
	allow(1000);
	srand(_i);
	for (u32 round = 0; round < 300; round++) {
		u32 n = 8 * (2 + rand() % 40) + rand() % 8, tries = 0;
		bool whole = false;

		while (!whole && tries++ < 2000) {
			u32 from = 8 * (rand() % (n / 8 + 1)), k = n - from;
			u32 wanted = 8 * (1 + rand() % 12);
			bool last = rand() % 2;

			if (!last && k)
				k = MIN(wanted, (k - 1) / 8 * 8);
			if (!k || (last && !from))
				continue; // nothing, or the whole packet
			send(from, k, .last = last, .id = round + 1, .split = 20 + rand() % k,
				.padding = rand() % 20);
			whole = rig_n() && !strcmp(rig_out(0)->node, "ip4-input");
		}
		ck_assert(whole);
		expect_whole(n);
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("reassembly");
	TCase *t = tcase_create("nodes");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, every_order);
	tcase_add_test(t, overlaps);
	tcase_add_test(t, lies);
	tcase_add_test(t, odd_sizes);
	tcase_add_test(t, whole_packets);
	tcase_add_test(t, keys);
	tcase_add_test(t, too_many_fragments);
	tcase_add_test(t, too_many_packets);
	tcase_add_test(t, timeouts);
	tcase_add_test(t, late_fragment);
	tcase_add_test(t, nodes);
	tcase_add_test(t, feature);
	tcase_add_test(t, traces);
	tcase_add_test(t, details);
	tcase_add_test(t, biggest);
	tcase_add_loop_test(t, random_pieces, 0, 3);
	suite_add_tcase(s, t);
	return rig_main(s);
}
