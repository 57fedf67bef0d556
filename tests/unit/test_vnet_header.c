// virtio_net_hdr to a buffer's metadata and back.
#include "devices/vnet_header.h"
#include "engine/base/text.h"
#include "engine/graph/node.h"
#include "tests/lib/rig.h"
#include "tests/lib/unit.h"

#include <stdlib.h>

#define ETH "020000000002 020000000001 "
#define IP4_UDP "4500001d 00000000 4011aabb 7f000001 7f000001 "
// Checksum by hand: 0xcc72, of the pseudo header alone 0xfe1c.
#define UDP "d4310035 0009 fe1c 61"
#define IP6 "60000000 0009 11 40 20010db8000000000000000000000001 20010db8000000000000000000000002 "
#define IP4_TCP "45000000 00000000 4006aabb 0a000001 0a000002 "
#define IP4_TCP_5052 "450013bc 00000000 4006aabb 0a000001 0a000002 "
#define IP4_TCP_540 "4500021c 00000000 4006aabb 0a000001 0a000002 "
#define IP4_TCP_79 "4500004f 00000000 4006aabb 0a000001 0a000002 "
#define IP4_UDP_328 "45000148 00000000 4011aabb 7f000001 7f000001 "
#define IP4_UDP_529 "45000211 00000000 4011aabb 7f000001 7f000001 "
#define TCP "00500051 00000001 00000002 5010 1000 0000 0000 "

static struct buffer *b;
static u32 index_of;

static enum vnet_header_verdict take_split(
	struct virtio_net_hdr h, const char *hex, bool is_ethernet, u32 first)
{
	struct worker *w = worker_self();
	u32 n;
	u8 *bytes = rig_bytes(hex, &n);

	if (index_of)
		buffer_free_one(w, index_of);
	ck_assert_uint_eq(buffer_alloc(w, &index_of, 1), 1);
	b = buffer_at(w, index_of);
	// An odd place with room at the end for 'first' bytes only.
	b->at = first ? (s16)(BUFFER_DATA_SIZE - first) : -7;
	ck_assert_int_eq(buffer_append(w, index_of, bytes, n), 0);
	free(bytes);
	return vnet_header_take(w, b, &h, is_ethernet);
}

static enum vnet_header_verdict take(struct virtio_net_hdr h, const char *hex)
{
	return take_split(h, hex, true, 0);
}

static struct virtio_net_hdr csum(u16 start, u16 offset)
{
	return (struct virtio_net_hdr){
		.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM, .csum_start = start, .csum_offset = offset};
}

static struct virtio_net_hdr gso(u8 type, u16 size, u16 start, u16 offset)
{
	struct virtio_net_hdr h = csum(start, offset);

	h.gso_type = type;
	h.gso_size = size;
	h.hdr_len = 0xffff; // not looked at
	return h;
}

static u16 field(u32 at)
{
	u8 f[2];

	ck_assert_uint_eq(buffer_read(worker_self(), b, at, f, 2), 2);
	return (u16)(f[0] << 8 | f[1]);
}

static struct virtio_net_hdr made(void)
{
	struct virtio_net_hdr h;

	vnet_header_make(worker_self(), b, &h);
	return h;
}

static void expect_offload(u16 offload, u32 ip_flag, s32 l3, s32 l4)
{
	ck_assert_uint_eq(b->offload, offload);
	ck_assert(b->flags & BUFFER_OFFLOAD && b->flags & ip_flag);
	ck_assert(b->flags & BUFFER_L4_CSUM_CORRECT && b->flags & BUFFER_L4_CSUM_COMPUTED);
	ck_assert_int_eq(b->l2_at, b->at);
	ck_assert_int_eq(b->l3_at - b->at, l3);
	ck_assert_int_eq(b->l4_at - b->at, l4);
}

