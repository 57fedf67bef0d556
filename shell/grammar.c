// Grammar lines compiled: text to a syntax tree, then the tree linked into steps back to front.
#include "shell/grammar.h"
#include "engine/base/registry_late.h"
#include "engine/base/vec.h"
#include <ctype.h>

enum ast_kind { AST_WORD, AST_VALUE, AST_SEQUENCE, AST_CHOICE, AST_OPTION, AST_REPEAT, AST_GROUP };

struct ast {
	u8 kind;
	const char *name;
	const struct arg_type *type;
	const char *range;
	struct ast **children; // vec
};

struct reader {
	const struct command *command;
	const char *at;
	u32 n_bits;
	bool is_wrong; // error() says why
};

static struct ast *read_sequence(struct reader *r, bool inside);

// Records the first thing that is wrong. Reading ends there, with what has been made so far.
static void refuse(struct reader *r, const char *what)
{
	if (!r->is_wrong)
		error(ERR_SYNTAX, "grammar \"%s\", at \"%s\": %s", r->command->grammar, r->at,
			what);
	r->is_wrong = true;
	r->at = "";
}

static char *copy(const char *s, u32 length)
{
	char *c = memory_get(length + 1);

	memcpy(c, s, length);
	c[length] = '\0';
	return c;
}

static struct ast *ast_new(u8 kind)
{
	struct ast *a = memory_get_zero(sizeof(*a));

	a->kind = kind;
	return a;
}

// The names stay with the steps that were made of it; 'names': go too.
static void ast_free(struct ast *a, bool names)
{
	VEC_EACH (a->children, c)
		ast_free(*c, names);
	vec_free(a->children);
	if (names) {
		__builtin_free((char *)a->name);
		__builtin_free((char *)a->range);
	}
	__builtin_free(a);
}

static void skip_blanks(struct reader *r)
{
	while (isspace((unsigned char)*r->at))
		r->at++;
}

const struct arg_type *arg_type_by_name(const char *name, u32 length)
{
	REGISTRY_EACH (r, REGISTRY_ARG_TYPE) {
		const struct arg_type *t = r->object;

		if (t->name && strlen(t->name) == length && !memcmp(t->name, name, length))
			return t;
	}
	return NULL;
}

// <NAME>, <NAME:type> or <NAME:type range>
static struct ast *read_value(struct reader *r)
{
	const char *end = strchr(r->at, '>'), *colon, *type = "word", *range;
	struct ast *a = ast_new(AST_VALUE);
	u32 type_length = 4;

	if (!end) {
		refuse(r, "no > for this <");
		return a;
	}
	colon = memchr(r->at, ':', (size_t)(end - r->at));
	a->name = copy(r->at + 1, (u32)((colon ? colon : end) - r->at - 1));
	range = end;
	if (colon) {
		type = colon + 1;
		type_length = (u32)strcspn(type, " >");
		range = type + type_length;
		while (*range == ' ')
			range++;
	}
	a->type = arg_type_by_name(type, type_length);
	a->range = copy(range, (u32)(end - range));
	if (a->type)
		r->at = end + 1;
	else
		refuse(r, "unknown type");
	return a;
}

static struct ast *read_bracket(struct reader *r, char close, u8 kind)
{
	struct ast *a = ast_new(kind);

	r->at++;
	vec_push(a->children, read_sequence(r, true));
	if (*r->at == close)
		r->at++;
	else
		refuse(r, "bracket is not closed here");
	return a;
}

static struct ast *read_word(struct reader *r)
{
	u32 length = (u32)strcspn(r->at, " \t\n|[]{}<>");
	struct ast *a;

	if (length > 3 && !memcmp(r->at + length - 3, "...", 3))
		length -= 3;
	if (!length)
		refuse(r, "expected a word, <, [ or {");
	if (length > 1 && r->at[length] == '{' && r->at[length - 1] == '=') {
		char *name = copy(r->at, length - 1);

		r->at += length;
		a = read_bracket(r, '}', AST_GROUP);
		a->name = name;
		return a;
	}
	a = ast_new(AST_WORD);
	a->name = copy(r->at, length);
	r->at += length;
	return a;
}

