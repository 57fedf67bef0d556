// ethernet-input: classification, tags, the checks before them; and how Ethernet headers read.
#include "engine/base/error.h"
#include "engine/net/address.h"
#include "engine/net/ethernet.h"
#include "engine/net/ethernet_input.h"
#include "tests/lib/port.h"
#include "tests/lib/rig.h"
#include "tests/lib/unit.h"
#include "trace/packet.h"
#include <stdio.h>
#include <stdlib.h>

#define US "02fe3293550e"
#define PEER "020000000077"
#define ARP_FOR_US "0001 0800 06 04 0001 020000000077 0a0a0a4d 000000000000 0a0a0a0c 00*18"

static u32 port;

static void start(void)
{
	rig_start();
	port = port_create("port", "02:fe:32:93:55:0e");
}

static void stop(void)
{
	ck_assert_uint_eq(rig_buffers_used(), 0);
}

// One packet alone: where it goes, why, and what is left of it.
#define one(hex_, port_, node, error, rest) \
	do { \
		rig_run("ethernet-input", {.hex = (hex_), .rx = (port_)}); \
		rig_expect_n(1); \
		rig_expect(0, (node), (error), (rest)); \
	} while (0)

// Expects the one packet that arrived to stand past its link header.
static void expect_l3_at(u32 i, s16 at)
{
	const struct rig_out *o = rig_out(i);

	ck_assert_int_eq(o->b.l2_at, 0);
	ck_assert_int_eq(o->b.l3_at, at);
	ck_assert_int_eq(o->b.at, at);
	ck_assert(o->b.flags & BUFFER_L2_VALID);
	ck_assert(o->b.flags & BUFFER_L3_VALID);
}

START_TEST(by_type)
{
	static const struct {
		const char *head, *rest, *node;
	} cases[] = {
		{"ffffffffffff" PEER "0806", ARP_FOR_US, "arp-input"},
		{US PEER "0800", "4500", "ip4-input"},
		{US PEER "86dd", "60", "ip6-input"},
		{US PEER "8847", "00010140", "mpls-input"},
		{"0180c200000e" PEER "88cc", "0000", "lldp-input"},
		{"0180c2000000" PEER "0003", "424203", "llc-input"},
	};
	char hex[256];

	start();
	for (u32 i = 0; i < ARRAY_N(cases); i++) {
		snprintf(hex, sizeof(hex), "%s%s", cases[i].head, cases[i].rest);
		one(hex, port, cases[i].node, "ethernet-input: no error", cases[i].rest);
		expect_l3_at(0, 14);
	}
	one(US PEER "1234 7a*46", port, "error-punt", "ethernet-input: unknown ethernet type",
		"7a*46");
	stop();
}
END_TEST

// Bridged or bonded frames stand at their link header, whoever they are addressed to.
START_TEST(taken)
{
	static const char other[] = "020000000099" PEER "8100 0064 0800 4500";

	start();
	ck_assert_int_eq(ethernet_input_take(port, ETHERNET_L2, "no-such-node"), ERR_NO_SUCH_NODE);
	ck_assert_int_eq(ethernet_input_take(99, ETHERNET_L2, "lldp-input"), ERR_NO_SUCH_INTERFACE);
	ck_assert_int_eq(ethernet_input_take(port, ETHERNET_L2, "lldp-input"), 0);
	ck_assert_int_eq(ethernet_input_take(port, ETHERNET_L2, "llc-input"), ERR_BUSY);
	one(other, port, "lldp-input", "ethernet-input: no error", other);
	ck_assert_int_eq(rig_out(0)->b.l2_at, 0);
	ck_assert_int_eq(rig_out(0)->b.l3_at, 18);
	one("0200", port, "error-drop", "ethernet-input: ethernet header truncated", "0200");
	ck_assert_int_eq(ethernet_input_take(port, ETHERNET_WHOLE, "llc-input"), 0);
	one(other, port, "llc-input", "ethernet-input: no error", other);
	ck_assert_int_eq(interface_set_up(port, false), 0);
	one(other, port, "error-drop", "ethernet-input: interface is down", other);
	ck_assert_int_eq(interface_set_up(port, true), 0);
	ck_assert_int_eq(ethernet_input_take(port, ETHERNET_WHOLE, NULL), 0);
	ck_assert_int_eq(ethernet_input_take(port, ETHERNET_L2, NULL), 0);
	one(US PEER "0800 4500", port, "ip4-input", "ethernet-input: no error", "4500");
	stop();
}
END_TEST

