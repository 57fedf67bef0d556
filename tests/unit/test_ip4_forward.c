// ip4-lookup, ip4-load-balance, lookup-ip4-dst, ip4-null, ip4-rewrite, ip4-glean, ip4-arp and the
// multicast nodes: where packets go and what becomes of them.
#include "engine/base/csum.h"
#include "engine/graph/drop.h"
#include "engine/graph/node.h"
#include "engine/fib/fib.h"
#include "engine/fib/load_balance.h"
#include "engine/ip4/ip4_forward.h"
#include "engine/neighbor/adjacency.h"
#include "engine/neighbor/neighbor.h"
#include "tests/lib/port.h"
#include "tests/lib/rig.h"
#include "tests/lib/unit.h"
#include <stdio.h>

// From 10.1.0.5, UDP 1234 -> 2345, TTL 64; 'to' and checksum follow.
#define PACKET(csum, to) "4500001c 00000000 4011" csum "0a010005" to "04d20929 00080000"

static u32 pg0, pg1, neighbor;

static be32 ip(const char *s)
{
	be32 address = 0;

	ck_assert_int_eq(parse_ip4(s, &address), 0);
	return address;
}

static void start(void)
{
	struct ip_address a = {.family = FAMILY_IP4, .ip4 = ip("10.2.0.2")};
	const u8 mac[6] = {2, 0, 0, 0, 0xbb, 2};

	rig_start();
	pg0 = port_create("pg0", "02:00:00:00:00:01");
	pg1 = port_create("pg1", "02:00:00:00:00:02");
	port_address(pg0, "10.1.0.1/24");
	port_address(pg1, "10.2.0.1/24");
	neighbor_add(pg1, &a, mac, NEIGHBOR_STATIC);
	neighbor = adjacency_neighbor(pg1, &a);
}

static void route(u32 fib, const char *prefix, struct path p)
{
	struct ip_prefix to = {.address.family = FAMILY_IP4};

	p.weight = 1;
	ck_assert_int_eq(parse_ip4_prefix(prefix, &to.address.ip4, &to.length), 0);
	ck_assert_int_eq(fib_route_add(fib, ROUTE_CLI, &to, &p, 1, false), 0);
}

static struct path hop(const char *address, u32 interface)
{
	return (struct path){.kind = PATH_NEXT_HOP,
		.interface = interface,
		.next_hop = ip4_address(ip(address))};
}

static struct path special(u8 kind, u32 table)
{
	return (struct path){.kind = kind, .interface = INDEX_NONE, .table = table};
}

static const struct ip4_meta *meta(u32 i)
{
	return (const struct ip4_meta *)rig_out(i)->b.meta;
}

static u32 packet_to(u8 *bytes, u32 to)
{
	static const u8 head[IP4_HEADER_SIZE] = {
		0x45, 0, 0, 28, 0, 0, 0, 0, 64, 17, 0, 0, 10, 1, 0, 5};
	be32 wire = be32_of(to);

	memcpy(bytes, head, sizeof(head));
	memcpy(bytes + 16, &wire, sizeof(wire));
	return 28;
}

// Every packet that came out met the load-balance that its own address leads to, and was counted.
static void expect_own_routes(u32 n)
{
	u32 counts[64] = {0};

	rig_expect_n(n);
	for (u32 i = 0; i < n; i++) {
		be32 to;
		u32 index;

		memcpy(&to, rig_out(i)->bytes + 16, sizeof(to));
		index = ip4_fib_lookup(0, to);
		ck_assert_uint_eq(meta(i)->adjacency,
			load_balance_bucket(balance_tables(), load_balance_at(index), 0)->index);
		counts[index]++;
	}
	for (u32 k = 0; k < ARRAY_N(counts); k++) {
		struct counter_pair sum = counter_sum(load_balance_counter(), k);

		ck_assert_uint_eq(sum.packets, counts[k]);
		ck_assert_uint_eq(sum.bytes, 28 * counts[k]);
		counter_zero(load_balance_counter(), k);
	}
}

