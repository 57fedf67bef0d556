// Output pipes: opened from the words behind '|', fed with lines, ended and closed.
#include "shell/pipe.h"
#include "shell/outlet.h"
#include "shell/parse.h"
#include "engine/base/registry_late.h"
#include "engine/base/vec.h"
#include <stdlib.h>

static struct word_node *root;
static struct step **firsts; // vec; the tree only knows what follows the words

static void words_make(const void *without_owner)
{
	words_free(root);
	root = memory_get_zero(sizeof(*root));
	root->word = "";
	REGISTRY_EACH (r, REGISTRY_PIPE) {
		const struct pipe_class *c = r->object;
		struct step *first;

		if (without_owner && r->owner == without_owner)
			continue;
		first = grammar_compile(&c->command);
		if (!first)
			panic("%s:%d: %s", r->file, r->line, error_text(ERR_SYNTAX));
		vec_push(firsts, first);
		words_add(root, &c->command, first);
	}
}

const struct word_node *pipe_words(void)
{
	if (!root)
		words_make(NULL);
	return root;
}

// One pipe from the words in [from, to) of the line; 'at' null: only checks them.
static int open_one(
	struct out *o, struct pipe **at, const char *line, u32 from, u32 to, u32 *column)
{
	struct parse *parse = parse_begin(pipe_words(), line + from, to - from);
	u32 fail_at = 0;
	struct args args = {.parse = parse, .session = o->session, .fail_at = &fail_at};
	struct pipe *p;
	int code;

	if (!parse->n) {
		*column = from;
		parse_end(parse);
		return error(ERR_SYNTAX, "expected match, count, json or another pipe after |");
	}
	code = match_command(parse, column);
	*column += from;
	if (!code && at) {
		p = memory_get_zero(sizeof(*p));
		p->pipe_class = container_of(parse->command, struct pipe_class, command);
		p->out = o;
		*at = p;
		args.to = vec_n(parse->captures);
		fail_at = parse->lexed.tokens[0].at;
		code = p->pipe_class->open ? p->pipe_class->open(p, &args) : 0;
		*column = from + fail_at;
	} else if (code == ERR_UNKNOWN_COMMAND) {
		code = error_within(ERR_SYNTAX, "pipe");
	}
	parse_end(parse);
	return code;
}

static int open_all(struct out *o, struct pipe **at, const struct lexed *l, u32 first, u32 *column)
{
	u32 n = vec_n(l->tokens);

	while (first < n) {
		u32 last = first + 1, to = l->length;
		int code;

		while (last < n && (l->tokens[last].quoted || strcmp(l->tokens[last].text, "|")))
			last++;
		if (last < n)
			to = l->tokens[last].at;
		code = open_one(o, at, l->line, l->tokens[first].end, to, column);
		if (code)
			return code;
		at = at ? &(*at)->next : NULL;
		first = last;
	}
	return 0;
}

int pipes_open(struct out *o, const struct lexed *l, u32 first, u32 *column)
{
	return open_all(o, &o->pipes, l, first, column);
}

int pipes_check(struct out *o, const struct lexed *l, u32 first, u32 *column)
{
	return open_all(o, NULL, l, first, column);
}

int pipe_pass(struct pipe *p, const char *line, u32 n)
{
	if (p->next)
		return p->next->pipe_class->line(p->next, line, n);
	if (!session_write(p->out->session, line, n))
		return error(ERR_INTERRUPTED, "the reader of the output is gone");
	return 0;
}

int pipe_write(struct pipe *p, const char *bytes, u32 n)
{
	int code = 0;

	while (n && !code) {
		const char *newline = memchr(bytes, '\n', n);
		u32 length = newline ? (u32)(newline + 1 - bytes) : n;

		if (!newline || p->part.length) {
			if (p->part.length + length > PIPE_KEEP_MAX)
				return error(ERR_LIMIT, "a line of more than 256 MiB");
			text_put(&p->part, bytes, length);
			if (newline) {
				code = p->pipe_class->line(p, p->part.data, p->part.length);
				text_clear(&p->part);
			}
		} else {
			code = p->pipe_class->line(p, bytes, length);
		}
		bytes += length;
		n -= length;
	}
	return code;
}

int pipes_end(struct out *o, int code)
{
	int result = o->code;

	for (struct pipe *p = o->pipes; p; p = p->next) {
		if (!result && p->part.length)
			result = p->pipe_class->line(p, p->part.data, p->part.length);
		if (!result && p->pipe_class->end)
			result = p->pipe_class->end(p, code);
	}
	return result;
}

void pipes_close(struct out *o)
{
	while (o->pipes) {
		struct pipe *p = o->pipes;

		o->pipes = p->next;
		if (p->pipe_class->close)
			p->pipe_class->close(p);
		text_free(&p->part);
		free(p);
	}
}

static void grammar_text(struct text *t, const void *object)
{
	const struct pipe_class *c = object;

	text_add(t, "%s", c->command.grammar ?: "");
}

static int late_check(const struct registration *r)
{
	const struct pipe_class *c = r->object;

	if (!c->line || !c->command.help)
		return error(ERR_INVALID_VALUE, "takes no lines, or has no help");
	return grammar_check(&c->command);
}

static int late_take(const void *)
{
	words_make(NULL);
	return 0;
}

static const struct registry_consumer pipe_consumer = {.kind = REGISTRY_PIPE,
	.one = "pipe",
	.many = "pipes",
	.name = grammar_text,
	.check = late_check,
	.take = late_take,
	.drop = words_make};
CONSUMER_REGISTER(pipe_consumer);
