// The keys of the line editor that ask the grammar: Tab and '?'.
#include "shell/repl_keys.h"

#include "engine/base/vec.h"
#include "engine/graph/worker.h"
#include "shell/command.h"

#include <stdio.h>
#include <stdlib.h>

struct candidate {
	char *word, *help;
};

struct question {
	char *line; // up to the cursor
	bool all;
	struct candidate *candidates; // vec
};

static void candidate_add(void *arg, const char *word, const char *help)
{
	struct question *q = arg;

	VEC_EACH (q->candidates, c)
		if (!strcmp(c->word, word))
			return;
	vec_push(q->candidates,
		(struct candidate){memory_string(word), memory_string(help ? help : "")});
}

static void ask_main(void *arg)
{
	struct question *q = arg;

	command_complete(q->line, q->all, candidate_add, q);
}

static void question_ask(struct question *q, EditLine *el, bool all)
{
	const LineInfo *line = el_line(el);

	*q = (struct question){.all = all};
	q->line = memory_get(line->cursor - line->buffer + 1);
	memcpy(q->line, line->buffer, line->cursor - line->buffer);
	q->line[line->cursor - line->buffer] = '\0';
	main_call(ask_main, q);
}

static void question_free(struct question *q)
{
	VEC_EACH (q->candidates, c) {
		free(c->word);
		free(c->help);
	}
	vec_free(q->candidates);
	free(q->line);
}

static FILE *el_out(EditLine *el)
{
	FILE *out = stdout;

	el_get(el, EL_GETFP, 1, &out);
	return out;
}

static void candidates_list(EditLine *el, const struct question *q, bool help)
{
	FILE *out = el_out(el);
	size_t width = 0, columns;
	u32 i = 0;

	VEC_EACH (q->candidates, c)
		width = MAX(width, strlen(c->word) + 2);
	columns = help ? 1 : MAX(78 / MAX(width, 1), 1);
	fputc('\n', out);
	VEC_EACH (q->candidates, c) {
		if (help)
			fprintf(out, "  %-*s %s\n", (int)MAX(width, 22), c->word, c->help);
		else
			fprintf(out, "%-*s%s", (int)width, c->word,
				++i % columns && i < vec_n(q->candidates) ? "" : "\n");
	}
	fflush(out);
}

static size_t common_length(const struct question *q)
{
	size_t n = strlen(q->candidates[0].word);

	VEC_EACH (q->candidates, c) {
		size_t k = 0;

		while (k < n && c->word[k] == q->candidates[0].word[k])
			k++;
		n = k;
	}
	return n;
}

// Length of the longest end of 'line' that 'word' begins with.
static size_t typed_length(const char *line, const char *word)
{
	size_t n = strlen(line), most = MIN(n, strlen(word));

	for (size_t k = most; k; k--)
		if ((k == n || line[n - k - 1] == ' ' || line[n - k - 1] == '|') &&
			!strncmp(line + n - k, word, k))
			return k;
	return 0;
}

static unsigned char key_complete(EditLine *el, int)
{
	struct question q;
	unsigned char result = CC_REFRESH;

	question_ask(&q, el, false);
	if (!vec_n(q.candidates)) {
		result = CC_REFRESH_BEEP;
	} else {
		size_t common = common_length(&q);
		size_t typed = typed_length(q.line, q.candidates[0].word);
		char *more = memory_get(common + 2);

		snprintf(more, common + 2, "%.*s%s", (int)(common - MIN(typed, common)),
			q.candidates[0].word + MIN(typed, common),
			vec_n(q.candidates) == 1 && q.candidates[0].word[common - 1] != '/' ? " "
											    : "");
		if (*more) {
			el_insertstr(el, more);
		} else if (vec_n(q.candidates) > 1) {
			candidates_list(el, &q, false);
			result = CC_REDISPLAY;
		}
		free(more);
	}
	question_free(&q);
	return result;
}

static bool inside_quotes(EditLine *el)
{
	const LineInfo *line = el_line(el);
	char quote = 0;

	for (const char *p = line->buffer; p < line->cursor; p++) {
		if (quote)
			quote = *p == quote ? 0 : quote;
		else if (*p == '"' || *p == '\'')
			quote = *p;
	}
	return quote;
}

static unsigned char key_help(EditLine *el, int)
{
	struct question q;

	if (inside_quotes(el)) {
		el_insertstr(el, "?");
		return CC_REFRESH;
	}
	question_ask(&q, el, true);
	if (vec_n(q.candidates)) {
		candidates_list(el, &q, true);
	} else {
		fputs("\n  nothing fits here\n", el_out(el));
		fflush(el_out(el));
	}
	question_free(&q);
	return CC_REDISPLAY;
}

// On an empty line: the end of the session, without showing the key.
static unsigned char key_end(EditLine *el, int)
{
	const LineInfo *line = el_line(el);

	if (line->lastchar == line->buffer)
		return CC_EOF;
	if (line->cursor == line->lastchar)
		return CC_REFRESH_BEEP;
	el_cursor(el, 1);
	el_deletestr(el, 1);
	return CC_REFRESH;
}

static unsigned char key_cancel(EditLine *el, int)
{
	editor_of(el)->cancelled = true;
	return CC_EOF;
}

void repl_keys_bind(EditLine *el, struct editor *editor)
{
	el_set(el, EL_CLIENTDATA, editor);
	el_wset(el, EL_ADDFN, L"complete", L"Complete the word", key_complete);
	el_wset(el, EL_ADDFN, L"help", L"What may follow", key_help);
	el_wset(el, EL_ADDFN, L"cancel", L"Give the line up", key_cancel);
	el_wset(el, EL_ADDFN, L"end", L"Delete a character, or end the session", key_end);
	el_set(el, EL_BIND, "^D", "end", NULL);
	el_set(el, EL_BIND, "^I", "complete", NULL);
	el_set(el, EL_BIND, "?", "help", NULL);
	el_set(el, EL_BIND, "^C", "cancel", NULL);
	el_set(el, EL_BIND, "^R", "em-inc-search-prev", NULL);
	el_set(el, EL_BIND, "^W", "ed-delete-prev-word", NULL);
	el_set(el, EL_BIND, "\033[3~", "ed-delete-next-char", NULL);
}
