// Runs one line: macros, words, command, pipes, output; remembers where it failed.
#include "shell/run.h"
#include "shell/macro.h"
#include "shell/outlet.h"
#include "shell/parse.h"
#include "shell/pipe.h"
#include "shell/progress.h"
#include "engine/base/vec.h"
#include "engine/graph/process.h"
#include <stdlib.h>

static struct {
	u32 column;
	bool parsed; // the command itself failed, not its line
	struct text path, rest;
} failure;

u32 command_error_column(void)
{
	return failure.column;
}

const char *command_error_path(void)
{
	return text_string(&failure.path);
}

void command_error_vpp(struct text *t, int code)
{
	if (failure.path.length)
		text_add(t, "%s: ", failure.path.data);
	if (failure.parsed)
		text_add(t, "%s", error_text(code));
	else
		text_add(t, "unknown input `%s'", text_string(&failure.rest));
}

static const struct schema *schema_to_check(const struct command *c)
{
	static int check = -1;

	if (check < 0) {
		const char *wish = getenv("QUIVER_CHECK_SCHEMA");

#ifdef QUIVER_DEBUG
		check = !wish || strcmp(wish, "0");
#else
		check = wish && strcmp(wish, "0");
#endif
	}
	return check ? schema_of(c->schema ? c->schema : "") : NULL;
}

// The leading words in full, as far as they were understood, and all that was not.
static void remember_failure(struct parse *p, bool parsed)
{
	u32 n = parsed ? 0 : p->failed_at;

	text_clear(&failure.path); // of a line that ran inside this one
	text_clear(&failure.rest);
	failure.parsed = parsed;
	if (parsed) {
		VEC_EACH (p->captures, c) {
			if ((*c)->step)
				break;
			text_add(&failure.path, "%s%s", failure.path.length ? " " : "", (*c)->name);
		}
		return;
	}
	VEC_EACH (p->now, s) {
		const struct capture *words[32];
		u32 n_words = 0;

		for (const struct capture *c = s->captures; c && n_words < 32; c = c->before)
			if (!c->step)
				words[n_words++] = c;
		while (n_words--)
			text_add(&failure.path, "%s%s", failure.path.length ? " " : "",
				words[n_words]->name);
		break;
	}
	if (n < vec_n(p->lexed.tokens)) {
		u32 at = p->lexed.tokens[n].at, end = vec_last(p->lexed.tokens).end;

		text_put(&failure.rest, p->lexed.line + at, end - at);
	}
}

// Whether an answer that cannot be made would have been JSON.
static bool wants_json(const struct session *s, const struct parse *p)
{
	const struct token *t = p->lexed.tokens;

	return s->json ||
		(p->n + 1 < vec_n(t) && !t[p->n + 1].quoted && !strcmp(t[p->n + 1].text, "json"));
}

static int show_help(struct session *s, struct parse *p)
{
	struct out o = {.session = s, .discard = s->json};
	int code;

	out_begin(&o);
	code = help_print(&o, p, &failure.column);
	if (code)
		remember_failure(p, false);
	return out_finish(&o, code);
}

static int show_parse_error(struct session *s, struct parse *p, int code)
{
	struct out o = {.session = s, .json = wants_json(s, p)};

	remember_failure(p, false);
	if (!o.json)
		return code;
	out_begin(&o);
	return out_finish(&o, code);
}

// Runs the command of a matched line with its pipes.
static int run_matched(struct session *s, struct parse *p)
{
	struct out o = {.session = s,
		.json = s->json,
		.schema = schema_to_check(p->command),
		.command = p->command->grammar};
	u32 column = 0;
	struct args args = {.parse = p, .to = vec_n(p->captures), .session = s, .fail_at = &column};
	int code = 0, ended;

	if (!s->file) // of a script it is the whole that is timed
		progress_restart(s);
	if (!p->took_pipes)
		code = pipes_open(&o, &p->lexed, p->n, &column);
	out_begin(&o);
	if (!code) {
		column = p->lexed.tokens[0].at;
		code = p->command->run(&args, &o);
		if (!code && process_interrupted())
			code = error(ERR_INTERRUPTED, "interrupted");
	} else {
		pipes_close(&o);
	}
	failure.column = column;
	if (code)
		remember_failure(p, true);
	if (!s->file)
		progress_clear(s);
	code = out_finish(&o, code);
	ended = pipes_end(&o, code);
	if (!code)
		code = ended;
	pipes_close(&o);
	if (code == ERR_INTERRUPTED && s->reader_gone)
		code = 0;
	return code;
}

// Makes columns of the expanded line those of the line as given.
static int finish(struct macro_result *m, struct parse *p, bool expanded, int code)
{
	if (expanded && code)
		failure.column = macro_original(m, failure.column);
	if (expanded)
		macro_result_free(m);
	parse_end(p);
	if (!code)
		error_clear();
	return code;
}

static void begin(void)
{
	error_clear();
	failure.column = 0;
	text_clear(&failure.path);
	text_clear(&failure.rest);
}

static int check_matched(struct session *s, struct parse *p)
{
	struct out o = {.session = s, .discard = true};
	struct args args = {
		.parse = p, .to = vec_n(p->captures), .session = s, .fail_at = &failure.column};
	int code;

	if (!p->took_pipes) {
		// Opening would create files; their words are all there is to check.
		code = pipes_check(&o, &p->lexed, p->n, &failure.column);
		if (code)
			return code;
	}
	failure.column = p->lexed.tokens[0].at;
	return p->command->check ? p->command->check(&args) : 0;
}

// The words of a line, macros expanded.
static struct parse *read_line(
	struct session *s, const char *line, u32 length, struct macro_result *m, bool *expanded)
{
	*expanded = macro_expand(s, line, length, m);
	begin();
	if (*expanded)
		return parse_begin(command_words(), m->text.data, m->text.length);
	return parse_begin(command_words(), line, length);
}

int run_line(struct session *s, const char *line, u32 length)
{
	struct macro_result m;
	bool expanded;
	struct parse *p = read_line(s, line, length, &m, &expanded);
	int code = 0;

	if (m.too_long) {
		code = error(ERR_LIMIT, "macros make more than 16 MiB of this line");
	} else if (vec_n(p->lexed.tokens) && help_wanted(p)) {
		code = show_help(s, p);
	} else if (vec_n(p->lexed.tokens)) {
		code = match_command(p, &failure.column);
		code = code ? show_parse_error(s, p, code) : run_matched(s, p);
	}
	return finish(&m, p, expanded, code);
}

int check_line(struct session *s, const char *line, u32 length)
{
	struct macro_result m;
	bool expanded;
	struct parse *p = read_line(s, line, length, &m, &expanded);
	int code = 0;

	p->check = true;
	if (m.too_long) {
		code = error(ERR_LIMIT, "macros make more than 16 MiB of this line");
	} else if (vec_n(p->lexed.tokens) && !help_wanted(p)) {
		code = match_command(p, &failure.column);
		code = code ? show_parse_error(s, p, code) : check_matched(s, p);
	}
	return finish(&m, p, expanded, code);
}

int command_run(struct session *s, const char *line)
{
	return run_line(s, line, (u32)strlen(line));
}

int command_check(struct session *s, const char *line)
{
	return check_line(s, line, (u32)strlen(line));
}
