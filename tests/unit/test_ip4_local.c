// Packets for this host: ip4-local and its kin, ip4-options, ip4-drop, ip4-punt, and the nodes of
// the protocols.
#include "engine/ip4/icmp.h"
#include "engine/ip4/ip4.h"
#include "engine/ip4/udp.h"
#include "tests/lib/port.h"
#include "tests/lib/rig.h"
#include <stdio.h>

#define UDP_NO_CSUM "4500002000010000401152600a0a0a4d0a0a0a0c 03e807d0000c0000 78787878"
#define UDP_GOOD "4500002000010000401152600a0a0a4d0a0a0a0c 03e807d0000cdac0 78787878"
#define UDP_ODD "45000021000100004011525f0a0a0a4d0a0a0a0c 03e807d0000d62be 7878787878"
#define UDP_BAD "4500002000010000401152600a0a0a4d0a0a0a0c 03e807d0000cbeef 78787878"
#define UDP_LONG "4500002000010000401152600a0a0a4d0a0a0a0c 03e807d000280000 78787878"
#define UDP_SHORT "4500002000010000401152600a0a0a4d0a0a0a0c 03e807d000070000 78787878"
#define TCP_GOOD \
	"4500002800010000400652630a0a0a4d0a0a0a0c 03e80050 00000001 00000000 50022000 633d0000"
#define TCP_BAD \
	"4500002800010000400652630a0a0a4d0a0a0a0c 03e80050 00000001 00000000 50022000 00000000"
#define ECHO "4500002000010000400152700a0a0a4d0a0a0a0c 0800e1e100070001 61616161"
#define ECHO_SELF "4500002000010000400152b10a0a0a0c0a0a0a0c 0800e1e100070001 61616161"
#define ECHO_FAR "45000020000100004001b19eac1f09090a0a0a0c 0800e1e100070001 61616161"
#define EXP1 "450000180001000040fd517c0a0a0a4d0a0a0a0c 70707070"
#define FRAGMENT "4500001c00012000401132640a0a0a4d0a0a0a0c 03e807d0000c0000"
#define FROM_ALL "4500002000010000401166b7ffffffff0a0a0a0c 03e807d0000c0000 78787878"
#define DHCP "450000200001000040117acd00000000ffffffff 03e807d0000c0000 78787878"
#define IGMP "4500001c00010000400286870a0a0a4de0000001 1100eeff00000000"
#define IGMP_ALERT "46000020000100004002f17e0a0a0a4de0000001 94040000 1100eeff00000000"
#define UDP_ALERT "46000024000100004011bd570a0a0a4d0a0a0a0c 94040000 03e807d0000c0000 78787878"

#define UNKNOWN "ip4-local: unknown ip protocol"

static u32 rx;

static void setup(void)
{
	rig_start();
	rx = port_create("host0", NULL);
	port_address(rx, "10.10.10.12/24");
}

// One packet through one node; it must end where expected, and unchanged.
static void through(
	const char *node, const char *hex, const char *next, const char *error, u32 split)
{
	rig_run(node, {.hex = hex, .rx = rx, .split = split});
	rig_expect_n(1);
	rig_expect(0, next, error, hex);
}

