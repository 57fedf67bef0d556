// Commands that show bridge domains.
#include "engine/base/vec.h"
#include "engine/ip6/ip6.h"
#include "engine/l2/bridge.h"
#include "engine/net/interface.h"
#include "shell/command.h"
#include "shell/commands/bridge_domain.h"
#include "shell/commands/center.h"
#include <stdlib.h>

static void column(struct out *o, u32 width, const char *s)
{
	char out[CENTER_MAX];

	out_text(o, "%s", center(out, width, s));
}

static void number(struct out *o, const char *key, u32 width, u64 n)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%lu", n);
	out_u64(o, key, NULL, n);
	column(o, width, digits);
}

static void state(struct out *o, const char *key, u32 width, bool on)
{
	out_bool(o, key, on);
	column(o, width, on ? "on" : "off");
}

static bool has(const struct bridge *b, enum l2_feature f)
{
	return b->features & 1u << f;
}

static void header(struct out *o)
{
	static const struct {
		const char *name;
		u32 width;
	} columns[] = {{"BD-ID", 8}, {"Index", 7}, {"BSN", 4}, {"Age(min)", 9}, {"Learning", 9},
		{"U-Forwrd", 9}, {"UU-Flood", 11}, {"Flooding", 9}, {"ARP-Term", 9},
		{"arp-ufwd", 9}, {"Learn-co", 8}, {"Learn-li", 8}, {"BVI-Intf", 11}};

	for (u32 k = 0; k < ARRAY_N(columns); k++) {
		column(o, columns[k].width, columns[k].name);
		out_text(o, k + 1 < ARRAY_N(columns) ? " " : "\n");
	}
}

static const char *uu_flood(const struct bridge *b)
{
	if (b->uu_fwd != INDEX_NONE)
		return interface_name(b->uu_fwd);
	return has(b, L2_UU_FLOOD) ? "flood" : "drop";
}

// The names stand in their columns, each with a blank behind it but for the last.
static void row(const struct bridge *b, struct out *o)
{
	number(o, "id", 8, b->id);
	out_text(o, " ");
	number(o, "index", 7, b->index);
	out_text(o, " ");
	number(o, "sequence", 4, b->sequence);
	out_text(o, " ");
	if (b->mac_age) {
		number(o, "mac_age", 9, b->mac_age);
	} else {
		out_u64(o, "mac_age", NULL, 0);
		column(o, 9, "off");
	}
	out_text(o, " ");
	state(o, "learn", 9, has(b, L2_LEARN));
	out_text(o, " ");
	state(o, "forward", 9, has(b, L2_FWD));
	out_text(o, " ");
	out_string(o, "uu_flood", NULL, uu_flood(b));
	column(o, 11, uu_flood(b));
	out_text(o, " ");
	state(o, "flood", 9, has(b, L2_FLOOD));
	out_text(o, " ");
	state(o, "arp_term", 9, has(b, L2_ARP_TERM));
	out_text(o, " ");
	state(o, "arp_ufwd", 9, has(b, L2_ARP_UFWD));
	out_text(o, " ");
	number(o, "learned", 8, __atomic_load_n(&b->n_learned, __ATOMIC_RELAXED));
	out_text(o, " ");
	number(o, "learn_limit", 8, b->learn_limit);
	out_text(o, " ");
	if (b->bvi != INDEX_NONE)
		out_string(o, "bvi", NULL, interface_name(b->bvi));
	column(o, 11, b->bvi != INDEX_NONE ? interface_name(b->bvi) : "N/A");
	out_text(o, "\n");
}

// Features that a port's packets may pass here, in their order.
static void show_features(const struct bridge *b, struct out *o)
{
	u32 features = b->features | ~(u32)BRIDGE_FEATURES;

	out_list(o, "features");
	for (u32 f = L2_FEATURES; f-- > L2_XCONNECT;)
		if (features & 1u << f)
			out_string(o, NULL, "%s ", l2_feature_node(f));
	out_end(o);
	out_text(o, "\n");
}

static int by_index(const void *a, const void *b)
{
	const struct bridge_member *const *m = a, *const *n = b;

	return ((*m)->interface > (*n)->interface) - ((*m)->interface < (*n)->interface);
}

