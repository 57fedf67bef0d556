// Help: '?' at any point of a line, and the command 'help'; laid out as VPP lays it out.
#include "shell/run.h"
#include "shell/outlet.h"
#include "shell/parse.h"
#include "engine/base/vec.h"
#include <stdio.h>
#include <stdlib.h>

bool help_wanted(const struct parse *p)
{
	const struct token *last = p->n ? &p->lexed.tokens[p->n - 1] : NULL;

	return last && !last->quoted && last->length && last->text[last->length - 1] == '?' &&
		(last->length == 1 || p->n == 1);
}

static void path_of(struct text *t, const struct word_node *w)
{
	if (w->parent && w->parent->length) {
		path_of(t, w->parent);
		text_add(t, " ");
	}
	text_add(t, "%s", w->word);
}

// A command's line: its words, its usage.
static void list_command(struct out *o, const char *path, const struct command *c)
{
	struct text usage = {0};

	grammar_usage(&usage, c->grammar);
	out_text(o, "  %-40s %s\n", path, text_string(&usage));
	text_free(&usage);
}

// Every command below a node of the tree, then those that end there.
static void list_below(struct out *o, const struct word_node *w)
{
	struct text path = {0};

	VEC_EACH (w->children, c)
		list_below(o, *c);
	if (w->length)
		path_of(&path, w);
	VEC_EACH (w->entries, e)
		list_command(o, text_string(&path), e->command);
	text_free(&path);
}

enum { PLACES_MAX = 200 }; // lines shown; tables of routes may hold millions

struct place {
	char word[96];
	char help[200];
};

struct places {
	struct place *list; // vec
	u64 hidden;
};

static void add_place(void *arg, const char *candidate, const char *help)
{
	struct places *places = arg;
	struct place *p;

	if (vec_n(places->list) == PLACES_MAX) {
		places->hidden++;
		return;
	}
	p = vec_add(places->list);
	snprintf(p->word, sizeof(p->word), "%s", candidate);
	snprintf(p->help, sizeof(p->help), "%s", help);
}

static int by_word(const void *a, const void *b)
{
	return strcmp(((const struct place *)a)->word, ((const struct place *)b)->word);
}

static const struct command *command_after(const struct step *s)
{
	while (s->kind != STEP_END)
		s = s->next ? s->next : s->branch[0];
	return s->command;
}

// In the middle of a command: the usage of those that may be meant, then what may come here.
// Returns whether there is anything.
static bool list_places(struct out *o, struct parse *p, const char *line)
{
	const struct command *shown = NULL;
	struct places places = {0};
	bool any;

	VEC_EACH (p->now, s) {
		const struct command *c = s->step ? command_after(s->step) : shown;

		if (c != shown)
			list_command(o, "usage:", c);
		shown = c;
	}
	command_complete(line, true, add_place, &places);
	if (places.list)
		qsort(places.list, vec_n(places.list), sizeof(*places.list), by_word);
	VEC_EACH (places.list, l)
		out_text(o, l->help[0] ? "  %-40s %s\n" : "  %s\n", l->word, l->help);
	if (places.hidden)
		out_text(o, "  and %lu more\n", places.hidden);
	any = places.list;
	vec_free(places.list);
	return any;
}

int help_print(struct out *o, struct parse *p, u32 *column)
{
	const struct token *last = &p->lexed.tokens[p->n - 1];
	const struct word_node *below = NULL;
	bool typed = last->length > 1, any; // "sho?"
	char *line;

	if (!match_tokens(p, p->n - 1))
		return match_error(p, column);
	VEC_EACH (p->now, s)
		below = s->word ? s->word : below;
	if (below && !typed) {
		list_below(o, below);
		return 0;
	}
	line = strndup(p->lexed.line, typed ? last->end - 1 : last->at);
	any = list_places(o, p, line);
	free(line);
	if (any)
		return 0;
	*column = last->at;
	return error(ERR_UNKNOWN_COMMAND, "unknown input `%s'", last->text);
}
