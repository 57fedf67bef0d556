// Capture files: what is written is read back; damaged, cut and hostile files are reported.
#include "engine/base/error.h"
#include "trace/pcap.h"
#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[64];

static void setup(void)
{
	snprintf(path, sizeof(path), "test_pcap.%d.pcapng", getpid());
}

static void teardown(void)
{
	unlink(path);
}

static u64 file_size(void)
{
	struct stat s;

	ck_assert_int_eq(stat(path, &s), 0);
	return s.st_size;
}

static void write_three(enum pcap_format format)
{
	static const u8 bytes[100] = {1, 2, 3};
	static const struct pcap_extra extra[] = {
		{.interface = "pg0", .direction = PCAP_INBOUND},
		{.interface = "pg1", .direction = PCAP_OUTBOUND, .comment = "verdict: forwarded"},
		{.interface = "pg0", .comment = "x", .n_dropped = 7},
	};
	struct pcap_writer *w;

	ck_assert_int_eq(pcap_open_write(path, format, LINK_ETHERNET, 64, &w), 0);
	for (u32 i = 0; i < 3; i++) {
		struct pcap_packet p = {.time = 1700000000123456789 + i,
			.size = 100,
			.n = 59 + 3 * i,
			.bytes = bytes};
		ck_assert_int_eq(pcap_write(w, &p, &extra[i]), 0);
	}
	ck_assert_uint_eq(pcap_writer_n(w), 3);
	ck_assert_int_eq(pcap_close_write(w), 0);
}

static void read_three(u64 resolution)
{
	struct pcap_reader *r;
	struct pcap_packet p;

	ck_assert_int_eq(pcap_open_read(path, &r), 0);
	ck_assert_int_eq(pcap_reader_link(r), LINK_ETHERNET);
	for (u32 round = 0; round < 2; round++) {
		for (u32 i = 0; i < 3; i++) {
			u64 time = 1700000000123456789 + i;
			ck_assert_int_eq(pcap_read(r, &p), 1);
			ck_assert_uint_eq(p.time, time / resolution * resolution);
			ck_assert_uint_eq(p.size, 100);
			ck_assert_uint_eq(p.n, MIN(64, 59 + 3 * i));
			ck_assert_int_eq(p.bytes[2], 3);
		}
		ck_assert_int_eq(pcap_read(r, &p), 0);
		ck_assert_int_eq(pcap_rewind(r), 0);
	}
	pcap_close_read(r);
}

START_TEST(round_trip)
{
	static const struct {
		enum pcap_format format;
		u64 resolution;
	} of[] = {{PCAP_CLASSIC, 1000}, {PCAP_CLASSIC_NANO, 1}, {PCAP_NG, 1}, {PCAP_BY_NAME, 1}};

	write_three(of[_i].format);
	read_three(of[_i].resolution);
}
END_TEST

// Field by field what a pcapng reader with comments sees; the layout is that of the draft.
START_TEST(pcapng_blocks)
{
	u8 file[1024];
	u32 n_blocks = 0, types[16];

	write_three(PCAP_NG);
	int fd = open(path, O_RDONLY);
	u32 n = read(fd, file, sizeof(file));
	close(fd);
	for (u32 at = 0, size, again; at < n; at += size) {
		memcpy(&types[n_blocks++], file + at, 4);
		memcpy(&size, file + at + 4, 4);
		memcpy(&again, file + at + size - 4, 4);
		ck_assert_uint_eq(size % 4, 0);
		ck_assert_uint_eq(size, again);
	}
	static const u32 expected[] = {0x0a0d0d0a, 1, 6, 1, 6, 6};
	ck_assert_uint_eq(n_blocks, ARRAY_N(expected));
	ck_assert_mem_eq(types, expected, sizeof(expected));
	ck_assert_ptr_nonnull(
		memmem(file, n, "\1\0\22\0verdict: forwarded\0\0\2\0\4\0\2\0\0\0", 32));
	ck_assert_ptr_nonnull(memmem(file, n, "\4\0\10\0\7\0\0\0\0\0\0\0", 12));
}
END_TEST

