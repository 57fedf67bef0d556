// How tables, routes and paths read in 'show ip fib'.
#include "engine/fib/fib_entry.h"
#include "engine/fib/fib_path_list.h"
#include "engine/fib/fib_table.h"
#include "engine/fib/forward.h"
#include "engine/fib/load_balance.h"
#include "engine/neighbor/adjacency.h"
#include "engine/net/interface.h"

#include "engine/base/vec.h"

static const char *const source_names[ROUTE_SOURCES] = {
	[ROUTE_SPECIAL] = "special",
	[ROUTE_INTERFACE] = "interface",
	[ROUTE_API] = "API",
	[ROUTE_CLI] = "CLI",
	[ROUTE_ADJACENCY] = "adjacency",
	[ROUTE_DEFAULT] = "default-route",
	[ROUTE_RECURSIVE] = "recursive-resolution",
};

const char *route_source_name(enum route_source source)
{
	return source_names[source];
}

void fib_name_text(struct text *t, u8 family, u32 fib)
{
	const struct fib_table *table = fib_table_at(family, fib);

	text_add(t, "%s", table ? table->name : "DELETED");
}

static void locks_text(struct text *t, const struct fib_table *table)
{
	static const u8 order[] = {ROUTE_INTERFACE, ROUTE_API, ROUTE_CLI, ROUTE_ADJACENCY,
		ROUTE_RECURSIVE, ROUTE_DEFAULT};

	text_add(t, "locks:[");
	for (u32 i = 0; i < ARRAY_N(order); i++) {
		u32 n = table->locks[order[i]];

		if (order[i] == ROUTE_ADJACENCY)
			n = table->n_neighbors > 0;
		if (n)
			text_add(t, "%s:%u, ", source_names[order[i]], n);
	}
	text_add(t, "]");
}

void fib_head_text(struct text *t, u8 family, u32 fib)
{
	fib_name_text(t, family, fib);
	text_add(t,
		", fib_index:%u, flow hash:[src dst sport dport proto flowlabel ] epoch:0 "
		"flags:none ",
		fib);
	locks_text(t, fib_table_at(family, fib));
}

static const char *kind_name(const struct path *p)
{
	switch ((enum path_kind)p->kind) {
	case PATH_NEXT_HOP:
		return p->interface == INDEX_NONE ? "recursive" : "attached-nexthop";
	case PATH_ATTACHED:
		return "attached";
	case PATH_LOCAL:
		return "receive";
	case PATH_LOOKUP:
		return "deag";
	case PATH_LINK_LOCAL:
		return "exclusive";
	case PATH_DROP:
	case PATH_PUNT:
	case PATH_UNREACHABLE:
	case PATH_PROHIBIT:
		break;
	}
	return "special";
}

static const char *config_flag(const struct path *p)
{
	switch ((enum path_kind)p->kind) {
	case PATH_ATTACHED:
		return ip_address_is_zero(&p->next_hop) ? NULL : "glean,";
	case PATH_LOCAL:
		return "local,";
	case PATH_DROP:
		return "drop,";
	case PATH_PUNT:
		return "punt,";
	case PATH_UNREACHABLE:
		return "icmp-unreach,";
	case PATH_PROHIBIT:
		return "icmp-prohibit,";
	case PATH_NEXT_HOP:
	case PATH_LOOKUP:
	case PATH_LINK_LOCAL:
		break;
	}
	return NULL;
}

// Where a path leads, as given.
static void way_text(struct text *t, const struct fib_path *p, u32 indent)
{
	const struct path *path = &p->path;
	u32 fib = fib_index_of_table(path->next_hop.family, path->table);
	char hop[TEXT_IP6];

	text_add(t, "\n%*s", (int)indent, "");
	text_ip(hop, &path->next_hop);
	if (path->kind == PATH_ATTACHED) {
		text_add(t, " %s", interface_name(path->interface));
	} else if (path->kind == PATH_LOOKUP) {
		text_add(t, "fib-index:%u", fib);
	} else if (path->kind != PATH_NEXT_HOP) {
		text_add(t, "[@0]: ");
		forward_text_bare(t, &p->forward);
	} else if (path->interface != INDEX_NONE) {
		text_add(t, "%s %s", hop, interface_name(path->interface));
	} else {
		text_add(t, "via %s in fib:%u via-fib:%d via-dpo:[dpo-load-balance:%d]", hop, fib,
			(int)p->object,
			p->held == HELD_VIA ? (int)fib_entry_at(p->object)->balance : -1);
	}
	if (p->held == HELD_ADJACENCY && path->kind == PATH_NEXT_HOP && p->resolved) {
		text_add(t, "\n%*s[@0]: ", (int)indent - 2, "");
		adjacency_text(t, p->object);
	}
}

