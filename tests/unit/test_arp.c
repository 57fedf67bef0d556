// ARP: what is answered, what is learned, what is dropped and why, and our own requests.
#include "engine/base/error.h"
#include "engine/graph/feature.h"
#include "engine/neighbor/arp.h"
#include "engine/neighbor/arp_stats.h"
#include "engine/neighbor/neighbor.h"
#include "tests/lib/port.h"
#include "tests/lib/rig.h"
#include "tests/lib/unit.h"

#define US "02fe3293550e"
#define PEER "020000000077"
#define LINK "ffffffffffff" PEER "0806"
#define REQUEST "0001 0800 06 04 0001"
#define REPLY "0001 0800 06 04 0002"
#define NOBODY "000000000000"
#define OUR_IP "0a0a0a0c"
#define PEER_IP "0a0a0a4d"

static u32 port;

static void start(void)
{
	rig_start();
	port = port_create("port", "02:fe:32:93:55:0e");
	port_address(port, "10.10.10.12/24");
	rig_tap("port-tx");
	rig_tap("error-drop");
}

static const struct neighbor *known(const char *ip)
{
	struct ip_address a = {.family = FAMILY_IP4};

	ck_assert_int_eq(parse_ip4(ip, &a.ip4), 0);
	return neighbor_find(port, &a);
}

// One frame through the whole graph.
static void one(const char *hex, const char *node, const char *error, const char *expected)
{
	rig_clear();
	rig_inject("ethernet-input", {.hex = hex, .rx = port, .trace = true});
	rig_expect_n(1);
	rig_expect(0, node, error, expected);
	rig_settle();
}

static void expect_trace(const char *part)
{
	ck_assert_msg(strstr(rig_trace(0), part), "no \"%s\" in:\n%s", part, rig_trace(0));
}

