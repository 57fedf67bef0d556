// The nodes of layer 2: what a frame passes, where it goes, and why it ends.
#include "engine/base/csum.h"
#include "engine/base/error.h"
#include "engine/base/vec.h"
#include "engine/l2/bridge.h"
#include "engine/l2/l2fib.h"
#include "engine/net/interface.h"
#include "tests/lib/port.h"
#include "tests/lib/rig.h"
#include <stdio.h>
#include <stdlib.h>

#define A "02000000000a"
#define B "02000000000b"
#define ALL "ffffffffffff"
#define NOBODY "0200000000ee"
#define REST "88b5 00*46"
#define TAGGED "8100 0064 88b5 00*42"

static u32 pg[4], bvi;

static const u8 mac_a[6] = {2, 0, 0, 0, 0, 0xa}, mac_b[6] = {2, 0, 0, 0, 0, 0xb};

static void setup(void)
{
	static const char *const names[] = {"pg0", "pg1", "pg2", "pg3"};

	rig_start();
	for (u32 i = 0; i < 4; i++) {
		pg[i] = port_create(names[i], NULL);
		ck_assert_int_eq(l2_port_bridge(pg[i], 10, L2_PORT_NORMAL, 0), 0);
	}
	for (u32 i = 0; i < 4; i++) {
		char tx[16];

		snprintf(tx, sizeof(tx), "pg%u-tx", i);
		rig_tap(tx);
	}
	rig_tap("error-drop");
}

static void add_bvi(void)
{
	bvi = port_create("bvi0", "02:00:00:00:00:fe");
	ck_assert_int_eq(l2_port_bridge(bvi, 10, L2_PORT_BVI, 0), 0);
}

static struct bridge *domain(void)
{
	return bridge_by_id(10);
}

START_TEST(learned_then_forwarded)
{
	rig_inject("ethernet-input", {.hex = A B REST, .rx = pg[0]});
	rig_expect_n(3); // unknown: to all others, the last that joined first
	rig_expect(0, "pg3-tx", NULL, A B REST);
	rig_expect(2, "pg1-tx", NULL, A B REST);
	rig_clear();
	rig_inject("ethernet-input", {.hex = B A REST, .rx = pg[1]});
	rig_expect_n(1);
	rig_expect(0, "pg0-tx", NULL, B A REST);
	rig_clear();
	rig_inject("ethernet-input", {.hex = B A REST, .rx = pg[1], .copies = 3},
		{.hex = A B REST, .rx = pg[0]});
	rig_expect_n(4);
	rig_expect(0, "pg0-tx", NULL, B A REST);
	rig_expect(3, "pg1-tx", NULL, A B REST);
}
END_TEST