START_TEST(a_frame_keeps_its_order)
{
	start();
	rig_run("ethernet-input", {.hex = US PEER "0800 01", .rx = port},
		{.hex = US PEER "86dd 02", .rx = port}, {.hex = US PEER "0800 03", .rx = port},
		{.hex = US PEER "0800 04", .rx = port, .copies = 253});
	rig_expect_n(256);
	rig_expect(0, "ip4-input", NULL, "01");
	rig_expect(1, "ip4-input", NULL, "03");
	rig_expect(254, "ip4-input", NULL, "04");
	rig_expect(255, "ip6-input", NULL, "02");
	stop();
}
END_TEST

START_TEST(mac_addresses)
{
	start();
	one("020000009999" PEER "0800 45", port, "error-drop", "ethernet-input: l3 mac mismatch",
		NULL);
	one("01005e000001" PEER "0800 45", port, "ip4-input", NULL, "45");
	one("ffffffffffff" PEER "0800 45", port, "ip4-input", NULL, "45");
	interface_set_promiscuous(port, true);
	one("020000009999" PEER "0800 45", port, "ip4-input", NULL, "45");
	stop();
}
END_TEST

START_TEST(tags)
{
	start();
	one(US PEER "8100 6000 0800 4500", port, "ip4-input", "ethernet-input: no error", "4500");
	expect_l3_at(0, 18);
	ck_assert(rig_out(0)->b.flags & BUFFER_VLAN_1);
	one(US PEER "88a8 0000 8100 0000 0800 4500", port, "ip4-input", NULL, "4500");
	expect_l3_at(0, 22);
	ck_assert(rig_out(0)->b.flags & BUFFER_VLAN_2);
	one(US PEER "8100 0064 0800 45", port, "error-drop", "ethernet-input: unknown vlan", NULL);
	one(US PEER "88a8 0064 8100 00c8 0800 45", port, "error-drop",
		"ethernet-input: unknown vlan", NULL);
	one(US PEER "8100 0000 8100 0000 8100 0000 0800 45", port, "error-punt",
		"ethernet-input: unknown ethernet type", NULL);
	one(US PEER "8100 60", port, "error-drop", "ethernet-input: ethernet header truncated",
		NULL);
	one(US PEER "8100", port, "error-drop", "ethernet-input: ethernet header truncated", NULL);
	stop();
}
END_TEST

START_TEST(lengths)
{
	static const char truncated[] = "ethernet-input: ethernet header truncated";

	start();
	one("", port, "error-drop", truncated, NULL);
	one("02", port, "error-drop", truncated, NULL);
	one(US PEER "08", port, "error-drop", truncated, NULL);
	one(US PEER "0800", port, "ip4-input", NULL, "");
	one(US PEER "0004 424203", port, "error-drop", "ethernet-input: llc length > packet length",
		NULL);
	rig_run("ethernet-input", {.hex = US PEER "0003 424203", .rx = port, .split = 15});
	rig_expect(0, "llc-input", NULL, "424203");
	rig_run("ethernet-input", {.hex = US PEER "0800 4500", .rx = port, .split = 13});
	rig_expect(0, "error-drop", truncated, NULL);
	stop();
}
END_TEST

START_TEST(state_of_the_interface)
{
	u32 other;

	start();
	other = port_create("other", NULL);
	interface_set_up(port, false);
	interface_set_punt(other);
	one(US PEER "0800 45", port, "error-drop", "ethernet-input: interface is down", NULL);
	one("ffffffffffff" PEER "0800 45", other, "error-punt", "ethernet-input: interface punts",
		NULL);
	one(US PEER "0800 45", 77, "error-drop", "ethernet-input: interface is down", NULL);
	stop();
}
END_TEST

START_TEST(trace)
{
	start();
	rig_run("ethernet-input", {.hex = US PEER "8100 6000 0800 45", .rx = port, .trace = true});
	ck_assert_ptr_nonnull(strstr(rig_trace(0),
		"ethernet-input\n"
		"  IP4: 02:00:00:00:00:77 -> 02:fe:32:93:55:0e 802.1q vlan 0 priority 3"));
	rig_run("ethernet-input", {.hex = US PEER, .rx = port, .trace = true});
	ck_assert_ptr_nonnull(strstr(rig_trace(0), "  ethernet header truncated: 12 bytes"));
	stop();
}
END_TEST

