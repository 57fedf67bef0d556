// Commands that add and delete routes.
#include "engine/base/vec.h"
#include "engine/ip4/fib.h"
#include "shell/command.h"

enum { FLUSH_EVERY = 4096 }; // routes between looks at Ctrl-C

static be32 mask_of(u8 length)
{
	return length ? be32_of(UINT32_MAX << (32 - length)) : 0;
}

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
		p.table = arg_u64(a, "LOOKUP", 0);
	else if (p.kind == PATH_NEXT_HOP) {
		p.next_hop = arg_ip4(a, "HOP");
		p.interface = arg_interface(a, "IFACE");
		p.table = arg_u64(a, "HOPTABLE", table);
	}
	return p;
}

// A row is deleted whole or not at all.
static int all_there(u32 fib, u64 at, u64 step, u64 count, u8 length)
{
	char address[TEXT_IP4];

	for (u64 i = 0; i < count; i++, at += step) {
		const struct fib_entry *e = fib_entry_exact(fib, be32_of(at), length);

		if (!e || !fib_entry_has_source(e, ROUTE_CLI))
			return error(ERR_NO_SUCH_ENTRY, "no such route: %s/%u",
				text_ip4(address, be32_of(at)), length);
	}
	return 0;
}

// Adds or deletes the route of 'count' prefixes in a row.
static int each(const struct args *a, struct out *o, u32 fib, const struct path *paths, bool add)
{
	const struct interface_address *prefix = arg_prefix(a, "PREFIX");
	u64 count = arg_u64(a, "COUNT", 1), step = 1ull << (32 - prefix->length);
	u64 at = host32(prefix->address.ip4 & mask_of(prefix->length));
	u32 n = vec_n(paths);
	int code = 0;

	if (at + (count - 1) * step > UINT32_MAX)
		return error(ERR_INVALID_VALUE, "%lu prefixes of length %u do not fit behind this",
			count, prefix->length);
	if (!add)
		code = all_there(fib, at, step, count, prefix->length);
	for (u64 i = 0; i < count && !code; i++, at += step) {
		code = add
			? fib_route_add(
				  fib, ROUTE_CLI, be32_of(at), prefix->length, paths, n, false)
			: fib_route_delete(fib, ROUTE_CLI, be32_of(at), prefix->length, paths, n);
		if (!code && i % FLUSH_EVERY == FLUSH_EVERY - 1)
			code = out_flush(o);
	}
	return code;
}

static int change(const struct args *a, struct out *o, bool add)
{
	const struct interface_address *prefix = arg_prefix(a, "PREFIX");
	u32 table = arg_u64(a, "TABLE", 0), fib = fib_index_of_table(table);
	const struct args *group;
	struct path *paths = NULL;
	int code;

	if (fib == INDEX_NONE) {
		args_fail_at(a, arg_column(a, "TABLE"));
		return error(ERR_NO_SUCH_FIB, "no such table: %u", table);
	}
	if (prefix->address.ip4 & ~mask_of(prefix->length))
		out_warn(o, "bits of the prefix past its length %u are ignored", prefix->length);
	for (u32 i = 0; (group = args_group(a, "PATHS", i)); i++)
		vec_push(paths, path_of(group, table));
	code = each(a, o, fib, paths, add);
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
	"[count <COUNT:u32 1..>] [table <TABLE:u32>] <PREFIX:prefix4> [table <TABLE:u32>] "
#define PATHS_GRAMMAR \
	"PATHS={via {drop|punt|local|unreachable|null-send-unreach|prohibit|null-send-prohibit|" \
	"ip4-lookup-in-table <LOOKUP:u32>|<HOP:ip4> [<IFACE:interface>]|<LINK:interface>} " \
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
