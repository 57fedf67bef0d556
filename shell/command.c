// The table of commands: registered ones, made ones, and the tree of their leading words.
#include "shell/parse.h"
#include "shell/schema.h"
#include "engine/base/registry_late.h"
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
		if (!table[i].first)
			panic("%s:%d: %s", table[i].file, table[i].line, error_text(ERR_SYNTAX));
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
	struct step *first;

	if (at < vec_n(table) && !strcmp(table[at].command->grammar, c->grammar))
		return error(ERR_EXISTS, "command \"%s\" already exists", c->grammar);
	first = grammar_compile(c);
	if (!first)
		return ERR_SYNTAX;
	(void)vec_add(table);
	memmove(table + at + 1, table + at, (vec_n(table) - 1 - at) * sizeof(*table));
	table[at] = (struct known){.command = c, .first = first};
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

static void grammar_text(struct text *t, const void *object)
{
	const struct command *c = object;

	text_add(t, "%s", c->grammar ?: "");
}

// Those made while running have grammars too, which no registration knows.
static int made_check(const struct command *c)
{
	u32 at = ready ? place_of(c) : vec_n(table);

	if (at < vec_n(table) && !strcmp(table[at].command->grammar, c->grammar))
		return error(ERR_EXISTS, "exists already");
	return 0;
}

static int late_check(const struct registration *r)
{
	const struct command *c = r->object;
	int status = made_check(c);

	if (!status && (!c->run || !c->help))
		status = error(ERR_INVALID_VALUE, "has nothing to run, or no help");
	if (!status)
		status = grammar_check(c);
	return status ? status : schema_check(c->schema);
}

// Nobody has asked for a command yet: prepare() will find them.
static int late_take(const void *owner)
{
	int status = 0;

	REGISTRY_EACH_OF(r, REGISTRY_COMMAND, owner)
	if (ready && !status)
		status = command_add(r->object);
	return status;
}

static void late_drop(const void *owner)
{
	REGISTRY_EACH_OF(r, REGISTRY_COMMAND, owner)
	if (ready)
		command_remove(r->object);
}

static const struct registry_consumer command_consumer = {.kind = REGISTRY_COMMAND,
	.one = "command",
	.many = "commands",
	.name = grammar_text,
	.check = late_check,
	.take = late_take,
	.drop = late_drop};
CONSUMER_REGISTER(command_consumer);
