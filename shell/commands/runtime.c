// show runtime, clear runtime: what each node did since the last clear, and at what cost.
#include "engine/base/vec.h"
#include "engine/graph/process.h"
#include "engine/graph/runtime.h"
#include "shell/command.h"
#include "shell/commands/column.h"
#include "shell/commands/node_list.h"
#include <stdlib.h>

static int by_name(const void *a, const void *b)
{
	return strcmp(node_name(*(const u32 *)a), node_name(*(const u32 *)b));
}

u32 *node_list_by_name(void)
{
	u32 *list = NULL;

	for (u32 i = 0; i < node_n(); i++)
		vec_push(list, i);
	if (list)
		qsort(list, vec_n(list), sizeof(*list), by_name);
	return list;
}

static const char *process_state(const struct node *node)
{
	for (const struct process *p = NULL; (p = process_next(p));)
		if (process_node(p) == node->index)
			return process_state_name(p);
	return "not started";
}

const char *node_state_text(const struct node *node)
{
	if (node->type == NODE_PROCESS)
		return process_state(node);
	if (node->type == NODE_INTERNAL)
		return "active";
	switch (node->state) {
	case NODE_POLLING:
		return "polling";
	case NODE_INTERRUPT:
		return "interrupt wait";
	case NODE_ADAPTIVE:
		return "adaptive";
	default:
		return "disabled";
	}
}

static double ratio(u64 a, u64 b)
{
	return b ? (double)a / (double)b : 0;
}

// Processes are not called, they run between two suspends.
static u64 calls_of(const struct node *node)
{
	return node->type == NODE_PROCESS ? 0 : node->calls;
}

static double clocks_of(const struct node *node)
{
	if (node->vectors)
		return ratio(node->clocks, node->vectors);
	return ratio(node->clocks, node->suspends ? node->suspends : node->calls);
}

static void show_float(struct out *o, const char *key, const char *format, u32 width, double x)
{
	char out[CENTER_MAX];
	struct text t = {0};

	out_double(o, key, NULL, x);
	text_float(&t, x, 2);
	out_text(o, format, width ? center(out, width, text_string(&t)) : text_string(&t));
	text_free(&t);
}

static void show_node(struct out *o, const struct node *node)
{
	char out[CENTER_MAX], state[32];
	const char *s = node_state_text(node);

	snprintf(state, sizeof(state), node->type == NODE_PROCESS ? "\"%s\"" : "%s", s);
	out_record(o, NULL);
	out_text(o, "%-30.30s%s", node->name, column(out, 12, state));
	out_string(o, "name", NULL, node->name);
	out_string(o, "state", NULL, s);
	out_u64(o, "calls", "%16lu", calls_of(node));
	out_u64(o, "vectors", "%16lu", node->vectors);
	out_u64(o, "suspends", "%16lu", node->suspends);
	show_float(o, "clocks", "%16s", 0, clocks_of(node));
	out_double(o, "vectors_per_call", "%16.2f\n", ratio(node->vectors, calls_of(node)));
	out_end(o);
}

static void show_max(struct out *o, const struct node *node)
{
	char out[CENTER_MAX];

	out_record(o, NULL);
	out_text(o, "%-30.30s", node->name);
	out_string(o, "name", NULL, node->name);
	out_string(o, "state", NULL, node_state_text(node));
	show_float(o, "max_node_clocks", "%s", 17, (double)node->max_clocks);
	out_u64(o, "vectors_at_max", NULL, node->max_clocks_vectors);
	out_text(o, "%s", column_u64(out, 16, node->max_clocks_vectors));
	show_float(o, "max_clocks", "%s", 16, ratio(node->max_clocks, node->max_clocks_vectors));
	show_float(o, "clocks", "%s", 16, clocks_of(node));
	show_float(o, "vectors_per_call", "%s", 16, ratio(node->vectors, calls_of(node)));
	out_text(o, "\n");
	out_end(o);
}

