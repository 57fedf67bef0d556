// show drops, clear drops, set drops size: the packets that ended last, and why.
#include "engine/base/vec.h"
#include "engine/graph/drop.h"
#include "engine/graph/path.h"
#include "engine/ip4/ip4.h"
#include "engine/net/ethernet.h"
#include "engine/net/interface.h"
#include "shell/command.h"
#include "shell/commands/packet_line.h"
#include <stdlib.h>

enum { SHOWN_DEFAULT = 50 };

static const char *rx_name(const struct drop_record *r)
{
	return r->interface == INDEX_NONE ? "local" : interface_name(r->interface);
}

static struct drop_why why_of(const struct drop_record *r)
{
	return drop_why(r->error, r->reason, r->path);
}

// The headers in full, as packet traces print them.
static void show_headers(struct out *o, const struct drop_record *r)
{
	struct text t = {0};

	if (r->starts_at_l2)
		ethernet_packet_text(&t, r->bytes, r->n);
	else if (r->n && r->bytes[0] >> 4 == 4)
		ip4_text(&t, r->bytes, r->n);
	else
		packet_line(&t, r->bytes, r->n, false);
	out_lines(o, "headers", 6, text_string(&t));
	text_free(&t);
}

static void show_path(struct out *o, u16 path)
{
	u16 steps[PATH_MAX_DEPTH];
	u32 n = 0;

	for (u16 p = path; p; p = path_parent(p))
		steps[n++] = p;
	out_list(o, "path");
	for (u32 i = 0; i < n; i++)
		out_string(o, NULL, i ? " > %s" : "    %s", node_name(path_node(steps[n - 1 - i])));
	out_end(o);
	out_text(o, n ? "\n" : "    path not known\n");
}

static void show_record(struct out *o, const struct drop_record *r, bool verbose)
{
	struct text t = {0};
	char time[TEXT_TIME];
	struct drop_why why = why_of(r);
	u32 counted_by = INDEX_NONE;
	const struct node_error *e = node_error_at(r->error, &counted_by);

	out_record(o, NULL);
	out_text(o, "%s ", text_time(time, r->time));
	out_u64(o, "time", NULL, r->time);
	out_string(o, "interface", "%s", rx_name(r));
	out_string(o, "node", "  %s", why.node);
	out_string(o, "reason", ": %s", why.words);
	out_string(o, "class", "  [%s]", drop_reason_name(why.reason));
	out_u64(o, "thread", worker_n() > 1 ? "  thread %lu" : NULL, r->thread);
	out_text(o, "%s\n", r->punted ? "  punted" : "");
	text_add(&t, "%s: %s", node_name(counted_by), e->text);
	out_string(o, "counted_as", NULL, text_string(&t));
	out_string(o, "severity", NULL, node_severity_name(e->severity));
	out_bool(o, "punted", r->punted);
	text_clear(&t);
	packet_line(&t, r->bytes, r->n, r->starts_at_l2);
	out_string(o, "packet", "    %s, ", text_string(&t));
	out_u64(o, "size", "%lu bytes\n", r->size);
	show_path(o, r->path);
	if (verbose)
		show_headers(o, r);
	text_clear(&t);
	text_hex(&t, r->bytes, r->n);
	out_string(o, "bytes", NULL, text_string(&t));
	out_end(o);
	text_free(&t);
}

static int show_drops_run(const struct args *a, struct out *o)
{
	u32 interface = arg_interface(a, "IFACE"), max = (u32)arg_u64(a, "N", SHOWN_DEFAULT);
	u32 n, n_asked = 0, skip;
	u64 n_lost;
	struct drop_record *all = drop_records(&n, &n_lost);

	for (u32 i = 0; i < n; i++)
		n_asked += interface == INDEX_NONE || all[i].interface == interface;
	skip = n_asked > max ? n_asked - max : 0;
	out_list(o, "drops");
	for (u32 i = 0; i < n; i++) {
		if (interface != INDEX_NONE && all[i].interface != interface)
			continue;
		if (skip)
			skip--;
		else
			show_record(o, &all[i], arg_given(a, "verbose"));
	}
	out_end(o);
	out_u64(o, "recorded", "%lu recorded", n);
	out_u64(o, "shown", ", %lu shown", MIN(n_asked, max));
	out_u64(o, "overwritten", ", %lu older ones overwritten\n", n_lost);
	free(all);
	return 0;
}

