// ip4-input: each thing that can be wrong with a header, in VPP's order, and where good ones go.
#include "engine/graph/buffer.h"
#include "engine/ip4/ip4.h"
#include "engine/net/interface.h"
#include "tests/lib/port.h"
#include "tests/lib/rig.h"
#include "tests/lib/unit.h"
#include <stdio.h>

// 10.1.0.5 -> 10.2.0.2, UDP, TTL 64, 28 bytes: begin, TTL and protocol, addresses, UDP.
#define GOOD "4500001c 00000000 401166c8 0a010005 0a020002 04d20929 00080000"

static u32 port;

static void start(void)
{
	rig_start();
	port = port_create("pg0", "02:00:00:00:00:01");
	port_address(port, "10.1.0.1/24");
}

START_TEST(good_packets_are_looked_up)
{
	start();
	rig_run("ip4-input", {.hex = GOOD, .rx = port}, {.hex = GOOD "00*10", .rx = port});
	rig_expect_n(2);
	rig_expect(0, "ip4-lookup", NULL, GOOD);
	rig_expect(1, "ip4-lookup", NULL, GOOD "*");
	ck_assert_uint_eq(interface_counted(port, COUNTER_IP4).packets, 2);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

START_TEST(multicast_has_its_own_arc)
{
	start();
	rig_run("ip4-input",
		{.hex = "4500001c 00000000 40028688 0a0a0a4d e0000001 1100eeff 00000000",
			.rx = port});
	rig_expect(0, "ip4-mfib-forward-lookup", NULL, "4500*");
}
END_TEST

START_TEST(interfaces_without_ip4_refuse)
{
	u32 bare;

	start();
	bare = port_create("bare", NULL);
	rig_run("ip4-input", {.hex = GOOD, .rx = bare},
		{.hex = "4500001c 00000000 40028688 0a0a0a4d e0000001 1100eeff 00000000",
			.rx = bare});
	rig_expect(0, "ip4-not-enabled", NULL, GOOD);
	rig_expect(1, "ip4-not-enabled", NULL, "4500*");
	ck_assert_uint_eq(interface_counted(bare, COUNTER_IP4).packets, 2);
}
END_TEST

START_TEST(each_fault_has_its_name)
{
	static const struct {
		const char *hex, *error;
	} faults[] = {
		{"", "ip4 length < 20 bytes"},
		{"45", "ip4 length < 20 bytes"},
		{"4500", "ip4 length < 20 bytes"},
		// Ten bytes that claim to be 54.
		{"4500003600010000 4011", "ip4 length > l2 length"},
		{"4500000800010000 4011", "ip4 length < 20 bytes"},
		{"4500000c 00000000 401166d8 0a010005 0a020002 00*8", "ip4 length < 20 bytes"},
		{"45000200 00000000 401164e4 0a010005 0a020002 00*8", "ip4 length > l2 length"},
		{"4500001c 00000000 401166c9 0a010005 0a020002 00*8", "bad ip4 checksum"},
		{"5500001c 00000000 401156c8 0a010005 0a020002 00*8", "ip4 version != 4"},
		{"4400001c 00000000 401167c8 0a010005 0a020002 00*8", "ip4 IHL < 5"},
		{"4500001c 00000001 401166c7 0a010005 0a020002 00*8", "ip4 fragment offset == 1"},
		// Several at once: lengths first.
		{"5500001c 00000001 401156c7 0a010005 0a020002 00*8", "ip4 fragment offset == 1"},
		{"5500000c 00000001 001156c7 0a010005 0a020002 00*8", "ip4 length < 20 bytes"},
		// A header with options that does not end in the packet, or in what its length
		// says.
		{"4f00001c 00000000 401166c8 0a010005 0a020002 00*8", "ip4 length > l2 length"},
		{"46000014 00000000 401165d0 0a010005 0a020002 00*8", "ip4 length < 20 bytes"},
		{"4600001c 00000000 401165c9 0a010005 0a020002 00*8", "bad ip4 checksum"},
	};

	start();
	for (u32 i = 0; i < ARRAY_N(faults); i++) {
		char error[128];

		snprintf(error, sizeof(error), "ip4-input: %s", faults[i].error);
		rig_run("ip4-input", {.hex = faults[i].hex, .rx = port});
		rig_expect(0, "error-drop", error, NULL);
	}
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

START_TEST(ttl_0_is_answered)
{
	const struct ip4_meta *m;

	start();
	rig_run("ip4-input",
		{.hex = "4500001c 00000000 0011a6c8 0a010005 0a020002 00*8", .rx = port});
	rig_expect(0, "ip4-icmp-error", "ip4-input: ip4 ttl <= 1", NULL);
	m = (const struct ip4_meta *)rig_out(0)->b.meta;
	ck_assert_uint_eq(m->icmp_type, 11);
	ck_assert_uint_eq(m->icmp_code, 0);
}
END_TEST

START_TEST(options_go_their_own_way)
{
	start();
	rig_run("ip4-input",
		{.hex = "4600001c 00000000 4011d1c3 0a010005 0a020002 94040000 00*4", .rx = port});
	rig_expect(0, "ip4-options", "ip4-input: ip4 options present", NULL);
}
END_TEST

START_TEST(chained_packets_count_in_full)
{
	start();
	rig_run("ip4-input",
		{.hex = "45000400 00000000 401162e4 0a010005 0a020002 00*1004",
			.split = 60,
			.rx = port},
		{.hex = "45000401 00000000 401162e3 0a010005 0a020002 00*1004",
			.split = 60,
			.rx = port},
		{.hex = GOOD, .split = 12, .rx = port});
	rig_expect(0, "ip4-lookup", NULL, NULL);
	rig_expect(1, "error-drop", "ip4-input: ip4 length > l2 length", NULL);
	rig_expect(2, "error-drop", "ip4-input: ip4 length < 20 bytes", NULL);
}
END_TEST

START_TEST(the_trace_is_the_header)
{
	start();
	rig_inject("ip4-input",
		{.hex = "4500001c 00000000 401166c9 0a010005 0a020002 00*8",
			.rx = port,
			.trace = true});
	ck_assert_msg(strstr(rig_trace(0),
			      "ip4-input\n"
			      "  UDP: 10.1.0.5 -> 10.2.0.2\n"
			      "    tos 0x00, ttl 64, length 28, checksum 0x66c9 "
			      "(should be 0x66c8) dscp CS0 ecn NON_ECN\n"
			      "    fragment id 0x0000\n"),
		"%s", rig_trace(0));
}
END_TEST

UNIT_MAIN(good_packets_are_looked_up, multicast_has_its_own_arc, interfaces_without_ip4_refuse,
	each_fault_has_its_name, ttl_0_is_answered, options_go_their_own_way,
	chained_packets_count_in_full, the_trace_is_the_header)
