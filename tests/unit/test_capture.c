// 'pcap trace': what is kept, what is refused, what the file says.
#include "engine/base/error.h"
#include "trace/capture.h"
#include <check.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static char path[64];
static struct capture_settings settings;
static u32 handle; // of the last packet taken
static const u8 bytes[100] = {[12] = 8, [14] = 0x45, [23] = 17};

static void setup(void)
{
	settings = (struct capture_settings){.points = CAPTURE_RX | CAPTURE_DROP,
		.max = 3,
		.max_bytes = 64,
		.interface = INDEX_NONE,
		.error = INDEX_NONE};
	snprintf(path, sizeof(path), "test_capture.%d.pcapng", getpid());
	snprintf(settings.path, sizeof(settings.path), "%s", path);
}

static void teardown(void)
{
	unlink(path);
}

static bool capture_one(u64 time)
{
	return capture_packet(
		CAPTURE_RX, "pg0", time, bytes, 100, 200, "verdict: received", NULL, &handle);
}

START_TEST(keeps_the_first)
{
	struct pcap_reader *r;
	struct pcap_packet p;
	u32 n;

	ck_assert_int_eq(capture_start(&settings), 0);
	ck_assert_int_eq(capture_start(&settings), ERR_EXISTS);
	for (u32 i = 0; i < 5; i++)
		ck_assert_int_eq(capture_one(1000 + i), i < 3);
	ck_assert_uint_eq(capture_n(), 3);
	ck_assert_uint_eq(capture_lost(), 2);
	ck_assert_int_eq(capture_stop(&n), 0);
	ck_assert_uint_eq(n, 3);
	ck_assert_ptr_null(capture_running());
	ck_assert_int_eq(pcap_open_read(settings.path, &r), 0);
	for (u32 i = 0; i < 3; i++) {
		ck_assert_int_eq(pcap_read(r, &p), 1);
		ck_assert_uint_eq(p.time, 1000 + i);
		ck_assert_uint_eq(p.n, 64);
		ck_assert_uint_eq(p.size, 200);
		ck_assert_mem_eq(p.bytes, bytes, 64);
	}
	ck_assert_int_eq(pcap_read(r, &p), 0);
	pcap_close_read(r);
}
END_TEST

START_TEST(chooses)
{
	u32 n;

	settings.interface = 4;
	settings.error = 9;
	ck_assert(!capture_wants(CAPTURE_RX, 4, 0));
	ck_assert_int_eq(capture_start(&settings), 0);
	ck_assert(capture_wants(CAPTURE_RX, 4, 0));
	ck_assert(!capture_wants(CAPTURE_TX, 4, 0));
	ck_assert(!capture_wants(CAPTURE_RX, 5, 0));
	ck_assert(capture_wants(CAPTURE_DROP, 4, 9));
	ck_assert(!capture_wants(CAPTURE_DROP, 4, 8));
	ck_assert_int_eq(capture_stop(&n), ERR_NO_SUCH_ENTRY);
	ck_assert_int_ne(access(settings.path, F_OK), 0);
	ck_assert_int_eq(capture_stop(&n), ERR_EXISTS);
}
END_TEST

START_TEST(filters)
{
	u32 n;

	ck_assert_int_eq(filter_compile("tcp", &settings.filter), 0);
	ck_assert_int_eq(capture_start(&settings), 0);
	ck_assert(!capture_one(1));
	ck_assert_int_eq(capture_stop(&n), ERR_NO_SUCH_ENTRY);
	ck_assert_int_eq(filter_compile("udp", &settings.filter), 0);
	ck_assert_int_eq(capture_start(&settings), 0);
	ck_assert(capture_one(1));
	ck_assert_int_eq(capture_stop(&n), 0);
}
END_TEST

static bool file_has(const char *words)
{
	char file[4096];
	FILE *f = fopen(path, "rb");
	size_t n = fread(file, 1, sizeof(file), f);

	fclose(f);
	return memmem(file, n, words, strlen(words));
}

// What became of a packet is known later than that it came; a handle of an earlier capture, held by
// a packet still on its way, changes nothing.
START_TEST(retold)
{
	u32 n, old;

	ck_assert_int_eq(capture_start(&settings), 0);
	capture_one(1);
	old = handle;
	capture_one(2);
	capture_retell(handle, "verdict: forwarded");
	capture_retell(0, "verdict: wrong");
	ck_assert_int_eq(capture_stop(&n), 0);
	ck_assert(file_has("verdict: received"));
	ck_assert(file_has("verdict: forwarded"));
	ck_assert(!file_has("verdict: wrong"));
	ck_assert_int_eq(capture_start(&settings), 0);
	capture_one(1);
	capture_retell(old, "verdict: wrong");
	ck_assert_int_eq(capture_stop(&n), 0);
	ck_assert(!file_has("verdict: wrong"));
}
END_TEST

