// The packet generator: data to bytes as VPP makes them, streams in time, captures, hostile words.
#include "devices/pg/pg.h"
#include "devices/pg/stream.h"
#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "engine/graph/dispatch.h"
#include "tests/lib/rig.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { ETHERNET = 1, IP4 = 2, IP6 = 3 };

static u32 pg0, pg1;
static char path[64];

static u32 create(const char *name)
{
	const struct device_class *c = device_class_by_name("packet-generator");
	bool given[16] = {true};
	union device_value values[16] = {{.string = name}};
	u32 interface;

	ck_assert_int_eq(device_create(c, &(struct device_values){given, values}, &interface), 0);
	ck_assert_int_eq(interface_set_up(interface, true), 0);
	return interface;
}

static void setup(void)
{
	rig_start();
	pg0 = create("pg0");
	pg1 = create("pg1");
	snprintf(path, sizeof(path), "test_pg.%d.pcap", getpid());
}

static void teardown(void)
{
	unlink(path);
}

// The next packet of a template as hexadecimal text.
static const char *made(struct pg_template *t, u32 size)
{
	static struct text hex;
	u8 bytes[2048], *packet = bytes;

	memcpy(packet, t->bytes, ROUND_UP(size, CACHE_LINE));
	pg_template_edit(t, &packet, &size, 1);
	text_clear(&hex);
	text_hex(&hex, packet, size);
	return text_string(&hex);
}

static int template_of(struct pg_template *t, const char *data, u8 hint, u32 min, u32 max)
{
	struct pg_scan s = {.text = data, .length = (u32)strlen(data)};
	struct pg_spec spec = {0};
	int r = ERR_SYNTAX;

	*t = (struct pg_template){0};
	if (pg_spec_parse(&spec, &s, hint))
		r = pg_template_make(t, &spec, min, max, 1);
	pg_spec_free(&spec);
	return r;
}

// Packets that VPP 26.06 made of the same data.
static const struct {
	const char *data;
	u8 hint;
	u32 size;
	const char *bytes;
} recorded[] = {
	{"IP4: 02:00:00:00:aa:01 -> 02:fe:4a:ed:92:ec UDP: 10.1.0.5 -> 10.2.0.2 "
	 "UDP: 1234 -> 2345 incrementing 22",
		ETHERNET, 64,
		"02fe4aed92ec02000000aa0108004500003200000000401166b20a0100050a02000204d20929001e6f"
		"34000102030405060708090a0b0c0d0e0f101112131415"},
	{"IP4: 02:00:00:00:aa:01 -> 02:fe:4a:ed:92:ec TCP: 10.1.0.5 -> 10.2.0.2 "
	 "TCP: 1234 -> 80 incrementing 26",
		ETHERNET, 80,
		"02fe4aed92ec02000000aa0108004500004200000000400666ad0a0100050a02000204d20050000000"
		"00000000005000100068890000000102030405060708090a0b0c0d0e0f10111213141516171819"},
	// The same with the checksum of RFC 9293.
	{"IP4: 02:00:00:00:aa:01 -> 02:fe:4a:ed:92:ec TCP: 10.1.0.5 -> 10.2.0.2 "
	 "TCP: 1234 -> 80 checksum valid incrementing 26",
		ETHERNET, 80,
		"02fe4aed92ec02000000aa0108004500004200000000400666ad0a0100050a02000204d20050000000"
		"00000000005000"
		"1000e9f50000000102030405060708090a0b0c0d0e0f10111213141516171819"},
	{"ICMP: 2001:db8::1 -> 2001:db8::2 ICMP echo_request incrementing 24", IP6, 80,
		"6000000000280140"
		"20010db800000000000000000000000120010db8000000000000000000000002"
		"0800736f000102030405060708090a0b0c0d0e0f1011121314151617000000000000000000000000"},
	{"UDP: 10.1.0.5 -> 10.2.0.2 UDP: 1000 -> 2000 hex 0xdeadbeef", IP4, 64,
		"4500004000000000401166a40a0100050a02000203e807d0002c4237deadbeef000000000000000000"
		"0000000000000000000000000000000000000000000000"},
	{"UDP: 10.1.0.5 -> 10.2.0.2 UDP: 1000 -> 2000 incrementing 30", IP4, 64,
		"4500004000000000401166a40a0100050a02000203e807d0002c0cf3000102030405060708090a0b0c"
		"0d0e0f101112131415161718191a1b1c1d000000000000"},
	{"ICMP: 10.1.0.5 -> 10.2.0.2 ICMP echo_request incrementing 30", IP4, 64,
		"4500004000000000400166b40a0100050a0200020800251e000102030405060708090a0b0c0d0e0f10"
		"1112131415161718191a1b1c1d00000000000000000000"},
};

