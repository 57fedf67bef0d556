// Commands that show neighbours and adjacencies.
#include "engine/base/clock.h"
#include "engine/base/vec.h"
#include "engine/neighbor/adjacency.h"
#include "engine/neighbor/arp_stats.h"
#include "engine/neighbor/neighbor.h"
#include "engine/net/interface.h"
#include "shell/command.h"
#include "shell/commands/center.h"

static void flags_text(char out[4], u8 flags)
{
	snprintf(out, 4, "%s%s%s", flags & NEIGHBOR_DYNAMIC ? "D" : "",
		flags & NEIGHBOR_STATIC ? "S" : "", flags & NEIGHBOR_NO_FIB_ENTRY ? "N" : "");
}

static void show_one(const struct neighbor *n, struct out *o)
{
	char ip[TEXT_IP4], mac[TEXT_MAC], flags[4], column[3][CENTER_MAX];

	text_ip4(ip, n->ip.ip4);
	text_mac(mac, n->mac);
	flags_text(flags, n->flags);
	out_record(o, NULL);
	out_double(o, "age", "%12.4f", (now() - n->time) / 1e9);
	out_string(o, "address", NULL, ip);
	out_string(o, "flags", NULL, flags);
	out_string(o, "mac", NULL, mac);
	out_text(o, "%s%s%s", center(column[0], 40, ip), center(column[1], 6, flags),
		center(column[2], 20, mac));
	out_string(o, "interface", "%s\n", interface_name(n->interface));
	out_end(o);
}

static void show_family(u8 family, u32 interface, struct out *o)
{
	const struct neighbor **list = neighbors_sorted(family, interface);

	VEC_EACH (list, n)
		show_one(*n, o);
	vec_free(list);
}

static int show(const struct args *a, struct out *o)
{
	u32 interface = arg_interface(a, "IFACE");
	char c[5][CENTER_MAX];

	out_text(o, "%s%s%s%s%s\n", center(c[0], 12, "Age"), center(c[1], 40, "IP"),
		center(c[2], 6, "Flags"), center(c[3], 20, "Ethernet"),
		center(c[4], 24, "Interface"));
	out_list(o, "neighbors");
	if (!arg_given(a, "ip6"))
		show_family(FAMILY_IP4, interface, o);
	if (!arg_given(a, "ip4"))
		show_family(FAMILY_IP6, interface, o);
	out_end(o);
	return 0;
}

static const struct command show_ip_neighbors = {
	.grammar = "show ip|ip4|ip6 neighbors|neighbor [<IFACE:interface>]",
	.help = "Show who has which address, and how many seconds ago that was last heard; flags: "
		"D learned, S static, N without route",
	.run = show,
	.schema = "neighbors[]{age:f address:s flags:s mac:s interface:s}",
};
COMMAND_REGISTER(show_ip_neighbors);

static void show_settings(const char *family, const struct neighbor_settings *s, struct out *o)
{
	out_text(o, "%s:\n", family);
	out_record(o, family);
	out_u64(o, "limit", "  limit:%lu", s->limit);
	out_u64(o, "age", ", age:%lu", s->age);
	out_bool(o, "recycle", s->recycle);
	out_text(o, ", recycle:%d\n", s->recycle);
	out_end(o);
}

static int show_config(const struct args *, struct out *o)
{
	show_settings("ip4", neighbor_settings(FAMILY_IP4), o);
	show_settings("ip6", neighbor_settings(FAMILY_IP6), o);
	return 0;
}

static const struct command show_ip_neighbor_config = {
	.grammar = "show ip neighbor-config",
	.help = "Show how many neighbours are kept and when they are probed",
	.run = show_config,
	.schema = "ip4{limit:u age:u recycle:b} ip6{limit:u age:u recycle:b}",
};
COMMAND_REGISTER(show_ip_neighbor_config);

// Three counters of a direction, 'first' being its replies.
static void show_direction(const char *name, enum arp_stat first, u32 index, struct out *o)
{
	static const char *const keys[] = {"reply", "request", "gratuitous"};

	out_text(o, " %s:[", name);
	out_record(o, name);
	for (u32 k = 0; k < ARRAY_N(keys); k++) {
		out_text(o, "%s:", keys[k]);
		out_u64(o, keys[k], "%lu ",
			counter_sum(arp_stat_counter(first + k), index).packets);
	}
	out_end(o);
	out_text(o, "]");
}

static int show_stats(const struct args *a, struct out *o)
{
	u32 wanted = arg_interface(a, "IFACE");

	out_list(o, "interfaces");
	for (u32 k = interface_next(0); k != INDEX_NONE; k = interface_next(k + 1)) {
		if (wanted != INDEX_NONE && wanted != k)
			continue;
		out_record(o, NULL);
		out_string(o, "name", "  %s\n    arp:", interface_name(k));
		out_record(o, "arp");
		show_direction("rx", ARP_RX_REPLIES, k, o);
		show_direction("tx", ARP_TX_REPLIES, k, o);
		out_end(o);
		out_text(o,
			"\n    nd:  rx:[reply:0 request:0 gratuitous:0 ] "
			"tx:[reply:0 request:0 gratuitous:0 ]\n");
		out_end(o);
	}
	out_end(o);
	out_u64(o, "not_learned", NULL, neighbor_learn_lost());
	return 0;
}

static const struct command show_ip_neighbor_stats = {
	.grammar = "show ip neighbor-stats [<IFACE:interface>]",
	.help = "Show ARP messages counted by interface",
	.run = show_stats,
	.schema = "interfaces[]{name:s arp{rx{reply:u request:u gratuitous:u} "
		  "tx{reply:u request:u gratuitous:u}}} not_learned:u",
};
COMMAND_REGISTER(show_ip_neighbor_stats);

static int show_adjacencies(const struct args *a, struct out *o)
{
	static const char *const kinds[] = {[ADJACENCY_INCOMPLETE] = "incomplete",
		[ADJACENCY_REWRITE] = "rewrite",
		[ADJACENCY_GLEAN] = "glean"};
	bool neighbors = arg_given(a, "nbr");
	u32 wanted = (u32)arg_u64(a, "INDEX", INDEX_NONE);

	if (arg_given(a, "INDEX") && !adjacency_at(wanted))
		return error(ERR_NO_SUCH_ENTRY, "no such adjacency: %u", wanted);
	out_list(o, "adjacencies");
	for (u32 k = adjacency_next(0); k != INDEX_NONE; k = adjacency_next(k + 1)) {
		const struct adjacency *adjacency = adjacency_at(k);
		struct text t = {0};

		if (arg_given(a, "INDEX") ? k != wanted
					  : neighbors && adjacency->kind == ADJACENCY_GLEAN)
			continue;
		adjacency_text(&t, k);
		out_record(o, NULL);
		out_u64(o, "index", neighbors ? "[@%lu]  " : "[@%lu] ", k);
		out_string(o, "kind", NULL, kinds[adjacency->kind]);
		out_string(o, "interface", NULL, interface_name(adjacency->interface));
		out_string(o, "text", "%s\n", text_string(&t));
		out_end(o);
		text_free(&t);
	}
	out_end(o);
	return 0;
}

static const struct command show_adj = {
	.grammar = "show adj [nbr|<INDEX:u32>]",
	.help = "Show adjacencies: where packets leave and with which link header",
	.run = show_adjacencies,
	.schema = "adjacencies[]{index:u kind:s interface:s text:s}",
};
COMMAND_REGISTER(show_adj);
