// The table of commands: registered ones, made ones, and the tree of their leading words.
#include "shell/parse.h"
#include "engine/base/vec.h"
#include <stdlib.h>

struct known {
	const struct command *command;
	struct step *first;
	const char *file; // where it was registered; null for made ones
	int line;
};

static struct known *table; // vec, in order of grammar
static struct word_node *words;
static struct step **retired; // vec; args of removed commands may still look at them
static bool ready;

static int compare(const void *a, const void *b)
{
	const struct known *x = a, *y = b;

	return strcmp(x->command->grammar, y->command->grammar);
}

static void prepare(void)
{
	if (ready)
		return;
	ready = true;
	REGISTRY_EACH (r, REGISTRY_COMMAND) {
		vec_push(table,
			(struct known){.command = r->object, .file = r->file, .line = r->line});
	}
	if (table)
		qsort(table, vec_n(table), sizeof(*table), compare);
	for (u32 i = 0; i < vec_n(table); i++) {
		if (i && !compare(&table[i - 1], &table[i]))
			panic("command \"%s\" is registered twice: %s:%d and %s:%d",
				table[i].command->grammar, table[i - 1].file, table[i - 1].line,
				table[i].file, table[i].line);
		table[i].first = grammar_compile(table[i].command);
	}
}

const struct word_node *command_words(void)
{
	prepare();
	if (!words) {
		words = memory_get_zero(sizeof(*words));
		words->word = "";
		VEC_EACH (table, k)
			words_add(words, k->command, k->first);
	}
	return words;
}

const struct command *command_at(u32 i)
{
	prepare();
	return i < vec_n(table) ? table[i].command : NULL;
}

// Place of a grammar in the table: of its command, or of the first one after it.
static u32 place_of(const struct command *c)
{
	u32 i = 0;

	prepare();
	while (i < vec_n(table) && strcmp(table[i].command->grammar, c->grammar) < 0)
		i++;
	return i;
}

static void forget_words(void)
{
	words_free(words);
	words = NULL;
}

int command_add(const struct command *c)
{
	u32 at = place_of(c);

	if (at < vec_n(table) && !strcmp(table[at].command->grammar, c->grammar))
		return error(ERR_EXISTS, "command \"%s\" already exists", c->grammar);
	(void)vec_add(table);
	memmove(table + at + 1, table + at, (vec_n(table) - 1 - at) * sizeof(*table));
	table[at] = (struct known){.command = c, .first = grammar_compile(c)};
	forget_words();
	return 0;
}

void command_remove(const struct command *c)
{
	u32 at = place_of(c);

	if (at < vec_n(table) && table[at].command == c) {
		vec_push(retired, table[at].first);
		vec_remove(table, at);
		forget_words();
	}
}