START_TEST(data_becomes_the_recorded_packets)
{
	struct pg_template t;

	ck_assert_int_eq(template_of(&t, recorded[_i].data, recorded[_i].hint, recorded[_i].size,
				 recorded[_i].size),
		0);
	ck_assert_str_eq(made(&t, recorded[_i].size), recorded[_i].bytes);
	pg_template_free(&t);
}
END_TEST

START_TEST(ranges_count_and_sums_follow)
{
	// Source port and UDP checksum as traced by VPP from stream 's1', address from 's0'.
	static const char *const sums[] = {"66a4", "66a3", "66a2", "66a4"};
	static const char *const ports[] = {
		"03e807d0002cd3c4", "03e907d0002cd3c2", "03ea07d0002cd3c0", "03eb07d0002cd3c1"};
	struct pg_template t;

	ck_assert_int_eq(template_of(&t,
				 "UDP: 10.1.0.5 - 10.1.0.7 -> 10.2.0.2 UDP: 1000 - 1003 -> 2000 "
				 "incrementing 8",
				 IP4, 64, 64),
		0);
	for (u32 i = 0; i < 4; i++) {
		const char *hex = made(&t, 64);

		ck_assert_mem_eq(hex + 20, sums[i], 4);
		ck_assert_mem_eq(hex + 40, ports[i], 16);
	}
	pg_template_free(&t);
}
END_TEST

