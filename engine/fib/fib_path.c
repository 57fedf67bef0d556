// Single paths: what each kind needs, and where it leads.
#include "engine/fib/fib_path_list.h"

#include "engine/base/vec.h"
#include "engine/graph/init.h"
#include "engine/fib/fib_entry.h"
#include "engine/fib/fib_table.h"
#include "engine/fib/forward.h"
#include "engine/fib/receive.h"
#include "engine/neighbor/adjacency.h"
#include "engine/net/interface.h"

enum { CHAIN_MAX = 16 }; // routes that resolve through each other; deeper counts as a loop

static u32 **lists_by_adjacency; // vec of vecs

static bool is_recursive(const struct path *p)
{
	return p->kind == PATH_NEXT_HOP && p->interface == INDEX_NONE;
}

bool path_needs_table(const struct path *p)
{
	return p->kind == PATH_LOOKUP || is_recursive(p);
}

struct path path_canonical(u8 family, const struct path *p)
{
	struct path c;

	memset(&c, 0, sizeof(c));
	c.kind = p->kind;
	c.weight = MAX(p->weight, 1);
	c.preference = p->preference;
	c.length = p->length;
	c.interface = p->interface;
	c.table = path_needs_table(p) ? p->table : 0;
	c.next_hop.family = family;
	memcpy(c.next_hop.ip6, p->next_hop.ip6, family == FAMILY_IP6 ? 16 : 4);
	return c;
}

static u32 table_of(const struct path *p)
{
	return fib_index_of_table(p->next_hop.family, p->table);
}

static void hold_adjacency(struct fib_path *p, u32 adjacency)
{
	p->held = HELD_ADJACENCY;
	p->object = adjacency;
	vec_reach(lists_by_adjacency, adjacency);
	vec_push(lists_by_adjacency[adjacency], p->list);
}

static void release_adjacency(struct fib_path *p)
{
	u32 *of = lists_by_adjacency[p->object];

	for (u32 i = 0; i < vec_n(of); i++) {
		if (of[i] == p->list) {
			of[i] = vec_last(of);
			vec_cut(of, vec_n(of) - 1);
			break;
		}
	}
	adjacency_unlock(p->object);
}

static void hold_on_interface(struct fib_path *p)
{
	const struct path *path = &p->path;

	if (!interface_at(path->interface))
		return;
	if (path->kind == PATH_ATTACHED) {
		struct interface_address a = {.length = path->length, .address = path->next_hop};

		hold_adjacency(p, adjacency_glean(path->interface, &a));
	} else {
		hold_adjacency(p, adjacency_neighbor(path->interface, &path->next_hop));
	}
}

void fib_path_hold(struct fib_path *p)
{
	const struct path *path = &p->path;

	if (is_recursive(path)) {
		u32 fib = table_of(path);

		// Without one, in a full table, the path stays unresolved.
		p->object = fib_via_get(fib, &path->next_hop, p->list);
		p->held = p->object == INDEX_NONE ? HELD_NONE : HELD_VIA;
		if (p->held == HELD_VIA)
			fib_table_at(path->next_hop.family, fib)->locks[ROUTE_RECURSIVE]++;
	} else if (path->kind == PATH_NEXT_HOP || path->kind == PATH_ATTACHED) {
		hold_on_interface(p);
	} else if (path->kind == PATH_LOCAL) {
		p->held = HELD_RECEIVE;
		p->object = receive_get(path->interface, &path->next_hop);
	} else if (path->kind == PATH_LOOKUP) {
		fib_table_at(path->next_hop.family, table_of(path))->locks[ROUTE_RECURSIVE]++;
	}
}