static struct ast *read_item(struct reader *r)
{
	struct ast *a;

	if (*r->at == '<')
		a = read_value(r);
	else if (*r->at == '[')
		a = read_bracket(r, ']', AST_OPTION);
	else if (*r->at == '{')
		a = read_bracket(r, '}', AST_SEQUENCE);
	else
		a = read_word(r);
	if (!strncmp(r->at, "...", 3)) {
		struct ast *repeat = ast_new(AST_REPEAT);

		r->at += 3;
		if (a->kind == AST_OPTION) { // [X]... is [X...]
			vec_push(repeat->children, a->children[0]);
			a->children[0] = repeat;
			return a;
		}
		vec_push(repeat->children, a);
		a = repeat;
	}
	return a;
}

// Items up to a closing bracket or the end. Inside brackets '|' separates sequences, outside
// single items.
static struct ast *read_sequence(struct reader *r, bool inside)
{
	struct ast *sequence = ast_new(AST_SEQUENCE), *choice = NULL;

	for (;;) {
		struct ast *item;

		skip_blanks(r);
		if (!*r->at || *r->at == ']' || *r->at == '}')
			break;
		if (*r->at == '|' && inside) {
			r->at++;
			if (!choice)
				choice = ast_new(AST_CHOICE);
			vec_push(choice->children, sequence);
			sequence = ast_new(AST_SEQUENCE);
			continue;
		}
		item = read_item(r);
		while (!inside && (skip_blanks(r), *r->at == '|')) {
			if (item->kind != AST_CHOICE) {
				struct ast *c = ast_new(AST_CHOICE);

				vec_push(c->children, item);
				item = c;
			}
			r->at++;
			skip_blanks(r);
			vec_push(item->children, read_item(r));
		}
		vec_push(sequence->children, item);
	}
	if (!choice)
		return sequence;
	vec_push(choice->children, sequence);
	return choice;
}

static struct step *step_new(u8 kind, struct step *next)
{
	struct step *s = memory_get_zero(sizeof(*s));

	s->kind = kind;
	s->next = next;
	return s;
}

static void set_branches(struct step *s, u32 n)
{
	s->n_branches = (u16)n;
	s->branch = memory_get_zero(n * sizeof(*s->branch));
}

static bool may_be_empty(const struct ast *a)
{
	bool all = true;

	if (a->kind == AST_WORD || a->kind == AST_VALUE)
		return false;
	if (a->kind == AST_OPTION)
		return true;
	for (u32 i = 0; i < vec_n(a->children); i++) {
		bool empty = may_be_empty(a->children[i]);

		if (empty && a->kind == AST_CHOICE)
			return true;
		all &= empty;
	}
	return all;
}

static struct step *link_ast(struct reader *r, const struct ast *a, struct step *next);

// [a] [b] [c]: any of them, each once, in any order.
static struct step *link_options(
	struct reader *r, struct ast *const *options, u32 n, struct step *next)
{
	struct step *s = step_new(STEP_OPTIONS, next);
	struct step *begin = step_new(STEP_OPTIONS_BEGIN, s);

	s->first_bit = (u8)r->n_bits;
	r->n_bits += n;
	set_branches(s, n);
	for (u32 i = 0; i < n; i++) {
		begin->bits |= 1ull << (s->first_bit + i);
		s->branch[i] = link_ast(r, options[i]->children[0], s);
	}
	return begin;
}

static struct step *link_sequence(struct reader *r, const struct ast *a, struct step *next)
{
	u32 i = vec_n(a->children);

	while (i > 0) {
		u32 n = 0;

		while (n < i && a->children[i - 1 - n]->kind == AST_OPTION)
			n++;
		if (n) {
			next = link_options(r, a->children + i - n, n, next);
			i -= n;
		} else {
			next = link_ast(r, a->children[--i], next);
		}
	}
	return next;
}

static struct step *link_ast(struct reader *r, const struct ast *a, struct step *next)
{
	struct step *s;

