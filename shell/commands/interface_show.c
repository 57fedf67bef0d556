// Commands that show interfaces: their state and counters, addresses, tags and modes.
#include "engine/base/vec.h"
#include "engine/fib/fib.h"
#include "engine/l2/bridge.h"
#include "engine/net/address.h"
#include "engine/net/interface.h"
#include "shell/command.h"
#include "shell/commands/center.h"
#include "shell/commands/interface_list.h"

u32 *interface_list(const struct args *a)
{
	const struct args *one;
	u32 *list = NULL;

	for (u32 k = 0; (one = args_group(a, "IFACE", k)); k++)
		vec_push(list, arg_interface(one, "IFACE"));
	return list ? list : interfaces_by_name();
}

static const char *state_name(const struct interface *i)
{
	if (i->punt)
		return "punt";
	return i->up ? "up" : "down";
}

enum { COUNTERS_COLUMN = 68 }; // where counters begin, in characters

static const struct {
	const char *key, *text;
	enum interface_counter which;
	bool is_bytes;
} counters[] = {
	{"rx_packets", "rx packets", COUNTER_RX, false},
	{"rx_bytes", "rx bytes", COUNTER_RX, true},
	{"tx_packets", "tx packets", COUNTER_TX, false},
	{"tx_bytes", "tx bytes", COUNTER_TX, true},
	{"drops", "drops", COUNTER_DROPS, false},
	{"punt", "punt", COUNTER_PUNT, false},
	{"ip4", "ip4", COUNTER_IP4, false},
	{"ip6", "ip6", COUNTER_IP6, false},
	{"rx_no_buf", "rx-no-buf", COUNTER_RX_NO_BUF, false},
	{"rx_miss", "rx-miss", COUNTER_RX_MISS, false},
	{"rx_error", "rx-error", COUNTER_RX_ERROR, false},
	{"tx_error", "tx-error", COUNTER_TX_ERROR, false},
	{"mpls", "mpls", COUNTER_MPLS, false},
};

// People see the counters that are not zero, the first of them in the interface's own line.
static void show_counters(const struct interface *i, struct out *o)
{
	bool first = true;

	out_record(o, "counters");
	for (u32 c = 0; c < ARRAY_N(counters); c++) {
		struct counter_pair pair = interface_counted(i->index, counters[c].which);
		u64 n = counters[c].is_bytes ? pair.bytes : pair.packets;

		if (!n) {
			out_u64(o, counters[c].key, NULL, n);
			continue;
		}
		out_text(o, "%*s%-16s", first ? 0 : COUNTERS_COLUMN, "", counters[c].text);
		out_u64(o, counters[c].key, "%16lu\n", n);
		first = false;
	}
	out_end(o);
	if (first)
		out_text(o, "\n");
}

static void show_one(const struct interface *i, struct out *o)
{
	static const char *const kinds[] = {
		[MTU_L3] = "l3", [MTU_IP4] = "ip4", [MTU_IP6] = "ip6", [MTU_MPLS] = "mpls"};
	char number[16], mtu[64], column[CENTER_MAX];

	snprintf(number, sizeof(number), "%u", i->index);
	snprintf(mtu, sizeof(mtu), "%u/%u/%u/%u", i->mtu[MTU_L3], i->mtu[MTU_IP4], i->mtu[MTU_IP6],
		i->mtu[MTU_MPLS]);
	out_record(o, NULL);
	out_string(o, "name", "%-32s", i->name);
	out_u64(o, "index", NULL, i->index);
	out_text(o, "%s", center(column, 5, number));
	out_string(o, "state", NULL, state_name(i));
	out_text(o, "%s", center(column, 10, state_name(i)));
	out_record(o, "mtu");
	for (u32 k = 0; k < MTU_KINDS; k++)
		out_u64(o, kinds[k], NULL, i->mtu[k]);
	out_end(o);
	out_text(o, "%s", center(column, 21, mtu));
	show_counters(i, o);
	out_end(o);
}

static int show(const struct args *a, struct out *o)
{
	char c[6][CENTER_MAX];
	u32 *list = interface_list(a);

	out_text(o, "%s%s%s%s%s%s\n", center(c[0], 32, "Name"), center(c[1], 5, "Idx"),
		center(c[2], 10, "State"), center(c[3], 21, "MTU (L3/IP4/IP6/MPLS)"),
		center(c[4], 16, "Counter"), center(c[5], 16, "Count"));
	out_list(o, "interfaces");
	VEC_EACH (list, index)
		show_one(interface_at(*index), o);
	out_end(o);
	vec_free(list);
	return 0;
}

static const struct command show_interface = {
	.grammar = "show interface [<IFACE:interface>]...",
	.help = "Show state, MTU and counters of interfaces",
	.run = show,
	.schema = "interfaces[]{name:s index:u state:s mtu{l3:u ip4:u ip6:u mpls:u} "
		  "counters{*:u}}",
};
COMMAND_REGISTER(show_interface);

