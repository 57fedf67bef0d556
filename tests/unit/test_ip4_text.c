// IPv4 headers as text: VPP's layouts, headers that lie, headers that are cut off.
#include "engine/base/csum.h"
#include "engine/ip4/ip4.h"
#include "engine/net/protocol.h"
#include <check.h>
#include <stdlib.h>

static u8 bytes[256];
static u32 n_bytes;

static void hex(const char *s)
{
	u32 x;

	n_bytes = 0;
	memset(bytes, 0, sizeof(bytes));
	while (*s) {
		x = strtoul((char[]){s[0], s[1], 0}, NULL, 16);
		bytes[n_bytes++] = x;
		s += 2;
		while (*s == ' ')
			s++;
	}
}

static void expect(const char *words)
{
	struct text t = {0};

	ip4_text(&t, bytes, n_bytes);
	ck_assert_str_eq(text_string(&t), words);
	text_free(&t);
}

START_TEST(udp)
{
	hex("4500003200000000401166b20a0100050a020002 04d20929001e6f34 0001");
	expect("UDP: 10.1.0.5 -> 10.2.0.2\n"
	       "  tos 0x00, ttl 64, length 50, checksum 0x66b2 dscp CS0 ecn NON_ECN\n"
	       "  fragment id 0x0000\n"
	       "UDP: 1234 -> 2345\n"
	       "  length 30, checksum 0x6f34");
}
END_TEST

START_TEST(tcp)
{
	hex("4500002e000100004006525d0a0a0a4d0a0a0a0c 03e80050 00000001 00000000 50022000 "
	    "00000000");
	expect("TCP: 10.10.10.77 -> 10.10.10.12\n"
	       "  tos 0x00, ttl 64, length 46, checksum 0x525d dscp CS0 ecn NON_ECN\n"
	       "  fragment id 0x0001\n"
	       "TCP: 1000 -> 80\n"
	       "  seq. 0x00000001 ack 0x00000000\n"
	       "  flags 0x02 SYN, tcp header: 20 bytes\n"
	       "  window 8192, checksum 0x0000\n"
	       "  ");
}
END_TEST

#define TCP_HEAD \
	"TCP: 1.1.1.1 -> 2.2.2.2\n" \
	"  tos 0xb8, ttl 1, length 60, checksum 0xb2ff dscp EF ecn NON_ECN\n" \
	"  fragment id 0x0000\n" \
	"TCP: 1 -> 2\n" \
	"  seq. 0x00000000 ack 0x00000000\n"

START_TEST(tcp_options)
{
	hex("45b8003c000000000106b2ff0101010102020202 0001000200000000 00000000 a0120000 00000000"
	    "020405b4 0402 080a00000001 00000002 01 030307");
	expect(TCP_HEAD "  flags 0x12 SYN ACK, tcp header: 40 bytes\n"
			"  window 0, checksum 0x0000\n"
			"  options:\n"
			"    mss 1460, sack permitted, timestamp 1, echo/reflected timestamp 2, "
			"window scale 7");
	hex("45b8003c000000000106b2ff0101010102020202 0001000200000000 00000000 80100000 00000000"
	    "01010500 00000000 00000000");
	expect(TCP_HEAD "  flags 0x10 ACK, tcp header: 32 bytes\n"
			"  window 0, checksum 0x0000\n"
			"  options: parsing failed");
	hex("45b8003c000000000106b2ff0101010102020202 0001000200000000 00000000 f0000000 00000000");
	expect(TCP_HEAD "  flags 0x00, tcp header: 60 bytes\n"
			"  window 0, checksum 0x0000\n"
			"  options: truncated");
	hex("45b8003c000000000106b2ff0101010102020202 0001000200000000 00000000 10000000 00000000");
	expect(TCP_HEAD "  flags 0x00, tcp header: 4 bytes\n"
			"  window 0, checksum 0x0000\n"
			"  options: parsing failed");
}
END_TEST

START_TEST(icmp)
{
	hex("4500003c00010000400152540a0a0a4d0a0a0a0c 0800e1e100070001");
	expect("ICMP: 10.10.10.77 -> 10.10.10.12\n"
	       "  tos 0x00, ttl 64, length 60, checksum 0x5254 dscp CS0 ecn NON_ECN\n"
	       "  fragment id 0x0001\n"
	       "ICMP echo_request checksum 0xe1e1 id 7");
	bytes[20] = 99;
	expect("ICMP: 10.10.10.77 -> 10.10.10.12\n"
	       "  tos 0x00, ttl 64, length 60, checksum 0x5254 dscp CS0 ecn NON_ECN\n"
	       "  fragment id 0x0001\n"
	       "ICMP unknown 0x63 checksum 0xe1e1");
	bytes[20] = 3;
	bytes[21] = 3;
	expect("ICMP: 10.10.10.77 -> 10.10.10.12\n"
	       "  tos 0x00, ttl 64, length 60, checksum 0x5254 dscp CS0 ecn NON_ECN\n"
	       "  fragment id 0x0001\n"
	       "ICMP destination_unreachable port_unreachable checksum 0xe1e1");
}
END_TEST