START_TEST(partial_checksums)
{
	struct virtio_net_hdr h;

	rig_start();
	ck_assert_int_eq(take(csum(34, 6), ETH "0800" IP4_UDP UDP), VNET_HEADER_FINE);
	expect_offload(OFFLOAD_UDP_CSUM, BUFFER_IP4, 14, 34);
	ck_assert_uint_eq(field(40), 0xfe1c);
	h = made();
	ck_assert_uint_eq(h.flags, VIRTIO_NET_HDR_F_NEEDS_CSUM);
	ck_assert_uint_eq(h.csum_start, 34);
	ck_assert_uint_eq(h.csum_offset, 6);
	ck_assert_uint_eq(h.gso_type, 0);
	ck_assert_uint_eq(field(40), 0xfe1c);
	// What this host made has nothing there yet; its IPv4 header may be wanting, too.
	b->data[b->at + 40] = b->data[b->at + 41] = 0;
	b->offload |= OFFLOAD_IP4_CSUM;
	h = made();
	ck_assert_uint_eq(h.csum_start, 34);
	ck_assert_uint_eq(field(40), 0xfe1c);
	ck_assert_uint_eq(field(24), 0x7cce);

	// Behind tags, behind extension headers, and without an Ethernet header.
	ck_assert_int_eq(
		take(csum(42, 6), ETH "88a80064 8100000a 0800" IP4_UDP UDP), VNET_HEADER_FINE);
	expect_offload(OFFLOAD_UDP_CSUM, BUFFER_IP4, 22, 42);
	ck_assert_int_eq(take(csum(54, 6), ETH "86dd" IP6 UDP), VNET_HEADER_FINE);
	expect_offload(OFFLOAD_UDP_CSUM, BUFFER_IP6, 14, 54);
	ck_assert_int_eq(take(csum(70, 16),
				 ETH "86dd 60000000 0024 00 40 00*32 3c00010400000000 "
				     "0600010400000000" TCP),
		VNET_HEADER_FINE);
	expect_offload(OFFLOAD_TCP_CSUM, BUFFER_IP6, 14, 70);
	ck_assert_int_eq(take_split(csum(20, 16), IP4_TCP TCP, false, 0), VNET_HEADER_FINE);
	expect_offload(OFFLOAD_TCP_CSUM, BUFFER_IP4, 0, 20);
}
END_TEST

static void expect_finished(struct virtio_net_hdr h, const char *hex, u32 at, u16 value)
{
	ck_assert_int_eq(take(h, hex), VNET_HEADER_FINE);
	ck_assert(!(b->flags & BUFFER_OFFLOAD));
	ck_assert_uint_eq(field(at), value);
	ck_assert_uint_eq(made().flags, 0);
}

START_TEST(other_checksums_are_filled_in)
{
	rig_start();
	// Inside of something else; an unknown ethertype; a fragment; a source route.
	expect_finished(csum(36, 6), ETH "0801 0000" IP4_UDP UDP, 42, 0xcc72);
	expect_finished(csum(34, 6), ETH "0800 4500001d 00002000 4011aabb 7f000001 7f000001 " UDP,
		40, 0xcc72);
	expect_finished(csum(38, 6),
		ETH "0800 46000021 00000000 4011aabb 7f000001 7f000001 83040400" UDP, 44, 0xcc72);
	// IPv6 with a routing header; more tags than anybody has.
	expect_finished(
		csum(62, 6), ETH "86dd 60000000 0011 2b 40 00*32 1100000000000000" UDP, 68, 0xcc72);
	expect_finished(csum(54, 6),
		ETH "81000001 81000001 81000001 81000001 81000001 0800" IP4_UDP UDP, 60, 0xcc72);
	// A sum of zero is written as its other form; sums over an odd number of bytes.
	expect_finished(csum(14, 0), ETH "0801 ffff", 14, 0xffff);
	expect_finished(csum(15, 1), ETH "0801 00 01 0000 04", 16, 0xfefb);
}
END_TEST

