// Commands that make bridge domains and set what they do.
#include "engine/l2/bridge.h"
#include "shell/command.h"
#include "shell/commands/bridge_domain.h"

int bridge_domain_find(const struct args *a, struct bridge **b)
{
	u32 id = arg_u64(a, "BD", 0);

	*b = bridge_by_id(id);
	if (*b)
		return 0;
	args_fail_at(a, arg_column(a, "BD"));
	return error(ERR_NO_SUCH_ENTRY, "No such bridge domain %u", id);
}

static u32 flag(const struct args *a, const char *place, enum l2_feature f)
{
	u32 by_default = BRIDGE_FEATURES_DEFAULT >> f & 1;

	return (u32)arg_u64(a, place, by_default) << f;
}

static int create(const struct args *a, struct out *o)
{
	struct bridge_settings s = {
		.id = arg_u64(a, "BD", 0),
		.mac_age = arg_u64(a, "AGE", 0),
		.tag = arg_string(a, "TAG"),
		.features = flag(a, "LEARN", L2_LEARN) | flag(a, "FORWARD", L2_FWD) |
			flag(a, "UU", L2_UU_FLOOD) | flag(a, "FLOOD", L2_FLOOD) |
			flag(a, "TERM", L2_ARP_TERM) | flag(a, "UFWD", L2_ARP_UFWD),
	};
	int code;

	if (arg_given(a, "del"))
		return bridge_delete(s.id);
	code = bridge_create(&s);
	if (code == 0)
		out_u64(o, "bridge_domain", "bridge-domain %lu\n", s.id);
	return code;
}

static const struct command create_bridge_domain = {
	.grammar = "create bridge-domain <BD:u32> [learn <LEARN:u32 0..1>] "
		   "[forward <FORWARD:u32 0..1>] [uu-flood <UU:u32 0..1>] [flood <FLOOD:u32 0..1>] "
		   "[arp-term <TERM:u32 0..1>] [arp-ufwd <UFWD:u32 0..1>] [mac-age <AGE:u32 "
		   "0..255>] [bd-tag <TAG:word>] [del]",
	.help = "Make a bridge domain, or delete one that has no members",
	.run = create,
	.schema = "bridge_domain:u?",
};
COMMAND_REGISTER(create_bridge_domain);

// The feature is the command's data.
static int set_feature(const struct args *a, struct out *)
{
	const enum l2_feature *f = args_command(a)->data;
	struct bridge *b;
	int code = bridge_domain_find(a, &b);

	if (code == 0)
		bridge_set_feature(b, *f, !arg_given(a, "disable"));
	return code;
}

#define FEATURE_COMMAND(name, words, feature, what) \
	static const enum l2_feature name##_feature = (feature); \
	static const struct command set_bridge_domain_##name = { \
		.grammar = "set bridge-domain " words " <BD:u32> [disable]", \
		.help = what, \
		.run = set_feature, \
		.data = &name##_feature, \
	}; \
	COMMAND_REGISTER(set_bridge_domain_##name)

FEATURE_COMMAND(learn, "learn", L2_LEARN, "Let a bridge domain learn who is where");
FEATURE_COMMAND(forward, "forward", L2_FWD, "Let a bridge domain send frames to where they belong");
FEATURE_COMMAND(flood, "flood", L2_FLOOD, "Let a bridge domain flood frames to groups");
FEATURE_COMMAND(
	uu_flood, "uu-flood", L2_UU_FLOOD, "Let a bridge domain flood frames to unknown addresses");
FEATURE_COMMAND(arp_term, "arp term", L2_ARP_TERM,
	"Let a bridge domain answer ARP and neighbour discovery for hosts it knows");
FEATURE_COMMAND(arp_ufwd, "arp-ufwd", L2_ARP_UFWD,
	"Let a bridge domain send ARP to its port for unknown addresses only");

static int set_age(const struct args *a, struct out *)
{
	struct bridge *b;
	int code = bridge_domain_find(a, &b);

	if (code == 0)
		bridge_set_age(b, arg_u64(a, "MINUTES", 0));
	return code;
}

static const struct command set_bridge_domain_mac_age = {
	.grammar = "set bridge-domain mac-age <BD:u32> <MINUTES:u32 0..255>",
	.help = "Set after how many silent minutes learned addresses are forgotten (0: never)",
	.run = set_age,
};
COMMAND_REGISTER(set_bridge_domain_mac_age);

static int set_learn_limit(const struct args *a, struct out *)
{
	struct bridge *b;
	int code = bridge_domain_find(a, &b);

	if (code == 0)
		bridge_set_learn_limit(b, arg_u64(a, "LIMIT", 0));
	return code;
}

static const struct command set_bridge_domain_learn_limit = {
	.grammar = "set bridge-domain learn-limit <BD:u32> <LIMIT:u32>",
	.help = "Set how many addresses a bridge domain learns",
	.run = set_learn_limit,
};
COMMAND_REGISTER(set_bridge_domain_learn_limit);

static int set_default_learn_limit(const struct args *a, struct out *)
{
	bridge_set_default_learn_limit(arg_u64(a, "LIMIT", 0));
	return 0;
}

static const struct command set_bridge_domain_default_learn_limit = {
	.grammar = "set bridge-domain default-learn-limit <LIMIT:u32>",
	.help = "Set how many addresses bridge domains made from now on learn",
	.run = set_default_learn_limit,
};
COMMAND_REGISTER(set_bridge_domain_default_learn_limit);

static int set_host(const struct args *a, struct out *)
{
	struct bridge *b;
	int code = bridge_domain_find(a, &b);

	if (code < 0)
		return code;
	if (arg_given(a, "del-all"))
		bridge_hosts_clear(b);
	else if (arg_given(a, "del"))
		code = bridge_host_delete(b, arg_ip(a, "IP"));
	else
		code = bridge_host_add(b, arg_ip(a, "IP"), arg_mac(a, "MAC"));
	return code;
}

static const struct command set_bridge_domain_arp_entry = {
	.grammar = "set bridge-domain arp entry <BD:u32> {<IP:ip> <MAC:mac> [del]|del-all}",
	.help = "Say which address a host of a bridge domain has, for 'arp term'",
	.run = set_host,
};
COMMAND_REGISTER(set_bridge_domain_arp_entry);