START_TEST(other_protocols)
{
	hex("450000320001000040fd51620a0a0a4d0a0a0a0c 7070707070707070");
	expect("EXP1: 10.10.10.77 -> 10.10.10.12\n"
	       "  tos 0x00, ttl 64, length 50, checksum 0x5162 dscp CS0 ecn NON_ECN\n"
	       "  fragment id 0x0001");
	hex("4500004e00010000402f52140a0a0a4d0a0a0a0c 00000800");
	expect("GRE: 10.10.10.77 -> 10.10.10.12\n"
	       "  tos 0x00, ttl 64, length 78, checksum 0x5214 dscp CS0 ecn NON_ECN\n"
	       "  fragment id 0x0001\n"
	       "GRE ip4");
}
END_TEST

START_TEST(fragments)
{
	hex("4500003600012000401132 4a0a0a0a4d0a0a0a0c 03e807d000220000");
	expect("UDP: 10.10.10.77 -> 10.10.10.12\n"
	       "  tos 0x00, ttl 64, length 54, checksum 0x324a dscp CS0 ecn NON_ECN\n"
	       "  fragment id 0x0001, flags MORE_FRAGMENTS\n"
	       "UDP: 1000 -> 2000\n"
	       "  length 34, checksum 0x0000");
	hex("4500003600010001401152490a0a0a4d0a0a0a0c 03e807d000220000");
	expect("UDP: 10.10.10.77 -> 10.10.10.12\n"
	       "  tos 0x00, ttl 64, length 54, checksum 0x5249 dscp CS0 ecn NON_ECN\n"
	       "  fragment id 0x0001 offset 8");
}
END_TEST

START_TEST(headers_that_lie)
{
	hex("45000036000100004011407e0a0a0a4d0a0a0a0c 03e807d000220000");
	expect("UDP: 10.10.10.77 -> 10.10.10.12\n"
	       "  tos 0x00, ttl 64, length 54, checksum 0x407e (should be 0x524a) dscp CS0 ecn "
	       "NON_ECN\n"
	       "  fragment id 0x0001\n"
	       "UDP: 1000 -> 2000\n"
	       "  length 34, checksum 0x0000");
	hex("55000036000100004011424a0a0a0a4d0a0a0a0c 03e807d000220000");
	expect("UDP: 10.10.10.77 -> 10.10.10.12\n"
	       "  version 5, header length 20\n"
	       "  tos 0x00, ttl 64, length 54, checksum 0x424a dscp CS0 ecn NON_ECN\n"
	       "  fragment id 0x0001\n"
	       "UDP: 1000 -> 2000\n"
	       "  length 34, checksum 0x0000");
	hex("44000036000100004011534a0a0a0a4d0a0a0a0c 03e807d000220000");
	expect("UDP: 10.10.10.77 -> 10.10.10.12\n"
	       "  version 4, header length 16\n"
	       "  tos 0x00, ttl 64, length 54, checksum 0x534a dscp CS0 ecn NON_ECN\n"
	       "  fragment id 0x0001\n"
	       "UDP: 2570 -> 2572\n"
	       "  length 1000, checksum 0x07d0");
	hex("4600003a000100004011bd410a0a0a4d0a0a0a0c 94040000 03e807d000220000");
	expect("UDP: 10.10.10.77 -> 10.10.10.12\n"
	       "  version 4, header length 24\n"
	       "  tos 0x00, ttl 64, length 58, checksum 0xbd41 dscp CS0 ecn NON_ECN\n"
	       "  fragment id 0x0001\n"
	       "UDP: 1000 -> 2000\n"
	       "  length 34, checksum 0x0000");
}
END_TEST

START_TEST(cut_off)
{
	hex("45000036000100004011");
	expect("UDP: 0.0.0.0 -> 0.0.0.0\n"
	       "  tos 0x00, ttl 64, length 54, checksum 0x0000 (should be 0x7ab7) dscp CS0 ecn "
	       "NON_ECN\n"
	       "  fragment id 0x0001\n"
	       "UDP: 0 -> 0\n"
	       "  length 0, checksum 0x0000");
	hex("");
	expect("IP6_HOP_BY_HOP_OPTIONS: 0.0.0.0 -> 0.0.0.0\n"
	       "  version 0, header length 0\n"
	       "  tos 0x00, ttl 0, length 0, checksum 0x0000 (should be 0xffff) dscp CS0 ecn "
	       "NON_ECN\n"
	       "  fragment id 0x0000");
}
END_TEST

// Every cut and every changed byte of a packet full of options reads as something.
START_TEST(every_byte)
{
	struct text t = {0};

	hex("4f0000500000000040060000010101010202020294040000 0101010101010101 0101010101010101"
	    "0101010101010101 01010101010101010101 0001000200000000 00000000 a0120000 00000000");
	for (u32 n = 0; n <= n_bytes; n++)
		ip4_text(&t, bytes, n);
	for (u32 i = 0; i < n_bytes; i++)
		for (u32 x = 0; x < 256; x++) {
			u8 was = bytes[i];

			bytes[i] = x;
			text_clear(&t);
			ip4_text(&t, bytes, n_bytes);
			ck_assert_uint_gt(t.length, 40);
			bytes[i] = was;
		}
	text_free(&t);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("ip4_text");
	TCase *t = tcase_create("headers");

	tcase_add_test(t, udp);
	tcase_add_test(t, tcp);
	tcase_add_test(t, tcp_options);
	tcase_add_test(t, icmp);
	tcase_add_test(t, other_protocols);
	tcase_add_test(t, fragments);
	tcase_add_test(t, headers_that_lie);
	tcase_add_test(t, cut_off);
	tcase_add_test(t, every_byte);
	suite_add_tcase(s, t);
	SRunner *runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	int n_failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return n_failed != 0;
}