// Adds the 16-bit words of a packet from hexadecimal text, as RFC 1071 says.
static u32 sum_of(const char *hex, u32 from, u32 to, u32 sum)
{
	for (u32 i = from; i < to; i++) {
		char pair[3] = {hex[2 * i], hex[2 * i + 1]};

		sum += (u32)strtoul(pair, NULL, 16) << ((i - from) % 2 ? 0 : 8);
	}
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

START_TEST(every_size_has_right_lengths_and_sums)
{
	struct pg_template t;

	ck_assert_int_eq(template_of(&t,
				 "UDP: 10.1.0.5 + 10.1.255.250 -> 10.2.0.2 ttl 5 - 200 "
				 "UDP: 1 + 65535 -> 2000 incrementing",
				 IP4, 28, 131),
		0);
	for (u32 size = 28; size <= 131; size++) {
		const char *hex = made(&t, size);
		char length[5];

		snprintf(length, sizeof(length), "%04x", size);
		ck_assert_mem_eq(hex + 4, length, 4);
		snprintf(length, sizeof(length), "%04x", size - 20);
		ck_assert_mem_eq(hex + 48, length, 4);
		ck_assert_uint_eq(sum_of(hex, 0, 20, 0), 0xffff);
		ck_assert_uint_eq(
			sum_of(hex, 20, size, sum_of(hex, 12, 20, 17 + size - 20)), 0xffff);
	}
	pg_template_free(&t);
}
END_TEST

START_TEST(random_values_cover_their_range)
{
	u32 seen[2] = {0};
	struct pg_template t;

	ck_assert_int_eq(
		template_of(&t, "UDP: 10.1.0.5 -> 10.2.0.2 UDP: 8 + 15 -> 8 + 15 checksum 0", IP4,
			28, 28),
		0);
	for (u32 i = 0; i < 200; i++) {
		const char *hex = made(&t, 28);

		for (u32 k = 0; k < 2; k++)
			seen[k] |= 1u << strtoul((char[2]){hex[43 + 4 * k]}, NULL, 16);
	}
	ck_assert_uint_eq(seen[0], 0xff00);
	ck_assert_uint_eq(seen[1], 0xff00);
	pg_template_free(&t);
}
END_TEST

START_TEST(a_vlan_tag_goes_between)
{
	struct pg_template t;

	ck_assert_int_eq(
		template_of(&t, "IP4: 02:00:00:00:aa:01 -> 02:00:00:00:00:01 vlan 100 hex 0x45",
			ETHERNET, 20, 20),
		0);
	ck_assert_str_eq(made(&t, 20),
		"02000000000102000000aa01810000640800"
		"4500");
	pg_template_free(&t);
}
END_TEST

static const struct {
	const char *text;
	int code;
	u32 at; // where the mistake is
	const char *says;
} wrong[] = {
	{"name x", ERR_INVALID_VALUE, 6, "no packet data given"},
	{"{ name x node ip4-input", ERR_SYNTAX, 0, "without its }"},
	{"name x data { hex 0x00 }", ERR_INVALID_VALUE, 24, "node not given"},
	{"name x node nosuch-node data { hex 0x00 }", ERR_NO_SUCH_NODE, 12, "nosuch-node"},
	{"name x interface nosuch node drop data { hex 0x00 }", ERR_NO_SUCH_INTERFACE, 17,
		"nosuch"},
	{"node drop frobnicate 7 data { hex 0x00 }", ERR_SYNTAX, 10, "unknown input `frobnicate"},
	{"node drop size 100-64 data { hex 0x00 }", ERR_INVALID_VALUE, 0, "max-size < min-size"},
	{"node drop size 0-64 data { hex 0x00 }", ERR_INVALID_VALUE, 14, "size must be"},
	{"node drop size 4294967297-4294967299 data { hex 0x00 }", ERR_INVALID_VALUE, 14,
		"size must be"},
	{"node drop limit -1 data { hex 0x00 }", ERR_INVALID_VALUE, 15, "limit"},
	{"node drop limit 1e300 data { hex 0x00 }", ERR_INVALID_VALUE, 15, "limit"},
	{"node drop rate -5 data { hex 0x00 }", ERR_INVALID_VALUE, 14, "negative rate"},
	{"node drop rate inf data { hex 0x00 }", ERR_INVALID_VALUE, 14, "rate"},
	{"node drop rate 1e999 data { hex 0x00 }", ERR_INVALID_VALUE, 14, "rate"},
	{"node drop buffer-size 0 data { hex 0x00 }", ERR_INVALID_VALUE, 21, "buffer-size"},
	{"node drop buffer-size 1 size 9000-9000 data { hex 0x00 }", ERR_INVALID_VALUE, 0,
		"buffers a packet"},
	{"node drop data { hex 0x0 }", ERR_SYNTAX, 21, "even number"},
	{"node drop data { hex }", ERR_SYNTAX, 21, "0x and hex"},
	{"node drop data { }", ERR_SYNTAX, 17, "packet data"},
	{"node drop data hex", ERR_SYNTAX, 15, "{ }"},
	{"node ip4-input data { UDP: 10.0.0.9 - 10.0.0.1 -> 10.2.0.2 }", ERR_SYNTAX, 36,
		"goes upwards"},
	{"node ip4-input data { UDP: 10.0.0.999 -> 10.2.0.2 }", ERR_SYNTAX, 27, "IPv4 address"},
	{"node ip4-input data { UDP: 1.1.1.1 -> 2.2.2.2 UDP: 1 -> 70000 hex 0x00 }", ERR_SYNTAX, 56,
		"port number"},
	{"node ip4-input data { UDP: 1.1.1.1 -> 2.2.2.2 ttl 256 }", ERR_SYNTAX, 50,
		"number up to 255"},
	{"node ethernet-input data { ARP: 02:00:00:00:aa:01 -> ff:ff:ff:ff:ff:ff ARP: request }",
		ERR_SYNTAX, 71,
		"failed to parse packet data from ` ARP: 02:00:00:00:aa:01 -> ff:...'"},
	{"node ip4-input size 64-100 data { UDP: 1.1.1.1 -> 2.2.2.2 UDP: 1 -> 2 incrementing 8 }",
		ERR_INVALID_VALUE, 0, "min-size < total header size 100"},
	{"node drop pcap /nonexistent.pcap", ERR_SYSCALL, 0, "/nonexistent.pcap"},
	{"node drop pcap /tmp", ERR_SYSCALL, 0, "/tmp"},
	{"node drop pcap /dev/null", ERR_SYNTAX, 0, "/dev/null"},
};

START_TEST(wrong_words_leave_nothing_behind)
{
	u32 at = 12345;
	int r = pg_stream_new(wrong[_i].text, &at);

	ck_assert_int_eq(r, wrong[_i].code);
	ck_assert_msg(strstr(error_text(r), wrong[_i].says), "%s", error_text(r));
	if (wrong[_i].at)
		ck_assert_uint_eq(at, wrong[_i].at);
	ck_assert_ptr_null(pg_stream_at(0));
}
END_TEST

static struct pg_stream *stream(const char *text)
{
	u32 at;
	int r = pg_stream_new(text, &at);
	u32 i = 0;

	ck_assert_msg(r == 0, "%s", error_text(r));
	while (pg_stream_at(i + 1))
		i++;
	return pg_stream_at(i);
}

// Sends a stream to pg1 and reads back what came.
static u32 captured(u64 *times, u32 *sizes, u32 room)
{
	struct pcap_reader *r;
	struct pcap_packet p;
	u32 n = 0;

	ck_assert_int_eq(pg_capture_stop(pg_interface_at(pg1)), 0);
	ck_assert_int_eq(pcap_open_read(path, &r), 0);
	while (pcap_read(r, &p) == 1) {
		if (n < room) {
			times[n] = p.time;
			sizes[n] = p.size;
		}
		n++;
	}
	pcap_close_read(r);
	return n;
}

START_TEST(packets_leave_when_they_are_due)
{
	u64 times[8], start = clock_wall(now());
	u32 sizes[8];
	struct pg_stream *s = stream("{ name r limit 6 rate 1000 interface pg0 node pg1-tx "
				     "data { hex 0x00 } }");

	ck_assert_int_eq(pg_capture_start(pg_interface_at(pg1), path, 0), 0);
	pg_stream_enable(s, true);
	ck_assert(engine_settle(1000));
	ck_assert_uint_eq(s->n_generated, 1);
	engine_advance(2500000);
	ck_assert_uint_eq(s->n_generated, 3);
	engine_advance(NS_PER_S);
	ck_assert_uint_eq(s->n_generated, 6);
	ck_assert(!s->enabled);
	ck_assert_uint_eq(captured(times, sizes, 8), 6);
	for (u32 i = 0; i < 6; i++)
		ck_assert_uint_eq(times[i], start + i * NS_PER_MS);
}
END_TEST

START_TEST(no_rate_is_at_once_and_sizes_count_up)
{
	u64 times[8];
	u32 sizes[8];
	struct pg_stream *s = stream("name s limit 1000 size 60-62 node pg1-tx interface pg0 "
				     "data { incrementing }");

	ck_assert_int_eq(pg_capture_start(pg_interface_at(pg1), path, 5), 0);
	pg_stream_enable(s, true);
	ck_assert(engine_settle(1000));
	ck_assert_uint_eq(s->n_generated, 1000);
	ck_assert_uint_eq(captured(times, sizes, 8), 5);
	for (u32 i = 0; i < 5; i++)
		ck_assert_uint_eq(sizes[i], 60 + i % 3);
	ck_assert_uint_eq(interface_counted(pg0, COUNTER_RX).packets, 1000);
}
END_TEST

START_TEST(long_packets_are_chains)
{
	struct pg_stream *s = stream("name l limit 2 size 9000-9000 buffer-size 1000 node pg1-tx "
				     "interface pg0 data { incrementing }");
	struct pcap_reader *r;
	struct pcap_packet p;

	ck_assert_int_eq(pg_capture_start(pg_interface_at(pg1), path, 0), 0);
	pg_stream_enable(s, true);
	ck_assert(engine_settle(1000));
	ck_assert_int_eq(pg_capture_stop(pg_interface_at(pg1)), 0);
	ck_assert_int_eq(pcap_open_read(path, &r), 0);
	ck_assert_int_eq(pcap_read(r, &p), 1);
	ck_assert_uint_eq(p.n, 9000);
	for (u32 i = 0; i < p.n; i++)
		ck_assert_uint_eq(p.bytes[i], i & 0xff);
	pcap_close_read(r);
}
END_TEST

START_TEST(a_capture_is_sent_again)
{
	u64 times[8];
	u32 sizes[8], at;
	struct pg_stream *s = stream("name l limit 3 size 70-72 node pg1-tx interface pg0 "
				     "data { incrementing }");
	char text[128];

	ck_assert_int_eq(pg_capture_start(pg_interface_at(pg1), path, 0), 0);
	pg_stream_enable(s, true);
	ck_assert(engine_settle(1000));
	ck_assert_uint_eq(captured(times, sizes, 8), 3);
	snprintf(text, sizeof(text), "name rep pcap %s source pg0 node pg1-tx", path);
	s = stream(text);
	ck_assert_uint_eq(s->limit, 3);
	ck_assert_uint_eq(s->size_min, 70);
	ck_assert_uint_eq(s->size_max, 72);
	// The sizes stay those of the capture.
	ck_assert_int_eq(pg_stream_configure(s, "limit 4 size 1-2", &at), 0);
	ck_assert_uint_eq(s->size_max, 72);
	ck_assert_int_eq(pg_capture_start(pg_interface_at(pg1), path, 0), 0);
	pg_stream_enable(s, true);
	ck_assert(engine_settle(1000));
	ck_assert_uint_eq(captured(times, sizes, 8), 4);
	ck_assert_uint_eq(sizes[2], 72);
	ck_assert_uint_eq(sizes[3], 70);
}
END_TEST

START_TEST(a_full_disk_ends_the_capture_only)
{
	struct pg_stream *s = stream("name f limit 2000 node pg1-tx interface pg0 "
				     "data { hex 0x00 }");

	ck_assert_int_eq(
		pg_capture_start(pg_interface_at(pg1), "/nonexistent/x.pcap", 0), ERR_SYSCALL);
	ck_assert_int_eq(pg_capture_start(pg_interface_at(pg1), "/dev/full", 0), 0);
	pg_stream_enable(s, true);
	ck_assert(engine_settle(1000));
	ck_assert_uint_eq(s->n_generated, 2000);
	ck_assert_int_eq(pg_capture_stop(pg_interface_at(pg1)), ERR_SYSCALL);
}
END_TEST

START_TEST(deleting_what_runs)
{
	struct pg_stream *s = stream("name f node pg1-tx interface pg0 data { hex 0x00 }");

	pg_stream_enable(s, true);
	ck_assert(!engine_settle(10));
	ck_assert_uint_ge(s->n_generated, 2560);
	ck_assert_int_eq(device_delete(device_class_by_name("loopback"), pg0), ERR_INVALID_VALUE);
	ck_assert_int_eq(device_delete(device_class_by_name("packet-generator"), pg0), 0);
	ck_assert_ptr_null(pg_stream_at(0));
	ck_assert(engine_settle(10));
	// Likewise with the interface that gets the packets.
	stream("node pg1-tx data { hex 0x00 }");
	ck_assert_ptr_nonnull(pg_stream_by_name("stream0"));
	ck_assert_int_eq(device_delete(device_class_by_name("packet-generator"), pg1), 0);
	ck_assert_ptr_null(pg_stream_at(0));
}
END_TEST

START_TEST(a_stream_of_the_same_name_takes_the_place)
{
	stream("name dup limit 1 node pg1-tx data { hex 0x0102 }");
	stream("name dup limit 2 node pg1-tx data { hex 0x0102 }");
	ck_assert_uint_eq(pg_stream_by_name("dup")->limit, 2);
	ck_assert_ptr_null(pg_stream_at(1));
	// Without an interface packets come from the one that VPP makes for them.
	ck_assert_str_eq(interface_name(pg_stream_at(0)->rx_interface), "pg-1");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("pg");
	TCase *t = tcase_create("pg");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, data_becomes_the_recorded_packets, 0, ARRAY_N(recorded));
	tcase_add_test(t, ranges_count_and_sums_follow);
	tcase_add_test(t, every_size_has_right_lengths_and_sums);
	tcase_add_test(t, random_values_cover_their_range);
	tcase_add_test(t, a_vlan_tag_goes_between);
	tcase_add_loop_test(t, wrong_words_leave_nothing_behind, 0, ARRAY_N(wrong));
	tcase_add_test(t, packets_leave_when_they_are_due);
	tcase_add_test(t, no_rate_is_at_once_and_sizes_count_up);
	tcase_add_test(t, long_packets_are_chains);
	tcase_add_test(t, a_capture_is_sent_again);
	tcase_add_test(t, a_full_disk_ends_the_capture_only);
	tcase_add_test(t, deleting_what_runs);
	tcase_add_test(t, a_stream_of_the_same_name_takes_the_place);
	suite_add_tcase(suite, t);
	return rig_main(suite);
}
