// pcap interfaces: replay at every speed, recording, and captures that are not what they should be.
#include "devices/pcap/pcap_device.h"
#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "engine/graph/dispatch.h"
#include "engine/graph/timer.h"
#include "tests/lib/rig.h"
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static char rx[64], tx[64];
static const u64 epoch = 1700000000ull * NS_PER_S;

static void setup_with(const char *config)
{
	rig_start_with(config);
	rig_tap("ethernet-input");
	snprintf(rx, sizeof(rx), "test_pcap_device.%d.rx.pcap", getpid());
	snprintf(tx, sizeof(tx), "test_pcap_device.%d.tx.pcapng", getpid());
}

static void setup(void)
{
	setup_with("");
}

static void setup_few_buffers(void)
{
	setup_with("buffers { buffers-per-numa 4 }");
}

static void teardown(void)
{
	unlink(rx);
	unlink(tx);
}

// A capture of 'n' packets of 100 bytes and more, 'gap' ns apart; byte 20 is the packet's number.
static void write_capture(int link, u32 n, u64 gap, u32 size)
{
	struct pcap_writer *w;
	u8 bytes[9000] = {[12] = 0x88, [13] = 0xb5};

	ck_assert_int_eq(pcap_open_write(rx, PCAP_CLASSIC_NANO, link, 0, &w), 0);
	for (u32 i = 0; i < n; i++) {
		struct pcap_packet p = {
			.time = epoch + i * gap, .size = size, .n = size, .bytes = bytes};

		bytes[20] = (u8)i;
		if (link == LINK_RAW)
			bytes[0] = i % 3 == 0 ? 0x45 : i % 3 == 1 ? 0x60 : 0x00;
		ck_assert_int_eq(pcap_write(w, &p, NULL), 0);
	}
	ck_assert_int_eq(pcap_close_write(w), 0);
}

// 'words': name and value in turn; ends with null.
static int create(const char *name, const char *const *words, u32 *interface)
{
	const struct device_class *c = device_class_by_name("pcap");
	bool given[16] = {0};
	union device_value values[16] = {0};
	u32 at = device_arg_index(c, "name");

	values[device_arg_index(c, "loop")].u64 = 1;
	given[at] = true;
	values[at].string = name;
	for (; *words; words += 2) {
		at = device_arg_index(c, words[0]);
		given[at] = true;
		if (c->args[at].type == ARG_U64)
			ck_assert_int_eq(parse_u64(words[1], 0, UINT64_MAX, &values[at].u64), 0);
		else
			values[at].string = words[1];
	}
	return device_create(c, &(struct device_values){given, values}, interface);
}
#define CREATE(name, interface, ...) create((name), NAMES(__VA_ARGS__), (interface))

START_TEST(fast_is_all_at_once)
{
	u32 in;

	write_capture(LINK_ETHERNET, 600, NS_PER_S, 100);
	ck_assert_int_eq(CREATE("in0", &in, "rx-file", rx), 0);
	rig_settle();
	rig_expect_n(0);
	ck_assert_int_eq(interface_set_up(in, true), 0);
	rig_settle();
	rig_expect_n(600);
	ck_assert_uint_eq(rig_out(599)->bytes[20], 599 & 0xff);
	ck_assert_uint_eq(rig_out(0)->b.rx_interface, in);
	ck_assert_uint_eq(now(), 0);
	ck_assert_int_eq(pcap_device_at(in)->state, PCAP_DONE);
	// Down and up again: from the beginning.
	rig_clear();
	ck_assert_int_eq(interface_set_up(in, false), 0);
	ck_assert_int_eq(interface_set_up(in, true), 0);
	rig_settle();
	rig_expect_n(600);
}
END_TEST

struct ticker {
	struct timer timer;
	u32 n, n_seen[16]; // packets that had come at each tick
};

static void tick(struct timer *t)
{
	struct ticker *k = container_of(t, struct ticker, timer);

	if (k->n < 16)
		k->n_seen[k->n++] = rig_n();
	timer_start(t, 3 * NS_PER_S);
}

START_TEST(a_capture_drives_the_stopped_clock)
{
	struct ticker k = {.timer.fire = tick};
	u32 in;

	write_capture(LINK_ETHERNET, 8, NS_PER_S, 100);
	ck_assert_int_eq(CREATE("in0", &in, "rx-file", rx, "speed", "recorded"), 0);
	engine_advance(5 * NS_PER_S);
	timer_start(&k.timer, 3500 * NS_PER_MS);
	ck_assert_int_eq(interface_set_up(in, true), 0);
	rig_settle();
	rig_expect_n(8);
	ck_assert_uint_eq(now(), 12 * NS_PER_S);
	ck_assert_uint_eq(clock_wall(now()), epoch + 7 * NS_PER_S);
	for (u32 i = 0; i < 8; i++)
		ck_assert_uint_eq(rig_out(i)->b.time, (5 + i) * NS_PER_S);
	// A timer between packets fires between them: 4 had come after 3.5 s, 7 after 6.5 s.
	ck_assert_uint_eq(k.n, 2);
	ck_assert_uint_eq(k.n_seen[0], 4);
	ck_assert_uint_eq(k.n_seen[1], 7);
}
END_TEST