START_TEST(protocols)
{
	static const char *const nodes[] = {"ip4-local", "ip4-receive", "ip4-local-end-of-arc"};
	const char *node = nodes[_i];

	setup();
	through(node, ECHO, "ip4-icmp-input", UNKNOWN, 0);
	through(node, UDP_NO_CSUM, "ip4-udp-lookup", UNKNOWN, 0);
	through(node, UDP_GOOD, "ip4-udp-lookup", UNKNOWN, 0);
	through(node, IGMP, "igmp-input", UNKNOWN, 0);
	through(node, EXP1, "ip4-punt", UNKNOWN, 0);
	through(node, TCP_GOOD, "ip4-punt", UNKNOWN, 0);
	through(node, FRAGMENT, "ip4-local-full-reassembly", NULL, 0);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

START_TEST(checksums)
{
	static const char *const nodes[] = {"ip4-local", "ip4-receive"};
	const char *node = nodes[_i];

	setup();
	through(node, UDP_ODD, "ip4-udp-lookup", UNKNOWN, 0);
	through(node, UDP_BAD, "ip4-drop", "ip4-local: bad udp checksum", 0);
	through(node, TCP_BAD, "ip4-drop", "ip4-local: bad tcp checksum", 0);
	through(node, UDP_LONG, "ip4-drop", "ip4-local: inconsistent udp/ip lengths", 0);
	through(node, UDP_SHORT, "ip4-drop", "ip4-local: inconsistent udp/ip lengths", 0);
	// Chains, cut at an even and at an odd place.
	for (u32 split = 20; split < 33; split++) {
		through(node, UDP_ODD, "ip4-udp-lookup", UNKNOWN, split);
		through(node, UDP_BAD, "ip4-drop", "ip4-local: bad udp checksum", MIN(split, 31u));
	}
	// Verified elsewhere.
	rig_run(node,
		{.hex = UDP_BAD,
			.rx = rx,
			.flags = BUFFER_L4_CSUM_COMPUTED | BUFFER_L4_CSUM_CORRECT});
	rig_expect(0, "ip4-udp-lookup", UNKNOWN, UDP_BAD);
}
END_TEST

START_TEST(sources)
{
	setup();
	through("ip4-receive", ECHO_SELF, "ip4-drop",
		"ip4-local: ip4 spoofed local-address packet drops", 0);
	through("ip4-receive", ECHO_FAR, "ip4-drop", "ip4-local: ip4 source lookup miss", 0);
	through("ip4-receive", FROM_ALL, "ip4-drop", "ip4-local: ip4 source lookup miss", 0);
	through("ip4-receive", DHCP, "ip4-udp-lookup", UNKNOWN, 0);
	rig_run("ip4-receive", {.hex = ECHO_SELF, .rx = rx, .flags = BUFFER_LOCAL});
	rig_expect(0, "ip4-icmp-input", UNKNOWN, ECHO_SELF);
}
END_TEST

START_TEST(lengths)
{
	static const char *const bad[] = {
		"", "45", "4500001400010000400152700a0a0a4d0a0a0a", // cut in the header
		"4400001400010000400152700a0a0a4d0a0a0a0c",	    // header too small
		"4f00001400010000400152700a0a0a4d0a0a0a0c",	    // header behind the end
		"4500001300010000400152700a0a0a4d0a0a0a0c",	    // smaller than its header
		"4500001500010000400152700a0a0a4d0a0a0a0c",	    // behind the end
	};

	setup();
	for (u32 i = 1; i < ARRAY_N(bad); i++)
		through("ip4-local", bad[i], "ip4-drop", "ip4-local: ip4 length > l2 length", 0);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

START_TEST(options)
{
	setup();
	through("ip4-options", UDP_ALERT, "ip4-punt", NULL, 0);
	through("ip4-options", IGMP_ALERT, "ip4-local", NULL, 0);
	through("ip4-options", ECHO, "ip4-punt", NULL, 0);
	through("ip4-options", "46", "ip4-punt", NULL, 0);
	rig_run("ip4-options", {.hex = UDP_ALERT, .rx = rx, .trace = true});
	ck_assert_ptr_nonnull(strstr(rig_trace(0), "    option:[0x94,0x4,0x0,0x0]\n"));
}
END_TEST

START_TEST(drop_and_punt)
{
	setup();
	through("ip4-drop", ECHO, "error-drop", NULL, 0);
	through("ip4-punt", ECHO, "error-punt", NULL, 0);
	rig_run("ip4-drop", {.hex = EXP1, .rx = rx, .trace = true});
	ck_assert_ptr_nonnull(strstr(rig_trace(0),
		"ip4-drop\n"
		"    fib:0 adj:0 flow:0x00000000\n"
		"  EXP1: 10.10.10.77 -> 10.10.10.12\n"
		"    tos 0x00, ttl 64, length 24, checksum 0x517c dscp CS0 ecn NON_ECN\n"
		"    fragment id 0x0001\n"));
}
END_TEST

START_TEST(udp_ports)
{
	setup();
	through("ip4-udp-lookup", UDP_GOOD, "ip4-icmp-error",
		"ip4-udp-lookup: No listener for dst port", 0);
	ck_assert_uint_eq(ip4_meta((struct buffer *)&rig_out(0)->b)->icmp_type, ICMP_UNREACHABLE);
	ck_assert_uint_eq(
		ip4_meta((struct buffer *)&rig_out(0)->b)->icmp_code, ICMP_PORT_UNREACHABLE);
	through("ip4-udp-lookup", UDP_LONG, "ip4-drop",
		"ip4-udp-lookup: UDP packets with length errors", 0);
	through("ip4-udp-lookup", "4500001b00010000401152600a0a0a4d0a0a0a0c 03e807d0000c00",
		"ip4-drop", "ip4-udp-lookup: UDP packets with length errors", 0);

	ck_assert_int_eq(udp_port_register(2000, "error-drop"), 0);
	ck_assert_int_lt(udp_port_register(2000, "error-drop"), 0);
	ck_assert_int_lt(udp_port_register(2001, "no-such-node"), 0);
	rig_run("ip4-udp-lookup", {.hex = UDP_GOOD, .rx = rx, .trace = true});
	rig_expect(0, "error-drop", "ip4-udp-lookup: No error", "78787878");
	ck_assert_ptr_nonnull(
		strstr(rig_trace(0), "ip4-udp-lookup\n  UDP: src-port 1000 dst-port 2000\n"));
	udp_port_unregister(2000);
	rig_run("ip4-udp-lookup", {.hex = UDP_GOOD, .rx = rx, .trace = true});
	ck_assert_ptr_nonnull(strstr(rig_trace(0), "dst-port 2000 (no listener)\n"));
}
END_TEST

START_TEST(icmp_types)
{
	setup();
	through("ip4-icmp-input", ECHO, "ip4-icmp-echo-request", NULL, 0);
	through("ip4-icmp-input", "4500002000010000400152700a0a0a4d0a0a0a0c 0000e9e100070001",
		"ip4-icmp-echo-reply", NULL, 0);
	through("ip4-icmp-input", "4500002000010000400152700a0a0a4d0a0a0a0c 63009cff00000000",
		"ip4-punt", "ip4-icmp-input: unknown type", 0);
	through("ip4-icmp-input", "4500001b00010000400152700a0a0a4d0a0a0a0c 0800e1e1000700",
		"ip4-drop", "ip4-icmp-input: payload length too small for type", 0);
	rig_run("ip4-icmp-echo-reply",
		{.hex = "4500002000010000400152700a0a0a4d0a0a0a0c 0000e9e100070001",
			.trace = true});
	rig_expect(0, "ip4-punt", NULL, NULL);
	ck_assert_ptr_nonnull(strstr(rig_trace(0), "ICMP4 echo id 7 seq 1 (unknown)\n"));
}
END_TEST

START_TEST(echo)
{
	const struct rig_out *o;
	struct ip4 ip;
	u64 sum;

	setup();
	rig_run("ip4-icmp-echo-request", {.hex = ECHO, .rx = rx});
	rig_expect(0, "ip4-load-balance", NULL,
		"45000020????00004001????0a0a0a0c0a0a0a4d 0000e9e100070001 61616161");
	o = rig_out(0);
	memcpy(&ip, o->bytes, sizeof(ip));
	sum = 0;
	for (u32 i = 0; i < sizeof(ip); i += 2)
		sum += (u32)o->bytes[i] << 8 | o->bytes[i + 1];
	ck_assert_uint_eq((sum & 0xffff) + (sum >> 16), 0xffff);
	ck_assert(o->b.flags & BUFFER_LOCAL && o->b.flags & BUFFER_IP4);
	ck_assert_uint_eq(o->b.rx_interface, 0);
	ck_assert_uint_eq(rig_count("ip4-icmp-input", "echo replies sent"), 1);
	// The edge of one's complement arithmetic: 0x0000 becomes 0x0800, as VPP's does.
	rig_run("ip4-icmp-echo-request",
		{.hex = "4500002000010000400152700a0a0a4d0a0a0a0c 0800000000070001 61616161"});
	rig_expect(
		0, "ip4-load-balance", NULL, "45000020????00004001????0a0a0a0c0a0a0a4d 00000800*");
}
END_TEST

START_TEST(igmp)
{
	setup();
	through("igmp-input", IGMP, "error-drop", "igmp-input: IGMP not enabled on this interface",
		0);
	through("igmp-input", "4500001c00010000400286870a0a0a4de0000001 1100eefe00000000",
		"error-drop", "igmp-input: bad checksum", 0);
	rig_run("igmp-input", {.hex = IGMP, .rx = rx, .trace = true});
	ck_assert_ptr_nonnull(strstr(rig_trace(0),
		"  sw_if_index 1 next-index 0\n"
		"  membership_query: code 0, checksum 0xeeff\n"));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("ip4_local");
	TCase *t = tcase_create("nodes");

	tcase_add_loop_test(t, protocols, 0, 3);
	tcase_add_loop_test(t, checksums, 0, 2);
	tcase_add_test(t, sources);
	tcase_add_test(t, lengths);
	tcase_add_test(t, options);
	tcase_add_test(t, drop_and_punt);
	tcase_add_test(t, udp_ports);
	tcase_add_test(t, icmp_types);
	tcase_add_test(t, echo);
	tcase_add_test(t, igmp);
	suite_add_tcase(s, t);
	return rig_main(s);
}
