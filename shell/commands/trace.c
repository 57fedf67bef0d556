// Which packets are traced: 'trace add', 'trace filter', 'clear trace', 'show trace filter'.
#include "engine/graph/node.h"
#include "engine/graph/tracing.h"
#include "engine/net/interface.h"
#include "shell/command.h"
#include "shell/commands/trace.h"

static struct trace_shown shown = {.node = INDEX_NONE};

const struct trace_shown *trace_shown(void)
{
	return &shown;
}

static int trace_add(const struct args *a, struct out *)
{
	bool has_interface = arg_given(a, "IF");

	tracing_add(arg_given(a, "NODE") ? arg_node(a, "NODE") : INDEX_NONE,
		has_interface ? arg_interface(a, "IF") : INDEX_NONE, arg_u64(a, "COUNT", 0),
		arg_given(a, "ring"), arg_given(a, "EXPR") ? arg_filter(a, "EXPR") : NULL);
	return 0;
}

static const struct command trace_add_command = {
	.grammar = "trace add <NODE:node> <COUNT:u32 1..> [ring] [interface <IF:interface>] "
		   "[verbose] [filter <EXPR:filter>]",
	.help = "Trace the next COUNT packets that a node gets; with 'ring' the last COUNT. With "
		"an "
		"input node, as many that this host makes (ping, ARP, ICMP errors) too.",
	.run = trace_add,
};
COMMAND_REGISTER(trace_add_command);

static const struct command trace_add_interface_command = {
	.grammar = "trace add interface <IF:interface> <COUNT:u32 1..> [ring] [verbose] "
		   "[filter <EXPR:filter>]",
	.help = "Trace the next COUNT packets received on an interface.",
	.run = trace_add,
};
COMMAND_REGISTER(trace_add_interface_command);

static int trace_filter(const struct args *a, struct out *)
{
	shown = (struct trace_shown){.node = INDEX_NONE};
	if (!arg_given(a, "none"))
		shown = (struct trace_shown){.node = arg_node(a, "NODE"),
			.exclude = arg_given(a, "exclude"),
			.count = arg_u64(a, "COUNT", 0)};
	return 0;
}

static const struct command trace_filter_command = {
	.grammar = "trace filter {none|include <NODE:node> <COUNT:u32>|exclude <NODE:node> "
		   "<COUNT:u32>}",
	.help = "Let 'show trace' show only packets that went, or did not go, through a node.",
	.run = trace_filter,
};
COMMAND_REGISTER(trace_filter_command);

static void arm_show(struct out *o, const struct trace_arm *a)
{
	u32 taken = MIN(__atomic_load_n(&a->taken, __ATOMIC_RELAXED), a->count);

	out_record(o, NULL);
	if (a->node != INDEX_NONE)
		out_string(o, "node", "node %s", node_name(a->node));
	if (a->interface != INDEX_NONE)
		out_string(o, "interface",
			a->node == INDEX_NONE ? "interface %s" : ", interface %s",
			interface_name(a->interface));
	out_u64(o, "taken", ": %lu", taken);
	out_u64(o, "count", " of %lu packets", a->count);
	out_text(o, "%s", a->ring ? ", ring" : "");
	out_bool(o, "ring", a->ring);
	if (a->filter)
		out_string(o, "filter", ", filter %s", filter_expression(a->filter));
	out_text(o, "\n");
	out_end(o);
}

static int show_trace_filter(const struct args *, struct out *o)
{
	const struct trace_arm *a;

	if (!trace_arm_at(0))
		out_text(o, "no packets are asked for\n");
	out_list(o, "arms");
	for (u32 i = 0; (a = trace_arm_at(i)); i++)
		arm_show(o, a);
	out_end(o);
	if (shown.node == INDEX_NONE)
		return 0;
	out_record(o, "shown");
	out_string(o, "mode", "shown: %s ", shown.exclude ? "exclude" : "include");
	out_string(o, "node", "%s", node_name(shown.node));
	out_u64(o, "count", ", at most %lu packets\n", shown.count);
	out_end(o);
	return 0;
}

static const struct command show_trace_filter_command = {
	.grammar = "show trace filter",
	.help = "Show which packets are traced and which of them 'show trace' shows.",
	.run = show_trace_filter,
	.schema = "arms[]{node:s? interface:s? taken:u count:u ring:b filter:s?} "
		  "shown{mode:s node:s count:u}?",
};
COMMAND_REGISTER(show_trace_filter_command);

static int clear_trace(const struct args *, struct out *)
{
	tracing_clear();
	return 0;
}

static const struct command clear_trace_command = {
	.grammar = "clear trace",
	.help = "Forget all packet traces and trace no more packets.",
	.run = clear_trace,
};
COMMAND_REGISTER(clear_trace_command);