START_TEST(end_of_frames)
{
	ck_assert_int_eq(l2fib_add(mac_a, domain()->index, pg[0], MAC_STATIC | MAC_AGE_NOT), 0);
	ck_assert_int_eq(l2fib_add(mac_b, domain()->index, INDEX_NONE,
				 MAC_FILTER | MAC_STATIC | MAC_AGE_NOT),
		0);
	rig_inject("ethernet-input", {.hex = A NOBODY REST, .rx = pg[0]},
		{.hex = B NOBODY REST, .rx = pg[0]}, {.hex = NOBODY B REST, .rx = pg[0]},
		{.hex = NOBODY A REST, .rx = pg[1]});
	rig_expect(0, "error-drop", "l2-learn: L2 filter mac drops", NULL);
	rig_expect(1, "error-drop", "l2-learn: L2 mac move violations", NULL);
	rig_expect(2, "error-drop", "l2-fwd: Reflection Drop", NULL);
	rig_expect(3, "error-drop", "l2-fwd: Filter Mac Drop", NULL);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

START_TEST(switches)
{
	bridge_set_feature(domain(), L2_UU_FLOOD, false);
	rig_inject("ethernet-input", {.hex = A B REST, .rx = pg[0]});
	rig_expect_n(1);
	rig_expect(0, "error-drop", "l2-fwd: L2 forward misses", NULL);
	rig_clear();
	bridge_set_feature(domain(), L2_FLOOD, false);
	rig_inject("ethernet-input", {.hex = ALL B REST, .rx = pg[0]});
	rig_expect(0, "error-drop", "feature-bitmap-drop: L2 feature forwarding disabled", NULL);
	rig_clear();
	bridge_set_feature(domain(), L2_LEARN, false);
	rig_inject("ethernet-input", {.hex = ALL A REST, .rx = pg[0]});
	ck_assert_uint_eq(mac_table_find(l2fib_table(), mac_key(mac_a, domain()->index)), 0);
	ck_assert_uint_ne(mac_table_find(l2fib_table(), mac_key(mac_b, domain()->index)), 0);
	rig_clear();
	ck_assert_int_eq(l2_port_route(pg[0]), 0);
	rig_inject("l2-input", {.hex = ALL A REST, .rx = pg[0]});
	rig_expect(0, "error-drop", "l2-input: L2 input drops", NULL);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

START_TEST(split_horizon)
{
	ck_assert_int_eq(l2_port_bridge(pg[0], 10, L2_PORT_NORMAL, 1), 0);
	ck_assert_int_eq(l2_port_bridge(pg[1], 10, L2_PORT_NORMAL, 1), 0);
	rig_inject("ethernet-input", {.hex = ALL A REST, .rx = pg[0]});
	rig_expect_n(2);
	rig_clear();
	rig_inject("ethernet-input", {.hex = A B REST, .rx = pg[1]});
	rig_expect_n(1);
	rig_expect(0, "error-drop", "l2-output: L2 split horizon drops", NULL);
}
END_TEST

START_TEST(unknown_ones_have_a_port)
{
	ck_assert_int_eq(l2_port_bridge(pg[3], 10, L2_PORT_UU_FWD, 0), 0);
	bridge_set_feature(domain(), L2_UU_FLOOD, false);
	rig_inject("ethernet-input", {.hex = A B REST, .rx = pg[0]}, {.hex = A B REST, .rx = pg[3]},
		{.hex = ALL B REST, .rx = pg[0]});
	rig_expect_n(4);
	rig_clear();
	rig_inject("ethernet-input", {.hex = NOBODY B REST, .rx = pg[0]});
	rig_expect(0, "pg3-tx", NULL, NOBODY B REST);
	rig_clear();
	rig_inject("ethernet-input", {.hex = NOBODY B REST, .rx = pg[3]});
	rig_expect(0, "error-drop", "l2-uu-fwd: L2 unknown unicast has no way", NULL);
}
END_TEST

START_TEST(up_to_the_bvi)
{
	add_bvi();
	rig_tap("arp-input");
	rig_inject("ethernet-input", {.hex = "0200000000fe" A "0806 00*46", .rx = pg[0]},
		{.hex = "0200000000fe" A REST, .rx = pg[0]});
	rig_expect_n(2);
	rig_expect(0, "arp-input", NULL, "00*46");
	ck_assert_uint_eq(rig_out(0)->b.rx_interface, bvi);
	ck_assert_uint_eq(interface_counted(bvi, COUNTER_RX).bytes, 46);
	rig_expect(1, "error-drop", "l2-fwd: BVI packet with unhandled ethertype", NULL);
	rig_clear();
	rig_inject("ethernet-input", {.hex = ALL A "0806 00*46", .rx = pg[0]});
	rig_expect_n(4);
	rig_expect(3, "pg1-tx", NULL, NULL);
	rig_clear();
	interface_set_up(bvi, false);
	rig_inject("ethernet-input", {.hex = "0200000000fe" A "0806 00*46", .rx = pg[0]});
	rig_expect(0, "error-drop", "l2-fwd: BVI is down", NULL);
	rig_clear();
	interface_set_up(bvi, true);
	rig_inject("ethernet-input", {.hex = NOBODY A REST, .rx = pg[0]});
	rig_expect_n(4);
	rig_expect(0, "error-drop", "l2-flood: BVI L3 mac mismatch", NULL);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

START_TEST(big_frames_share_their_rest)
{
	rig_inject("ethernet-input", {.hex = ALL A "88b5 ab*1400", .rx = pg[0]},
		{.hex = ALL A "88b5 cd*1400", .rx = pg[0], .split = 700},
		{.hex = ALL A "88b5 ef*1400", .rx = pg[0], .split = 60});
	rig_expect_n(9);
	for (u32 i = 0; i < 9; i++)
		ck_assert_uint_eq(rig_out(i)->n, 1414);
	rig_expect(0, NULL, NULL, ALL A "88b5 ab*1400");
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

START_TEST(many_ports)
{
	u32 n = 300;

	for (u32 i = 0; i < n; i++) {
		char name[16];

		snprintf(name, sizeof(name), "many%u", i);
		ck_assert_int_eq(l2_port_bridge(port_create(name, NULL), 10, L2_PORT_NORMAL, 0), 0);
	}
	rig_inject("ethernet-input", {.hex = ALL A "88b5 ab*1400", .rx = pg[0]});
	ck_assert_uint_eq(rig_count("l2-output", "L2 output packets"), n + 3);
	ck_assert_uint_eq(rig_count("l2-flood", "L2 replication failures"), 0);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

START_TEST(cross_connection)
{
	ck_assert_int_eq(l2_port_xconnect(pg[0], pg[1]), 0);
	ck_assert_int_eq(l2_port_xconnect(pg[0], pg[0]), ERR_INVALID_VALUE);
	rig_inject("ethernet-input", {.hex = ALL A REST, .rx = pg[0]},
		{.hex = B A TAGGED, .rx = pg[0]});
	rig_expect_n(2);
	rig_expect(0, "pg1-tx", NULL, ALL A REST);
	rig_expect(1, "pg1-tx", NULL, B A TAGGED);
	rig_clear();
	ck_assert_int_eq(interface_delete(pg[1]), 0);
	rig_inject("ethernet-input", {.hex = B A REST, .rx = pg[0]});
	rig_expect(0, "error-drop", "l2-output: L2 Output interface not valid", NULL);
}
END_TEST

START_TEST(tags_come_and_go)
{
	const struct l2_tag_settings push = {.operation = L2_TAGS_PUSH_1, .tag = {100}};
	const struct l2_tag_settings two = {
		.operation = L2_TAGS_PUSH_2, .dot1ad = true, .tag = {100, 200}};
	const struct l2_tag_settings pop = {.operation = L2_TAGS_POP_1};

	ck_assert_int_eq(l2_port_set_tags(pg[0], &pop), ERR_INVALID_VLAN); // nothing to put back
	ck_assert_int_eq(l2_port_set_tags(pg[0], &push), 0);
	rig_inject("ethernet-input", {.hex = ALL A REST, .rx = pg[0]});
	rig_expect(0, "pg3-tx", NULL, ALL A "8100 0064" REST);
	rig_clear();
	rig_inject(
		"ethernet-input", {.hex = A B TAGGED, .rx = pg[1]}, {.hex = A B REST, .rx = pg[1]});
	rig_expect(0, "error-drop", "l2-output: L2 output tag rewrite drops", NULL);
	rig_expect(1, "pg0-tx", NULL, A B "88b5 00*42");
	rig_clear();
	ck_assert_int_eq(l2_port_set_tags(pg[0], &two), 0);
	rig_inject("ethernet-input", {.hex = ALL A REST, .rx = pg[0]});
	rig_expect(0, "pg3-tx", NULL, ALL A "88a8 0064 8100 00c8" REST);
	rig_clear();
	ck_assert_int_eq(l2_port_set_efp_filter(pg[3], true), 0);
	rig_inject("ethernet-input", {.hex = ALL A REST, .rx = pg[0]});
	rig_expect_n(3);
	rig_expect(0, "error-drop", "l2-efp-filter: L2 EFP filter post-rewrite drops", NULL);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

#define ARP_ASK(mac) ALL mac "0806 0001 0800 0604 0001" mac "0a000001 000000000000 0a000002"
#define ARP_ANSWER A B "0806 0001 0800 0604 0002" B "0a000002" A "0a000001"

START_TEST(arp_is_answered_for_known_hosts)
{
	struct ip_address ip = {.family = FAMILY_IP4, .ip4 = be32_of(0x0a000002)};

	bridge_set_feature(domain(), L2_ARP_TERM, true);
	rig_inject("ethernet-input", {.hex = ARP_ASK(A), .rx = pg[0]});
	rig_expect_n(3); // nobody knows: flooded
	rig_clear();
	ck_assert_int_eq(bridge_host_add(domain(), &ip, mac_b), 0);
	ck_assert_int_eq(bridge_host_add(domain(), &ip, mac_b), ERR_EXISTS);
	ck_assert_int_eq(l2_port_bridge(pg[0], 10, L2_PORT_NORMAL, 1), 0);
	rig_inject("ethernet-input", {.hex = ARP_ASK(A), .rx = pg[0]},
		{.hex = ALL NOBODY "0806 0001 0800 0604 0001" A "0a000001 00*6 0a000002",
			.rx = pg[0]},
		{.hex = ALL A "0806 0001 0800", .rx = pg[0]}, {.hex = ALL A REST, .rx = pg[0]});
	rig_expect(0, "error-drop", "arp-term-l2bd: ARP hw addr does not match L2 frame src addr",
		NULL);
	rig_expect(1, "error-drop", "arp-term-l2bd: ARP packet truncated", NULL);
	rig_expect(2, "pg0-tx", NULL, ARP_ANSWER);
	ck_assert_int_eq(bridge_host_delete(domain(), &ip), 0);
	ck_assert_int_eq(bridge_host_delete(domain(), &ip), ERR_NO_SUCH_ENTRY);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

#define FE80_1 "fe800000000000000000000000000001"
#define FE80_2 "fe800000000000000000000000000002"
#define GROUP "ff0200000000000000000001ff000002"

// The checksum field of a solicitation as 'hex' has it is made right in the packet.
static void nd_inject(const char *hex)
{
	u8 *bytes;
	u32 n;
	const u32 length = 32;
	be32 tail[2] = {be32_of(length), be32_of(58)};
	u64 sum;
	be16 field;

	bytes = rig_bytes(hex, &n);
	sum = csum_bytes(0, bytes + 14 + 8, 32);
	sum = csum_bytes(sum, tail, sizeof(tail));
	field = csum_field(csum_bytes(sum, bytes + 14 + 40, length));
	memcpy(bytes + 14 + 40 + 2, &field, sizeof(field));
	rig_inject("ethernet-input", {.bytes = bytes, .n = n, .rx = pg[0]});
	free(bytes);
}

START_TEST(neighbors_are_answered_for_known_hosts)
{
	struct ip_address ip = {.family = FAMILY_IP6, .ip6 = {0xfe, 0x80, [15] = 2}};

	bridge_set_feature(domain(), L2_ARP_TERM, true);
	ck_assert_int_eq(bridge_host_add(domain(), &ip, mac_b), 0);
	nd_inject("3333ff000002" A "86dd 60000000 0020 3a ff" FE80_1 GROUP
		  "8700 0000 00000000" FE80_2 "0101" A);
	rig_expect_n(1);
	rig_expect(0, "pg0-tx", NULL,
		A B "86dd 60000000 0020 3a ff" FE80_2 FE80_1 "8800 ???? 60000000" FE80_2 "0201" B);
	rig_clear();
	// Who has no address yet, a hop limit that a router touched, a checksum that is wrong.
	nd_inject("3333ff000002" A "86dd 60000000 0020 3a ff 00*16" GROUP
		  "8700 0000 00000000" FE80_2 "0101" A);
	rig_expect_n(3);
	rig_clear();
	nd_inject("3333ff000002" A "86dd 60000000 0020 3a fe" FE80_1 GROUP
		  "8700 0000 00000000" FE80_2 "0101" A);
	rig_expect_n(3);
	rig_clear();
	rig_inject("ethernet-input",
		{.hex = "3333ff000002" A "86dd 60000000 0020 3a ff" FE80_1 GROUP
			"8700 1234 00000000" FE80_2 "0101" A,
			.rx = pg[0]},
		{.hex = "3333ff000002" A "86dd 60000000 0020 3a ff", .rx = pg[0]});
	rig_expect_n(6);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

static u64 found(const u8 mac[6])
{
	return mac_table_find(l2fib_table(), mac_key(mac, domain()->index));
}

START_TEST(addresses_age_move_and_are_flushed)
{
	rig_inject("ethernet-input", {.hex = ALL A REST, .rx = pg[0]},
		{.hex = ALL B REST, .rx = pg[1]});
	ck_assert_uint_eq(l2fib_learned()->n, 2);
	bridge_set_age(domain(), 2);
	rig_advance(90 * NS_PER_S);
	rig_inject("ethernet-input", {.hex = ALL B REST, .rx = pg[2]});
	ck_assert_uint_eq(mac_interface(found(mac_b)), pg[2]);
	ck_assert_uint_eq(rig_count("l2-learn", "L2 mac moves"), 1);
	rig_advance(60 * NS_PER_S);
	ck_assert_uint_eq(found(mac_a), 0);
	ck_assert_uint_ne(found(mac_b), 0);
	ck_assert_uint_eq(domain()->n_learned, 1);
	rig_clear();
	l2fib_flush_port(pg[2]);
	rig_inject("ethernet-input", {.hex = B A REST, .rx = pg[0]});
	rig_expect_n(3); // flushed: unknown
	rig_settle();
	ck_assert_uint_eq(found(mac_b), 0);
	ck_assert_uint_eq(interface_delete(pg[0]), 0);
	rig_settle();
	ck_assert_uint_eq(found(mac_a), 0);
	ck_assert_uint_eq(l2fib_learned()->n, 0);
}
END_TEST

START_TEST(limits)
{
	bridge_set_learn_limit(domain(), 1);
	rig_inject("ethernet-input", {.hex = ALL A REST, .rx = pg[0]},
		{.hex = ALL B REST, .rx = pg[1]});
	ck_assert_uint_eq(found(mac_b), 0);
	ck_assert_uint_eq(rig_count("l2-learn", "L2 not learned due to limit"), 1);
	rig_expect_n(6); // forwarded all the same
}
END_TEST

START_TEST(what_is_refused)
{
	struct bridge_settings s = {.id = 10};

	ck_assert_int_eq(bridge_create(&s), ERR_BRIDGE_EXISTS);
	s.id = BRIDGE_ID_MAX + 1;
	ck_assert_int_eq(bridge_create(&s), ERR_LIMIT);
	s.id = 0;
	ck_assert_int_eq(bridge_create(&s), ERR_INVALID_VALUE);
	ck_assert_int_eq(bridge_delete(10), ERR_BUSY);
	ck_assert_int_eq(bridge_delete(11), ERR_NO_SUCH_ENTRY);
	add_bvi();
	ck_assert_int_eq(l2_port_bridge(pg[0], 10, L2_PORT_BVI, 0), ERR_BRIDGE_HAS_BVI);
	ck_assert_int_eq(l2_port_bridge(0, 10, L2_PORT_NORMAL, 0), ERR_NOT_ETHERNET);
	ck_assert_int_eq(l2_port_bridge(99, 10, L2_PORT_NORMAL, 0), ERR_NO_SUCH_INTERFACE);
	ck_assert_int_eq(l2_port_bridge(pg[0], 10, L2_PORT_NORMAL, 0), 0); // again
	ck_assert_uint_eq(vec_n(domain()->members), 5);
	ck_assert_int_eq(l2_port_bridge(pg[0], 11, L2_PORT_NORMAL, 0), 0); // and away
	ck_assert_uint_eq(vec_n(domain()->members), 4);
	for (u32 i = 0; i < 4; i++)
		ck_assert_int_eq(interface_delete(pg[i]), 0);
	ck_assert_int_eq(interface_delete(bvi), 0);
	ck_assert_int_eq(bridge_delete(10), 0);
	ck_assert_int_eq(bridge_delete(11), 0);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {learned_then_forwarded, end_of_frames, switches,
		split_horizon, unknown_ones_have_a_port, up_to_the_bvi, big_frames_share_their_rest,
		many_ports, cross_connection, tags_come_and_go, arp_is_answered_for_known_hosts,
		neighbors_are_answered_for_known_hosts, addresses_age_move_and_are_flushed, limits,
		what_is_refused};
	Suite *s = suite_create("l2");
	TCase *t = tcase_create("l2");

	tcase_add_checked_fixture(t, setup, NULL);
	for (u32 i = 0; i < ARRAY_N(tests); i++)
		tcase_add_test(t, tests[i]);
	suite_add_tcase(s, t);
	return rig_main(s);
}
