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

struct place {
	char word[96];
	char help[200];
};

static void add_place(void *arg, const char *candidate, const char *help)
{
	struct place **places = arg, *p = vec_add(*places);

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
static void list_places(struct out *o, struct parse *p, const char *line)
{
	const struct command *shown = NULL;
	struct place *places = NULL;

	VEC_EACH (p->now, s) {
		const struct command *c = s->step ? command_after(s->step) : shown;

		if (c != shown)
			list_command(o, "usage:", c);
		shown = c;
	}
	command_complete(line, true, add_place, &places);
	if (places)
		qsort(places, vec_n(places), sizeof(*places), by_word);
	VEC_EACH (places, l)
		out_text(o, l->help[0] ? "  %-40s %s\n" : "  %s\n", l->word, l->help);
	vec_free(places);
}

int help_print(struct out *o, struct parse *p, u32 *column)
{
	const struct token *last = &p->lexed.tokens[p->n - 1];
	const struct word_node *below = NULL;
	bool typed = last->length > 1; // "sho?"
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
	list_places(o, p, line);
	free(line);
	return 0;
}