START_TEST(segments)
{
	struct virtio_net_hdr h;

	rig_start();
	ck_assert_int_eq(
		take(gso(VIRTIO_NET_HDR_GSO_TCPV4 | VIRTIO_NET_HDR_GSO_ECN, 1448, 34, 16),
			ETH "0800" IP4_TCP_5052 "00500051 00000001 00000002 8090 1000 00*16 "
			    "61*5000"),
		VNET_HEADER_FINE);
	expect_offload(OFFLOAD_TCP_CSUM, BUFFER_IP4, 14, 34);
	ck_assert(b->flags & BUFFER_GSO);
	ck_assert_uint_eq(b->gso_size, 1448);
	ck_assert_uint_eq(b->gso_l4_size, 32);
	h = made();
	ck_assert_uint_eq(h.flags, VIRTIO_NET_HDR_F_NEEDS_CSUM);
	ck_assert_uint_eq(h.gso_type, VIRTIO_NET_HDR_GSO_TCPV4 | VIRTIO_NET_HDR_GSO_ECN);
	ck_assert_uint_eq(h.gso_size, 1448);
	ck_assert_uint_eq(h.hdr_len, 66);
	ck_assert_uint_eq(h.csum_start, 34);
	ck_assert_uint_eq(h.csum_offset, 16);

	ck_assert_int_eq(take(gso(VIRTIO_NET_HDR_GSO_TCPV6, 1000, 54, 16),
				 ETH "86dd 60000000 07e4 06 40 00*32 " TCP "61*2000"),
		VNET_HEADER_FINE);
	expect_offload(OFFLOAD_TCP_CSUM, BUFFER_IP6, 14, 54);
	ck_assert_uint_eq(made().gso_type, VIRTIO_NET_HDR_GSO_TCPV6);

	ck_assert_int_eq(take(gso(VIRTIO_NET_HDR_GSO_UDP_L4, 100, 34, 6),
				 ETH "0800" IP4_UDP_328 "d4310035 0134 0000 61*300"),
		VNET_HEADER_FINE);
	expect_offload(OFFLOAD_UDP_CSUM, BUFFER_IP4, 14, 34);
	ck_assert_uint_eq(made().gso_type, VIRTIO_NET_HDR_GSO_UDP_L4);

	// One segment: no segments.
	ck_assert_int_eq(take(gso(VIRTIO_NET_HDR_GSO_UDP_L4, 300, 34, 6),
				 ETH "0800" IP4_UDP_328 "d4310035 0134 0000 61*300"),
		VNET_HEADER_FINE);
	ck_assert(!(b->flags & BUFFER_GSO));
	ck_assert_uint_eq(made().gso_type, 0);
	ck_assert_uint_eq(made().flags, VIRTIO_NET_HDR_F_NEEDS_CSUM);
}
END_TEST

static void refuse(enum vnet_header_verdict verdict, struct virtio_net_hdr h, const char *hex)
{
	ck_assert_int_eq(take(h, hex), verdict);
	ck_assert(!(b->flags & (BUFFER_OFFLOAD | BUFFER_GSO)));
	ck_assert_uint_eq(b->offload, 0);
}

