// Errors: sentence and code, prefixes, errno, threads.
#include "engine/base/error.h"
#include "tests/lib/unit.h"

#include <errno.h>
#include <pthread.h>

START_TEST(sentence_goes_with_code)
{
	ck_assert_int_eq(error(ERR_EXISTS, "bridge %u already exists", 7), -81);
	ck_assert_str_eq(error_text(ERR_EXISTS), "bridge 7 already exists");
	error_clear();
	ck_assert_str_eq(error_text(ERR_EXISTS), "already exists");
	ck_assert_str_eq(error_text(-12345), "unknown error");
}
END_TEST

START_TEST(names_and_words)
{
	ck_assert_str_eq(error_name(ERR_NO_SUCH_INTERFACE), "NO_SUCH_INTERFACE");
	ck_assert_str_eq(error_words(ERR_NO_SUCH_INTERFACE), "no such interface");
	ck_assert_str_eq(error_name(0), "NONE");
	ck_assert_str_eq(error_name(77), "UNKNOWN");
}
END_TEST

START_TEST(errno_is_told_and_kept)
{
	errno = ENOENT;
	ck_assert_int_eq(error_errno("cannot open %s", "x"), ERR_SYSCALL);
	ck_assert_str_eq(error_text(ERR_SYSCALL), "cannot open x: No such file or directory");
	ck_assert_int_eq(errno, ENOENT);
}
END_TEST

START_TEST(prefix)
{
	error(ERR_BUSY, "table %d is in use", 3);
	ck_assert_int_eq(error_within(ERR_BUSY, "line %d", 12), ERR_BUSY);
	ck_assert_str_eq(error_text(ERR_BUSY), "line 12: table 3 is in use");
	error_clear();
	error_within(ERR_BUSY, "file");
	ck_assert_str_eq(error_text(ERR_BUSY), "file: in use");
}
END_TEST

START_TEST(arguments_may_be_the_last_sentence)
{
	error(ERR_BUSY, "a");
	error(ERR_LIMIT, "<%s>", error_text(ERR_BUSY));
	ck_assert_str_eq(error_text(ERR_LIMIT), "<a>");
}
END_TEST

START_TEST(long_sentences_are_cut)
{
	char x[3000];

	memset(x, 'x', sizeof(x) - 1);
	x[sizeof(x) - 1] = 0;
	error(ERR_BUSY, "%s", x);
	ck_assert_uint_eq(strlen(error_text(ERR_BUSY)), 1023);
	for (int i = 0; i < 3; i++)
		error_within(ERR_BUSY, "abc");
	ck_assert_uint_eq(strlen(error_text(ERR_BUSY)), 1023);
	ck_assert_int_eq(strncmp(error_text(ERR_BUSY), "abc: abc: abc: xxx", 18), 0);
	errno = EPERM;
	error_errno("%s", x);
	ck_assert_uint_eq(strlen(error_text(ERR_SYSCALL)), 1023);
}
END_TEST

static void *other_thread(void *)
{
	error(ERR_BUSY, "there");
	return NULL;
}

START_TEST(threads_have_their_own)
{
	pthread_t t;

	error(ERR_LIMIT, "here");
	ck_assert_int_eq(pthread_create(&t, NULL, other_thread, NULL), 0);
	pthread_join(t, NULL);
	ck_assert_str_eq(error_text(ERR_LIMIT), "here");
}
END_TEST

UNIT_MAIN(sentence_goes_with_code, names_and_words, errno_is_told_and_kept, prefix,
	arguments_may_be_the_last_sentence, long_sentences_are_cut, threads_have_their_own)
