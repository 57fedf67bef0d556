// Packets of many segments: cut by software where an interface does not do it, and only there.
#include "engine/base/csum.h"
#include "engine/graph/counters.h"
#include "engine/ip4/ip4.h"
#include "engine/ip4/tcp.h"
#include "engine/ip4/udp.h"
#include "engine/ip6/ip6.h"
#include "engine/net/ethernet.h"
#include "engine/net/gso.h"
#include "engine/net/interface.h"
#include "engine/net/protocol.h"
#include "tests/lib/port.h"
#include "tests/lib/rig.h"
#include "tests/lib/unit.h"

#include <stdlib.h>

enum { FIN = 0x01, PSH = 0x08, ACK = 0x10, CWR = 0x80, TAG_SIZE = 4 };

// What the packet is made of.
static struct {
	bool is_ip6, is_udp, is_bare; // bare: no link header
	u32 n_tags, options;	      // bytes of TCP options
	u32 payload, gso_size;
	u8 flags;
	u16 fragment; // of IPv4
} made;

static u32 port;
static u8 bytes[65536];
static u32 n_bytes, l3_at, l4_at, payload_at;

static void make(void)
{
	u8 *at = bytes;
	u32 l4_size = made.is_udp ? UDP_HEADER_SIZE : TCP_HEADER_SIZE + made.options;

	memset(bytes, 0, sizeof(bytes));
	if (!made.is_bare) {
		memcpy(at, "\x02\0\0\0\0\2\x02\0\0\0\0\1", 12);
		at += 12;
		for (u32 i = 0; i < made.n_tags; i++, at += TAG_SIZE)
			memcpy(at, "\x81\0\0\x64", TAG_SIZE);
		memcpy(at, made.is_ip6 ? "\x86\xdd" : "\x08\0", 2);
		at += 2;
	}
	l3_at = (u32)(at - bytes);
	if (made.is_ip6) {
		*(struct ip6 *)at = (struct ip6){.version_class_flow = be32_of(0x61234567),
			.payload_size = be16_of(l4_size + made.payload),
			.protocol = made.is_udp ? IP_PROTOCOL_UDP : IP_PROTOCOL_TCP,
			.hop_limit = 64,
			.from = {0x20, 1, [15] = 1},
			.to = {0x20, 1, [15] = 2}};
		at += IP6_HEADER_SIZE;
	} else {
		struct ip4 *ip = (void *)at;

		*ip = (struct ip4){.version_length = 0x45,
			.size = be16_of(IP4_HEADER_SIZE + l4_size + made.payload),
			.id = be16_of(0xfffe),
			.fragment = be16_of(made.fragment),
			.ttl = 64,
			.protocol = made.is_udp ? IP_PROTOCOL_UDP : IP_PROTOCOL_TCP,
			.from = be32_of(0x0a000001),
			.to = be32_of(0x0a000002)};
		ip->csum = csum_ip4_20(ip);
		at += IP4_HEADER_SIZE;
	}
	l4_at = (u32)(at - bytes);
	if (made.is_udp)
		*(struct udp *)at = (struct udp){.from = be16_of(1000),
			.to = be16_of(2000),
			.size = be16_of(l4_size + made.payload)};
	else
		*(struct tcp *)at = (struct tcp){.from = be16_of(1000),
			.to = be16_of(2000),
			.sequence = be32_of(0xfffffff0),
			.acknowledged = be32_of(7),
			.size_words = (u8)(l4_size / 4 << 4),
			.flags = made.flags,
			.window = be16_of(500)};
	at += l4_size;
	payload_at = (u32)(at - bytes);
	for (u32 i = 0; i < made.payload; i++)
		at[i] = (u8)random();
	n_bytes = payload_at + made.payload;
}

static void prepare(struct buffer *b)
{
	b->flags |= BUFFER_GSO | BUFFER_OFFLOAD | (made.is_ip6 ? BUFFER_IP6 : BUFFER_IP4) |
		BUFFER_L3_VALID | BUFFER_L4_VALID;
	b->offload = made.is_udp ? OFFLOAD_UDP_CSUM : OFFLOAD_TCP_CSUM;
	b->l3_at = (s16)(b->at + (s32)l3_at);
	b->l4_at = (s16)(b->at + (s32)l4_at);
	b->gso_size = (u16)made.gso_size;
	b->gso_l4_size = (u16)(payload_at - l4_at);
}

