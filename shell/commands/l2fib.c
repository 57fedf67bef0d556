// Commands about the MAC addresses of bridge domains.
#include "engine/l2/l2fib.h"
#include "engine/base/vec.h"
#include "engine/l2/bridge.h"
#include "engine/net/interface.h"
#include "shell/command.h"
#include "shell/commands/center.h"
#include <stdlib.h>

static int find(const struct args *a, struct bridge **b)
{
	u32 id = arg_u64(a, "BD", 0);

	*b = bridge_by_id(id);
	if (*b)
		return 0;
	args_fail_at(a, arg_column(a, "BD"));
	return error(ERR_NO_SUCH_ENTRY, "bridge domain ID %u invalid", id);
}

static int add(const struct args *a, struct out *)
{
	u32 interface = arg_interface(a, "IFACE");
	const struct l2_port *p;
	struct bridge *b;
	int code = find(a, &b);

	if (code < 0)
		return code;
	if (arg_given(a, "filter"))
		return l2fib_add(arg_mac(a, "MAC"), b->index, INDEX_NONE,
			MAC_FILTER | MAC_STATIC | MAC_AGE_NOT);
	p = l2_port_at(interface);
	if (!p || p->mode != L2_MODE_BRIDGE || p->bridge != b->index) {
		args_fail_at(a, arg_column(a, "IFACE"));
		return error(ERR_INVALID_VALUE, "%s is not in bridge domain %u",
			interface_name(interface), b->id);
	}
	if (arg_given(a, "bvi"))
		return l2fib_add(
			arg_mac(a, "MAC"), b->index, interface, MAC_BVI | MAC_STATIC | MAC_AGE_NOT);
	return l2fib_add(arg_mac(a, "MAC"), b->index, interface,
		arg_given(a, "static") ? MAC_STATIC | MAC_AGE_NOT : MAC_AGE_NOT);
}

static const struct command l2fib_add_command = {
	.grammar = "l2fib add <MAC:mac> <BD:u32> {filter|<IFACE:interface> [static|bvi]}",
	.help = "Say at which port of a bridge domain an address is; 'filter' drops what is from "
		"or to it, 'static' keeps others from claiming it",
	.run = add,
};
COMMAND_REGISTER(l2fib_add_command);

static int delete (const struct args *a, struct out *)
{
	struct bridge *b;
	int code = find(a, &b);

	return code < 0 ? code : l2fib_delete(arg_mac(a, "MAC"), b->index);
}

static const struct command l2fib_del_command = {
	.grammar = "l2fib del <MAC:mac> <BD:u32>",
	.help = "Forget an address",
	.run = delete,
};
COMMAND_REGISTER(l2fib_del_command);

static int flush(const struct args *a, struct out *)
{
	struct bridge *b;
	int code = 0;

	if (arg_given(a, "all"))
		l2fib_flush_all();
	else if (arg_given(a, "IFACE"))
		l2fib_flush_port(arg_interface(a, "IFACE"));
	else if ((code = find(a, &b)) == 0)
		l2fib_flush_bridge(b->index);
	return code;
}

static const struct command l2fib_flush_mac = {
	.grammar = "l2fib flush-mac {all|bridge-domain <BD:u32>|interface <IFACE:interface>}",
	.help = "Forget learned addresses",
	.run = flush,
};
COMMAND_REGISTER(l2fib_flush_mac);

static int clear(const struct args *, struct out *)
{
	l2fib_clear();
	return 0;
}

static const struct command clear_l2fib = {
	.grammar = "clear l2fib",
	.help = "Forget all addresses but those of bridge domains' own interfaces",
	.run = clear,
};
COMMAND_REGISTER(clear_l2fib);

// ---- Showing ----

struct wanted {
	u32 bridge; // index, 0: all
	bool learned, added;
};

static bool is_wanted(const struct wanted *w, const struct mac_slot *s)
{
	bool learned = !(mac_flags(s->value) & MAC_AGE_NOT);

	if (w->bridge && s->key >> 48 != w->bridge)
		return false;
	return learned ? !w->added : !w->learned;
}

// In order of domain and address, as they read.
static int by_address(const void *a, const void *b)
{
	const struct mac_slot *m = a, *n = b;
	u64 x = m->key >> 48, y = n->key >> 48;

	if (x == y) {
		x = __builtin_bswap64(m->key << 16);
		y = __builtin_bswap64(n->key << 16);
	}
	return (x > y) - (x < y);
}

static struct mac_slot *collect(const struct wanted *w, u32 *n_all)
{
	enum { PART = 256 };
	struct mac_slot part[PART], *list = NULL;
	u32 n, at = 0;

	*n_all = 0;
	while ((n = mac_table_read(l2fib_table(), &at, part, PART))) {
		*n_all += n;
		for (u32 k = 0; k < n; k++)
			if (is_wanted(w, &part[k]))
				vec_push(list, part[k]);
	}
	if (list)
		qsort(list, vec_n(list), sizeof(*list), by_address);
	return list;
}

static void column(struct out *o, u32 width, const char *s)
{
	char out[CENTER_MAX];

	out_text(o, "%s", center(out, width, s));
}