static void show_l2_of(const struct interface *i, struct out *o)
{
	const struct l2_port *p = l2_port_at(i->index);

	if (!p)
		return;
	out_record(o, "l2");
	if (p->mode == L2_MODE_XCONNECT) {
		out_string(o, "xconnect", "  L2 xconnect %s\n", interface_name(p->peer));
	} else {
		out_u64(o, "bridge_domain", "  L2 bridge bd-id %lu", bridge_at(p->bridge)->id);
		out_u64(o, "index", " idx %lu", p->bridge);
		out_u64(o, "split_horizon_group", " shg %lu ", p->group);
		out_bool(o, "bvi", p->type == L2_PORT_BVI);
		out_text(o, "%s\n", p->type == L2_PORT_BVI ? "bvi" : " ");
	}
	out_end(o);
}

static void show_addresses_of(const struct interface *i, struct out *o)
{
	out_record(o, NULL);
	out_string(o, "name", "%s", i->name);
	out_string(o, "state", NULL, i->up ? "up" : "down");
	out_text(o, " (%s):\n", i->up ? "up" : "dn");
	show_l2_of(i, o);
	out_u64(o, "table", NULL, i->ip4_table_id);
	out_list(o, "addresses");
	VEC_EACH (interface_addresses(i->index), at) {
		char ip[TEXT_IP4], prefix[TEXT_IP4 + 4];

		snprintf(
			prefix, sizeof(prefix), "%s/%u", text_ip4(ip, at->address.ip4), at->length);
		out_string(o, NULL, "  L3 %s", prefix);
		if (i->ip4_table_id)
			out_text(o, " ip4 table-id %u fib-idx %u", i->ip4_table_id,
				fib_of_interface(FAMILY_IP4, i->index));
		out_text(o, "\n");
	}
	out_end(o);
	out_end(o);
}

static int show_addresses(const struct args *a, struct out *o)
{
	u32 *list = interface_list(a);

	out_list(o, "interfaces");
	VEC_EACH (list, index)
		show_addresses_of(interface_at(*index), o);
	out_end(o);
	vec_free(list);
	return 0;
}

static const struct command show_interface_address = {
	.grammar = "show interface address|addr [<IFACE:interface>]...",
	.help = "Show the IP addresses of interfaces",
	.run = show_addresses,
	.schema = "interfaces[]{name:s state:s table:u addresses[]:s l2{xconnect:s? "
		  "bridge_domain:u? index:u? split_horizon_group:u? bvi:b?}?}",
};
COMMAND_REGISTER(show_interface_address);

static int show_tags(const struct args *a, struct out *o)
{
	u32 *list = interface_list(a);

	out_list(o, "interfaces");
	VEC_EACH (list, index) {
		const struct interface *i = interface_at(*index);

		out_record(o, NULL);
		out_string(o, "name", "%s tag: ", i->name);
		if (*i->tag)
			out_string(o, "tag", "%s", i->tag);
		else
			out_text(o, "(none)");
		out_text(o, "\n");
		out_end(o);
	}
	out_end(o);
	vec_free(list);
	return 0;
}

static const struct command show_interface_tag = {
	.grammar = "show interface tag [<IFACE:interface>]...",
	.help = "Show the words attached to interfaces",
	.run = show_tags,
	.schema = "interfaces[]{name:s tag:s?}",
};
COMMAND_REGISTER(show_interface_tag);

static void show_mode_of(const struct interface *i, struct out *o)
{
	const struct l2_port *p = l2_port_at(i->index);

	out_record(o, NULL);
	if (!p) {
		out_string(o, "mode", "%s", "l3");
		out_string(o, "name", " %s  \n", i->name);
	} else if (p->mode == L2_MODE_XCONNECT) {
		out_string(o, "mode", "%s", "l2 xconnect");
		out_string(o, "name", " %s", i->name);
		out_string(o, "peer", " %s\n", interface_name(p->peer));
	} else {
		out_string(o, "mode", "%s", "l2 bridge");
		out_string(o, "name", " %s", i->name);
		out_u64(o, "bridge_domain", " bd_id %lu", bridge_at(p->bridge)->id);
		out_bool(o, "bvi", p->type == L2_PORT_BVI);
		out_text(o, "%s", p->type == L2_PORT_BVI ? " bvi" : "");
		out_u64(o, "split_horizon_group", " shg %lu\n", p->group);
	}
	out_end(o);
}

static int modes(const struct args *a, struct out *o)
{
	u32 wanted = arg_interface(a, "IFACE");

	out_list(o, "interfaces");
	for (u32 k = interface_next(0); k != INDEX_NONE; k = interface_next(k + 1))
		if (wanted == INDEX_NONE || wanted == k)
			show_mode_of(interface_at(k), o);
	out_end(o);
	return 0;
}

static const struct command show_mode = {
	.grammar = "show mode [<IFACE:interface>]",
	.help = "Show whether interfaces route or switch",
	.run = modes,
	.schema = "interfaces[]{mode:s name:s peer:s? bridge_domain:u? bvi:b? "
		  "split_horizon_group:u?}",
};
COMMAND_REGISTER(show_mode);