static void show_rate(struct out *o, const char *key, const char *label, double rate)
{
	struct text t = {0};

	text_float(&t, rate, 4);
	out_text(o, "%s%s", label, text_string(&t));
	out_double(o, key, NULL, rate);
	text_free(&t);
}

static void show_thread_name(struct out *o, const struct worker *w)
{
	if (w->index)
		out_text(o, "---------------\n");
	out_text(o, "Thread %u %s", w->index, w->name);
	if (w->core != INDEX_NONE)
		out_text(o, " (lcore %u)", w->core);
	out_text(o, "\n");
}

static void show_rates(struct out *o, const struct engine_rates *r)
{
	out_double(o, "seconds", "Time %.1f", r->seconds);
	out_double(
		o, "vector_rate", ", 10.000000 sec internal node vector rate %.2f", r->vector_rate);
	out_double(o, "loops_per_second", " loops/sec %.2f\n", r->loops_per_second);
	show_rate(o, "in", "  vector rates in ", r->in);
	show_rate(o, "out", ", out ", r->out);
	show_rate(o, "drop", ", drop ", r->drop);
	show_rate(o, "punt", ", punt ", r->punt);
	out_text(o, "\n");
}

static void show_table(const struct args *a, struct out *o, const struct node *nodes)
{
	bool max = arg_given(a, "max");
	u32 *list = node_list_by_name();

	if (max)
		out_text(o,
			"%13sName%14sMax Node Clocks  Vectors at Max    Max Clocks  "
			"    Avg Clocks   Avg Vectors/Call\n",
			"", "");
	else
		out_text(o,
			"%13sName%17sState         Calls          Vectors        Suspends  "
			"    Packet-Clocks   Vectors/Call  \n",
			"", "");
	out_list(o, "nodes");
	VEC_EACH (list, i) {
		const struct node *node = &nodes[*i];

		if (!node->calls && !node->suspends && !arg_given(a, "verbose"))
			continue;
		if (max)
			show_max(o, node);
		else
			show_node(o, node);
	}
	out_end(o);
	vec_free(list);
}

static void show_thread(const struct args *a, struct out *o, const struct runtime_thread *t)
{
	show_rates(o, &t->rates);
	if (!arg_given(a, "summary"))
		show_table(a, o, t->nodes);
}

static int show_runtime_run(const struct args *a, struct out *o)
{
	struct runtime_thread *threads = runtime_snapshot();

	out_list(o, "threads");
	if (arg_given(a, "merged")) {
		struct runtime_thread sum = runtime_sum(threads);

		out_record(o, NULL);
		show_thread(a, o, &sum);
		out_end(o);
		vec_free(sum.nodes);
	}
	for (u32 i = 0; !arg_given(a, "merged") && i < vec_n(threads); i++) {
		out_record(o, NULL);
		if (vec_n(threads) > 1)
			show_thread_name(o, worker_at(i));
		out_u64(o, "thread", NULL, i);
		show_thread(a, o, &threads[i]);
		out_end(o);
	}
	out_end(o);
	runtime_free(threads);
	return 0;
}

static const struct command show_runtime_command = {
	.grammar = "show runtime [time] [verbose] [max] [summary] [merged]",
	.help = "Show what each node did since the last clear: calls, packets, clocks; merged: all "
		"threads in one.",
	.run = show_runtime_run,
	.schema =
		"threads[]{thread:u? seconds:f vector_rate:f loops_per_second:f in:f out:f drop:f "
		"punt:f nodes[]{name:s state:s calls:u? vectors:u? suspends:u? "
		"max_node_clocks:f? vectors_at_max:u? max_clocks:f? clocks:f "
		"vectors_per_call:f}?}",
};
COMMAND_REGISTER(show_runtime_command);

static int clear_runtime_run(const struct args *, struct out *)
{
	runtime_clear();
	return 0;
}

static const struct command clear_runtime_command = {
	.grammar = "clear runtime",
	.help = "Begin the statistics of 'show runtime' anew.",
	.run = clear_runtime_run,
};
COMMAND_REGISTER(clear_runtime_command);
