// Words to commands: the set of places in the grammars that the words so far lead to.
#include "shell/parse.h"
#include "engine/base/vec.h"

// Bounds hostile grammars and lines; a line of the shell needs a few dozen.
enum { MAX_STATES = 4096 };

static struct parse *unused;
static u64 walk; // counts steps from one word to the next, in any line

struct parse *parse_begin(const struct word_node *root, const char *line, u32 length)
{
	struct parse *p = unused;

	if (p)
		unused = p->next;
	else
		p = memory_get_zero(sizeof(*p));
	lex(&p->lexed, line, length);
	p->root = root;
	p->n = vec_n(p->lexed.tokens);
	for (u32 i = 0; i < p->n; i++) {
		struct token *t = &p->lexed.tokens[i];

		if (!t->quoted && t->length == 1 && t->text[0] == '|')
			p->n = i;
	}
	p->check = p->took_pipes = false;
	return p;
}

static void release_values(struct parse *p, u32 from)
{
	for (u32 i = from; i < vec_n(p->values); i++) {
		struct parsed_value *v = p->values[i];

		if (!v->code && v->type->release)
			v->type->release(&v->value);
	}
}

void parse_end(struct parse *p)
{
	if (!p)
		return;
	release_values(p, 0);
	vec_clear(p->values);
	vec_clear(p->captures);
	arena_reset(&p->arena);
	p->next = unused;
	unused = p;
}

static const struct capture *capture(struct parse *p, const struct capture *before,
	const struct step *step, const char *name, struct parsed_value *value, u32 token)
{
	struct capture *c = arena_get(&p->arena, sizeof(*c));

	*c = (struct capture){.before = before,
		.step = step,
		.name = name,
		.value = value,
		.token = token,
		.kind = step ? step->kind : STEP_WORD,
		.initial = name[0]};
	return c;
}

static bool is_reached(const struct parse *p, const struct step *s, u64 taken)
{
	VEC_EACH (p->then, t) {
		if (t->step == s && t->taken == taken)
			return true;
	}
	return false;
}

// Adds the words, values and ends that can be reached from a step without taking a word.
static void reach(
	struct parse *p, struct step *s, u64 taken, const struct capture *captures, u32 token)
{
	switch (s->kind) {
	case STEP_ALTERNATIVES:
		for (u32 i = 0; i < s->n_branches; i++)
			reach(p, s->branch[i], taken, captures, token);
		return;
	case STEP_OPTIONS_BEGIN:
		reach(p, s->next, taken & ~s->bits, captures, token);
		return;
	case STEP_OPTIONS:
		for (u32 i = 0; i < s->n_branches; i++) {
			u64 bit = 1ull << (s->first_bit + i);

			if (!(taken & bit))
				reach(p, s->branch[i], taken | bit, captures, token);
		}
		reach(p, s->next, taken, captures, token);
		return;
	case STEP_AGAIN:
		reach(p, s->branch[0], taken, captures, token);
		reach(p, s->next, taken, captures, token);
		return;
	case STEP_GROUP:
	case STEP_GROUP_END:
		captures = capture(p, captures, s, s->name, NULL, token);
		reach(p, s->next, taken, captures, token);
		return;
	}
	if (s->stamp == walk && is_reached(p, s, taken))
		return;
	if (vec_n(p->then) >= MAX_STATES)
		return;
	s->stamp = walk;
	vec_push(p->then, (struct state){.step = s, .taken = taken, .captures = captures});
}

static void reach_word(
	struct parse *p, const struct word_node *w, const struct capture *captures, u32 token)
{
	if (w->children)
		vec_push(p->then, (struct state){.word = w, .captures = captures});
	VEC_EACH (w->entries, e)
		reach(p, e->step, 0, captures, token);
}

// The words that a token may stand for: the exact one, or the shortest it begins if that begins
// all the others ("int" is interface even where there is interfaces).
struct choice {
	const char *word; // null: none
	u32 length;
	bool exact, ambiguous;
};

static void consider(struct choice *c, const struct token *t, const char *word, u32 length)
{
	if (!word_begins(t, word, length) || c->exact)
		return;
	if (t->length == length) {
		*c = (struct choice){.word = word, .length = length, .exact = true};
	} else if (!c->word) {
		c->word = word;
		c->length = length;
	} else {
		u32 shorter = MIN(length, c->length);

		c->ambiguous |= memcmp(word, c->word, shorter) != 0;
		if (length < c->length) {
			c->word = word;
			c->length = length;
		}
	}
}

static struct choice choose(const struct parse *p, const struct token *t)
{
	struct choice c = {0};

	if (t->quoted)
		return c;
	VEC_EACH (p->now, s) {
		u32 n, at;

		if (s->word) {
			at = word_children(s->word, t, &n);
			for (u32 i = at; i < at + n; i++)
				consider(&c, t, s->word->children[i]->word,
					s->word->children[i]->length);
		} else if (s->step->kind == STEP_WORD) {
			consider(&c, t, s->step->name, s->step->length);
		}
	}
	return c;
}

static void take_word(struct parse *p, const struct choice *c, u32 i)
{
	struct token whole = {.text = c->word, .length = c->length};

	VEC_EACH (p->now, s) {
		if (s->word) {
			u32 n, k = word_children(s->word, &whole, &n);
			const struct word_node *w = n ? s->word->children[k] : NULL;

			if (w && w->length == c->length)
				reach_word(p, w, capture(p, s->captures, NULL, w->word, NULL, i),
					i + 1);
		} else if (s->step->kind == STEP_WORD && s->step->length == c->length &&
			!memcmp(s->step->name, c->word, c->length)) {
			reach(p, s->step->next, s->taken,
				capture(p, s->captures, s->step, s->step->name, NULL, i), i + 1);
		}
	}
}