START_TEST(nothing_is_trusted)
{
	const char *tcp = ETH "0800" IP4_TCP_540 TCP "61*500";
	const char *udp = ETH "0800" IP4_UDP_529 UDP "61*500";

	rig_start();
	refuse(VNET_HEADER_BAD_CSUM, csum(65535, 65535), tcp);
	refuse(VNET_HEADER_BAD_CSUM, csum(34, 65535), tcp);
	refuse(VNET_HEADER_BAD_CSUM, csum(0, 553), tcp);
	refuse(VNET_HEADER_BAD_CSUM, csum(34, 16), ETH "0800" IP4_TCP "00*17");
	refuse(VNET_HEADER_BAD_CSUM, csum(0, 0), "");
	refuse(VNET_HEADER_BAD_CSUM, gso(VIRTIO_NET_HDR_GSO_TCPV4, 100, 14, 16), tcp);
	refuse(VNET_HEADER_BAD_CSUM, gso(VIRTIO_NET_HDR_GSO_TCPV4, 100, 34, 6), tcp);
	refuse(VNET_HEADER_BAD_GSO, gso(VIRTIO_NET_HDR_GSO_TCPV4, 0, 34, 16), tcp);
	refuse(VNET_HEADER_BAD_GSO, gso(VIRTIO_NET_HDR_GSO_TCPV4, 7, 34, 16), tcp);
	refuse(VNET_HEADER_BAD_GSO, gso(VIRTIO_NET_HDR_GSO_TCPV6, 100, 34, 16), tcp);
	refuse(VNET_HEADER_BAD_GSO, gso(VIRTIO_NET_HDR_GSO_UDP_L4, 100, 34, 16), tcp);
	refuse(VNET_HEADER_BAD_GSO, gso(VIRTIO_NET_HDR_GSO_UDP, 100, 34, 6), udp);
	refuse(VNET_HEADER_BAD_GSO, gso(VIRTIO_NET_HDR_GSO_UDP_L4, 3, 34, 6), udp);
	refuse(VNET_HEADER_BAD_GSO, gso(VIRTIO_NET_HDR_GSO_UDP_L4, 0, 34, 6), udp);
	refuse(VNET_HEADER_BAD_GSO, gso(0x7f, 100, 34, 16), tcp);
	refuse(VNET_HEADER_BAD_GSO, gso(VIRTIO_NET_HDR_GSO_ECN, 100, 34, 16), tcp);
	// Another size than the IP header says; as if there were padding.
	refuse(VNET_HEADER_BAD_GSO, gso(VIRTIO_NET_HDR_GSO_TCPV4, 100, 34, 16),
		ETH "0800" IP4_TCP_540 TCP "61*501");
	// A TCP header that is too short, and one that is not there.
	refuse(VNET_HEADER_BAD_GSO, gso(VIRTIO_NET_HDR_GSO_TCPV4, 100, 34, 16),
		ETH "0800" IP4_TCP_540 "00500051 00000001 00000002 4010 1000 0000 0000 61*500");
	refuse(VNET_HEADER_BAD_GSO, gso(VIRTIO_NET_HDR_GSO_TCPV4, 100, 34, 16),
		ETH "0800" IP4_TCP_79 "00500051 00000001 00000002 f010 1000 0000 0000 61*39");
	refuse(VNET_HEADER_BAD_GSO, gso(VIRTIO_NET_HDR_GSO_TCPV4, 100, 34, 16), ETH "0800");
	refuse(VNET_HEADER_BAD_GSO, gso(VIRTIO_NET_HDR_GSO_TCPV4, 100, 34, 16), ETH "0800 64*60");
	// Headers that go on in another buffer.
	ck_assert_int_eq(take_split(gso(VIRTIO_NET_HDR_GSO_TCPV4, 100, 34, 16), tcp, true, 53),
		VNET_HEADER_BAD_GSO);
	ck_assert_int_eq(take_split(csum(34, 16), tcp, true, 51), VNET_HEADER_BAD_CSUM);
	ck_assert_int_eq(take_split(csum(34, 16), tcp, true, 52), VNET_HEADER_FINE);
	ck_assert_int_eq(take((struct virtio_net_hdr){.flags = VIRTIO_NET_HDR_F_DATA_VALID}, tcp),
		VNET_HEADER_FINE);
	ck_assert(b->flags & BUFFER_L4_CSUM_CORRECT && !(b->flags & BUFFER_OFFLOAD));
}
END_TEST

START_TEST(metadata_that_does_not_fit)
{
	rig_start();
	ck_assert_int_eq(take(csum(34, 6), ETH "0800" IP4_UDP UDP), VNET_HEADER_FINE);
	buffer_move(b, 20);
	ck_assert_uint_eq(made().flags, 0);
	buffer_move(b, -20);
	b->l4_at = 2000;
	ck_assert_uint_eq(made().flags, 0);
	b->l4_at = b->l3_at;
	ck_assert_uint_eq(made().flags, 0);
}
END_TEST

// As golden/a_ping has it, below "tpacket3_hdr:".
START_TEST(how_it_reads)
{
	struct text t = {0};
	struct virtio_net_hdr h = gso(1, 1448, 34, 16);

	vnet_header_text(&t, &(struct virtio_net_hdr){0}, 4);
	ck_assert_str_eq(text_string(&t),
		"    vnet-hdr:\n"
		"      flags 0x00 gso_type 0x00 hdr_len 0\n"
		"      gso_size 0 csum_start 0 csum_offset 0");
	text_clear(&t);
	h.hdr_len = 66;
	vnet_header_text(&t, &h, 0);
	ck_assert_str_eq(text_string(&t),
		"vnet-hdr:\n"
		"  flags 0x01 gso_type 0x01 hdr_len 66\n"
		"  gso_size 1448 csum_start 34 csum_offset 16");
	text_free(&t);
}
END_TEST

UNIT_MAIN(partial_checksums, other_checksums_are_filled_in, segments, nothing_is_trusted,
	metadata_that_does_not_fit, how_it_reads)
