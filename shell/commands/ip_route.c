// Commands that add and delete routes.
#include "engine/base/vec.h"
#include "engine/fib/fib.h"
#include "shell/command.h"

enum { FLUSH_EVERY = 4096 }; // routes between looks at Ctrl-C

static u8 kind_of(const struct args *a)
{
	static const struct {
		const char *word;
		u8 kind;
	} kinds[] = {
		{"drop", PATH_DROP},
		{"punt", PATH_PUNT},
		{"local", PATH_LOCAL},
		{"unreachable", PATH_UNREACHABLE},
		{"null-send-unreach", PATH_UNREACHABLE},
		{"prohibit", PATH_PROHIBIT},
		{"null-send-prohibit", PATH_PROHIBIT},
		{"LOOKUP", PATH_LOOKUP},
		{"LOOKUP6", PATH_LOOKUP},
		{"LINK", PATH_ATTACHED},
	};

	if (arg_given(a, "HOP")) // nearly always
		return PATH_NEXT_HOP;
	for (u32 i = 0; i < ARRAY_N(kinds); i++) {
		if (arg_given(a, kinds[i].word))
			return kinds[i].kind;
	}
	return PATH_NEXT_HOP;
}

static struct path path_of(const struct args *a, u32 table)
{
	struct path p = {
		.kind = kind_of(a),
		.weight = arg_u64(a, "WEIGHT", 1),
		.preference = arg_u64(a, "PREFERENCE", 0),
		.interface = INDEX_NONE,
	};

	if (p.kind == PATH_ATTACHED)
		p.interface = arg_interface(a, "LINK");
	else if (p.kind == PATH_LOOKUP)
		p.table = arg_u64(a, arg_given(a, "LOOKUP") ? "LOOKUP" : "LOOKUP6", 0);
	else if (p.kind == PATH_NEXT_HOP) {
		p.next_hop = *arg_ip(a, "HOP");
		p.interface = arg_interface(a, "IFACE");
		p.table = arg_u64(a, "HOPTABLE", table);
	}
	return p;
}

// The prefix of the same length behind this one; false after the last.
static bool next_prefix(struct ip_prefix *p)
{
	u32 step = 1u << (7 - (p->length - 1u) % 8);

	if (!p->length)
		return false;
	for (int i = (p->length - 1) / 8; i >= 0; i--, step = 1) {
		u32 sum = p->address.ip6[i] + step;

		p->address.ip6[i] = sum;
		if (sum < 0x100)
			return true;
	}
	return false;
}

// Whether 'count' prefixes fit from this one on.
static bool fits(const struct ip_prefix *p, u64 count)
{
	u64 head = 0;

	// The bits that count, or as many of them as 'count' can reach.
	for (u32 i = 0; i < 8 && i * 8 < p->length; i++)
		head = head << 8 | p->address.ip6[i];
	if (p->length > 64 || !count)
		return true;
	head >>= (8 - p->length % 8) % 8;
	return p->length == 64 ? count - 1 <= ~head : count - 1 <= (1ull << p->length) - 1 - head;
}

// A row is deleted whole or not at all.
static int all_there(u32 fib, struct ip_prefix p, u64 count)
{
	char prefix[TEXT_IP_PREFIX];

	for (u64 i = 0; i < count; i++, next_prefix(&p)) {
		const struct fib_entry *e = fib_entry_exact(fib, &p);

		if (!e || !fib_entry_has_source(e, ROUTE_CLI))
			return error(
				ERR_NO_SUCH_ENTRY, "no such route: %s", text_ip_prefix(prefix, &p));
	}
	return 0;
}

// Adds or deletes the route of 'count' prefixes in a row.
static int each(const struct args *a, struct out *o, u32 fib, struct ip_prefix p,
	const struct path *paths, bool add)
{
	u64 count = arg_u64(a, "COUNT", 1);
	u32 n = vec_n(paths);
	int code = 0;

	if (!fits(&p, count))
		return error(ERR_INVALID_VALUE, "%lu prefixes of length %u do not fit behind this",
			count, p.length);
	if (!add)
		code = all_there(fib, p, count);
	for (u64 i = 0; i < count && !code; i++, next_prefix(&p)) {
		code = add ? fib_route_add(fib, ROUTE_CLI, &p, paths, n, false)
			   : fib_route_delete(fib, ROUTE_CLI, &p, paths, n);
		if (!code && i % FLUSH_EVERY == FLUSH_EVERY - 1)
			code = out_flush(o);
	}
	return code;
}

// A path that names a table of the other family.
static int wrong_family(const struct args *group, u8 family)
{
	const char *word = family == FAMILY_IP6 ? "LOOKUP" : "LOOKUP6";

	if (!arg_given(group, word))
		return 0;
	return error(ERR_INVALID_VALUE, "an IPv%u route cannot look up in a table of IPv%u", family,
		family == FAMILY_IP6 ? 4 : 6);
}

static int change(const struct args *a, struct out *o, bool add)
{
	const struct interface_address *given = arg_prefix(a, "PREFIX");
	u8 family = given->address.family;
	struct ip_prefix p = {
		.address = ip_address_cut(&given->address, given->length), .length = given->length};
	u32 table = arg_u64(a, "TABLE", 0), fib = fib_index_of_table(family, table);
	const struct args *group;
	struct path *paths = NULL;
	int code = 0;

	if (fib == INDEX_NONE) {
		args_fail_at(a, arg_column(a, "TABLE"));
		return error(ERR_NO_SUCH_FIB, "no such table: %u", table);
	}
	if (!ip_address_equal(&p.address, &given->address))
		out_warn(o, "bits of the prefix past its length %u are ignored", p.length);
	for (u32 i = 0; (group = args_group(a, "PATHS", i)) && !code; i++) {
		vec_push(paths, path_of(group, table));
		code = wrong_family(group, family);
	}
	if (!code)
		code = each(a, o, fib, p, paths, add);
	vec_free(paths);
	return code;
}

static int route_add(const struct args *a, struct out *o)
{
	return change(a, o, true);
}

static int route_delete(const struct args *a, struct out *o)
{
	return change(a, o, false);
}

// A group may not begin with an option, so what a path leads to comes first.
#define PREFIX_GRAMMAR \
	"[count <COUNT:u32 1..>] [table <TABLE:u32>] <PREFIX:prefix> [table <TABLE:u32>] "
#define PATHS_GRAMMAR \
	"PATHS={via {drop|punt|local|unreachable|null-send-unreach|prohibit|null-send-prohibit|" \
	"ip4-lookup-in-table <LOOKUP:u32>|ip6-lookup-in-table <LOOKUP6:u32>|" \
	"<HOP:ip> [<IFACE:interface>]|<LINK:interface>} " \
	"[next-hop-table <HOPTABLE:u32>] [weight <WEIGHT:u32 1..255>] " \
	"[preference <PREFERENCE:u32 0..255>]}..."

static const struct command ip_route_add = {
	.grammar = "ip route add " PREFIX_GRAMMAR PATHS_GRAMMAR,
	.help = "Add paths to a route, making it if need be; 'count' makes as many in a row",
	.run = route_add,
};
COMMAND_REGISTER(ip_route_add);

static const struct command ip_route_del = {
	.grammar = "ip route del " PREFIX_GRAMMAR "[" PATHS_GRAMMAR "]",
	.help = "Take paths from a route, or without paths the whole route",
	.run = route_delete,
};
COMMAND_REGISTER(ip_route_del);