enum { THREADS = 4, PACKETS_OF_EACH = 2000 };

// Takes packets at times of its own and, against the other threads, tells a shared one anew.
static void *thread_captures(void *arg)
{
	u64 number = (uintptr_t)arg;
	u32 shared = handle, own;

	for (u32 i = 0; i < PACKETS_OF_EACH; i++) {
		capture_packet(CAPTURE_RX, "pg0", 1000 + 10 * (u64)i + number, bytes, 100, 200,
			"verdict: received", NULL, &own);
		capture_retell(shared, number % 2 ? "verdict: forwarded" : "verdict: dropped");
	}
	return NULL;
}

START_TEST(threads_share_it)
{
	enum { KEPT = THREADS * PACKETS_OF_EACH - 500 };
	pthread_t threads[THREADS];
	struct pcap_reader *r;
	struct pcap_packet p;
	u64 before = 0;
	u32 n;

	settings.max = KEPT;
	ck_assert_int_eq(capture_start(&settings), 0);
	ck_assert(capture_one(0));
	for (uintptr_t i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, thread_captures, (void *)i), 0);
	for (u32 i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	ck_assert_uint_eq(capture_n(), KEPT);
	ck_assert_uint_eq(capture_lost(), 501);
	ck_assert_int_eq(capture_stop(&n), 0);
	ck_assert_uint_eq(n, KEPT);
	ck_assert_int_eq(pcap_open_read(settings.path, &r), 0);
	for (u32 i = 0; i < KEPT; i++) {
		ck_assert_int_eq(pcap_read(r, &p), 1);
		ck_assert_uint_ge(p.time, before); // whoever took it
		before = p.time;
	}
	pcap_close_read(r);
}
END_TEST

// Without comments the reason stands behind the packet, in full, however little of it is kept.
START_TEST(reason_in_classic_files)
{
	struct pcap_reader *r;
	struct pcap_packet p;
	u32 n;

	snprintf(path, sizeof(path), "test_capture.%d.pcap", getpid());
	snprintf(settings.path, sizeof(settings.path), "%s", path);
	ck_assert_int_eq(capture_start(&settings), 0);
	ck_assert(capture_packet(CAPTURE_DROP, "pg0", 1, bytes, 64, 200, "x", "node: why", NULL));
	ck_assert(capture_packet(CAPTURE_RX, "pg0", 1, bytes, 64, 200, "x", "node: why", NULL));
	ck_assert_int_eq(capture_stop(&n), 0);
	ck_assert_int_eq(pcap_open_read(path, &r), 0);
	ck_assert_int_eq(pcap_read(r, &p), 1);
	ck_assert_uint_eq(p.n, 64 + 9);
	ck_assert_uint_eq(p.size, 200 + 9);
	ck_assert_mem_eq(p.bytes + 64, "node: why", 9);
	ck_assert_int_eq(pcap_read(r, &p), 1);
	ck_assert_uint_eq(p.n, 64);
	pcap_close_read(r);
}
END_TEST

START_TEST(refuses)
{
	settings.max_bytes = 31;
	ck_assert_int_eq(capture_start(&settings), ERR_INVALID_VALUE);
	settings.max_bytes = 9000;
	settings.max = UINT32_MAX;
	ck_assert_int_eq(capture_start(&settings), ERR_LIMIT);
	ck_assert_ptr_null(capture_running());
}
END_TEST

START_TEST(full_disk_ends_it)
{
	u32 n;

	snprintf(settings.path, sizeof(settings.path), "/dev/full");
	ck_assert_int_eq(capture_start(&settings), 0);
	ck_assert(capture_one(1));
	ck_assert_int_eq(capture_stop(&n), ERR_SYSCALL);
	ck_assert_ptr_null(capture_running());
}
END_TEST

int main(void)
{
	Suite *s = suite_create("capture");
	TCase *t = tcase_create("capture");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, keeps_the_first);
	tcase_add_test(t, chooses);
	tcase_add_test(t, filters);
	tcase_add_test(t, retold);
	tcase_add_test(t, threads_share_it);
	tcase_add_test(t, reason_in_classic_files);
	tcase_add_test(t, refuses);
	tcase_add_test(t, full_disk_ends_it);
	suite_add_tcase(s, t);
	SRunner *runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	int n_failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return n_failed != 0;
}