START_TEST(request_for_us)
{
	start();
	one(LINK REQUEST PEER PEER_IP NOBODY OUR_IP "00*18", "port-tx", NULL,
		PEER US "0806" REPLY US OUR_IP PEER PEER_IP "00*18");
	ck_assert_uint_eq(rig_out(0)->b.flags & (BUFFER_LOCAL | BUFFER_L2_VALID | BUFFER_L3_VALID),
		BUFFER_LOCAL | BUFFER_L2_VALID | BUFFER_L3_VALID);
	expect_trace("arp-input\n  request, type ethernet/IP4, address size 6/4\n"
		     "  02:00:00:00:00:77/10.10.10.77 -> 00:00:00:00:00:00/10.10.10.12\n");
	expect_trace("arp-reply\n  request, type");
	expect_trace("port-output\n  port flags 0x02180001\n"
		     "  ARP: 02:fe:32:93:55:0e -> 02:00:00:00:00:77\n"
		     "  reply, type ethernet/IP4, address size 6/4\n"
		     "  02:fe:32:93:55:0e/10.10.10.12 -> 02:00:00:00:00:77/10.10.10.77");
	ck_assert_str_eq(rig_out(0)->path,
		"rig-input > ethernet-input > arp-input > arp-reply > "
		"interface-output > port-output > port-tx");
	ck_assert_uint_eq(rig_count("arp-reply", "ARP replies sent"), 1);
	ck_assert_ptr_nonnull(known("10.10.10.77"));
	ck_assert_uint_eq(known("10.10.10.77")->flags, NEIGHBOR_DYNAMIC);
	ck_assert_uint_eq(counter_sum(arp_stat_counter(ARP_RX_REQUESTS), port).packets, 1);
	ck_assert_uint_eq(counter_sum(arp_stat_counter(ARP_TX_REPLIES), port).packets, 1);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

START_TEST(not_for_us)
{
	start();
	one(LINK REQUEST PEER PEER_IP NOBODY "0a0a0a63", "error-drop",
		"arp-reply: ARP replies sent", NULL);
	one(LINK REQUEST PEER PEER_IP NOBODY "c0a80101", "error-drop",
		"arp-reply: IP4 destination address not local to subnet", NULL);
	one(LINK REQUEST PEER "c0a80909" NOBODY OUR_IP, "error-drop",
		"arp-reply: IP4 source address not local to subnet", NULL);
	one(LINK REQUEST PEER OUR_IP NOBODY OUR_IP, "error-drop",
		"arp-reply: IP4 source address matches local interface", NULL);
	one(LINK REQUEST "020000000078" PEER_IP NOBODY OUR_IP, "error-drop",
		"arp-reply: ARP hw addr does not match L2 frame src addr", NULL);
	ck_assert_ptr_null(known("10.10.10.77"));
}
END_TEST

START_TEST(malformed)
{
	start();
	one(LINK "0006 0800 06 04 0001 00*20", "error-drop",
		"arp-input: IP4 destination address is unset", NULL);
	expect_trace("request, type ieee_802/IP4, address size 6/4\n"
		     "  000000000000/00000000 -> 000000000000/00000000");
	one(LINK "0006 0800 06 04 0001" PEER PEER_IP NOBODY OUR_IP, "error-drop",
		"arp-input: L2 type not ethernet", NULL);
	one(LINK "0001 86dd 06 04 0001" PEER PEER_IP NOBODY OUR_IP, "error-drop",
		"arp-input: L3 type not IP4", NULL);
	one(LINK REQUEST PEER PEER_IP NOBODY "0a0a0a", "error-drop",
		"arp-input: ARP packet truncated", NULL);
	one(LINK "0001", "error-drop", "arp-input: ARP packet truncated", NULL);
	expect_trace("ARP header truncated: 2 bytes");
	one(LINK, "error-drop", "arp-input: ARP packet truncated", NULL);
	one(LINK "0001 0800 06 04 0009" PEER PEER_IP NOBODY OUR_IP, "error-drop",
		"arp-reply: ARP replies sent", NULL);
}
END_TEST

START_TEST(replies_teach)
{
	start();
	one(US PEER "0806" REPLY PEER PEER_IP US OUR_IP "00*18", "error-drop",
		"arp-reply: ARP request IP4 source address learned", NULL);
	ck_assert_ptr_nonnull(known("10.10.10.77"));
	ck_assert_uint_eq(known("10.10.10.77")->mac[5], 0x77);
	ck_assert_uint_eq(counter_sum(arp_stat_counter(ARP_RX_REPLIES), port).packets, 1);
}
END_TEST

START_TEST(announcements)
{
	start();
	// Of a stranger: not ours to keep.
	one(LINK REPLY PEER PEER_IP PEER PEER_IP, "error-drop",
		"arp-reply: ARP probe or announcement dropped", NULL);
	ck_assert_ptr_null(known("10.10.10.77"));
	one(US PEER "0806" REPLY PEER PEER_IP US OUR_IP, "error-drop", NULL, NULL);
	// Of a neighbour that moved to another card.
	one("ffffffffffff 020000000099 0806" REQUEST "020000000099" PEER_IP NOBODY PEER_IP,
		"error-drop", "arp-reply: ARP request IP4 source address learned", NULL);
	ck_assert_uint_eq(known("10.10.10.77")->mac[5], 0x99);
	ck_assert_uint_eq(counter_sum(arp_stat_counter(ARP_RX_GRATUITOUS), port).packets, 2);
}
END_TEST

START_TEST(without_addresses)
{
	struct interface_address a;

	start();
	ck_assert(!feature_is_enabled("arp", "arp-disabled", port));
	a = interface_addresses(port)[0];
	ck_assert_int_eq(interface_address_delete(port, &a), 0);
	one(LINK REQUEST PEER PEER_IP NOBODY OUR_IP, "error-drop",
		"arp-disabled: ARP Disabled on this interface", NULL);
}
END_TEST

START_TEST(address_of_another_interface)
{
	u32 other;

	start();
	other = port_create("other", NULL);
	port_address(other, "10.20.0.1/24");
	one(LINK REQUEST PEER PEER_IP NOBODY "0a140001", "error-drop",
		"arp-reply: RX interface is unnumbered to different subnet", NULL);
}
END_TEST

START_TEST(behind_a_priority_tag)
{
	start();
	one("ffffffffffff" PEER "8100 6000 0806" REQUEST PEER PEER_IP NOBODY OUR_IP, "port-tx",
		NULL, PEER US "0806" REPLY US OUR_IP PEER PEER_IP);
}
END_TEST

static be32 ip(const char *s)
{
	be32 out;

	ck_assert_int_eq(parse_ip4(s, &out), 0);
	return out;
}

START_TEST(our_requests)
{
	static const u8 peer[6] = {2, 0, 0, 0, 0, 0x77};
	struct worker *w = worker_self();
	be32 target, source;

	start();
	w = worker_self();
	target = ip("10.10.10.77");
	source = ip("10.10.10.12");
	ck_assert_int_eq(arp_request_send(w, port, target, source, NULL), ARP_SENT);
	ck_assert_int_eq(arp_request_send(w, port, target, source, NULL), ARP_THROTTLED);
	ck_assert_int_eq(arp_request_send(w, port, ip("10.10.10.78"), source, NULL), ARP_SENT);
	ck_assert_int_eq(
		arp_request_send(w, 99, ip("10.10.10.79"), source, NULL), ARP_NO_INTERFACE);
	ck_assert_int_eq(arp_request_send(w, 0, ip("10.10.10.80"), source, NULL), ARP_NO_INTERFACE);
	rig_settle();
	rig_expect_n(2);
	rig_expect(0, "port-tx", NULL, "ffffffffffff" US "0806" REQUEST US OUR_IP NOBODY PEER_IP);
	ck_assert(rig_out(0)->b.flags & BUFFER_LOCAL);
	rig_clear();
	rig_advance(2 * NS_PER_MS);
	ck_assert_int_eq(arp_request_send(w, port, target, source, NULL), ARP_SENT);
	ck_assert_int_eq(arp_probe_send(w, port, target, source, peer), ARP_SENT);
	rig_settle();
	rig_expect_n(2);
	rig_expect(1, "port-tx", NULL, PEER US "0806" REQUEST US OUR_IP NOBODY PEER_IP);
	ck_assert_uint_eq(counter_sum(arp_stat_counter(ARP_TX_REQUESTS), port).packets, 4);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

UNIT_MAIN(request_for_us, not_for_us, malformed, replies_teach, announcements, without_addresses,
	address_of_another_interface, behind_a_priority_tag, our_requests)