// As a driver's input node does it: all packets of the frame from one interface.
static void receive(const char *hex, bool single)
{
	struct worker *w = worker_self();
	struct node *input = node_at(w, node_by_name("rig-input"));
	struct frame *f = frame_alloc(w);
	u32 n, next = node_add_next_by_name("rig-input", "ethernet-input");
	u8 *bytes = rig_bytes(hex, &n);

	ck_assert_uint_eq(buffer_alloc(w, f->index, 1), 1);
	f->n = 1;
	ck_assert_int_eq(buffer_append(w, f->index[0], bytes, n), 0);
	buffer_at(w, f->index[0])->flags |= BUFFER_TRACED;
	buffer_at(w, f->index[0])->trace = packet_trace_start(w->trace, port);
	f->flags = FRAME_TRACE | (single ? FRAME_ETH_SINGLE_IF : 0);
	interface_receive(w, input, port, f);
	node_forward_all(w, input, f, next);
	free(bytes);
	rig_settle();
}

START_TEST(received_by_a_driver)
{
	start();
	rig_tap("ip4-input");
	receive(US PEER "0800 4500", true);
	rig_expect(0, "ip4-input", NULL, "4500");
	ck_assert_uint_eq(rig_out(0)->b.rx_interface, port);
	ck_assert_uint_eq(rig_out(0)->b.tx_interface, INDEX_NONE);
	ck_assert_uint_eq(interface_counted(port, COUNTER_RX).packets, 1);
	ck_assert_uint_eq(interface_counted(port, COUNTER_RX).bytes, 16);
	ck_assert_ptr_nonnull(strstr(rig_trace(0),
		"  frame: flags 0x1, hw-if-index 1, sw-if-index 1\n"
		"  IP4: 02:00:00:00:00:77 -> 02:fe:32:93:55:0e"));
	rig_clear();
	receive(US PEER "0800 4500", false);
	ck_assert_ptr_null(strstr(rig_trace(0), "frame: flags"));
	stop();
}
END_TEST

START_TEST(drops_are_counted_by_interface)
{
	start();
	rig_inject("ethernet-input",
		{.hex = "020000009999" PEER "0800 45", .rx = port, .copies = 3},
		{.hex = US PEER "1234 00", .rx = port});
	ck_assert_uint_eq(interface_counted(port, COUNTER_DROPS).packets, 3);
	ck_assert_uint_eq(interface_counted(port, COUNTER_PUNT).packets, 1);
	ck_assert_uint_eq(rig_count("ethernet-input", "l3 mac mismatch"), 3);
	ck_assert_uint_eq(rig_count("ethernet-input", "unknown ethernet type"), 1);
	interface_counters_clear(port);
	ck_assert_uint_eq(interface_counted(port, COUNTER_DROPS).packets, 0);
	stop();
}
END_TEST

static const char *text_of(const char *hex, bool packet)
{
	static struct text t;
	u32 n;
	u8 *bytes = rig_bytes(hex, &n);

	text_clear(&t);
	if (packet)
		ethernet_packet_text(&t, bytes, n);
	else
		ethernet_text(&t, bytes, n);
	free(bytes);
	return text_string(&t);
}

START_TEST(reads)
{
	ck_assert_str_eq(text_of(US PEER "88a8 0064 8100 00c8 0800", false),
		"IP4: 02:00:00:00:00:77 -> 02:fe:32:93:55:0e 802.1q vlan 100 802.1q vlan 200");
	ck_assert_str_eq(text_of(US PEER "8100 b00c 1234", false),
		"0x1234: 02:00:00:00:00:77 -> 02:fe:32:93:55:0e 802.1q vlan 12 priority 5 cfi");
	ck_assert_str_eq(
		text_of(US PEER "8100 b0", false), "VLAN: 02:00:00:00:00:77 -> 02:fe:32:93:55:0e");
	ck_assert_str_eq(text_of("ffffffffffff" PEER "0806" ARP_FOR_US, true),
		"ARP: 02:00:00:00:00:77 -> ff:ff:ff:ff:ff:ff\n"
		"request, type ethernet/IP4, address size 6/4\n"
		"02:00:00:00:00:77/10.10.10.77 -> 00:00:00:00:00:00/10.10.10.12");
}
END_TEST

UNIT_MAIN(by_type, taken, a_frame_keeps_its_order, mac_addresses, tags, lengths,
	state_of_the_interface, trace, received_by_a_driver, drops_are_counted_by_interface, reads)