	switch (a->kind) {
	case AST_WORD:
	case AST_VALUE:
		s = step_new(a->kind == AST_WORD ? STEP_WORD : STEP_VALUE, next);
		s->name = a->name;
		s->length = (u16)strlen(a->name);
		s->type = a->type;
		s->range = a->range;
		return s;
	case AST_CHOICE:
		s = step_new(STEP_ALTERNATIVES, NULL);
		set_branches(s, vec_n(a->children));
		for (u32 i = 0; i < s->n_branches; i++)
			s->branch[i] = link_ast(r, a->children[i], next);
		return s;
	case AST_OPTION:
		return link_options(r, (struct ast *[]){(struct ast *)a}, 1, next);
	case AST_REPEAT:
		s = step_new(STEP_AGAIN, next);
		set_branches(s, 1);
		s->branch[0] = link_ast(r, a->children[0], s);
		return s->branch[0];
	case AST_GROUP:
		next = step_new(STEP_GROUP_END, next);
		next->name = a->name;
		s = step_new(STEP_GROUP, link_ast(r, a->children[0], next));
		s->name = a->name;
		return s;
	default:
		return link_sequence(r, a, next);
	}
}

// Counts options in r->n_bits.
static void ast_check(struct reader *r, const struct ast *a)
{
	if (a->kind == AST_OPTION && ++r->n_bits > 64)
		refuse(r, "more than 64 options");
	if (a->kind == AST_OPTION && may_be_empty(a->children[0]))
		refuse(r, "an option that may be empty");
	if (a->kind == AST_REPEAT && may_be_empty(a->children[0]))
		refuse(r, "repeats something that may be empty");
	VEC_EACH (a->children, c)
		ast_check(r, *c);
}

static bool is_nothing(const struct ast *a)
{
	VEC_EACH (a->children, c)
		if (!is_nothing(*c))
			return false;
	return a->kind == AST_SEQUENCE;
}

// Null, with error(), when the grammar is wrong.
static struct ast *grammar_read(const struct command *c)
{
	struct reader r = {.command = c, .at = c->grammar};
	struct ast *a = read_sequence(&r, false);

	if (*r.at)
		refuse(&r, "bracket was never opened");
	if (!r.is_wrong && is_nothing(a))
		refuse(&r, "empty");
	if (!r.is_wrong)
		ast_check(&r, a);
	if (!r.is_wrong)
		return a;
	ast_free(a, true);
	return NULL;
}

int grammar_check(const struct command *c)
{
	struct ast *a = grammar_read(c);

	if (!a)
		return ERR_SYNTAX;
	ast_free(a, true);
	return 0;
}

struct step *grammar_compile(const struct command *c)
{
	struct ast *a = grammar_read(c);
	struct reader r = {.command = c};
	struct step *end, *first;

	if (!a)
		return NULL;
	end = step_new(STEP_END, NULL);
	end->command = c;
	first = link_ast(&r, a, end);
	ast_free(a, false);
	return first;
}

static void type_name_text(struct text *t, const void *object)
{
	const struct arg_type *type = object;

	text_add(t, "%s", type->name ?: "");
}

static int type_check(const struct registration *r)
{
	const struct arg_type *type = r->object;

	return type->parse && type->help ? 0 : error(ERR_INVALID_VALUE, "has no parser or no help");
}

static const struct registry_consumer type_consumer = {.kind = REGISTRY_ARG_TYPE,
	.one = "argument type",
	.many = "argument types",
	.name = type_name_text,
	.check = type_check};
CONSUMER_REGISTER(type_consumer);

void grammar_usage(struct text *t, const char *grammar)
{
	bool in_type = false;

	for (const char *s = grammar; *s; s++) {
		if (*s == '>')
			in_type = false;
		if (*s == ':' && memchr(grammar, '<', (size_t)(s - grammar)) && !in_type) {
			const char *open = s;

			while (open > grammar && *open != '<' && *open != '>')
				open--;
			in_type = *open == '<';
		}
		if (!in_type)
			text_put(t, s, 1);
	}
}