// Every truncation reads whole packets first and then says where the file is cut.
START_TEST(truncations)
{
	struct pcap_reader *r;
	struct pcap_packet p;

	write_three(_i ? PCAP_NG : PCAP_CLASSIC);
	for (u64 size = file_size(); size-- > 0;) {
		ck_assert_int_eq(truncate(path, size), 0);
		int code = pcap_open_read(path, &r);
		if (code < 0) {
			ck_assert_int_eq(code, ERR_SYNTAX);
			continue;
		}
		u32 n = 0;
		while ((code = pcap_read(r, &p)) == 1)
			n++;
		ck_assert_uint_lt(n, 3);
		if (code < 0) {
			char place[32];
			snprintf(place, sizeof(place), "packet %u: ", n + 1);
			ck_assert_int_eq(code, ERR_SYNTAX);
			ck_assert_ptr_nonnull(strstr(error_text(code), place));
			ck_assert_int_eq(pcap_read(r, &p), ERR_SYNTAX);
		}
		pcap_close_read(r);
	}
}
END_TEST

START_TEST(open_errors)
{
	struct pcap_reader *r;
	struct pcap_writer *w;

	ck_assert_int_eq(pcap_open_read("/nonexistent.pcap", &r), ERR_SYSCALL);
	ck_assert_str_eq(error_text(ERR_SYSCALL), "/nonexistent.pcap: No such file or directory");
	ck_assert_int_eq(pcap_open_read("/", &r), ERR_SYSCALL);
	ck_assert_int_eq(pcap_open_read("/dev/null", &r), ERR_SYNTAX);
	ck_assert_int_eq(pcap_open_write("/nonexistent/x", PCAP_CLASSIC, 1, 0, &w), ERR_SYSCALL);
	ck_assert_int_eq(pcap_check_write("/nonexistent/x"), ERR_SYSCALL);
	ck_assert_int_eq(pcap_check_write(path), 0);
	ck_assert_int_eq(pcap_check_write("/dev/full"), 0);
	ck_assert_int_eq(pcap_check_write("-"), 0);
}
END_TEST

START_TEST(full_disk)
{
	static const u8 bytes[1000];
	struct pcap_packet p = {.size = 1000, .n = 1000, .bytes = bytes};
	struct pcap_writer *w;

	ck_assert_int_eq(pcap_open_write("/dev/full", _i ? PCAP_NG : PCAP_CLASSIC, 1, 0, &w), 0);
	int code = 0;
	for (u32 i = 0; i < 100 && !code; i++)
		code = pcap_write(w, &p, NULL);
	ck_assert_int_eq(code, ERR_SYSCALL);
	ck_assert_str_eq(error_text(code),
		"/dev/full: cannot write after packet 0: No space left on device");
	ck_assert_int_eq(pcap_write(w, &p, NULL), ERR_SYSCALL);
	ck_assert_int_eq(pcap_close_write(w), ERR_SYSCALL);
}
END_TEST

static void limit_file_size(u64 size)
{
	struct rlimit limit = {.rlim_cur = size, .rlim_max = RLIM_INFINITY};

	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

// A file-size limit stands for a disk that fills up in the middle of a record.
START_TEST(disk_fills_up)
{
	static const u8 bytes[1000];
	struct pcap_packet p = {.size = 1000, .n = 1000, .bytes = bytes};
	struct pcap_writer *w;
	struct pcap_reader *r;
	int code = 0;
	u64 n = 0;

	ck_assert_int_eq(pcap_open_write(path, _i ? PCAP_NG : PCAP_CLASSIC, 1, 0, &w), 0);
	limit_file_size(150000);
	for (u32 i = 0; i < 1000 && !code; i++)
		code = pcap_write(w, &p, NULL);
	ck_assert_int_eq(code, ERR_SYSCALL);
	u64 n_written = pcap_writer_n(w);
	ck_assert_uint_gt(n_written, 130);
	ck_assert_int_eq(pcap_close_write(w), ERR_SYSCALL);
	ck_assert_int_eq(pcap_open_read(path, &r), 0);
	while ((code = pcap_read(r, &p)) == 1)
		n++;
	ck_assert_int_eq(code, 0);
	ck_assert_uint_eq(n, n_written);
	pcap_close_read(r);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("pcap");
	TCase *t = tcase_create("files");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, round_trip, 0, 4);
	tcase_add_test(t, pcapng_blocks);
	tcase_add_loop_test(t, truncations, 0, 2);
	tcase_add_test(t, open_errors);
	tcase_add_loop_test(t, full_disk, 0, 2);
	tcase_add_loop_test(t, disk_fills_up, 0, 2);
	suite_add_tcase(s, t);
	SRunner *runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	int n_failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return n_failed != 0;
}