static void start(u32 offloads)
{
	rig_start();
	port = port_create("port", NULL);
	interface_at(port)->offloads = offloads;
	rig_tap("port-tx");
	srandom(1);
}

static void send(u32 split, bool trace)
{
	make();
	rig_clear();
	rig_inject("port-output",
		{.bytes = bytes, .n = n_bytes, .prepare = prepare, .split = split, .trace = trace});
}

static u16 l4_sum(const u8 *p, u32 n)
{
	u32 size = n - l4_at;
	u64 sum = made.is_ip6 ? csum_bytes(0, p + l3_at + 8, 32) : csum_bytes(0, p + l3_at + 12, 8);

	sum += be16_of(made.is_udp ? IP_PROTOCOL_UDP : IP_PROTOCOL_TCP);
	return csum_fold(csum_bytes(sum + be16_of(size), p + l4_at, size));
}

static void check_tcp(const struct tcp *tcp, u32 i, bool is_last)
{
	u8 flags = made.flags;

	ck_assert_uint_eq(host32(tcp->sequence), 0xfffffff0 + i * made.gso_size);
	ck_assert_uint_eq(tcp_header_size(tcp), TCP_HEADER_SIZE + made.options);
	if (i)
		flags &= (u8)~CWR;
	if (!is_last)
		flags &= (u8) ~(FIN | PSH);
	ck_assert_uint_eq(tcp->flags, flags);
}

// Segment 'i' of 'n' is what a host with that MSS would have sent.
static void check_segment(const struct rig_out *o, u32 i, u32 n)
{
	u32 payload = i + 1 < n ? made.gso_size : made.payload - i * made.gso_size;

	ck_assert_uint_eq(o->n, payload_at + payload);
	ck_assert(!memcmp(o->bytes, bytes, l3_at));
	ck_assert(!memcmp(o->bytes + payload_at, bytes + payload_at + i * made.gso_size, payload));
	ck_assert_uint_eq(l4_sum(o->bytes, o->n), 0xffff);
	ck_assert(!(o->b.flags & (BUFFER_GSO | BUFFER_OFFLOAD)));
	ck_assert_int_eq(o->b.l3_at - o->b.at, l3_at);
	ck_assert_int_eq(o->b.l4_at - o->b.at, l4_at);
	if (made.is_ip6) {
		const struct ip6 *ip = (const void *)(o->bytes + l3_at);

		ck_assert_uint_eq(host16(ip->payload_size), o->n - l4_at);
		ck_assert(!memcmp(ip->from, ((struct ip6 *)(bytes + l3_at))->from, 32));
	} else {
		const struct ip4 *ip = (const void *)(o->bytes + l3_at);

		ck_assert_uint_eq(host16(ip->size), o->n - l3_at);
		ck_assert_uint_eq(host16(ip->id), (0xfffe + i) & 0xffff);
		ck_assert(csum_ip4_20_valid(ip));
	}
	if (made.is_udp)
		ck_assert_uint_eq(
			host16(((const struct udp *)(o->bytes + l4_at))->size), o->n - l4_at);
	else
		check_tcp((const void *)(o->bytes + l4_at), i, i + 1 == n);
}

static void check(void)
{
	u32 n = (made.payload + made.gso_size - 1) / made.gso_size;
	u64 total = 0;

	rig_expect_n(n);
	for (u32 i = 0; i < n; i++) {
		check_segment(rig_out(i), i, n);
		total += rig_out(i)->n;
	}
	ck_assert_uint_eq(interface_counted(port, COUNTER_TX).packets, n);
	ck_assert_uint_eq(interface_counted(port, COUNTER_TX).bytes, total);
	ck_assert_uint_eq(rig_buffers_used(), 0);
	interface_counters_clear(port);
}