// Lookups of a frame run beside each other: each packet still gets its own route.
START_TEST(lookup_of_whole_frames)
{
	static u8 bytes[FRAME_MAX][28];
	static struct rig_packet packets[FRAME_MAX];
	static const u32 to[] = {
		0x14000001, 0x14010001, 0x14010201, 0x14010281, 0x140102c8, 0x0a020002, 0x63000001};

	start();
	route(0, "20.0.0.0/8", special(PATH_PUNT, 0));
	route(0, "20.1.0.0/16", hop("10.2.0.2", pg1));
	route(0, "20.1.2.0/24", special(PATH_DROP, 0));
	route(0, "20.1.2.128/25", hop("10.2.0.9", pg1));
	route(0, "20.1.2.200/32", hop("10.2.0.3", pg1));
	for (u32 n = 1; n <= FRAME_MAX; n += n < 40 ? 1 : 36) {
		for (u32 k = 0; k <= ARRAY_N(to); k++) {
			// All to one address, then mixed.
			for (u32 i = 0; i < n; i++)
				packets[i] = (struct rig_packet){.bytes = bytes[i],
					.rx = pg0,
					.n = packet_to(bytes[i],
						to[k < ARRAY_N(to) ? k
								   : (i * 5 + n) % ARRAY_N(to)])};
			rig_run_n("ip4-lookup", packets, n);
			expect_own_routes(n);
		}
	}
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

START_TEST(lookup_goes_where_the_route_leads)
{
	start();
	route(0, "20.0.0.0/8", special(PATH_PUNT, 0));
	route(0, "21.0.0.0/8", special(PATH_UNREACHABLE, 0));
	route(0, "22.0.0.0/8", hop("10.2.0.2", INDEX_NONE));
	route(0, "23.0.0.0/8", hop("10.2.0.9", pg1));
	route(0, "24.0.0.0/8", special(PATH_DROP, 0));
	rig_run("ip4-lookup", {.hex = PACKET("66c8", "0a020002"), .rx = pg0},
		{.hex = PACKET("66c8", "0a020001"), .rx = pg0},
		{.hex = PACKET("66c8", "0a020063"), .rx = pg0},
		{.hex = PACKET("66c8", "14000001"), .rx = pg0},
		{.hex = PACKET("66c8", "15000001"), .rx = pg0},
		{.hex = PACKET("66c8", "16000001"), .rx = pg0},
		{.hex = PACKET("66c8", "17000001"), .rx = pg0},
		{.hex = PACKET("66c8", "18000001"), .rx = pg0},
		{.hex = PACKET("66c8", "63000001"), .rx = pg0});
	rig_expect(0, "ip4-rewrite", NULL, NULL);
	rig_expect(1, "ip4-receive", NULL, NULL);
	rig_expect(2, "ip4-glean", NULL, NULL);
	rig_expect(3, "ip4-punt", NULL, NULL);
	rig_expect(4, "ip4-null", NULL, NULL);
	rig_expect(5, "ip4-load-balance", NULL, NULL);
	rig_expect(6, "ip4-arp", NULL, NULL);
	rig_expect(7, "ip4-drop", NULL, NULL);
	rig_expect(8, "ip4-drop", NULL, NULL);
	ck_assert_uint_eq(meta(0)->adjacency, neighbor);
	ck_assert_uint_eq(rig_out(7)->b.drop_reason, DROP_POLICY);
	ck_assert_uint_eq(rig_out(8)->b.drop_reason, DROP_NO_ROUTE);
	ck_assert_uint_eq(
		counter_sum(load_balance_counter(), ip4_fib_lookup(0, ip("10.2.0.2"))).bytes, 28);
}
END_TEST

START_TEST(tables_by_interface_and_by_metadata)
{
	u32 other;

	start();
	ck_assert_int_eq(fib_table_add(FAMILY_IP4, 7, NULL), 0);
	other = port_create("pg2", NULL);
	ck_assert_int_eq(fib_bind_interface(FAMILY_IP4, other, 7), 0);
	route(fib_index_of_table(FAMILY_IP4, 7), "10.2.0.2/32", special(PATH_PUNT, 0));
	rig_run("ip4-lookup", {.hex = PACKET("66c8", "0a020002"), .rx = other},
		{.hex = PACKET("66c8", "0a020002"),
			.rx = pg0,
			.tx = fib_index_of_table(FAMILY_IP4, 7)},
		{.hex = PACKET("66c8", "0a020002"), .rx = pg0, .tx = 12345});
	rig_expect(0, "ip4-punt", NULL, NULL);
	rig_expect(1, "ip4-punt", NULL, NULL);
	rig_expect(2, "ip4-rewrite", NULL, NULL);
}
END_TEST

START_TEST(a_second_table)
{
	start();
	ck_assert_int_eq(fib_table_add(FAMILY_IP4, 7, NULL), 0);
	route(0, "20.0.0.0/8", special(PATH_LOOKUP, 7));
	route(fib_index_of_table(FAMILY_IP4, 7), "20.0.0.0/16", hop("10.2.0.2", pg1));
	// Each table sends the rest to the other.
	route(fib_index_of_table(FAMILY_IP4, 7), "20.1.0.0/16", special(PATH_LOOKUP, 0));
	rig_tap("pg1-tx");
	rig_tap("ip4-drop");
	rig_inject("ip4-lookup", {.hex = PACKET("5ec8", "14000001"), .rx = pg0},
		{.hex = PACKET("5dc8", "14010001"), .rx = pg0});
	rig_expect_n(2);
	rig_expect(0, "pg1-tx", NULL, NULL);
	rig_expect(1, "ip4-drop", "lookup-ip4-dst: tables look up in each other", NULL);
}
END_TEST

// Many flows over two paths: both are used, each flow stays on its own, and a load-balance behind
// another still spreads.
START_TEST(flows_are_balanced)
{
	u32 first = 0, n[2] = {0};

	start();
	route(0, "20.0.0.0/8", hop("10.2.0.2", pg1));
	route(0, "20.0.0.0/8", hop("10.2.0.3", pg1));
	for (u32 i = 0; i < 64; i++) {
		char hex[128];

		snprintf(hex, sizeof(hex),
			"4500001c 00000000 401166c8 0a010005 14000001 %04x0929 00080000", 1000 + i);
		for (u32 k = 0; k < 2; k++) {
			u32 index;

			rig_run("ip4-lookup", {.hex = hex, .rx = pg0});
			index = meta(0)->adjacency;
			ck_assert_uint_ne(rig_out(0)->b.flow_hash, 0);
			if (k)
				ck_assert_uint_eq(index, first);
			first = index;
		}
		n[first == neighbor]++;
	}
	ck_assert_uint_gt(n[0], 16);
	ck_assert_uint_gt(n[1], 16);
}
END_TEST

START_TEST(fragments_stay_together)
{
	u32 first;

	start();
	route(0, "20.0.0.0/8", hop("10.2.0.2", pg1));
	route(0, "20.0.0.0/8", hop("10.2.0.3", pg1));
	rig_run("ip4-lookup",
		{.hex = "4500001c 12342000 401166c8 0a010005 14000001 04d20929 00080000",
			.rx = pg0},
		{.hex = "4500001c 12340010 401166c8 0a010005 14000001 ffff0000 00080000",
			.rx = pg0});
	first = meta(0)->adjacency;
	ck_assert_uint_eq(meta(1)->adjacency, first);
}
END_TEST

static void no_such_balance(struct buffer *b)
{
	ip4_meta(b)->adjacency = 123456;
}

START_TEST(stale_indices_drop)
{
	start();
	rig_run("ip4-load-balance",
		{.hex = PACKET("66c8", "0a020002"), .rx = pg0, .prepare = no_such_balance});
	rig_expect(0, "ip4-drop", NULL, NULL);
}
END_TEST

static void to_neighbor(struct buffer *b)
{
	ip4_meta(b)->adjacency = neighbor;
}

START_TEST(rewrite_makes_it_ready_to_leave)
{
	start();
	rig_run("ip4-rewrite",
		{.hex = PACKET("66c8", "0a020002"), .rx = pg0, .prepare = to_neighbor},
		{.hex = PACKET("66c8", "0a020002"), .flags = BUFFER_LOCAL, .prepare = to_neighbor});
	rig_expect(0, "pg1-output", NULL,
		"02000000bb02 020000000002 0800 4500001c 00000000 3f1167c8 0a010005 0a020002 "
		"04d20929 "
		"00080000");
	ck_assert_uint_eq(rig_out(0)->b.tx_interface, pg1);
	ck_assert_int_eq(rig_out(0)->b.at, -14);
	// This host's own packets keep their TTL.
	rig_expect(1, "pg1-output", NULL, "02000000bb02 020000000002 0800 4500001c 00000000 4011*");
}
END_TEST

// For every checksum the new one is right, 0xffff and 0 included.
START_TEST(the_checksum_stays_right)
{
	start();
	for (u32 id = 0; id < 0x10000; id += 0x3b) {
		struct ip4 h = {.version_length = 0x45,
			.size = be16_of(28),
			.id = be16_of(id),
			.ttl = 2 + id % 254,
			.protocol = 17,
			.from = be32_of(0x0a010005),
			.to = be32_of(0x0a020002)};
		u8 bytes[28] = {0};

		h.csum = csum_ip4_20(&h);
		memcpy(bytes, &h, sizeof(h));
		rig_run("ip4-rewrite",
			{.bytes = bytes, .n = sizeof(bytes), .rx = pg0, .prepare = to_neighbor});
		ck_assert_uint_eq(csum_ip4_20(rig_out(0)->bytes + 14), 0);
	}
}
END_TEST

START_TEST(the_last_hop_is_answered)
{
	start();
	rig_run("ip4-rewrite",
		{.hex = "4500001c 00000000 0111a5c8 0a010005 0a020002 00*8",
			.rx = pg0,
			.prepare = to_neighbor});
	rig_expect(0, "ip4-icmp-error", "ip4-input: ip4 ttl <= 1", "4500001c 00000000 0111a5c8*");
	ck_assert_uint_eq(meta(0)->icmp_type, 11);
}
END_TEST

START_TEST(too_big_for_the_link)
{
	start();
	ck_assert_int_eq(interface_set_mtu(pg1, MTU_L3, 100), 0);
	rig_run("ip4-rewrite",
		{.hex = "45000065 00004000 4011267f 0a010005 0a020002 00*81",
			.rx = pg0,
			.prepare = to_neighbor},
		{.hex = "45000065 00000000 4011667f 0a010005 0a020002 00*81",
			.rx = pg0,
			.prepare = to_neighbor},
		{.hex = "45000064 00000000 40116680 0a010005 0a020002 00*80",
			.rx = pg0,
			.prepare = to_neighbor});
	rig_expect(0, "ip4-icmp-error", "ip4-input: ip4 MTU exceeded and DF set", "45000065*");
	ck_assert_uint_eq(meta(0)->icmp_type, 3);
	ck_assert_uint_eq(meta(0)->icmp_code, 4);
	ck_assert_uint_eq(meta(0)->icmp_data, 100);
	rig_expect(1, "ip4-frag", NULL, "45000065 00000000 4011*");
	ck_assert_uint_eq(meta(1)->icmp_data, 100);
	rig_expect(2, "pg1-output", NULL, NULL);
}
END_TEST

static u16 gso_size;

static void in_segments(struct buffer *b)
{
	to_neighbor(b);
	b->flags |= BUFFER_GSO | BUFFER_OFFLOAD | BUFFER_IP4;
	b->offload = OFFLOAD_TCP_CSUM;
	b->l3_at = b->at;
	b->l4_at = b->at + 20;
	b->gso_size = gso_size;
	b->gso_l4_size = 20;
}

// The segments have to fit, not all of them together.
START_TEST(too_big_in_segments)
{
	start();
	ck_assert_int_eq(interface_set_mtu(pg1, MTU_L3, 100), 0);
	gso_size = 60;
	rig_run("ip4-rewrite",
		{.hex = "450000a4 00004000 40062649 0a010005 0a020002 00*144",
			.rx = pg0,
			.prepare = in_segments});
	rig_expect(0, "pg1-output", NULL, NULL);
	gso_size = 61;
	rig_run("ip4-rewrite",
		{.hex = "450000a4 00004000 40062649 0a010005 0a020002 00*144",
			.rx = pg0,
			.prepare = in_segments},
		{.hex = "450000a4 00000000 40066649 0a010005 0a020002 00*144",
			.rx = pg0,
			.prepare = in_segments});
	rig_expect(0, "ip4-icmp-error", "ip4-input: ip4 MTU exceeded and DF set", "450000a4*");
	ck_assert_uint_eq(meta(0)->icmp_data, 100);
	rig_expect(1, "ip4-frag", NULL, "450000a4 00000000*");
}
END_TEST

START_TEST(rewrite_reads_as_vpp_prints_it)
{
	start();
	rig_inject("ip4-lookup",
		{.hex = "45000032 00000000 401166b2 0a010005 0a020002 04d20929001e6f34 "
			"000102030405060708090a0b0c0d0e0f101112131415",
			.rx = pg0,
			.trace = true});
	ck_assert_msg(
		strstr(rig_trace(0),
			"ip4-rewrite\n"
			"  tx_sw_if_index 2 dpo-idx 4 : ipv4 via 10.2.0.2 pg1: mtu:9000 next:3 "
			"flags:[] 02000000bb020200000000020800 flow hash: 0x00000000\n"
			"  00000000: 02000000bb02020000000002080045000032000000003f1167b20a010005"
			"0a02\n"
			"  00000020: 000204d20929001e6f34000102030405060708090a0b0c0d0e0f1011\n"),
		"%s", rig_trace(0));
	ck_assert_msg(strstr(rig_trace(0),
			      "ip4-lookup\n"
			      "  fib 0 dpo-idx 4 flow hash: 0x00000000\n"
			      "  UDP: 10.1.0.5 -> 10.2.0.2\n"),
		"%s", rig_trace(0));
}
END_TEST

// The question, whoever asks it: in the name of the interface's own address.
#define WHO_HAS(target) \
	"ffffffffffff 020000000002 0806 0001 0800 0604 0001 020000000002 0a020001 00*6 " target "*"

static void expect_both(const char *request, const char *why)
{
	bool sent_first = strcmp(rig_out(0)->node, "pg1-tx") == 0;

	rig_expect_n(2);
	rig_expect(!sent_first, "pg1-tx", NULL, request);
	rig_expect(sent_first, "ip4-drop", why, NULL);
}

START_TEST(glean_and_arp_ask)
{
	start();
	route(0, "23.0.0.0/8", hop("10.2.0.9", pg1));
	rig_tap("pg1-tx");
	rig_tap("ip4-drop");
	rig_inject("ip4-lookup", {.hex = PACKET("66c8", "0a020063"), .rx = pg0});
	expect_both(WHO_HAS("0a020063"), "ip4-glean: ARP requests sent");
	rig_clear();
	rig_inject("ip4-lookup", {.hex = PACKET("66c8", "17000001"), .rx = pg0});
	expect_both(WHO_HAS("0a020009"), "ip4-arp: ARP requests sent");
	// A question is not repeated while the clock stands.
	rig_clear();
	rig_inject("ip4-lookup", {.hex = PACKET("66c8", "0a020063"), .rx = pg0});
	rig_expect_n(1);
	rig_expect(0, "ip4-drop", "ip4-glean: ARP requests throttled", NULL);
}
END_TEST

START_TEST(null_answers)
{
	start();
	route(0, "20.0.0.0/8", special(PATH_UNREACHABLE, 0));
	route(0, "21.0.0.0/8", special(PATH_PROHIBIT, 0));
	rig_tap("ip4-icmp-error");
	rig_inject("ip4-lookup", {.hex = PACKET("66c8", "14000001"), .rx = pg0},
		{.hex = PACKET("66c8", "15000001"), .rx = pg0});
	rig_expect(0, "ip4-icmp-error", "ip4-null: unreachable by route", NULL);
	rig_expect(1, "ip4-icmp-error", "ip4-null: prohibited by route", NULL);
	ck_assert_uint_eq(meta(0)->icmp_type, 3);
	ck_assert_uint_eq(meta(0)->icmp_code, 1);
	ck_assert_uint_eq(meta(1)->icmp_code, 13);
}
END_TEST

START_TEST(groups_of_this_host_are_received)
{
	start();
	rig_tap("ip4-receive");
	rig_tap("ip4-drop");
	rig_inject("ip4-input",
		{.hex = "4500001c 00000000 40028688 0a0a0a4d e0000001 1100eeff 00000000",
			.rx = pg0,
			.trace = true},
		{.hex = "4500001c 00000000 40027687 0a0a0a4d ef010101 1100eeff 00000000",
			.rx = pg0,
			.trace = true});
	rig_expect_n(2);
	rig_expect(0, "ip4-drop", "ip4-input: Multicast RPF check failed", NULL);
	rig_expect(1, "ip4-receive", NULL, NULL);
	ck_assert_msg(strstr(rig_trace(0), "ip4-mfib-forward-lookup\n  fib 0 entry 1\n") &&
			strstr(rig_trace(0),
				"ip4-mfib-forward-rpf\n  entry 1 itf 1 flags Accept,\n") &&
			strstr(rig_trace(0),
				"ip4-replicate\n  replicate: 0 via [@1]: dpo-receive\n"),
		"%s", rig_trace(0));
	ck_assert_msg(strstr(rig_trace(1), "ip4-mfib-forward-rpf\n  entry 0 itf -1 flags"), "%s",
		rig_trace(1));
}
END_TEST

UNIT_MAIN(lookup_of_whole_frames, lookup_goes_where_the_route_leads,
	tables_by_interface_and_by_metadata, a_second_table, flows_are_balanced,
	fragments_stay_together, stale_indices_drop, rewrite_makes_it_ready_to_leave,
	the_checksum_stays_right, the_last_hop_is_answered, too_big_for_the_link,
	too_big_in_segments, rewrite_reads_as_vpp_prints_it, glean_and_arp_ask, null_answers,
	groups_of_this_host_are_received)