static void path_text_at(struct text *t, u32 index, u32 indent)
{
	const struct fib_path *p = fib_path_at(index);
	const char *flag = config_flag(&p->path);

	text_add(t, "\n%*spath:[%u] pl-index:%u ip%u weight=%u pref=%u %s: ", (int)indent, "",
		index, p->list, p->path.next_hop.family, p->path.weight, p->path.preference,
		kind_name(&p->path));
	if (p->looped)
		text_add(t, " oper-flags:recursive-loop,");
	else if (p->resolved && p->path.kind != PATH_DROP)
		text_add(t, " oper-flags:resolved,");
	if (flag)
		text_add(t, " cfg-flags:%s", flag);
	way_text(t, p, indent + 2);
}

static void interfaces_text(struct text *t, const struct fib_path_list *l)
{
	u32 n = 0;

	VEC_EACH (l->given, p)
		n += p->interface != INDEX_NONE && p->kind != PATH_LOCAL;
	text_add(t, " len:%u itfs:[", n);
	VEC_EACH (l->given, p) {
		if (p->interface != INDEX_NONE && p->kind != PATH_LOCAL)
			text_add(t, "%u, ", p->interface);
	}
	text_add(t, "]");
}

static void path_list_text(struct text *t, u32 index, u32 indent)
{
	const struct fib_path_list *l = path_list_at(index);
	u8 kind = l->given[0].kind;

	text_add(t, "\n%*spath-list:[%u] locks:%u", (int)indent, "", index, l->refs + 1);
	if (l->is_shared)
		text_add(t, " flags:shared,");
	else if (kind == PATH_DROP || kind == PATH_LOCAL)
		text_add(t, " flags:%s,", kind == PATH_DROP ? "drop" : "local");
	text_add(t, " uPRF-list:%u", index);
	interfaces_text(t, l);
	VEC_EACH (l->paths, p)
		path_text_at(t, *p, indent + 2);
}

static void source_text(struct text *t, const struct fib_entry *e, const struct fib_source *s)
{
	const struct fib_path_list *l = path_list_at(s->path_list);
	bool is_best = s == &e->best, attached = l && l->given[0].kind == PATH_ATTACHED;
	bool local = l && l->given[0].kind == PATH_LOCAL;

	text_add(t, "\n  %s refs:1 ", source_names[s->source]);
	if (attached || (s->source == ROUTE_INTERFACE && local))
		text_add(t, "entry-flags:connected,%s ", local ? "local," : "attached,");
	else if (s->source == ROUTE_ADJACENCY)
		text_add(t, "entry-flags:attached, ");
	text_add(t, "src-flags:added,contributing,%s cover:-1", is_best ? "active," : "");
	if (l)
		path_list_text(t, s->path_list, 4);
}

void fib_entry_text(struct text *t, const struct fib_entry *e, bool detail)
{
	char prefix[TEXT_IP_PREFIX];
	u32 indent = 2;

	text_add(t, "%s", text_ip_prefix(prefix, &e->prefix));
	if (detail) {
		text_add(t, " fib:%u index:%u locks:2", e->fib, fib_entry_index(e));
		source_text(t, e, &e->best);
		VEC_EACH (e->others, s)
			source_text(t, e, s);
		text_add(t, "\n\n forwarding: ");
	} else {
		text_add(t, "\n");
	}
	text_add(t, "  unicast-ip%u-chain\n  [@0]: ", fib_entry_family(e));
	load_balance_text(t, e->balance, indent);
}
