// Completion: what may stand at the end of a line, from the same walk that parses it.
#include "shell/parse.h"
#include "engine/base/vec.h"
#include <stdio.h>

struct completer {
	void (*add)(void *arg, const char *candidate, const char *help);
	void *arg;
	const char *prefix;
	u32 length;
	bool all;
	const char *help; // of the value being completed
	struct seen {
		const char *word;
	} * seen; // vec
};

static void add_value(void *arg, const char *candidate)
{
	struct completer *c = arg;

	c->add(c->arg, candidate, c->help);
}

static const char *word_help(const struct parse *p, const char *word)
{
	VEC_EACH (p->now, s) {
		if (!s->word)
			continue;
		VEC_EACH (s->word->children, w) {
			if (!strcmp((*w)->word, word) && !(*w)->children &&
				vec_n((*w)->entries) == 1)
				return (*w)->entries[0].command->help;
		}
	}
	return "";
}

struct context {
	struct completer *c;
	const struct parse *p;
};

static void add_expected(void *arg, const char *word, const struct step *value, const char *help)
{
	struct context *x = arg;
	struct completer *c = x->c;

	if (!word) {
		if (c->all && !c->length)
			c->add(c->arg, "<cr>", help);
		return;
	}
	VEC_EACH (c->seen, s) {
		if (!value && !strcmp(s->word, word))
			return;
	}
	if (!value) {
		vec_push(c->seen, (struct seen){word});
		if (!strncmp(word, c->prefix, c->length))
			c->add(c->arg, word, word_help(x->p, word));
		return;
	}
	if (c->all) {
		char place[96];

		snprintf(place, sizeof(place), "<%s>", word);
		c->add(c->arg, place, help);
	}
	c->help = help;
	if (value->type->complete)
		value->type->complete(c->prefix, value->range, add_value, c);
}

// The part of the line after its last pipe, and which words are known there.
static const char *last_part(const char *line, const struct word_node **root)
{
	struct lexed l = {0};
	const char *at = line;

	lex(&l, line, (u32)strlen(line));
	*root = command_words();
	VEC_EACH (l.tokens, t) {
		if (!t->quoted && !strcmp(t->text, "|") && line[t->end]) {
			at = line + t->end;
			*root = pipe_words();
		}
	}
	lex_free(&l);
	return at;
}

void command_complete(const char *line, bool all,
	void (*add)(void *arg, const char *candidate, const char *help), void *arg)
{
	struct completer c = {.add = add, .arg = arg, .all = all, .prefix = ""};
	const struct word_node *root;
	struct context x = {.c = &c};
	struct parse *p;
	const struct token *last;
	u32 n, length;

	line = last_part(line, &root);
	length = (u32)strlen(line);
	p = parse_begin(root, line, length);
	n = p->n = vec_n(p->lexed.tokens);
	last = n ? &p->lexed.tokens[n - 1] : NULL;
	if (last && last->end == length) { // no blank behind it: it is being typed
		c.prefix = last->text;
		c.length = last->length;
		n--;
	}
	x.p = p;
	if (match_tokens(p, n))
		match_expected(p, add_expected, &x);
	vec_free(c.seen);
	parse_end(p);
}
