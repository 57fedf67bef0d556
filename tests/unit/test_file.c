// Watched descriptors: reading, writing on demand, hang-up, removal inside of callbacks.
#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "engine/graph/file.h"
#include "tests/lib/unit.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

static u32 n_read, n_written, n_hung_up;
static struct file *to_remove;

static void readable(struct file *f)
{
	char c[16];

	n_read++;
	ck_assert_int_ge(read(f->fd, c, sizeof(c)), 0);
	if (to_remove)
		file_remove(to_remove);
	to_remove = NULL;
}

static void writable(struct file *)
{
	n_written++;
}

static void hangup(struct file *f)
{
	n_hung_up++;
	file_remove(f);
}

static struct file make(int fd)
{
	return (struct file){.fd = fd, .what = "test", .readable = readable, .writable = writable};
}

START_TEST(reads_when_there_is_something)
{
	int ends[2];
	struct file f;

	ck_assert_int_eq(pipe(ends), 0);
	f = make(ends[0]);
	ck_assert_int_eq(file_add(&f), 0);
	ck_assert_ptr_eq(file_at(0, 0), &f);
	ck_assert_uint_eq(file_poll(0), 0);
	ck_assert_int_eq(write(ends[1], "x", 1), 1);
	ck_assert_uint_eq(file_poll(UINT64_MAX), 1);
	ck_assert_uint_eq(n_read, 1);
	file_remove(&f);
	file_remove(&f);
	ck_assert_ptr_null(file_at(0, 0));
	ck_assert_int_eq(write(ends[1], "x", 1), 1);
	ck_assert_uint_eq(file_poll(0), 0);
}
END_TEST

START_TEST(writes_only_when_wanted)
{
	int ends[2];
	struct file f;

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	f = make(ends[0]);
	file_add(&f);
	ck_assert_uint_eq(file_poll(0), 0);
	file_want_write(&f, true);
	ck_assert_uint_eq(file_poll(0), 1);
	ck_assert_uint_eq(n_written, 1);
	file_want_write(&f, false);
	ck_assert_uint_eq(file_poll(0), 0);
	ck_assert_uint_eq(n_written, 1);
}
END_TEST

START_TEST(hang_up)
{
	int ends[2];
	struct file f;

	ck_assert_int_eq(pipe(ends), 0);
	f = make(ends[0]);
	f.hangup = hangup;
	file_add(&f);
	ck_assert_int_eq(write(ends[1], "last", 4), 4);
	close(ends[1]);
	file_poll(0); // what was written comes first
	ck_assert_uint_eq(n_read, 1);
	ck_assert_uint_eq(n_hung_up, 0);
	file_poll(0);
	ck_assert_uint_eq(n_hung_up, 1);
	ck_assert_uint_eq(file_poll(0), 0);
}
END_TEST

// Both are ready; whichever is handled first removes the other, and its event must not be handled.
START_TEST(removal_while_its_event_is_pending)
{
	int a[2], b[2];
	struct file f, g;

	ck_assert_int_eq(pipe(a), 0);
	ck_assert_int_eq(pipe(b), 0);
	f = make(a[0]);
	g = make(b[0]);
	file_add(&f);
	file_add(&g);
	ck_assert_int_eq(write(a[1], "x", 1), 1);
	ck_assert_int_eq(write(b[1], "x", 1), 1);
	to_remove = &g;
	ck_assert_uint_eq(file_poll(0), 2);
	ck_assert_uint_eq(n_read, 1);
	ck_assert_ptr_eq(file_at(0, 0), &f);
	ck_assert_ptr_null(file_at(0, 1));
}
END_TEST

START_TEST(time_outs_are_precise)
{
	u64 start = now(), took;

	ck_assert_uint_eq(file_poll(2 * NS_PER_MS), 0);
	took = now() - start;
	ck_assert_uint_ge(took, 2 * NS_PER_MS);
	ck_assert_uint_lt(took, 2 * NS_PER_S);
}
END_TEST

START_TEST(what_cannot_be_watched)
{
	struct file f = make(open("/proc/self/exe", O_RDONLY)), closed = make(999);

	ck_assert_int_eq(file_add(&f), ERR_SYSCALL);
	ck_assert_str_eq(error_text(0), "cannot watch test: Operation not permitted");
	ck_assert_int_eq(file_add(&closed), ERR_SYSCALL);
	ck_assert_ptr_null(file_at(0, 0));
}
END_TEST

UNIT_MAIN(reads_when_there_is_something, writes_only_when_wanted, hang_up,
	removal_while_its_event_is_pending, time_outs_are_precise, what_cannot_be_watched)