START_TEST(loops_end)
{
	u32 in;

	write_capture(LINK_ETHERNET, 5, NS_PER_MS, 100);
	ck_assert_int_eq(CREATE("in0", &in, "rx-file", rx, "loop", "3", "speed", "recorded"), 0);
	ck_assert_int_eq(interface_set_up(in, true), 0);
	rig_settle();
	rig_expect_n(15);
	ck_assert_uint_eq(now(), 12 * NS_PER_MS);
	ck_assert_uint_eq(pcap_device_at(in)->n_passes, 3);
}
END_TEST

START_TEST(an_empty_capture_is_done_at_once)
{
	u32 in;

	write_capture(LINK_ETHERNET, 0, 0, 100);
	ck_assert_int_eq(CREATE("in0", &in, "rx-file", rx, "loop", "0"), 0);
	ck_assert_int_eq(interface_set_up(in, true), 0);
	rig_settle();
	ck_assert_int_eq(pcap_device_at(in)->state, PCAP_DONE);
}
END_TEST

START_TEST(a_capture_cut_short_gives_what_was_before)
{
	u32 in;

	write_capture(LINK_ETHERNET, 5, 1, 100);
	ck_assert_int_eq(truncate(rx, 24 + 3 * 116 + 50), 0);
	ck_assert_int_eq(CREATE("in0", &in, "rx-file", rx), 0);
	ck_assert_int_eq(interface_set_up(in, true), 0);
	rig_settle();
	rig_expect_n(3);
	ck_assert_int_eq(pcap_device_at(in)->state, PCAP_FAILED);
	ck_assert(strstr(pcap_device_at(in)->failure, "packet 4"));
	ck_assert_uint_eq(rig_count("pcap-input", "captures that broke off"), 1);
}
END_TEST

START_TEST(times_that_jump)
{
	static const u64 times[] = {1000, 500, 2000, 2000 + (1ull << 60), 3000 + (1ull << 60)};
	struct pcap_writer *w;
	u8 bytes[60] = {0};
	u32 in;

	ck_assert_int_eq(pcap_open_write(rx, PCAP_CLASSIC_NANO, LINK_ETHERNET, 0, &w), 0);
	for (u32 i = 0; i < ARRAY_N(times); i++) {
		struct pcap_packet p = {.time = times[i], .size = 60, .n = 60, .bytes = bytes};

		ck_assert_int_eq(pcap_write(w, &p, NULL), 0);
	}
	ck_assert_int_eq(pcap_close_write(w), 0);
	ck_assert_int_eq(CREATE("in0", &in, "rx-file", rx, "speed", "recorded"), 0);
	ck_assert_int_eq(interface_set_up(in, true), 0);
	rig_settle();
	rig_expect_n(5);
	ck_assert_uint_eq(now(), 2000);
	ck_assert_uint_eq(pcap_device_at(in)->n_jumps, 1);
}
END_TEST

START_TEST(raw_ip_goes_by_version)
{
	u32 in;

	rig_tap("ip4-input");
	rig_tap("ip6-input");
	rig_tap("error-drop");
	write_capture(LINK_RAW, 3, 1, 100);
	ck_assert_int_eq(CREATE("in0", &in, "rx-file", rx), ERR_INVALID_VALUE);
	ck_assert_int_eq(CREATE("in0", &in, "rx-file", rx, "mode", "ip"), 0);
	ck_assert_int_eq(interface_set_up(in, true), 0);
	rig_settle();
	rig_expect_n(3);
	rig_expect(0, "ip4-input", NULL, "45*");
	rig_expect(1, "ip6-input", NULL, "60*");
	rig_expect(2, "error-drop", "pcap-input: packets that are neither IPv4 nor IPv6", "00*");
}
END_TEST

START_TEST(long_packets_are_chains)
{
	u32 in;

	write_capture(LINK_ETHERNET, 2, 1, 9000);
	ck_assert_int_eq(CREATE("in0", &in, "rx-file", rx), 0);
	ck_assert_int_eq(interface_set_up(in, true), 0);
	rig_settle();
	rig_expect_n(2);
	ck_assert_uint_eq(rig_out(1)->n, 9000);
}
END_TEST