// Names are looked up when the command runs; a check cannot know them.
static bool exists_only_later(int code)
{
	return code != ERR_SYNTAX && code != ERR_INVALID_VALUE && code != ERR_INVALID_PREFIX;
}

// The text that a 'rest' value gets: from its first token to the pipe or the end.
static const char *rest_text(struct parse *p, const struct arg_type *type, u32 i)
{
	const struct token *tokens = p->lexed.tokens, *first = &tokens[i];
	u32 last = (type->takes_pipes ? vec_n(tokens) : p->n) - 1;
	u32 length = tokens[last].end - first->at;
	char *text;

	if (first->quoted && !first->unclosed && last == i) // quotes may stand around all of it
		return first->text;
	text = arena_get(&p->arena, length + 1);
	memcpy(text, p->lexed.line + first->at, length);
	text[length] = '\0';
	return text;
}

static struct parsed_value *parse_value(struct parse *p, const struct step *s, u32 i)
{
	const struct token *t = &p->lexed.tokens[i];
	const struct arg_type *type = s->type;
	struct parsed_value *v;

	for (u32 k = p->values_from; k < vec_n(p->values); k++) {
		v = p->values[k];
		if (v->type == type && !strcmp(v->range, s->range))
			return v;
	}
	v = arena_get(&p->arena, sizeof(*v));
	*v = (struct parsed_value){.type = type, .range = s->range, .token = i};
	if (type->takes_rest)
		v->code = type->parse(rest_text(p, type, i), s->range, &v->value);
	else if (t->unclosed)
		v->code = ERR_SYNTAX;
	else if (type->accepts && !type->accepts(t->text, s->range) && !p->check)
		v->code = ERR_UNSPECIFIED; // match_error() asks parse() for the sentence
	else
		v->code = type->parse(t->text, s->range, &v->value);
	if (v->code && p->check && !t->unclosed && exists_only_later(v->code)) {
		memset(&v->value, 0, sizeof(v->value));
		v->type = arg_type_by_name("word", 4);
		v->code = 0;
	}
	vec_push(p->values, v);
	return v;
}

static void take_values(struct parse *p, u32 i)
{
	p->values_from = vec_n(p->values);
	for (u32 k = 0; k < vec_n(p->now); k++) {
		struct state at = p->now[k];
		const struct step *s = at.step;
		struct parsed_value *v;

		if (!s || s->kind != STEP_VALUE)
			continue;
		v = parse_value(p, s, i);
		if (v->code)
			continue;
		at.captures = capture(p, at.captures, s, s->name, v, i);
		if (!s->type->takes_rest) {
			reach(p, s->next, at.taken, at.captures, i + 1);
		} else if (!p->finished.step) {
			p->finished = at;
			p->took_pipes = s->type->takes_pipes;
		}
	}
}

bool match_tokens(struct parse *p, u32 n)
{
	u32 known = match_resume(p, n);
	bool all_exact = true; // since 'known'

	if (!known) {
		vec_clear(p->then);
		walk++;
		reach_word(p, p->root, NULL, 0);
	}
	p->finished = (struct state){0};
	p->ambiguous = false;
	for (u32 i = known;; i++) {
		struct state *swap = p->now;
		const struct token *t;
		struct choice c;

		p->now = p->then;
		p->then = swap;
		if (i == n)
			return true;
		vec_clear(p->then);
		walk++;
		t = &p->lexed.tokens[i];
		c = choose(p, t);
		if (all_exact && !c.exact && i > known)
			match_remember(p, i);
		all_exact &= c.exact;
		if (c.word && !c.ambiguous)
			take_word(p, &c, i);
		if (!c.exact)
			take_values(p, i);
		if (!vec_n(p->then)) {
			if (p->finished.step) {
				vec_clear(p->now); // they led up to the rest, not past it
				return true;
			}
			p->ambiguous = c.ambiguous;
			p->failed_at = i;
			return false;
		}
	}
}

// Turns the chain of captures of the state that won into p->captures.
static void keep_captures(struct parse *p, const struct capture *last, const struct step *end)
{
	u32 n = 0;

	for (const struct capture *c = last; c; c = c->before)
		n++;
	vec_clear(p->captures);
	(void)vec_add_n(p->captures, n + !n);
	vec_cut(p->captures, n);
	for (const struct capture *c = last; c; c = c->before)
		p->captures[--n] = c;
	p->command = end->command;
}

// A 'rest' value may only be followed by options: the way to the end leads through 'next'.
static const struct step *end_after(const struct step *s)
{
	while (s->kind != STEP_END) {
		invariant(s->next && s->kind != STEP_WORD);
		s = s->next;
	}
	return s;
}

int match_command(struct parse *p, u32 *column)
{
	if (!match_tokens(p, p->n))
		return match_error(p, column);
	VEC_EACH (p->now, s) {
		if (s->step && s->step->kind == STEP_END) {
			p->took_pipes = false;
			keep_captures(p, s->captures, s->step);
			return 0;
		}
	}
	if (p->finished.step) {
		keep_captures(p, p->finished.captures, end_after(p->finished.step->next));
		return 0;
	}
	p->failed_at = p->n;
	return match_error(p, column);
}