static void show_member(const struct bridge_member *m, struct out *o)
{
	struct text tags = {0};

	l2_tags_text(&tags, l2_port_tags(m->interface));
	out_record(o, NULL);
	out_string(o, "interface", NULL, interface_name(m->interface));
	column(o, 30, interface_name(m->interface));
	number(o, "index", 7, m->interface);
	number(o, "sequence", 5, l2_port_sequence(m->interface));
	number(o, "split_horizon_group", 5, m->group);
	out_bool(o, "bvi", m->type == L2_PORT_BVI);
	column(o, 5, m->type == L2_PORT_BVI ? "*" : "-");
	out_bool(o, "flooded", m->flooded);
	column(o, 9, m->flooded ? "*" : "-");
	out_string(o, "tag_rewrite", NULL, text_string(&tags));
	column(o, 30, text_string(&tags));
	out_text(o, "\n");
	out_end(o);
	text_free(&tags);
}

static void show_members(const struct bridge *b, struct out *o)
{
	const struct bridge_member **list = NULL;

	if (!vec_n(b->members))
		return;
	VEC_EACH (b->members, m)
		vec_push(list, m);
	qsort(list, vec_n(list), sizeof(*list), by_index);
	out_text(o, "\n");
	column(o, 30, "Interface");
	column(o, 7, "If-idx");
	column(o, 5, "ISN");
	column(o, 5, "SHG");
	column(o, 5, "BVI");
	column(o, 9, "TxFlood");
	column(o, 30, "VLAN-Tag-Rewrite");
	out_text(o, "\n");
	out_list(o, "members");
	VEC_EACH (list, m)
		show_member(*m, o);
	out_end(o);
	vec_free(list);
}

static void show_hosts(const struct bridge *b, struct out *o)
{
	if (!has(b, L2_ARP_TERM))
		return;
	out_text(o, "\n  IP4/IP6 to MAC table for ARP Termination\n");
	out_list(o, "hosts");
	VEC_EACH (b->hosts, h) {
		char ip[TEXT_IP6], mac[TEXT_MAC];

		if (h->ip.family == FAMILY_IP4)
			text_ip4(ip, h->ip.ip4);
		else
			text_ip6(ip, h->ip.ip6);
		out_record(o, NULL);
		out_string(o, "ip", NULL, ip);
		column(o, 40, ip);
		out_text(o, " => ");
		out_mac(o, "mac", NULL, h->mac);
		column(o, 20, text_mac(mac, h->mac));
		out_text(o, "\n");
		out_end(o);
	}
	out_end(o);
}

static int show(const struct args *a, struct out *o)
{
	struct bridge *only = NULL;
	bool detail = arg_given(a, "detail");
	int code = arg_given(a, "BD") ? bridge_domain_find(a, &only) : 0;
	u32 shown = 0;

	if (code < 0)
		return code;
	out_list(o, "bridge_domains");
	for (u32 k = bridge_next(0); k != INDEX_NONE; k = bridge_next(k + 1)) {
		const struct bridge *b = bridge_at((u16)k);

		if (only && b != only)
			continue;
		if (arg_given(a, "TAG") && strcmp(b->tag, arg_string(a, "TAG")))
			continue;
		if (!shown++)
			header(o);
		out_record(o, NULL);
		row(b, o);
		if (detail)
			show_features(b, o);
		if (detail || arg_given(a, "int"))
			show_members(b, o);
		if (detail || arg_given(a, "arp"))
			show_hosts(b, o);
		if (*b->tag && (detail || arg_given(a, "TAG")))
			out_string(o, "tag", "\n  BD-Tag: %s\n", b->tag);
		out_end(o);
	}
	out_end(o);
	if (!shown && arg_given(a, "TAG"))
		return error(ERR_NO_SUCH_ENTRY, "no bridge domain has this tag");
	if (!shown)
		out_text(o, "no bridge-domains in use\n");
	return 0;
}

static const struct command show_bridge_domain = {
	.grammar = "show bridge-domain [<BD:u32>] [detail|int|arp|bd-tag <TAG:word>]",
	.help = "Show bridge domains, their ports and the hosts they answer for",
	.run = show,
	.schema = "bridge_domains[]{id:u index:u sequence:u mac_age:u learn:b forward:b uu_flood:s "
		  "flood:b arp_term:b arp_ufwd:b learned:u learn_limit:u bvi:s? features[]:s? "
		  "members[]{interface:s index:u sequence:u split_horizon_group:u bvi:b flooded:b "
		  "tag_rewrite:s}? hosts[]{ip:s mac:s}? tag:s?}",
};
COMMAND_REGISTER(show_bridge_domain);