void fib_path_release(struct fib_path *p)
{
	u32 fib = table_of(&p->path);

	if (p->path.kind == PATH_LOOKUP || p->held == HELD_VIA)
		fib_table_at(p->path.next_hop.family, fib)->locks[ROUTE_RECURSIVE]--;
	if (p->held == HELD_ADJACENCY)
		release_adjacency(p);
	else if (p->held == HELD_RECEIVE)
		receive_put(p->object);
	else if (p->held == HELD_VIA)
		fib_via_put(fib, &p->path.next_hop, p->list);
	p->held = HELD_NONE;
}

// Whether resolving through 'entry' comes back to 'list'.
static bool leads_to(u32 entry, u32 list, u32 depth)
{
	const struct fib_entry *e = fib_entry_at(entry);
	const struct fib_path_list *l = path_list_at(e->path_list);

	if (e->path_list == list || depth > CHAIN_MAX)
		return true;
	if (!l)
		return false;
	VEC_EACH (l->paths, i) {
		const struct fib_path *p = fib_path_at(*i);

		if (p->held == HELD_VIA && leads_to(p->object, list, depth + 1))
			return true;
	}
	return false;
}

static void resolve_via(struct fib_path *p)
{
	const struct fib_entry *e = fib_entry_at(p->object);

	p->looped = leads_to(p->object, p->list, 0);
	p->resolved = !p->looped && fib_entry_resolved(e);
	p->forward = forward_of(fib_entry_family(e), FORWARD_BALANCE, e->balance);
}

static void resolve_adjacency(struct fib_path *p)
{
	const struct adjacency *a = adjacency_at(p->object);
	const struct interface *i = interface_at(p->path.interface);
	static const u8 type_of[] = {
		[ADJACENCY_INCOMPLETE] = FORWARD_INCOMPLETE,
		[ADJACENCY_REWRITE] = FORWARD_REWRITE,
		[ADJACENCY_GLEAN] = FORWARD_GLEAN,
	};

	p->resolved = a && i && i->up;
	if (p->resolved)
		p->forward = forward_of(p->path.next_hop.family, type_of[a->kind], p->object);
}

void fib_path_resolve(struct fib_path *p)
{
	u8 family = p->path.next_hop.family;

	p->resolved = !p->dead;
	switch ((enum path_kind)p->path.kind) {
	case PATH_NEXT_HOP:
	case PATH_ATTACHED:
		p->resolved = false;
		if (p->held == HELD_VIA)
			resolve_via(p);
		else if (p->held == HELD_ADJACENCY)
			resolve_adjacency(p);
		break;
	case PATH_DROP:
		p->forward = forward_of(family, FORWARD_DROP, 0);
		break;
	case PATH_PUNT:
		p->forward = forward_of(family, FORWARD_PUNT, 0);
		break;
	case PATH_LOCAL:
		p->forward = forward_of(family, FORWARD_RECEIVE, p->object);
		break;
	case PATH_UNREACHABLE:
		p->forward = forward_of(family, FORWARD_UNREACHABLE, 0);
		break;
	case PATH_PROHIBIT:
		p->forward = forward_of(family, FORWARD_PROHIBIT, 1);
		break;
	case PATH_LOOKUP:
		p->forward = forward_of(family, FORWARD_LOOKUP, table_of(&p->path));
		break;
	case PATH_LINK_LOCAL:
		p->forward = forward_of(family, FORWARD_LINK_LOCAL, 0);
		break;
	}
}

static void adjacency_changed(struct adjacency *a)
{
	u32 *lists = NULL;

	if (a->index >= vec_n(lists_by_adjacency))
		return;
	// A copy: restacking may add and remove users of the adjacency.
	VEC_EACH (lists_by_adjacency[a->index], l)
		vec_push(lists, *l);
	VEC_EACH (lists, l)
		path_list_update(*l);
	vec_free(lists);
}

static int fib_path_init(void)
{
	adjacency_hook_add(adjacency_changed);
	return 0;
}

static const struct init_function fib_path_init_function = {
	.name = "fib_path_init",
	.run = fib_path_init,
	.stage = INIT,
};
INIT_REGISTER(fib_path_init_function);
