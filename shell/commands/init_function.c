// show init-function: what ran at start, in its order.
#include "shell/command.h"
#include "engine/graph/init.h"

static const char *const stages[] = {
	[INIT_EARLY_CONFIG] = "early-config",
	[INIT] = "init",
	[INIT_MAIN_LOOP] = "main-loop-enter",
	[INIT_WORKER] = "worker",
	[INIT_EXIT] = "exit",
};

static void show_constraints(
	struct out *o, const char *key, const char *word, u32 stage, const char *const *names)
{
	out_list(o, key);
	for (u32 i = 0; names && names[i]; i++) {
		const struct init_function *f;
		u32 at = 0;

		while ((f = init_at(stage, at)) && strcmp(f->name, names[i]))
			at++;
		out_text(o, "  %s ", word);
		out_string(o, NULL, f ? "'%s'" : "'%s' [none]\n", names[i]);
		if (f)
			out_text(o, " [%u]\n", at);
	}
	out_end(o);
}

static int show_init_run(const struct args *a, struct out *o)
{
	bool verbose = arg_given(a, "verbose");

	out_list(o, "functions");
	for (u32 stage = 0; stage < INIT_STAGES; stage++) {
		const struct init_function *f;

		if (verbose)
			out_text(o, "%s:\n", stages[stage]);
		for (u32 i = 0; (f = init_at(stage, i)); i++) {
			if (stage != INIT && !verbose)
				continue;
			out_record(o, NULL);
			out_u64(o, "order", verbose ? "[%lu] " : "[%lu]: ", i);
			out_string(o, "name", "%s\n", f->name);
			out_string(o, "stage", NULL, stages[stage]);
			if (verbose) {
				show_constraints(o, "before", "before", stage, f->before);
				show_constraints(o, "after", "after", stage, f->after);
			}
			out_end(o);
		}
	}
	out_end(o);
	return 0;
}

static const struct command show_init_command = {
	.grammar = "show init-function [verbose]",
	.help = "Show the functions that ran at start, in their order.",
	.run = show_init_run,
	.schema = "functions[]{order:u name:s stage:s before[]:s? after[]:s?}",
};
COMMAND_REGISTER(show_init_command);
