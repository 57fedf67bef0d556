// The sentence about a line that no command matches: what stood there, what was expected, and the
// nearest of that.
#include "shell/parse.h"
#include "engine/base/vec.h"
#include <stdio.h>

enum {
	SHOWN_MAX = 12,	       // expected things named in a sentence
	CANDIDATES_MAX = 4096, // values looked at for "did you mean"
};

struct expected {
	const char **words; // vec
	const struct step **values;
};

static void add_expected(void *arg, const char *word, const struct step *value, const char *help)
{
	struct expected *e = arg;

	if (value)
		vec_push(e->values, value);
	else
		vec_push(e->words, word);
}

void match_expected(const struct parse *p,
	void (*add)(void *arg, const char *word, const struct step *value, const char *help),
	void *arg)
{
	for (u32 i = 0; i < vec_n(p->now); i++) {
		const struct state *s = &p->now[i];
		bool seen = false;

		if (s->word) {
			VEC_EACH (s->word->children, c)
				add(arg, (*c)->word, NULL, "");
			continue;
		}
		if (s->step->kind == STEP_END) {
			add(arg, NULL, NULL, s->step->command->help);
			continue;
		}
		for (u32 k = 0; k < i && !seen; k++)
			seen = p->now[k].step && p->now[k].step->kind == s->step->kind &&
				!strcmp(p->now[k].step->name, s->step->name) &&
				p->now[k].step->type == s->step->type;
		if (seen)
			continue;
		if (s->step->kind == STEP_WORD)
			add(arg, s->step->name, NULL, "");
		else
			add(arg, s->step->name, s->step, s->step->type->help);
	}
}

struct candidates {
	char **words; // vec, owned
};

static void add_candidate(void *arg, const char *word)
{
	struct candidates *c = arg;

	if (vec_n(c->words) < CANDIDATES_MAX)
		vec_push(c->words, memory_string(word));
}

// Returns whether there is one.
static bool add_nearest(struct text *t, const char *word, const struct expected *e)
{
	struct candidates c = {0};
	const char *nearest;
	bool found;

	VEC_EACH (e->words, w)
		add_candidate(&c, *w);
	VEC_EACH (e->values, v) {
		if ((*v)->type->complete)
			(*v)->type->complete("", (*v)->range, add_candidate, &c);
	}
	nearest = text_nearest(word, (const char *const *)c.words, vec_n(c.words),
		MIN(2, ((u32)strlen(word)) / 2)); // a whole other word is not near
	found = nearest && strcmp(nearest, word);
	if (found)
		text_add(t, "; did you mean \"%s\"?", nearest);
	VEC_EACH (c.words, w)
		__builtin_free(*w);
	vec_free(c.words);
	return found;
}

// "up | down | <IFACE> (name of an interface)"
static void add_list(struct text *t, const struct expected *e, const struct token *only)
{
	u32 n = 0, hidden = 0;

	VEC_EACH (e->words, w) {
		if (only && !word_begins(only, *w, (u32)strlen(*w)))
			continue;
		if (n < SHOWN_MAX)
			text_add(t, "%s%s", n ? only ? ", " : " | " : "", *w);
		else
			hidden++;
		n++;
	}
	if (hidden)
		text_add(t, " | ... (%u more)", hidden);
	if (only)
		return;
	VEC_EACH (e->values, v) {
		text_add(t, "%s<%s>", n++ ? " | " : "", (*v)->name);
		if ((*v)->range[0])
			text_add(t, " (%s %s)", (*v)->type->help, (*v)->range);
		else
			text_add(t, " (%s)", (*v)->type->help);
	}
}

// The words understood before token 'n', in full.
static void add_path(struct text *t, const struct parse *p)
{
	const struct word_node *path[64];
	u32 n = 0;

	VEC_EACH (p->now, s) {
		if (!s->word)
			continue;
		for (const struct word_node *w = s->word; w && w->length && n < 64; w = w->parent)
			path[n++] = w;
		break;
	}
	while (n--)
		text_add(t, "%s%s", path[n]->word, n ? " " : "");
}

// The sentence of the one value that was looked up by name and not found; 0 if there is no such.
static int lookup_error(const struct parse *p, const struct expected *e, struct text *t)
{
	const struct token *token = &p->lexed.tokens[p->failed_at];
	const struct step *missed = NULL;
	int code = 0;

	VEC_EACH (e->values, v) {
		struct arg_value value = {0};
		int k = 0;

		if (!token->unclosed && !(*v)->type->takes_rest) {
			error_clear();
			k = (*v)->type->parse(token->text, (*v)->range, &value);
		}
		if (k && k != ERR_SYNTAX && k != ERR_INVALID_VALUE && k != ERR_INVALID_PREFIX) {
			if (missed)
				return 0;
			missed = *v;
			code = k;
			text_clear(t);
			text_add(t, "%s", error_text(k));
		}
		if (!k && (*v)->type->release)
			(*v)->type->release(&value);
	}
	return code;
}

