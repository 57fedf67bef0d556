// Commands about feature arcs.
#include "engine/graph/feature.h"
#include "engine/base/vec.h"
#include "engine/l2/l2.h"
#include "engine/net/interface.h"
#include "shell/command.h"

static int show(const struct args *a, struct out *o)
{
	bool verbose = arg_given(a, "verbose");
	const struct feature_arc *arc;
	const char *node;

	out_text(o, "Available feature paths\n");
	out_list(o, "arcs");
	for (u32 k = 0; (arc = feature_arc_at(k)); k++) {
		u32 n_shown = 0;

		if (verbose)
			out_text(o, "[%2u] ", k);
		out_record(o, NULL);
		out_string(o, "name", "%s:\n", arc->name);
		out_list(o, "features");
		for (u32 n = 0; (node = feature_node_at(arc->name, n)); n++) {
			if (verbose)
				out_text(o, "  [%2u]: ", n);
			else
				out_text(o, "  ");
			out_string(o, NULL, "%s\n", node);
			n_shown = n + 1;
		}
		if (verbose)
			out_text(o, "  [%2u]: ", n_shown);
		else
			out_text(o, "  ");
		out_string(o, NULL, "%s\n", arc->end_node);
		out_end(o);
		out_end(o);
	}
	out_end(o);
	return 0;
}

static const struct command show_features = {
	.grammar = "show features [verbose]",
	.help = "Show the feature arcs and the nodes on them, in order",
	.run = show,
	.schema = "arcs[]{name:s features[]:s}",
};
COMMAND_REGISTER(show_features);

// Layer 2 has no arcs but bits, the highest first; the lowest of l2-input is the end.
static void show_l2_features(struct out *o, const char *name, u32 features, u32 n,
	const char *(*name_of)(u32 feature), const char *(*node_of)(u32 feature))
{
	out_record(o, NULL);
	out_string(o, "name", "\n%s:\n", name);
	out_list(o, "features");
	for (u32 f = n; f-- > 0;) {
		if (!(features & 1u << f) || node_of(f) == l2_feature_node(L2_DROP))
			continue;
		out_text(o, "%17s (", name_of(f));
		out_string(o, NULL, "%s)\n", node_of(f));
	}
	out_end(o);
	if (!features)
		out_text(o, "  none configured\n");
	out_end(o);
}

static int show_of_interface(const struct args *a, struct out *o)
{
	u32 index = arg_interface(a, "IFACE");
	const struct l2_port *p = l2_port_at(index);
	const struct feature_arc *arc;
	const char *node;

	out_text(o, "Feature paths configured on %s...\n", interface_name(index));
	out_list(o, "arcs");
	for (u32 k = 0; (arc = feature_arc_at(k)); k++) {
		bool any = false;

		out_record(o, NULL);
		out_string(o, "name", "\n%s:\n", arc->name);
		out_list(o, "features");
		for (u32 n = 0; (node = feature_node_at(arc->name, n)); n++) {
			if (!feature_is_enabled(arc->name, node, index))
				continue;
			out_string(o, NULL, "  %s\n", node);
			any = true;
		}
		out_end(o);
		if (!any)
			out_text(o, "  none configured\n");
		out_end(o);
	}
	show_l2_features(
		o, "l2-input", p ? p->features : 0, L2_FEATURES, l2_feature_name, l2_feature_node);
	show_l2_features(o, "l2-output", p ? p->out_features : 0, L2_OUTPUT_FEATURES,
		l2_output_feature_name, l2_output_feature_node);
	out_end(o);
	return 0;
}

static const struct command show_interface_features = {
	.grammar = "show interface features|feat <IFACE:interface>",
	.help = "Show which features are on for an interface",
	.run = show_of_interface,
	.schema = "arcs[]{name:s features[]:s}",
};
COMMAND_REGISTER(show_interface_features);

static int unknown(const struct args *a, const char *place, const char *kind, const char **known)
{
	const char *word = arg_string(a, place);
	const char *near = text_nearest(word, known, vec_n(known), 3);

	args_fail_at(a, arg_column(a, place));
	vec_free(known);
	if (near)
		return error(
			ERR_NO_SUCH_ENTRY, "unknown %s `%s': did you mean `%s'?", kind, word, near);
	return error(ERR_NO_SUCH_ENTRY, "unknown %s `%s'", kind, word);
}

// The arc and feature named by the arguments exist; otherwise says what might have been meant.
static int check(const struct args *a)
{
	const char *arc_name = arg_string(a, "ARC"), *feature = arg_string(a, "FEATURE"), *node;
	const struct feature_arc *arc;
	const char **known = NULL;

	for (u32 k = 0; (arc = feature_arc_at(k)); k++) {
		if (!strcmp(arc->name, arc_name))
			break;
		vec_push(known, arc->name);
	}
	if (!arc)
		return unknown(a, "ARC", "feature arc", known);
	vec_clear(known);
	for (u32 n = 0; (node = feature_node_at(arc_name, n)); n++) {
		if (!strcmp(node, feature)) {
			vec_free(known);
			return 0;
		}
		vec_push(known, node);
	}
	return unknown(a, "FEATURE", "feature", known);
}

static int set(const struct args *a, struct out *)
{
	int code = check(a);

	if (code < 0)
		return code;
	return feature_enable(arg_string(a, "ARC"), arg_string(a, "FEATURE"),
		arg_interface(a, "IFACE"), !arg_given(a, "disable"));
}

static const struct command set_interface_feature = {
	.grammar =
		"set interface feature <IFACE:interface> <FEATURE:word> arc <ARC:word> [disable]",
	.help = "Switch a feature of an arc on for an interface, or off",
	.run = set,
};
COMMAND_REGISTER(set_interface_feature);
