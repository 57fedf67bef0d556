// ip4-frag: fragments add up to the packet, headers and options as RFC 791 wants them.
#include "engine/base/csum.h"
#include "engine/ip4/icmp.h"
#include "engine/ip4/ip4.h"
#include "tests/lib/port.h"
#include "tests/lib/rig.h"

#define DATA_0 \
	"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f" \
	"202122232425262728292a2b2c2d2e2f"
#define DATA_48 \
	"303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f" \
	"505152535455565758595a5b5c5d5e5f"
#define DATA_96 "60616263"
#define DATA DATA_0 DATA_48 DATA_96

static u32 rx, mtu;

static void setup(void)
{
	rig_start();
	rx = port_create("host0", NULL);
	port_address(rx, "10.10.10.12/24");
}

static void prepare(struct buffer *b)
{
	*ip4_meta(b) = (struct ip4_meta){.adjacency = 7, .icmp_data = mtu};
}

static void split(u32 a_mtu, const char *hex, u32 cut)
{
	mtu = a_mtu;
	rig_run("ip4-frag",
		{.hex = hex, .rx = rx, .prepare = prepare, .split = cut, .trace = true});
}

START_TEST(three_fragments)
{
	setup();
	for (u32 cut = 0; cut < 120; cut += 20) {
		split(68, "4500007812340000401149d60a0a0a4d0a140001" DATA, cut);
		rig_expect_n(3);
		rig_expect(
			0, "ip4-rewrite", NULL, "450000441234200040112a0a0a0a0a4d0a140001" DATA_0);
		rig_expect(
			1, "ip4-rewrite", NULL, "450000441234200640112a040a0a0a4d0a140001" DATA_48);
		rig_expect(
			2, "ip4-rewrite", NULL, "450000181234000c40114a2a0a0a0a4d0a140001" DATA_96);
		for (u32 i = 0; i < 3; i++)
			ck_assert_uint_eq(ip4_meta((struct buffer *)&rig_out(i)->b)->adjacency, 7);
	}
	ck_assert_uint_eq(rig_count("ip4-frag", "number of sent fragments"), 18);
	ck_assert_ptr_nonnull(
		strstr(rig_trace(0), "ip4-frag\n  IPv4 mtu: 68 fragments: 3 next: 0\n"));
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

// The router alert goes into every fragment, the recorded route only into the first.
START_TEST(options)
{
	setup();
	split(80, "48000084123400004011372f0a0a0a4d0a140001 070704000000009404000000" DATA, 0);
	rig_expect_n(2);
	rig_expect(0, "ip4-rewrite", NULL,
		"4800005012342000401117630a0a0a4d0a140001 070704000000009404000000" DATA_0);
	rig_expect(1, "ip4-rewrite", NULL,
		"4600004c123400064011b4f70a0a0a4d0a140001 94040000" DATA_48 DATA_96);
	split(80, "4600007c123400004011b4c80a0a0a4d0a140001 94090000" DATA, 0);
	rig_expect(0, "ip4-drop", "ip4-frag: malformed packet", NULL);
	split(80, "4600007c123400004011b4d10a0a0a4d0a140001 94000000" DATA, 0);
	rig_expect(0, "ip4-drop", "ip4-frag: malformed packet", NULL);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

START_TEST(fragment_of_a_fragment)
{
	setup();
	split(68, "450000781234200a401129cc0a0a0a4d0a140001" DATA, 0);
	rig_expect_n(3);
	rig_expect(0, "ip4-rewrite", NULL, "450000441234200a40112a000a0a0a4d0a140001" DATA_0);
	rig_expect(1, "ip4-rewrite", NULL, "4500004412342010401129fa0a0a0a4d0a140001" DATA_48);
	rig_expect(2, "ip4-rewrite", NULL, "450000181234201640112a200a0a0a4d0a140001" DATA_96);
}
END_TEST

START_TEST(refusals)
{
	setup();
	split(68, "4500007812344000401109d60a0a0a4d0a140001" DATA, 0);
	rig_expect_n(1);
	rig_expect(0, "ip4-icmp-error", "ip4-frag: can't fragment this packet", NULL);
	ck_assert_uint_eq(
		ip4_meta((struct buffer *)&rig_out(0)->b)->icmp_code, ICMP_FRAGMENTATION_NEEDED);
	ck_assert_uint_eq(ip4_meta((struct buffer *)&rig_out(0)->b)->icmp_data, 68);
	split(27, "4500007812340000401149d60a0a0a4d0a140001" DATA, 0);
	rig_expect(0, "ip4-drop", "ip4-frag: can't fragment header", NULL);
	split(0, "4500007812340000401149d60a0a0a4d0a140001" DATA, 0);
	rig_expect(0, "ip4-drop", "ip4-frag: can't fragment header", NULL);
	split(68, "4500007912340000401149d60a0a0a4d0a140001" DATA, 0);
	rig_expect(0, "ip4-drop", "ip4-frag: malformed packet", NULL);
	split(68, "45", 0);
	rig_expect(0, "ip4-drop", "ip4-frag: malformed packet", NULL);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

// Link padding is left behind, and what fits goes on as one.
START_TEST(padding)
{
	setup();
	split(1500, "4500001812340000401149360a0a0a4d0a140001" DATA_96 "00*22", 0);
	rig_expect_n(1);
	rig_expect(0, "ip4-rewrite", NULL, "450000181234000040114a360a0a0a4d0a140001" DATA_96);
	ck_assert_uint_eq(rig_count("ip4-frag", "packet smaller than MTU"), 1);
}
END_TEST

// The biggest packet into the smallest fragments.
START_TEST(biggest)
{
	u32 n = 0;

	setup();
	split(28, "4500ffff12340000401149d60a0a0a4d0a140001 61*65515", 2000);
	ck_assert_uint_eq(rig_n(), (65515 + 7) / 8);
	for (u32 i = 0; i < rig_n(); i++)
		n += rig_out(i)->n - 20;
	ck_assert_uint_eq(n, 65515);
	ck_assert_uint_eq(rig_buffers_used(), 0);
	split(9000, "4500ffff12340000401149d60a0a0a4d0a140001 61*65515", 0);
	ck_assert_uint_eq(rig_n(), 8);
	ck_assert_uint_eq(rig_out(0)->n, 20 + 8976);
}
END_TEST

static u16 gso_size;

static void prepare_udp(struct buffer *b)
{
	prepare(b);
	b->flags |= BUFFER_OFFLOAD | BUFFER_IP4;
	b->offload = OFFLOAD_UDP_CSUM;
	b->l3_at = b->at;
	b->l4_at = b->at + IP4_HEADER_SIZE;
	if (gso_size)
		b->flags |= BUFFER_GSO;
	b->gso_size = gso_size;
	b->gso_l4_size = 8;
}

// Of the datagram in two fragments.
static u16 udp_sum(u32 first)
{
	const struct rig_out *a = rig_out(first), *b = rig_out(first + 1);
	u32 n = a->n + b->n - 2 * IP4_HEADER_SIZE;
	u64 sum = csum_bytes(0, a->bytes + 12, 8) + be16_of(17) + be16_of(n);

	sum = csum_bytes(sum, a->bytes + IP4_HEADER_SIZE, a->n - IP4_HEADER_SIZE);
	return csum_fold(csum_bytes(sum, b->bytes + IP4_HEADER_SIZE, b->n - IP4_HEADER_SIZE));
}

// A checksum left to the sender is filled in first; segments are datagrams of their own.
START_TEST(offloads)
{
	setup();
	mtu = 76;
	gso_size = 0;
	rig_run("ip4-frag",
		{.hex = "45000080123400004011eb9f0a0a0a4d0a140001 03e807d0006c0000 61*99 62",
			.rx = rx,
			.prepare = prepare_udp});
	rig_expect_n(2);
	ck_assert_uint_eq(udp_sum(0), 0xffff);
	gso_size = 100;
	rig_run("ip4-frag",
		{.hex = "45000116123400004011eb090a0a0a4d0a140001 03e807d001020000 61*200 62*50",
			.rx = rx,
			.prepare = prepare_udp,
			.split = 60});
	rig_expect_n(6);
	rig_expect(
		0, "ip4-rewrite", NULL, "4500004c123420004011????0a0a0a4d0a140001 03e807d0006c*");
	rig_expect(1, "ip4-rewrite", NULL, "45000048123400074011????0a0a0a4d0a140001 61*");
	rig_expect(
		2, "ip4-rewrite", NULL, "4500004c123520004011????0a0a0a4d0a140001 03e807d0006c*");
	rig_expect(
		4, "ip4-rewrite", NULL, "4500004c123620004011????0a0a0a4d0a140001 03e807d0003a*");
	rig_expect(5, "ip4-rewrite", NULL, "45000016123600074011????0a0a0a4d0a140001 6262");
	for (u32 i = 0; i < 6; i += 2)
		ck_assert_uint_eq(udp_sum(i), 0xffff);
	rig_run("ip4-frag",
		{.hex = "45000116123440004011eb090a0a0a4d0a140001 03e807d001020000 61*200 62*50",
			.rx = rx,
			.prepare = prepare_udp});
	rig_expect_n(1);
	rig_expect(0, "ip4-icmp-error", "ip4-frag: can't fragment this packet", "45000116*");
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("ip4_frag");
	TCase *t = tcase_create("node");

	tcase_add_test(t, three_fragments);
	tcase_add_test(t, options);
	tcase_add_test(t, fragment_of_a_fragment);
	tcase_add_test(t, refusals);
	tcase_add_test(t, padding);
	tcase_add_test(t, biggest);
	tcase_add_test(t, offloads);
	suite_add_tcase(s, t);
	return rig_main(s);
}
