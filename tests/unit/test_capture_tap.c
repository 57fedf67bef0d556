// Captures and dispatch traces of packets on their way through the graph.
#include "engine/base/error.h"
#include "engine/graph/capture_tap.h"
#include "engine/graph/dispatch_capture.h"
#include "engine/graph/node.h"
#include "engine/graph/tracing.h"
#include "tests/lib/rig.h"
#include "trace/pcap.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char path[64];

#define IP "4500001c 00000000 40110000 0a000001 0a000002 00350035 00080000"

static void setup(void)
{
	snprintf(path, sizeof(path), "test_capture_tap.%d.pcapng", getpid());
	rig_start();
}

static void teardown(void)
{
	unlink(path);
}

// The whole file as text that can be searched, NULs made visible.
static char *file_text(const char *name)
{
	FILE *f = fopen(name, "rb");
	char *text = calloc(1, 65536);

	ck_assert_ptr_nonnull(f);
	size_t n = fread(text, 1, 65535, f);
	for (size_t i = 0; i < n; i++)
		if (!text[i])
			text[i] = '|';
	fclose(f);
	return text;
}

static void capture_from(u8 points, const char *filter)
{
	struct capture_settings s = {.points = points,
		.max = 10,
		.max_bytes = 64,
		.interface = INDEX_NONE,
		.error = INDEX_NONE};

	snprintf(s.path, sizeof(s.path), "%s", path);
	if (filter)
		ck_assert_int_eq(filter_compile(filter, &s.filter), 0);
	ck_assert_int_eq(capture_start(&s), 0);
	capture_tap_arm(points);
}

static u32 capture_end(void)
{
	u32 n;

	capture_tap_arm(0);
	ck_assert_int_eq(capture_stop(&n), 0);
	return n;
}

static struct pcap_packet first_packet(u8 *bytes)
{
	struct pcap_reader *r;
	struct pcap_packet p;

	ck_assert_int_eq(pcap_open_read(path, &r), 0);
	ck_assert_int_eq(pcap_read(r, &p), 1);
	ck_assert_uint_le(p.n, 64);
	memcpy(bytes, p.bytes, p.n);
	pcap_close_read(r);
	return p;
}

static void stood_at_ip(struct buffer *b)
{
	b->l2_at = b->at - 14;
	b->flags |= BUFFER_L2_VALID;
}

// Rewound to the Ethernet header, over a chain, cut; the comment says why and where.
START_TEST(drop_with_reason_and_path)
{
	u8 bytes[64];

	capture_from(CAPTURE_DROP, NULL);
	rig_inject("error-drop",
		{.hex = "020000000001 020000000002 0800" IP "00*60",
			.before = 14,
			.split = 40,
			.prepare = stood_at_ip});
	ck_assert_uint_eq(capture_end(), 1);
	struct pcap_packet p = first_packet(bytes);
	ck_assert_uint_eq(p.size, 14 + 28 + 60);
	ck_assert_uint_eq(p.n, 64);
	ck_assert_mem_eq(bytes, "\2\0\0\0\0\1\2\0\0\0\0\2\10\0\105\0", 16);
	char *text = file_text(path);
	ck_assert_ptr_nonnull(strstr(text,
		"verdict: dropped rig-input: blackholed packets "
		"[unknown]; "
		"path: rig-input > error-drop"));
	free(text);
}
END_TEST

START_TEST(ip_without_ethernet_gets_a_header)
{
	u8 bytes[64];

	capture_from(CAPTURE_DROP, NULL);
	rig_inject("error-drop", {.hex = IP});
	ck_assert_uint_eq(capture_end(), 1);
	struct pcap_packet p = first_packet(bytes);
	ck_assert_uint_eq(p.size, 14 + 28);
	ck_assert_mem_eq(bytes, "\0\0\0\0\0\0\0\0\0\0\0\0\10\0\105\0", 16);
}
END_TEST

// A frame whose destination begins like an IPv4 header is still a frame.
START_TEST(ethernet_that_begins_like_ip)
{
	u8 bytes[64];

	capture_from(CAPTURE_DROP, NULL);
	rig_inject("error-drop", {.hex = "45000014 0001 020000000002 0806" IP});
	ck_assert_uint_eq(capture_end(), 1);
	ck_assert_uint_eq(first_packet(bytes).size, 14 + 28);
	ck_assert_uint_eq(bytes[0], 0x45);
}
END_TEST

START_TEST(filter_sees_behind_the_position)
{
	capture_from(CAPTURE_DROP, "ether src 02:00:00:00:00:02 and udp port 53");
	rig_inject("error-drop",
		{.hex = "020000000001 020000000002 0800" IP, .before = 14, .prepare = stood_at_ip},
		{.hex = "020000000001 020000000003 0800" IP, .before = 14, .prepare = stood_at_ip});
	ck_assert_uint_eq(capture_end(), 1);
}
END_TEST

