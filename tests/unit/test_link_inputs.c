// The nodes after ethernet-input that end journeys: llc, lldp, mpls, ip6.
#include "engine/net/interface.h"
#include "engine/net/protocol.h"
#include "tests/lib/port.h"
#include "tests/lib/rig.h"
#include "tests/lib/unit.h"
#include <stdlib.h>

#define IP6(version, hops) \
	version "0000000 0000 11 " hops " 20010db8000000000000000000000077" \
		"20010db8000000000000000000000012"

static u32 port;

static void start(void)
{
	rig_start();
	port = port_create("port", NULL);
}

// One traced packet: where it goes and what its trace says.
static void one(
	const char *node, const char *hex, const char *to, const char *error, const char *trace)
{
	rig_run(node, {.hex = hex, .rx = port, .trace = true});
	rig_expect_n(1);
	rig_expect(0, to, error, NULL);
	ck_assert_msg(strstr(rig_trace(0), trace), "no \"%s\" in:\n%s", trace, rig_trace(0));
	ck_assert_uint_eq(rig_buffers_used(), 0);
}

START_TEST(llc)
{
	start();
	one("llc-input", "424203 00*40", "error-drop", "llc-input: unknown llc ssap/dsap",
		"  LLC bpdu -> bpdu");
	one("llc-input", "aa0603", "error-drop", NULL, "  LLC ip4 -> snap");
	one("llc-input", "137703", "error-drop", NULL, "  LLC 0x77 -> 0x13");
	one("llc-input", "4242", "error-drop", "llc-input: llc header truncated",
		"  LLC header truncated: 2 bytes");
}
END_TEST

START_TEST(lldp)
{
	start();
	one("lldp-input", "0207 04 020000000077 0403 70 6f74 0602 0078 0000 0000 0000",
		"error-drop", "lldp-input: lldp packets received on disabled interfaces",
		"  TLV #1(Chassis ID): 02:00:00:00:00:77(MAC address)\n"
		"  TLV #2(Port ID): 6f74(unknown port subtype)\n"
		"  TLV #3(Time To Live): 120\n"
		"  TLV #0(End of LLDPDU): ");
	ck_assert_ptr_null(strstr(strstr(rig_trace(0), "End of"), "TLV"));
	one("lldp-input", "0207 04 0200", "error-drop", NULL, "TLV #1(Chassis ID): truncated");
	one("lldp-input", "0a", "error-drop", NULL, "TLV #5(System Name): truncated");
	one("lldp-input", "0200 0400", "error-drop", NULL, "(Chassis ID): (no subtype)");
	one("lldp-input", "fe04 0012bb01", "error-drop", NULL,
		"TLV #127(Organization specific): 0012bb01");
	one("lldp-input", "", "error-drop", NULL, "lldp-input");
}
END_TEST

START_TEST(mpls)
{
	start();
	one("mpls-input", "00010140 4500", "mpls-not-enabled", "mpls-input: MPLS not enabled",
		"label 16 ttl 64 exp 0");
	ck_assert_uint_eq(rig_count("mpls-input", "MPLS input packets decapsulated"), 1);
	ck_assert_uint_eq(interface_counted(port, COUNTER_MPLS).packets, 1);
	one("mpls-input", "000101", "error-drop", "mpls-input: MPLS label truncated",
		"MPLS: label truncated");
	one("mpls-not-enabled", "00010140", "error-drop", NULL, "mpls-not-enabled\n  drop");
}
END_TEST

START_TEST(ip6)
{
	start();
	one("ip6-input", IP6("6", "40") "03e807d000220000", "ip6-not-enabled",
		"null-node: blackholed packets",
		"  UDP: 2001:db8::77 -> 2001:db8::12\n"
		"    tos 0x00, flow label 0x0, hop limit 64, payload length 0");
	ck_assert_uint_eq(interface_counted(port, COUNTER_IP6).packets, 1);
	one("ip6-input", IP6("4", "40"), "error-drop", "ip6-input: ip6 version != 6",
		"    version 4\n");
	one("ip6-input", IP6("6", "00"), "error-drop", "ip6-input: ip6 ttl <= 1", "hop limit 0");
	one("ip6-input", "6000*38", "error-drop", "ip6-input: ip6 length < 40 bytes",
		"IP6 header truncated: 39 bytes");
	one("ip6-not-enabled", IP6("6", "40"), "error-drop", NULL,
		"ip6-not-enabled\n    fib:0 adj:0 flow:0x00000000\n  UDP: 2001:db8::77");
}
END_TEST

static const char *text_of(enum protocol_layer layer, u16 number, const char *hex)
{
	static struct text t;
	u32 n;
	u8 *bytes = rig_bytes(hex, &n);

	text_clear(&t);
	protocol_by_number(layer, number)->text(&t, bytes, n);
	free(bytes);
	return text_string(&t);
}

START_TEST(icmp6_reads)
{
	ck_assert_str_eq(text_of(LAYER_IP_PROTOCOL, 58, "85007a4000000000"),
		"ICMP router_solicitation checksum 0x7a40");
	ck_assert_str_eq(text_of(LAYER_IP_PROTOCOL, 58, "87001b1b00000000 20010db8 00*11 12 0101"),
		"ICMP neighbor_solicitation checksum 0x1b1b\n  target address 2001:db8::12");
	ck_assert_str_eq(text_of(LAYER_IP_PROTOCOL, 58, "0104a5c8"),
		"ICMP destination_unreachable port_unreachable checksum 0xa5c8");
	ck_assert_str_eq(text_of(LAYER_IP_PROTOCOL, 58, "8500"), "ICMP header truncated: 2 bytes");
}
END_TEST

START_TEST(mpls_reads)
{
	ck_assert_str_eq(text_of(LAYER_ETHERTYPE, ETHERTYPE_MPLS, "00010040 00011140 4500"),
		"MPLS: label 16 ttl 64 exp 0\nMPLS: label 17 ttl 64 exp 0");
	ck_assert_str_eq(text_of(LAYER_ETHERTYPE, ETHERTYPE_MPLS, "00010040 0001"),
		"MPLS: label 16 ttl 64 exp 0\nMPLS: stack truncated");
}
END_TEST

// Every decoder, every truncation: nothing is read past the end (ASan) and something is said.
START_TEST(truncations_of_texts)
{
	static const char *const packets[] = {
		"0001 0800 06 04 0001 020000000077 0a0a0a4d 000000000000 0a0a0a0c",
		"0006 0800 ff ff 0001 020000000077 0a0a0a4d",
		IP6("6", "ff") "87001b1b00000000 20010db8 00*11 12",
		"0207 04 020000000077 0403 70 6f74 0602 0078 0000",
		"00010040 00010040 00010140",
	};
	static const u16 types[] = {0x0806, 0x0806, 0x86dd, 0x88cc, 0x8847};

	for (u32 i = 0; i < ARRAY_N(packets); i++) {
		u32 n;
		u8 *bytes = rig_bytes(packets[i], &n);

		for (u32 k = 0; k <= n; k++) {
			struct text t = {0};
			u8 *exact = malloc(k + !k);

			memcpy(exact, bytes, k);
			protocol_by_number(LAYER_ETHERTYPE, types[i])->text(&t, exact, k);
			ck_assert(t.length || (!k && types[i] == 0x88cc));
			text_free(&t);
			free(exact);
		}
		free(bytes);
	}
}
END_TEST

UNIT_MAIN(llc, lldp, mpls, ip6, icmp6_reads, mpls_reads, truncations_of_texts)
