// help, show cli: what commands there are.
#include "shell/command.h"
#include "shell/parse.h"
#include "engine/base/vec.h"

// What VPP says of a family of commands that are known by one first word.
static void family_help(struct text *t, const struct word_node *w)
{
	if (!w->children && vec_n(w->entries) == 1) {
		grammar_usage(t, w->entries[0].command->grammar);
		return;
	}
	if (!strcmp(w->word, "show") || !strcmp(w->word, "set") || !strcmp(w->word, "clear"))
		text_add(t, "%c%s commands", w->word[0] - 'a' + 'A', w->word + 1);
	else if (!strcmp(w->word, "ip"))
		text_add(t, "Internet protocol (IP) commands");
	else
		text_add(t, "%s commands", w->word);
}

static void list_families(struct out *o)
{
	struct text t = {0};

	out_list(o, "families");
	VEC_EACH (command_words()->children, w) {
		text_clear(&t);
		family_help(&t, *w);
		out_record(o, NULL);
		out_string(o, "word", "  %-30s ", (*w)->word);
		out_string(o, "help", "%s\n", text_string(&t));
		out_end(o);
	}
	out_end(o);
	text_free(&t);
}

// A place in the tree that words lead to: one command with its usage and help, or a family.
static int describe(struct out *o, const char *words)
{
	struct parse *p = parse_begin(command_words(), words, (u32)strlen(words));
	const struct word_node *below = NULL;
	struct text t = {0};
	u32 column;
	int code = 0;

	if (!match_tokens(p, p->n)) {
		code = match_error(p, &column);
		parse_end(p);
		return code;
	}
	VEC_EACH (p->now, s)
		below = s->word ? s->word : below;
	out_list(o, "commands");
	VEC_EACH (p->now, s) {
		const struct step *end = s->step;

		while (end && end->kind != STEP_END)
			end = end->next ? end->next : end->branch[0];
		if (!end)
			continue;
		text_clear(&t);
		grammar_usage(&t, end->command->grammar);
		out_record(o, NULL);
		out_string(o, "usage", "usage: %s\n", text_string(&t));
		out_string(o, "help", "%s\n", end->command->help);
		out_end(o);
		break;
	}
	out_end(o);
	if (below) {
		text_clear(&t);
		family_help(&t, below);
		out_string(o, "family", "%s\n", text_string(&t));
	}
	text_free(&t);
	parse_end(p);
	return 0;
}

static int help_run(const struct args *a, struct out *o)
{
	const char *words = arg_string(a, "WORDS");

	if (words)
		return describe(o, words);
	list_families(o);
	return 0;
}

static const struct command help_command = {
	.grammar = "help [<WORDS:rest>]",
	.help = "Show the families of commands, or what some words mean.",
	.run = help_run,
	.schema = "families[]{word:s help:s}? commands[]{usage:s help:s}? family:s?",
};
COMMAND_REGISTER(help_command);

static int show_cli_run(const struct args *, struct out *o)
{
	struct text t = {0};

	out_list(o, "commands");
	for (u32 i = 0; command_at(i); i++) {
		const struct command *c = command_at(i);

		text_clear(&t);
		grammar_usage(&t, c->grammar);
		out_record(o, NULL);
		out_string(o, "usage", "%s\n", text_string(&t));
		out_string(o, "grammar", NULL, c->grammar);
		out_string(o, "help", NULL, c->help);
		out_end(o);
	}
	out_end(o);
	text_free(&t);
	return 0;
}

static const struct command show_cli_command = {
	.grammar = "show cli",
	.help = "List all commands.",
	.run = show_cli_run,
	.schema = "commands[]{usage:s grammar:s help:s}",
};
COMMAND_REGISTER(show_cli_command);
