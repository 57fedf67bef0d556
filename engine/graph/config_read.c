// From the text of a configuration to words and blocks.
#include "engine/graph/config_private.h"

#include "engine/base/error.h"
#include "engine/base/text.h"
#include "engine/base/vec.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	DEPTH_MAX = 32,		 // blocks inside each other
	FILE_SIZE_MAX = 4 << 20, // bytes; a configuration by mistake is bigger than one by hand
};

struct reader {
	const char *at, *end;
	const char *file;
	u32 line, column;
	bool has_comments;
};

static struct config_word *words; // vec
static char **names;		  // vec: what config_word.file points to

struct config_word *config_words(void)
{
	return words;
}

static bool at_end(const struct reader *r)
{
	return r->at == r->end;
}

static char take(struct reader *r)
{
	char c = *r->at++;

	if (c == '\n') {
		r->line++;
		r->column = 1;
	} else {
		r->column++;
	}
	return c;
}

static bool is_blank(char c)
{
	return isspace((u8)c);
}

static void blanks_skip(struct reader *r)
{
	while (!at_end(r)) {
		if (r->has_comments && *r->at == '#') {
			while (!at_end(r) && *r->at != '\n')
				take(r);
		} else if (is_blank(*r->at)) {
			take(r);
		} else {
			break;
		}
	}
}

// The place where the reader stands, in the form that config_error() takes.
static struct config_word place(const struct reader *r)
{
	return (struct config_word){.file = r->file, .line = r->line, .column = r->column};
}

// Between double quotes everything stands for itself, but \" and \\ for quote and backslash.
static int quoted_read(struct reader *r, struct text *t)
{
	struct config_word start = place(r);

	take(r);
	while (!at_end(r)) {
		char c = take(r);

		if (c == '"')
			return 0;
		if (c == '\\' && !at_end(r) && (*r->at == '"' || *r->at == '\\'))
			c = take(r);
		if (!c)
			return config_error(&start, "NUL byte inside quotes");
		text_put(t, &c, 1);
	}
	return config_error(&start, "this quote is not closed");
}

static int word_read(struct reader *r, struct config_word *word)
{
	struct text t = {0};
	int status = 0;

	*word = place(r);
	while (!status && !at_end(r) && !is_blank(*r->at) && *r->at != '{' && *r->at != '}') {
		struct config_word here = place(r);
		char c = *r->at;

		if (c == '"') {
			status = quoted_read(r, &t);
		} else if (!c) {
			status = config_error(&here, "NUL byte");
		} else {
			take(r);
			text_put(&t, &c, 1);
		}
	}
	word->text = status ? NULL : memory_string(text_string(&t));
	text_free(&t);
	return status;
}

static void words_free(struct config_word *list)
{
	VEC_EACH (list, w) {
		free((char *)w->text);
		words_free(w->block);
	}
	vec_free(list);
}

// Reads words up to the brace that closes 'opened', or the end of the text where that is null.
static int block_read(
	struct reader *r, const struct config_word *opened, u32 depth, struct config_word **list)
{
	for (;;) {
		struct config_word here, word = {0};
		int status;

		blanks_skip(r);
		here = place(r);
		if (at_end(r))
			return opened ? config_error(opened, "this '{' is not closed") : 0;
		if (*r->at == '}') {
			take(r);
			return opened ? 0 : config_error(&here, "'}' without a '{' before it");
		}
		if (*r->at != '{') {
			status = word_read(r, &word);
			if (status)
				return status;
			vec_push(*list, word);
			continue;
		}
		if (!vec_n(*list) || vec_last(*list).has_block)
			return config_error(&here, "'{' needs a word in front of it");
		if (depth == DEPTH_MAX)
			return config_error(&here, "more than %u blocks inside each other", depth);
		take(r);
		vec_last(*list).has_block = true;
		status = block_read(r, &here, depth + 1, &vec_last(*list).block);
		if (status)
			return status;
	}
}

static int read(const char *text, size_t size, const char *name, bool has_comments)
{
	struct reader r = {.at = text,
		.end = text + size,
		.file = memory_string(name),
		.line = 1,
		.column = 1,
		.has_comments = has_comments};
	struct config_word *list = NULL;
	int status = block_read(&r, NULL, 0, &list);

	vec_push(names, (char *)r.file);
	if (status) {
		words_free(list);
		return status;
	}
	VEC_EACH (list, w)
		vec_push(words, *w);
	vec_free(list);
	return 0;
}

int config_read_text(const char *text, const char *name)
{
	return read(text, strlen(text), name, true);
}

int config_read_file(const char *path)
{
	FILE *f = fopen(path, "re");
	struct text t = {0};
	char piece[4096];
	size_t n;
	int status = 0;

	if (!f)
		return error_errno("cannot open %s", path);
	while (!status && (n = fread(piece, 1, sizeof(piece), f)) > 0) {
		text_put(&t, piece, (u32)n);
		if (t.length > FILE_SIZE_MAX)
			status =
				error(ERR_LIMIT, "%s is larger than %u bytes", path, FILE_SIZE_MAX);
	}
	if (!status && ferror(f))
		status = error_errno("cannot read %s", path);
	fclose(f);
	if (!status)
		status = read(text_string(&t), t.length, path, true);
	text_free(&t);
	return status;
}

// A '#' on a command line is part of a word: there is no line that it could end.
int config_read_words(int n, char **argv)
{
	struct text t = {0};
	int status;

	for (int i = 0; i < n; i++)
		text_add(&t, "%s%s", i ? " " : "", argv[i]);
	status = read(text_string(&t), t.length, "command line", false);
	text_free(&t);
	return status;
}

void config_free(void)
{
	words_free(words);
	words = NULL;
	VEC_EACH (names, name)
		free(*name);
	vec_free(names);
}