START_TEST(tcp)
{
	start(0);
	made.payload = 64000;
	made.gso_size = 1448;
	made.options = 12;
	made.flags = CWR | ACK | PSH | FIN;
	for (u32 k = 0; k < 2; k++) {
		made.is_ip6 = k;
		send(0, false);
		check();
		// Wherever one buffer ends and the next begins.
		send(66 + k * 20, false);
		check();
		send(1500, false);
		check();
	}
	made.n_tags = 2;
	made.payload = 1449;
	send(0, false);
	check();
	made.payload = 3 * 1448;
	send(0, false);
	check();
	// Segments of more than a buffer, and the smallest.
	made.gso_size = 8948;
	made.payload = 60001;
	send(0, false);
	check();
	made.gso_size = 8;
	made.payload = 8 * 600 + 1;
	send(0, false);
	check();
	made.is_bare = true;
	made.n_tags = 0;
	send(0, false);
	check();
}
END_TEST

START_TEST(udp)
{
	start(0);
	made.is_udp = true;
	made.payload = 60000;
	made.gso_size = 1201;
	for (u32 k = 0; k < 2; k++) {
		made.is_ip6 = k;
		send(700, false);
		check();
	}
}
END_TEST

START_TEST(whole_to_who_takes_it)
{
	made.payload = 5000;
	made.gso_size = 1000;
	start(OFFLOADS_CSUM | OFFLOADS_TCP_GSO);
	send(0, false);
	rig_expect_n(1);
	ck_assert_uint_eq(rig_out(0)->n, n_bytes);
	ck_assert(rig_out(0)->b.flags & BUFFER_GSO && rig_out(0)->b.flags & BUFFER_OFFLOAD);
	made.is_udp = true;
	send(0, false);
	rig_expect_n(5);
	ck_assert(rig_out(4)->b.flags & BUFFER_OFFLOAD && !(rig_out(4)->b.flags & BUFFER_GSO));
	interface_at(port)->offloads |= OFFLOADS_UDP_GSO;
	send(0, false);
	rig_expect_n(1);
	// Segments without checksums nobody can make.
	interface_at(port)->offloads = OFFLOADS_TCP_GSO | OFFLOADS_UDP_GSO;
	interface_counters_clear(port);
	send(0, false);
	check();
}
END_TEST

START_TEST(first_segment_keeps_the_trace)
{
	start(0);
	made.payload = 5000;
	made.gso_size = 1000;
	send(0, true);
	rig_expect_n(5);
	ck_assert(rig_out(0)->b.flags & BUFFER_TRACED);
	ck_assert(!(rig_out(1)->b.flags & BUFFER_TRACED));
	ck_assert_ptr_nonnull(strstr(rig_trace(0), "port-output"));
	ck_assert_str_eq(rig_out(4)->path, "rig-input > port-output > port-tx");
}
END_TEST

static void prepare_badly(struct buffer *b)
{
	prepare(b);
	b->l4_at = 1500;
}

START_TEST(headers_that_do_not_fit)
{
	start(0);
	made.payload = 5000;
	made.gso_size = 1000;
	rig_tap("error-drop");
	send(40, false);
	rig_expect(0, "error-drop", "port-output: headers that cannot be segmented", NULL);
	rig_clear();
	rig_inject("port-output", {.bytes = bytes, .n = 1000, .prepare = prepare_badly});
	rig_expect(0, "error-drop", "port-output: headers that cannot be segmented", NULL);
	made.gso_size = 0;
	send(0, false);
	rig_expect(0, "error-drop", "port-output: headers that cannot be segmented", NULL);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

START_TEST(buffers_run_out)
{
	u32 *held = malloc(sizeof(u32) * 20000), n;

	rig_start_with("buffers { buffers-per-numa 2048 }");
	port = port_create("port", NULL);
	rig_tap("port-tx");
	rig_tap("error-drop");
	n = buffer_alloc(worker_self(), held, 20000);
	buffer_free(worker_self(), held, 40);
	made.payload = 60000;
	made.gso_size = 1000;
	send(0, false);
	// 30 hold the packet itself.
	rig_expect_n(11);
	rig_expect(0, "error-drop", "port-output: no buffers for segments", NULL);
	ck_assert_uint_eq(rig_count("port-output", "no buffers for segments"), 50 - 1);
	buffer_free(worker_self(), held + 40, n - 40);
	ck_assert_uint_eq(rig_buffers_used(), 0);
	free(held);
}
END_TEST

UNIT_MAIN(tcp, udp, whole_to_who_takes_it, first_segment_keeps_the_trace, headers_that_do_not_fit,
	buffers_run_out)
