// show errors, show node counters and their clear twins: why packets ended, and other counts.
#include "engine/base/memory.h"
#include "engine/graph/node.h"
#include "shell/command.h"
#include "shell/commands/column.h"
#include <stdlib.h>

// 'thread' INDEX_NONE: of all together.
static void show_row(struct out *o, u32 thread, u32 i, u64 count, bool verbose)
{
	char out[CENTER_MAX];
	u32 node;
	const struct node_error *e = node_error_at(i, &node);

	out_record(o, NULL);
	if (thread != INDEX_NONE)
		out_u64(o, "thread", NULL, thread);
	out_u64(o, "count", "%10lu", count);
	out_string(o, "node", NULL, node_name(node));
	out_text(o, "%s", column(out, 35, node_name(node)));
	out_string(o, "reason", NULL, e->text);
	out_text(o, "%s", column(out, 35, e->text));
	out_string(o, "severity", NULL, node_severity_name(e->severity));
	out_text(o, "%s", column(out, 10, node_severity_name(e->severity)));
	out_u64(o, "index", NULL, i);
	out_text(o, "%s\n", verbose ? column_u64(out, 6, i) : "");
	out_end(o);
}

// The sums of all threads once more, in narrower columns.
static void show_totals(struct out *o, const u64 *sums)
{
	char out[CENTER_MAX];

	out_text(o, "Total:\n");
	for (u32 i = 0; i < node_error_n(); i++) {
		u32 node;
		const struct node_error *e = node_error_at(i, &node);

		if (!sums[i])
			continue;
		out_text(o, "%10lu%s", sums[i], column(out, 40, node_name(node)));
		out_text(o, "%s", column(out, 20, e->text));
		out_text(o, "%s\n", column_u64(out, 10, i));
	}
}

static void show_rows(struct out *o, u32 thread, const u64 *counts, bool verbose)
{
	for (u32 i = 0; i < node_error_n(); i++)
		if (counts[i])
			show_row(o, thread, i, counts[i], verbose);
}

static int show_errors_run(const struct args *a, struct out *o)
{
	bool verbose = arg_given(a, "verbose"), merged = arg_given(a, "merged");
	u32 n = node_error_n();
	u64 *counts = node_error_counts(), *sums = memory_get_zero(MAX(n, 1u) * sizeof(*sums));

	for (u32 i = 0; i < worker_n() * n; i++)
		sums[i % n] += counts[i];
	out_text(o, "   Count  %16sNode%30sReason%15sSeverity %s\n", "", "", "",
		verbose ? " Index" : "");
	out_list(o, "errors");
	for (u32 t = 0; !merged && t < worker_n(); t++) {
		if (verbose)
			out_text(o, "Thread %u (%s):\n", t, worker_at(t)->name);
		show_rows(o, t, counts + (size_t)t * n, verbose);
	}
	if (merged)
		show_rows(o, INDEX_NONE, sums, verbose);
	out_end(o);
	if (verbose && !merged)
		show_totals(o, sums);
	free(counts);
	free(sums);
	return 0;
}

static int clear_errors_run(const struct args *, struct out *)
{
	node_errors_clear();
	return 0;
}

#define ERRORS_SCHEMA "errors[]{thread:u? count:u node:s reason:s severity:s index:u}"

static const struct command show_errors_command = {
	.grammar = "show errors [verbose] [merged]",
	.help = "Show what nodes counted: drops by reason and other events; merged: all threads in "
		"one.",
	.run = show_errors_run,
	.schema = ERRORS_SCHEMA,
};
COMMAND_REGISTER(show_errors_command);

static const struct command show_node_counters_command = {
	.grammar = "show node counters [verbose] [merged]",
	.help = "Show what nodes counted; the same as 'show errors'.",
	.run = show_errors_run,
	.schema = ERRORS_SCHEMA,
};
COMMAND_REGISTER(show_node_counters_command);

static const struct command clear_errors_command = {
	.grammar = "clear errors",
	.help = "Set the counters of all nodes to zero.",
	.run = clear_errors_run,
};
COMMAND_REGISTER(clear_errors_command);

static const struct command clear_node_counters_command = {
	.grammar = "clear node counters",
	.help = "Set the counters of all nodes to zero; the same as 'clear errors'.",
	.run = clear_errors_run,
};
COMMAND_REGISTER(clear_node_counters_command);