START_TEST(what_is_sent_is_recorded)
{
	struct pcap_reader *r;
	struct pcap_packet p;
	u32 out;

	ck_assert_int_eq(CREATE("out0", &out, "tx-file", tx), 0);
	ck_assert_int_eq(interface_set_up(out, true), 0);
	rig_inject("interface-output",
		{.hex = "020000000001 020000000002 88b5 00*50 77", .tx = out},
		{.hex = "020000000001 020000000002 88b5 00*3000 78", .tx = out, .split = 100});
	// At once: the file can be read while the interface is there.
	ck_assert_int_eq(pcap_open_read(tx, &r), 0);
	ck_assert_int_eq(pcap_read(r, &p), 1);
	ck_assert_uint_eq(p.n, 65);
	ck_assert_uint_eq(p.bytes[64], 0x77);
	ck_assert_uint_eq(p.time, clock_wall(now()));
	ck_assert_int_eq(pcap_read(r, &p), 1);
	ck_assert_uint_eq(p.n, 3015);
	ck_assert_uint_eq(p.bytes[3014], 0x78);
	ck_assert_int_eq(pcap_read(r, &p), 0);
	pcap_close_read(r);
	ck_assert_int_eq(device_delete(device_class_by_name("pcap"), out), 0);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

START_TEST(a_full_disk_is_told_and_counted)
{
	u32 out;

	ck_assert_int_eq(CREATE("out0", &out, "tx-file", "/dev/full"), 0);
	ck_assert_int_eq(interface_set_up(out, true), 0);
	rig_inject("interface-output", {.hex = "00*60", .tx = out, .copies = 3});
	ck_assert(pcap_device_at(out)->tx_failed);
	ck_assert_uint_eq(rig_count("out0-tx", "packets that could not be written"), 3);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

START_TEST(wrong_files_make_nothing)
{
	u32 in;
	int fd = open(rx, O_CREAT | O_WRONLY, 0600);

	close(fd);
	ck_assert_int_eq(CREATE("in0", &in, "rx-file", rx), ERR_SYNTAX); // 0 bytes
	ck_assert_int_eq(CREATE("in0", &in, "rx-file", "."), ERR_SYSCALL);
	ck_assert_int_eq(CREATE("in0", &in, "rx-file", "/nonexistent"), ERR_SYSCALL);
	ck_assert_int_eq(CREATE("in0", &in, "tx-file", "/nonexistent/x.pcap"), ERR_SYSCALL);
	ck_assert_int_eq(CREATE("in0", &in, "mode", "ip"), ERR_INVALID_VALUE);
	ck_assert_int_eq(CREATE("in0", &in, "rx-file", rx, "speed", "slow"), ERR_INVALID_VALUE);
	write_capture(276, 1, 1, 100);
	ck_assert_int_eq(CREATE("in0", &in, "rx-file", rx), ERR_UNIMPLEMENTED);
	ck_assert(strstr(error_text(ERR_UNIMPLEMENTED), "276"));
	write_capture(LINK_ETHERNET, 1, 1, 100);
	ck_assert_int_eq(CREATE("in0", &in, "rx-file", rx, "tx-file", rx), ERR_INVALID_VALUE);
	ck_assert_ptr_null(interface_by_name("in0"));
	ck_assert_int_eq(CREATE("in0", &in, "rx-file", rx), 0);
	ck_assert_int_eq(CREATE("in0", &in, "tx-file", tx), ERR_EXISTS);
	ck_assert_int_eq(access(tx, F_OK), -1);
}
END_TEST

// 9000 bytes need five buffers.
START_TEST(a_packet_longer_than_all_buffers_holds_up_nobody)
{
	u32 in;

	write_capture(LINK_ETHERNET, 3, NS_PER_S, 9000);
	ck_assert_int_eq(CREATE("in0", &in, "rx-file", rx), 0);
	ck_assert_int_eq(interface_set_up(in, true), 0);
	rig_settle();
	rig_expect_n(0);
	ck_assert_int_eq(pcap_device_at(in)->state, PCAP_DONE);
	ck_assert_uint_eq(rig_count("pcap-input", "packets longer than all buffers, skipped"), 3);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("pcap_device");
	TCase *t = tcase_create("pcap_device");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, fast_is_all_at_once);
	tcase_add_test(t, a_capture_drives_the_stopped_clock);
	tcase_add_test(t, loops_end);
	tcase_add_test(t, an_empty_capture_is_done_at_once);
	tcase_add_test(t, a_capture_cut_short_gives_what_was_before);
	tcase_add_test(t, times_that_jump);
	tcase_add_test(t, raw_ip_goes_by_version);
	tcase_add_test(t, long_packets_are_chains);
	tcase_add_test(t, what_is_sent_is_recorded);
	tcase_add_test(t, a_full_disk_is_told_and_counted);
	tcase_add_test(t, wrong_files_make_nothing);
	suite_add_tcase(suite, t);
	t = tcase_create("few buffers");
	tcase_add_checked_fixture(t, setup_few_buffers, teardown);
	tcase_add_test(t, a_packet_longer_than_all_buffers_holds_up_nobody);
	suite_add_tcase(suite, t);
	return rig_main(suite);
}
