// | sort-by COLUMN: records in order of a column, found by its heading or number.
//
// A record is a line and the lines after it that begin with a blank. Everything up to the heading
// stays on top; without a heading the column is the n-th word of the first line.
#include "shell/pipe.h"
#include "engine/base/vec.h"
#include <stdio.h>
#include <stdlib.h>

struct record {
	char *text;
	u32 length;
	u32 index; // as it came, for equal keys
	char *key;
	double number;
	bool is_number;
};

struct sorter {
	const char *heading; // owned
	u32 column;	     // from 1; 0: by heading
	u32 from, to;	     // of the heading in its line
	bool found, down;
	struct record *records; // vec
	u64 kept;
};

static int sort_open(struct pipe *p, const struct args *a)
{
	struct sorter *s = memory_get_zero(sizeof(*s));

	s->heading = memory_string(arg_string(a, "COLUMN"));
	if (strspn(s->heading, "0123456789") == strlen(s->heading))
		s->column = (u32)strtoul(s->heading, NULL, 10);
	s->found = s->column;
	s->down = arg_given(a, "descending");
	p->state = s;
	return 0;
}

// Looks for the heading as a word of this line, whatever its case.
static bool find_heading(struct sorter *s, const char *line)
{
	u32 length = (u32)strlen(s->heading);
	const char *at = line;

	while (length && (at = strcasestr(at, s->heading))) {
		bool starts = at == line || at[-1] == ' ';

		if (starts && (!at[length] || strchr(" \n", at[length]))) {
			s->from = (u32)(at - line);
			s->to = s->from + length;
			return true;
		}
		at++;
	}
	return false;
}

// The word of a line that shares most with the heading's span, or stands nearest to it.
static void key_under(const struct sorter *s, const char *line, u32 *from, u32 *to)
{
	s64 best = INT64_MIN;
	u32 i = 0;

	*from = *to = 0;
	while (line[i] && line[i] != '\n') {
		u32 a, b;
		s64 shared;

		while (line[i] == ' ')
			i++;
		a = i;
		while (line[i] && line[i] != ' ' && line[i] != '\n')
			i++;
		b = i;
		shared = (s64)MIN(b, s->to) - (s64)MAX(a, s->from);
		if (b > a && shared > best) {
			best = shared;
			*from = a;
			*to = b;
		}
	}
}

static void key_number(const struct sorter *s, const char *line, u32 *from, u32 *to)
{
	u32 i = 0;

	for (u32 k = 0; k < s->column; k++) {
		i += (u32)strspn(line + i, " \n");
		*from = i;
		i += (u32)strcspn(line + i, " \n");
		*to = i;
	}
}

static int sort_line(struct pipe *p, const char *line, u32 n)
{
	struct sorter *s = p->state;
	struct record *r;
	char *copy;

	if (s->kept + n > PIPE_KEEP_MAX)
		return error(ERR_LIMIT, "sort-by: more than 256 MiB to sort");
	s->kept += n;
	copy = memory_get(n + 1);
	memcpy(copy, line, n);
	copy[n] = '\0';
	if (!s->found) {
		s->found = find_heading(s, copy);
		free(copy);
		return pipe_pass(p, line, n);
	}
	if (s->records && n && (line[0] == ' ' || line[0] == '\t' || line[0] == '\n')) {
		r = &vec_last(s->records);
		r->text = memory_resize(r->text, r->length + n + 1);
		memcpy(r->text + r->length, copy, n + 1);
		r->length += n;
		free(copy);
		return 0;
	}
	vec_push(
		s->records, (struct record){.text = copy, .length = n, .index = vec_n(s->records)});
	return 0;
}

static void make_key(const struct sorter *s, struct record *r)
{
	u32 from = 0, to = 0;
	char *end;

	if (s->column)
		key_number(s, r->text, &from, &to);
	else
		key_under(s, r->text, &from, &to);
	r->key = memory_get(to - from + 1);
	memcpy(r->key, r->text + from, to - from);
	r->key[to - from] = '\0';
	r->number = strtod(r->key, &end);
	r->is_number = to > from && !*end;
}

static int compare(const void *a, const void *b)
{
	const struct record *x = a, *y = b;
	int order = x->is_number - y->is_number;

	if (!order && x->is_number)
		order = x->number < y->number ? -1 : x->number > y->number;
	else if (!order)
		order = strcmp(x->key, y->key);
	return order ? order : x->index < y->index ? -1 : 1;
}

static int sort_end(struct pipe *p, int)
{
	struct sorter *s = p->state;
	u32 n = vec_n(s->records);
	int code = 0;

	if (!s->found)
		return error(ERR_NO_SUCH_ENTRY, "sort-by: no column \"%s\"", s->heading);
	VEC_EACH (s->records, r)
		make_key(s, r);
	if (n)
		qsort(s->records, n, sizeof(*s->records), compare);
	for (u32 i = 0; i < n && !code; i++) {
		struct record *r = &s->records[s->down ? n - 1 - i : i];

		code = pipe_pass(p, r->text, r->length);
	}
	return code;
}

static void sort_close(struct pipe *p)
{
	struct sorter *s = p->state;

	VEC_EACH (s->records, r) {
		free(r->text);
		free(r->key);
	}
	vec_free(s->records);
	free((char *)s->heading);
	free(s);
}

static const struct pipe_class sort_pipe = {
	.command = {"sort-by <COLUMN:string> [descending]",
		"Sort the records by a column, given by its heading or number."},
	.open = sort_open,
	.line = sort_line,
	.end = sort_end,
	.close = sort_close,
};
PIPE_REGISTER(sort_pipe);
