// | match RE, | except RE, | count: lines by what is in them.
#include "shell/pipe.h"
#include "engine/base/memory.h"
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>

static int match_open(struct pipe *p, const struct args *a)
{
	regex_t *re = memory_get_zero(sizeof(*re));
	char words[128];
	int flags = REG_EXTENDED | REG_NOSUB | (arg_given(a, "ignore-case") ? REG_ICASE : 0);
	int failed = regcomp(re, arg_string(a, "RE"), flags);

	if (failed) {
		regerror(failed, re, words, sizeof(words));
		free(re);
		args_fail_at(a, arg_column(a, "RE"));
		return error(
			ERR_SYNTAX, "regular expression \"%s\": %s", arg_string(a, "RE"), words);
	}
	p->state = re;
	return 0;
}

static bool matches(const struct pipe *p, const char *line, u32 n)
{
	regmatch_t span = {.rm_so = 0, .rm_eo = (regoff_t)(n - (n && line[n - 1] == '\n'))};

	return !regexec(p->state, line, 0, &span, REG_STARTEND);
}

static int match_line(struct pipe *p, const char *line, u32 n)
{
	return matches(p, line, n) ? pipe_pass(p, line, n) : 0;
}

static int except_line(struct pipe *p, const char *line, u32 n)
{
	return matches(p, line, n) ? 0 : pipe_pass(p, line, n);
}

static void match_close(struct pipe *p)
{
	if (p->state)
		regfree(p->state);
	free(p->state);
}

static const struct pipe_class match_pipe = {
	.command = {"match <RE:string> [ignore-case]", "Show the lines that match a pattern."},
	.open = match_open,
	.line = match_line,
	.close = match_close,
};
PIPE_REGISTER(match_pipe);

static const struct pipe_class except_pipe = {
	.command = {"except <RE:string> [ignore-case]",
		"Show the lines that do not match a pattern."},
	.open = match_open,
	.line = except_line,
	.close = match_close,
};
PIPE_REGISTER(except_pipe);

static int count_open(struct pipe *p, const struct args *)
{
	p->state = memory_get_zero(sizeof(u64));
	return 0;
}

static int count_line(struct pipe *p, const char *, u32)
{
	++*(u64 *)p->state;
	return 0;
}

static int count_end(struct pipe *p, int)
{
	char line[32];

	return pipe_pass(
		p, line, (u32)snprintf(line, sizeof(line), "Count: %lu lines\n", *(u64 *)p->state));
}

static void count_close(struct pipe *p)
{
	free(p->state);
}

static const struct pipe_class count_pipe = {
	.command = {"count", "Count the lines."},
	.open = count_open,
	.line = count_line,
	.end = count_end,
	.close = count_close,
};
PIPE_REGISTER(count_pipe);