static void number(struct out *o, u32 width, s64 n)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%ld", n);
	column(o, width, digits);
}

static void star(struct out *o, const char *key, u32 width, bool on)
{
	out_bool(o, key, on);
	column(o, width, on ? "*" : "-");
}

// Minutes since it was heard of; "no": it does not age; "-": its domain forgets nothing.
static void age(struct out *o, u64 key, u64 value)
{
	const struct bridge *b = bridge_at(key >> 48);
	u8 minutes = (u8)(mac_minute_of(now()) - mac_minute(value));

	if (mac_flags(value) & MAC_AGE_NOT) {
		column(o, 9, "no");
	} else if (!b || !b->mac_age) {
		column(o, 9, "-");
	} else {
		out_u64(o, "age", NULL, minutes);
		number(o, 9, minutes);
	}
}

static void show_one(const struct mac_slot *s, struct out *o)
{
	u64 value = s->value;
	u32 interface = mac_interface(value);
	bool is_port = interface != INDEX_NONE;
	char mac[TEXT_MAC], sequence[16];

	out_record(o, NULL);
	out_mac(o, "mac", NULL, (const u8 *)&s->key);
	column(o, 19, text_mac(mac, (const u8 *)&s->key));
	out_u64(o, "bridge_domain_index", NULL, s->key >> 48);
	number(o, 7, (s64)(s->key >> 48));
	number(o, 7, (s32)interface);
	snprintf(sequence, sizeof(sequence), "%u/%u", mac_sequence(value) >> 8,
		mac_sequence(value) & 0xff);
	out_string(o, "sequence", NULL, sequence);
	column(o, 8, sequence);
	age(o, s->key, value);
	star(o, "static", 7, mac_flags(value) & MAC_STATIC);
	star(o, "filter", 7, mac_flags(value) & MAC_FILTER);
	star(o, "bvi", 5, mac_flags(value) & MAC_BVI);
	if (is_port)
		out_string(o, "interface", NULL, interface_name(interface));
	column(o, 30, is_port ? interface_name(interface) : "N/A");
	out_text(o, "\n");
	out_end(o);
}

static void show_list(const struct mac_slot *list, struct out *o)
{
	static const struct {
		const char *name;
		u32 width;
	} columns[] = {{"Mac-Address", 19}, {"BD-Idx", 7}, {"If-Idx", 7}, {"BSN-ISN", 8},
		{"Age(min)", 9}, {"static", 7}, {"filter", 7}, {"bvi", 5}, {"Interface-Name", 30}};

	for (u32 k = 0; list && k < ARRAY_N(columns); k++)
		column(o, columns[k].width, columns[k].name);
	if (list)
		out_text(o, "\n");
	out_list(o, "entries");
	VEC_EACH (list, s)
		show_one(s, o);
	out_end(o);
}

static int wanted_of(const struct args *a, struct wanted *w)
{
	struct bridge *b;
	int code;

	*w = (struct wanted){.learned = arg_given(a, "learn"), .added = arg_given(a, "add")};
	if (arg_given(a, "INDEX")) {
		w->bridge = arg_u64(a, "INDEX", 0);
		return 0;
	}
	if (!arg_given(a, "BD"))
		return 0;
	code = find(a, &b);
	if (code == 0)
		w->bridge = b->index;
	return code;
}

// People read of totals only when there is something.
static void show_totals(u32 n, struct out *o)
{
	struct text scan = {0};

	text_float(&scan, l2fib_scan_time() / 1e9, 4);
	out_u64(o, "total", n ? "L2FIB total/learned entries: %lu" : NULL, n);
	out_u64(o, "learned", n ? "/%lu" : NULL, l2fib_learned()->n);
	out_double(o, "last_scan", NULL, l2fib_scan_time() / 1e9);
	if (n)
		out_text(o, "  Last scan time: %ssec", text_string(&scan));
	else
		out_text(o, "no l2fib entries\n");
	out_u64(o, "learn_limit", n ? "  Learn limit: %lu \n" : NULL, l2fib_learned()->limit);
	text_free(&scan);
}

static int show(const struct args *a, struct out *o)
{
	struct wanted w;
	struct mac_slot *list;
	u32 n;
	int code = wanted_of(a, &w);
	bool lists = w.bridge || w.learned || w.added || arg_given(a, "all") ||
		arg_given(a, "verbose") || out_is_json(o);

	if (code < 0)
		return code;
	list = collect(&w, &n);
	show_list(lists ? list : NULL, o);
	show_totals(n, o);
	vec_free(list);
	return 0;
}

static const struct command show_l2fib = {
	.grammar = "show l2fib [all|verbose] [bd_id <BD:u32>|bd_index <INDEX:u32>] [learn|add]",
	.help = "Show which addresses are at which ports of bridge domains",
	.run = show,
	.schema = "entries[]{mac:s bridge_domain_index:u sequence:s age:u? static:b filter:b bvi:b "
		  "interface:s?} total:u learned:u last_scan:f learn_limit:u",
};
COMMAND_REGISTER(show_l2fib);