static const struct command show_drops_command = {
	.grammar = "show drops [interface <IFACE:interface>] [max <N:u32>] [verbose]",
	.help = "Show the packets that were dropped or punted last, oldest first, and why.",
	.run = show_drops_run,
	.schema = "drops[]{time:u thread:u interface:s node:s reason:s class:s counted_as:s "
		  "severity:s "
		  "punted:b packet:s size:u path[]:s headers:s? bytes:s} recorded:u shown:u "
		  "overwritten:u",
};
COMMAND_REGISTER(show_drops_command);

struct group {
	const char *name, *detail;
	u32 n;
};

// Under what a record counts.
static struct group group_of(const struct args *a, const struct drop_record *r)
{
	struct drop_why why = why_of(r);

	if (arg_given(a, "class"))
		return (struct group){.name = drop_reason_name(why.reason)};
	if (arg_given(a, "node"))
		return (struct group){.name = why.node};
	if (arg_given(a, "interface"))
		return (struct group){.name = rx_name(r)};
	return (struct group){.name = why.node, .detail = why.words};
}

static bool same_group(const struct group *a, const struct group *b)
{
	return !strcmp(a->name, b->name) && (!a->detail || !strcmp(a->detail, b->detail));
}

static int by_size(const void *a, const void *b)
{
	const struct group *x = a, *y = b;
	int names;

	if (x->n != y->n)
		return x->n < y->n ? 1 : -1;
	names = strcmp(x->name, y->name);
	return names || !x->detail ? names : strcmp(x->detail, y->detail);
}

static int show_groups_run(const struct args *a, struct out *o)
{
	u32 n;
	u64 n_lost;
	struct drop_record *all = drop_records(&n, &n_lost);
	struct group *groups = NULL;

	for (u32 i = 0; i < n; i++) {
		struct group g = group_of(a, &all[i]);
		u32 k = 0;

		while (k < vec_n(groups) && !same_group(&groups[k], &g))
			k++;
		if (k == vec_n(groups))
			vec_push(groups, g);
		groups[k].n++;
	}
	if (groups)
		qsort(groups, vec_n(groups), sizeof(*groups), by_size);
	out_list(o, "groups");
	VEC_EACH (groups, g) {
		out_record(o, NULL);
		out_u64(o, "packets", "%8lu  ", g->n);
		out_string(o, "name", "%s", g->name);
		if (g->detail)
			out_string(o, "reason", ": %s", g->detail);
		out_text(o, "\n");
		out_end(o);
	}
	out_end(o);
	out_u64(o, "recorded", "%8lu  recorded", n);
	out_u64(o, "overwritten", ", %lu older ones overwritten\n", n_lost);
	vec_free(groups);
	free(all);
	return 0;
}

static const struct command show_groups_command = {
	.grammar = "show drops by reason|class|node|interface",
	.help = "Count the recorded drops by what they have in common.",
	.run = show_groups_run,
	.schema = "groups[]{packets:u name:s reason:s?} recorded:u overwritten:u",
};
COMMAND_REGISTER(show_groups_command);

static int clear_drops_run(const struct args *, struct out *)
{
	drop_clear();
	return 0;
}

static const struct command clear_drops_command = {
	.grammar = "clear drops",
	.help = "Forget the recorded drops.",
	.run = clear_drops_run,
};
COMMAND_REGISTER(clear_drops_command);

static int set_drops_run(const struct args *a, struct out *)
{
	return drop_set_size((u32)arg_u64(a, "N", 0));
}

static const struct command set_drops_command = {
	.grammar = "set drops size <N:u32 0..1048576>",
	.help = "Record so many drops a thread, forgetting earlier ones; 0 switches it off.",
	.run = set_drops_run,
};
COMMAND_REGISTER(set_drops_command);
