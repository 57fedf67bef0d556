// Commands that make interfaces ports of layer 2: set interface l2 ..., set interface l3.
#include "engine/l2/bridge.h"
#include "shell/command.h"

static int set_bridge(const struct args *a, struct out *)
{
	enum l2_port_type type = arg_given(a, "bvi") ? L2_PORT_BVI
		: arg_given(a, "uu-fwd")	     ? L2_PORT_UU_FWD
						     : L2_PORT_NORMAL;

	return l2_port_bridge(
		arg_interface(a, "IFACE"), arg_u64(a, "BD", 0), type, arg_u64(a, "SHG", 0));
}

static const struct command set_interface_l2_bridge = {
	.grammar = "set interface l2 bridge <IFACE:interface> <BD:u32> [bvi|uu-fwd] "
		   "[<SHG:u32 0..255>]",
	.help = "Make an interface a port of a bridge domain: its own interface towards layer 3 "
		"(bvi), the one for unknown addresses (uu-fwd), or an ordinary one",
	.run = set_bridge,
};
COMMAND_REGISTER(set_interface_l2_bridge);

static int set_xconnect(const struct args *a, struct out *)
{
	return l2_port_xconnect(arg_interface(a, "IFACE"), arg_interface(a, "PEER"));
}

static const struct command set_interface_l2_xconnect = {
	.grammar = "set interface l2 xconnect <IFACE:interface> <PEER:interface>",
	.help = "Send all that an interface receives out of another one",
	.run = set_xconnect,
};
COMMAND_REGISTER(set_interface_l2_xconnect);

static int set_l3(const struct args *a, struct out *)
{
	return l2_port_route(arg_interface(a, "IFACE"));
}

static const struct command set_interface_l3 = {
	.grammar = "set interface l3 <IFACE:interface>",
	.help = "Let an interface route again",
	.run = set_l3,
};
COMMAND_REGISTER(set_interface_l3);

// The feature is the command's data.
static int set_feature(const struct args *a, struct out *)
{
	const enum l2_feature *f = args_command(a)->data;

	return l2_port_set_feature(arg_interface(a, "IFACE"), *f, !arg_given(a, "disable"));
}

#define FEATURE_COMMAND(name, feature, what) \
	static const enum l2_feature name##_feature = (feature); \
	static const struct command set_interface_l2_##name = { \
		.grammar = "set interface l2 " #name " <IFACE:interface> [disable]", \
		.help = what, \
		.run = set_feature, \
		.data = &name##_feature, \
	}; \
	COMMAND_REGISTER(set_interface_l2_##name)

FEATURE_COMMAND(learn, L2_LEARN, "Let addresses be learned from what a port receives");
FEATURE_COMMAND(forward, L2_FWD, "Let what a port receives be sent to where it belongs");
FEATURE_COMMAND(flood, L2_FLOOD, "Let what a port receives be flooded");

static int set_efp_filter(const struct args *a, struct out *)
{
	return l2_port_set_efp_filter(arg_interface(a, "IFACE"), !arg_given(a, "disable"));
}

static const struct command set_interface_l2_efp_filter = {
	.grammar = "set interface l2 efp-filter <IFACE:interface> [disable]",
	.help = "Let only frames leave that have the VLAN tags of the interface",
	.run = set_efp_filter,
};
COMMAND_REGISTER(set_interface_l2_efp_filter);

static int set_tags(const struct args *a, struct out *)
{
	static const struct {
		const char *word;
		u8 operation;
	} words[] = {{"1-1", L2_TAGS_TRANSLATE_1_1}, {"1-2", L2_TAGS_TRANSLATE_1_2},
		{"2-1", L2_TAGS_TRANSLATE_2_1}, {"2-2", L2_TAGS_TRANSLATE_2_2}};
	struct l2_tag_settings s = {.operation = L2_TAGS_DISABLED,
		.dot1ad = arg_given(a, "dot1ad"),
		.tag = {arg_u64(a, "TAG1", 0), arg_u64(a, "TAG2", 0)}};

	if (arg_given(a, "pop"))
		s.operation = arg_u64(a, "N", 1) == 1 ? L2_TAGS_POP_1 : L2_TAGS_POP_2;
	else if (arg_given(a, "push"))
		s.operation = arg_given(a, "TAG2") ? L2_TAGS_PUSH_2 : L2_TAGS_PUSH_1;
	for (u32 k = 0; k < ARRAY_N(words); k++)
		if (arg_given(a, words[k].word))
			s.operation = words[k].operation;
	if (arg_given(a, "TAG2") && l2_tags_pushed(s.operation) < 2) {
		args_fail_at(a, arg_column(a, "TAG2"));
		return error(ERR_INVALID_VALUE, "only one tag comes with this");
	}
	if (!arg_given(a, "TAG2") && l2_tags_pushed(s.operation) == 2)
		return error(
			ERR_INVALID_VALUE, "two tags come with this: the inner one is missing");
	return l2_port_set_tags(arg_interface(a, "IFACE"), &s);
}

static const struct command set_interface_l2_tag_rewrite = {
	.grammar = "set interface l2 tag-rewrite <IFACE:interface> {disable|pop <N:u32 1..2>|"
		   "push {dot1q|dot1ad} <TAG1:u32 1..4094> [<TAG2:u32 1..4094>]|"
		   "translate {1-1|1-2|2-1|2-2} {dot1q|dot1ad} <TAG1:u32 1..4094> "
		   "[<TAG2:u32 1..4094>]}",
	.help = "Take VLAN tags off what a port receives and put others on, and back on what "
		"leaves",
	.run = set_tags,
};
COMMAND_REGISTER(set_interface_l2_tag_rewrite);