START_TEST(trace_from_any_node)
{
	struct filter *dns;

	ck_assert_int_eq(filter_compile("udp port 53", &dns), 0);
	tracing_add(node_by_name("error-drop"), INDEX_NONE, 5, false, dns);
	rig_inject("error-drop", {.hex = IP}, {.hex = "45000014 00*16"}, {.hex = IP});
	ck_assert_uint_eq(packet_trace_n(worker_self()->trace), 2);
	tracing_clear();
	rig_inject("error-drop", {.hex = IP});
	ck_assert_uint_eq(packet_trace_n(worker_self()->trace), 0);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

static void dispatch_from(u32 max, bool trace)
{
	struct dispatch_capture_settings s = {.max = max,
		.trace_node = trace ? node_by_name("error-drop") : INDEX_NONE,
		.trace_count = 1};

	snprintf(path, sizeof(path), "test_capture_tap.%d.pcap", getpid());
	snprintf(s.path, sizeof(s.path), "%s", path);
	ck_assert_int_eq(dispatch_capture_start(&s), 0);
	ck_assert_int_eq(dispatch_capture_start(&s), ERR_EXISTS);
}

static const char record[] =
	"|error-drop|"
	"flags: local l2_hdr_offset_valid \n"
	"current_data: 14, current_length: 28\n"
	"current_config_index/punt_reason: 0, flow_id: 0, next_buffer: 0\n"
	"error: 0, ref_count: 1, buffer_pool_index: 0\n"
	"trace_handle: 0x0, len_not_first_buf: 0\n|"
	"raw: 00000000 ffffffff 00000000 00000000 00000000 00000000 00000000 00000000 00000000 "
	"00000000 \n"
	"sw_if_index[VLIB_RX]: 0, sw_if_index[VLIB_TX]: -1\n"
	"L2 offset 0, L3 offset 0, L4 offset 0, unused 0\n"
	"offload flags: none \n";

// Byte for byte what reference dissectors read: header, five strings, then the packet.
START_TEST(dispatch_records)
{
	struct pcap_reader *r;
	struct pcap_packet p;
	u32 n;

	dispatch_from(3, true);
	rig_inject("error-drop",
		{.hex = "020000000001 020000000002 0800" IP,
			.before = 14,
			.flags = BUFFER_LOCAL,
			.prepare = stood_at_ip});
	rig_inject("error-drop", {.hex = IP});
	ck_assert_uint_eq(dispatch_capture_n(), 3);
	ck_assert_uint_eq(dispatch_capture_lost(), 1);
	ck_assert_int_eq(dispatch_capture_stop(&n), 0);
	ck_assert_uint_eq(n, 3);
	ck_assert_int_eq(pcap_open_read(path, &r), 0);
	ck_assert_int_eq(pcap_reader_link(r), LINK_VPP_DISPATCH);
	ck_assert_int_eq(pcap_read(r, &p), 1);
	ck_assert_mem_eq(p.bytes, "\1\0\5\0", 4);
	ck_assert_mem_eq(p.bytes + p.n - 28, "\105\0\0\34", 4);
	pcap_close_read(r);
	char *text = file_text(path);
	char *at = strstr(text, record + 1);
	ck_assert_ptr_nonnull(at);
	ck_assert_ptr_nonnull(strstr(at, "gso_size: 0, gso_l4_hdr_sz: 0\n||"));
	ck_assert_ptr_nonnull(strstr(at, "|\n00:00:00:000000: error-drop\n  rx:local0|"));
	free(text);
}
END_TEST

START_TEST(dispatch_of_nothing)
{
	u32 n;

	dispatch_from(3, false);
	ck_assert_int_eq(dispatch_capture_stop(&n), 0);
	ck_assert_uint_eq(n, 0);
	ck_assert_int_ne(access(path, F_OK), 0);
	ck_assert_int_eq(dispatch_capture_stop(&n), ERR_EXISTS);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("capture_tap");
	TCase *t = tcase_create("taps");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, drop_with_reason_and_path);
	tcase_add_test(t, ip_without_ethernet_gets_a_header);
	tcase_add_test(t, ethernet_that_begins_like_ip);
	tcase_add_test(t, filter_sees_behind_the_position);
	tcase_add_test(t, trace_from_any_node);
	tcase_add_test(t, dispatch_records);
	tcase_add_test(t, dispatch_of_nothing);
	suite_add_tcase(s, t);
	return rig_main(s);
}
