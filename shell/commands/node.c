// show node, show vlib graph: nodes and the arcs between them.
#include "shell/commands/node_list.h"
#include "engine/base/vec.h"
#include "engine/graph/runtime.h"
#include "shell/command.h"
#include "shell/commands/column.h"

// Nodes with an arc to 'index', in order of index.
static u32 *previous_of(const struct worker *w, u32 index)
{
	u32 *list = NULL;

	for (u32 i = 0; i < node_n(); i++) {
		const struct node *node = node_at(w, i);

		for (u32 k = 0; k < node->n_next; k++) {
			if (node->next[k].node_index == index) {
				vec_push(list, i);
				break;
			}
		}
	}
	return list;
}

static const char *type_name(const struct node *node)
{
	static const char *const names[] = {
		[NODE_INTERNAL] = "internal",
		[NODE_INPUT] = "input",
		[NODE_PRE_INPUT] = "pre-input",
		[NODE_PROCESS] = "process",
	};

	return names[node->type];
}

static void show_next(struct out *o, const struct node *node)
{
	u64 *vectors = runtime_next_vectors(node->index);
	char out[CENTER_MAX];

	if (node->n_next)
		out_text(o, "\n  next nodes:\n    next-index  node-index%15sNode%15sVectors\n", "",
			"");
	out_list(o, "next");
	for (u32 k = 0; k < node->n_next; k++) {
		const struct node_next *next = &node->next[k];

		out_record(o, NULL);
		out_u64(o, "next_index", NULL, k);
		out_text(o, "    %s", column_u64(out, 10, k));
		out_u64(o, "node_index", NULL, next->node_index);
		out_text(o, "  %s", column_u64(out, 10, next->node_index));
		out_string(o, "node", NULL, node_name(next->node_index));
		out_text(o, "  %s", center(out, 30, node_name(next->node_index)));
		out_u64(o, "vectors", NULL, vectors[k]);
		out_text(o, "  %s\n", column_u64(out, 7, vectors[k]));
		out_end(o);
	}
	out_end(o);
	vec_free(vectors);
}

static void show_previous(struct out *o, const u32 *list)
{
	enum { A_LINE = 3 };
	char out[CENTER_MAX];

	if (list)
		out_text(o, "\n  known previous nodes:\n");
	out_list(o, "previous");
	for (u32 i = 0; i < vec_n(list); i++) {
		bool last = i % A_LINE == A_LINE - 1 || i + 1 == vec_n(list);

		snprintf(out, sizeof(out), "%s (%u)", node_name(list[i]), list[i]);
		out_string(o, NULL, NULL, node_name(list[i]));
		out_text(o, "%s%-35.35s%s", i % A_LINE ? "" : "    ", out, last ? "\n" : "");
	}
	out_end(o);
}

// The node in the thread that has work for it: input nodes are disabled in the others.
static const struct node *node_awake(u32 index)
{
	const struct node *node;

	for (u32 i = 0; i < worker_n(); i++) {
		node = node_at(worker_at(i), index);
		if (!node || node->state != NODE_DISABLED)
			return node;
	}
	return node_at(worker_at(0), index);
}

static int show_node_run(const struct args *a, struct out *o)
{
	u32 index = arg_given(a, "INDEX") ? (u32)arg_u64(a, "INDEX", 0) : arg_node(a, "NODE");
	const struct node *node = node_awake(index);
	const char *sibling;
	u32 *previous;

	if (!node)
		return error(ERR_NO_SUCH_NODE, "no node with index %u", index);
	sibling = node->node_class->sibling_of;
	out_string(o, "name", "node %s", node->name);
	out_string(o, "type", ", type %s", type_name(node));
	out_string(o, "state", node->type == NODE_PROCESS ? ", state \"%s\"" : ", state %s",
		node_state_text(node));
	out_u64(o, "index", ", index %lu", node->index);
	if (sibling && *sibling)
		out_string(o, "sibling_of", ", sibling-of %s", sibling);
	out_text(o, "\n");
	show_next(o, node);
	previous = previous_of(worker_at(0), index);
	show_previous(o, previous);
	vec_free(previous);
	return 0;
}

#define NODE_SCHEMA \
	"name:s type:s state:s index:u sibling_of:s? " \
	"next[]{next_index:u node_index:u node:s vectors:u} previous[]:s"

static const struct command show_node_command = {
	.grammar = "show node <NODE:node>",
	.help = "Show a node, where its packets go and where they come from.",
	.run = show_node_run,
	.schema = NODE_SCHEMA,
};
COMMAND_REGISTER(show_node_command);

static const struct command show_node_index_command = {
	.grammar = "show node index <INDEX:u32>",
	.help = "Show the node with an index.",
	.run = show_node_run,
	.schema = NODE_SCHEMA,
};
COMMAND_REGISTER(show_node_index_command);

enum { GRAPH_WIDTH = 26 };

// Next and previous nodes side by side; the node's name in the first line only.
static void show_graph_node(struct out *o, const struct worker *w, u32 index)
{
	const struct node *node = node_at(w, index);
	u32 *previous = previous_of(w, index);
	char out[CENTER_MAX], next[CENTER_MAX];
	u32 n = MAX(node->n_next, vec_n(previous));

	for (u32 i = 0; i < n || !i; i++) {
		bool has_next = i < node->n_next, has_previous = i < vec_n(previous);

		next[0] = '\0';
		if (has_next)
			snprintf(next, sizeof(next), "%s [%u]", node_name(node->next[i].node_index),
				i);
		out_text(o, n ? "%-26.26s" : "%.26s", i ? "" : node->name);
		if (has_next || has_previous)
			out_text(o, "%s", column(out, GRAPH_WIDTH, next));
		if (has_previous)
			out_text(o, "%s", column(out, GRAPH_WIDTH, node_name(previous[i])));
		out_text(o, "\n");
	}
	out_text(o, "\n");
	out_record(o, NULL);
	out_string(o, "name", NULL, node->name);
	out_list(o, "next");
	for (u32 i = 0; i < node->n_next; i++)
		out_string(o, NULL, NULL, node_name(node->next[i].node_index));
	out_end(o);
	out_list(o, "previous");
	VEC_EACH (previous, p)
		out_string(o, NULL, NULL, node_name(*p));
	out_end(o);
	out_end(o);
	vec_free(previous);
}

static int show_graph_run(const struct args *a, struct out *o)
{
	u32 one = arg_node(a, "NODE"), *list = node_list_by_name();

	out_text(o, "%11sName%22sNext%20sPrevious%9s\n", "", "", "", "");
	out_list(o, "nodes");
	VEC_EACH (list, i)
		if (one == INDEX_NONE || *i == one)
			show_graph_node(o, worker_at(0), *i);
	out_end(o);
	vec_free(list);
	return 0;
}

static const struct command show_graph_command = {
	.grammar = "show vlib graph [<NODE:node>]",
	.help = "Show all nodes, or one, with the nodes after and before.",
	.run = show_graph_run,
	.schema = "nodes[]{name:s next[]:s previous[]:s}",
};
COMMAND_REGISTER(show_graph_command);
