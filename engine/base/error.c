// The last error's sentence, one per thread or task, and the words and names of the codes.
#include "engine/base/error.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { SENTENCE_SIZE = ERROR_SENTENCE_SIZE };

static _Thread_local struct error_sentence own;
static _Thread_local struct error_sentence *used; // null: own

static struct error_sentence *current(void)
{
	return used ? used : &own;
}

struct error_sentence *error_use(struct error_sentence *sentence)
{
	struct error_sentence *before = used;

	used = sentence;
	return before;
}

// Arguments may point into the present sentence, so the new one is made beside it.
static void record(const char *text)
{
	struct error_sentence *s = current();
	size_t length = MIN(strlen(text), sizeof(s->text) - 1);

	memcpy(s->text, text, length);
	s->text[length] = 0;
	s->recorded = true;
}

int error(int code, const char *format, ...)
{
	char text[SENTENCE_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	record(text);
	return code;
}

int error_errno(const char *format, ...)
{
	int saved = errno;
	char text[SENTENCE_SIZE];
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (length >= 0 && length < SENTENCE_SIZE)
		snprintf(text + length, sizeof(text) - length, ": %s", strerror(saved));
	record(text);
	errno = saved;
	return ERR_SYSCALL;
}

int error_within(int code, const char *format, ...)
{
	char head[SENTENCE_SIZE], text[2 * SENTENCE_SIZE + 2];
	va_list args;

	va_start(args, format);
	vsnprintf(head, sizeof(head), format, args);
	va_end(args);
	snprintf(text, sizeof(text), "%s: %s", head, error_text(code));
	record(text);
	return code;
}

const char *error_text(int code)
{
	return current()->recorded ? current()->text : error_words(code);
}

void error_clear(void)
{
	current()->recorded = false;
}

const char *error_words(int code)
{
	switch (code) {
#define X(name, value, words) \
	case value: \
		return words;
		ERROR_LIST(X)
#undef X
	case ERR_NONE:
		return "no error";
	default:
		return "unknown error";
	}
}

const char *error_name(int code)
{
	switch (code) {
#define X(name, value, words) \
	case value: \
		return #name;
		ERROR_LIST(X)
#undef X
	case ERR_NONE:
		return "NONE";
	default:
		return "UNKNOWN";
	}
}

void panic_at(const char *file, int line, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s:%d: ", file, line);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	abort();
}