// The one value's own words, where nothing else was expected.
static int value_error(const struct parse *p, const struct step *s, struct text *t)
{
	const struct token *token = &p->lexed.tokens[p->failed_at];
	struct parsed_value *v = NULL;
	struct arg_value value = {0};
	int code;

	for (u32 i = p->values_from; i < vec_n(p->values); i++)
		v = p->values[i]->type == s->type ? p->values[i] : v;
	error_clear();
	if (s->type->takes_rest)
		code = s->type->parse(p->lexed.line + token->at, s->range, &value);
	else
		code = s->type->parse(token->text, s->range, &value);
	if (!code && s->type->release)
		s->type->release(&value);
	if (!code || !v)
		return 0;
	text_add(t, "%s", error_text(code));
	return code == ERR_INVALID_VALUE || code == ERR_INVALID_PREFIX ? ERR_SYNTAX : code;
}

// Whether the words that may come are choices of commands that are clear by now.
static bool only_choices(const struct word_node *w)
{
	VEC_EACH (w->children, c) {
		if (!(*c)->is_choice)
			return false;
	}
	return true;
}

// No command has this word here.
static void describe_unknown(const struct parse *p, const struct expected *e, struct text *t)
{
	const struct token *token = &p->lexed.tokens[p->failed_at];

	add_path(t, p);
	text_add(t, "%sunknown input `%s'", t->length ? ": " : "", token->text);
	if (!add_nearest(t, token->text, e) && vec_n(e->words) <= SHOWN_MAX) {
		text_add(t, "; expected ");
		add_list(t, e, NULL);
	}
}

// Whether a word begins like a value of the step: "10.0.0.0/33" is no word.
static bool is_meant(const struct step *s, const struct token *token)
{
	return s->type->accepts && s->type->accepts(token->text, s->range);
}

static int describe(const struct parse *p, const struct expected *e, struct text *t)
{
	const struct token *token = &p->lexed.tokens[p->failed_at];
	bool only_words = vec_n(p->now) == 1 && p->now[0].word;
	int code;

	if (token->unclosed)
		return text_add(t, "the quote %.20s is not closed", p->lexed.line + token->at),
		       ERR_SYNTAX;
	if (p->ambiguous) {
		text_add(t, "ambiguous word \"%s\": ", token->text);
		add_list(t, e, token);
		return only_words && !only_choices(p->now[0].word) ? ERR_UNKNOWN_COMMAND
								   : ERR_SYNTAX;
	}
	if (only_words && !only_choices(p->now[0].word)) {
		describe_unknown(p, e, t);
		return ERR_UNKNOWN_COMMAND;
	}
	if (vec_n(e->values) == 1 && (!vec_n(e->words) || is_meant(e->values[0], token))) {
		code = value_error(p, e->values[0], t);
		if (code) {
			add_nearest(t, token->text, e);
			return code;
		}
	}
	code = lookup_error(p, e, t);
	if (code) {
		add_nearest(t, token->text, e);
		return code;
	}
	text_clear(t);
	text_add(t, "\"%s\": expected ", token->text);
	add_list(t, e, NULL);
	if (!vec_n(e->words) && !vec_n(e->values))
		text_add(t, "the end of the line");
	else
		add_nearest(t, token->text, e);
	return ERR_SYNTAX;
}

static void add_unless_end(void *arg, const char *word, const struct step *value, const char *help)
{
	if (word)
		add_expected(arg, word, value, help);
}

int match_error(struct parse *p, u32 *column)
{
	struct expected e = {0};
	struct text t = {0};
	int code = ERR_SYNTAX;

	match_expected(p, add_unless_end, &e);
	if (p->failed_at < p->n) {
		*column = p->lexed.tokens[p->failed_at].at;
		code = describe(p, &e, &t);
	} else {
		*column = p->n ? p->lexed.tokens[p->n - 1].end : 0;
		text_add(&t, "incomplete command: expected ");
		add_list(&t, &e, NULL);
	}
	error(code, "%s", text_string(&t));
	text_free(&t);
	vec_free(e.words);
	vec_free(e.values);
	return code;
}
