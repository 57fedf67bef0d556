// Adding and deleting routes as users and protocols ask for them.
#include "engine/ip4/fib_entry.h"
#include "engine/ip4/fib_path_list.h"

#include "engine/base/error.h"
#include "engine/base/vec.h"
#include "engine/net/interface.h"

// The built-in routes of a table and those of an address have path lists of their own, which VPP
// numbers one by one.
static bool is_shared(enum route_source s)
{
	return s == ROUTE_API || s == ROUTE_CLI || s == ROUTE_ADJACENCY;
}

static int prefix_check(u32 fib, be32 prefix, u8 length)
{
	char address[TEXT_IP4];

	if (!fib_table_at(fib))
		return error(ERR_NO_SUCH_FIB, "no such FIB: index %u", fib);
	if (length > 32)
		return error(ERR_INVALID_PREFIX, "Invalid prefix len: %u", length);
	if (length < 32 && prefix & be32_of(UINT32_MAX >> length))
		return error(ERR_INVALID_PREFIX, "%s/%u has bits past its length",
			text_ip4(address, prefix), length);
	return 0;
}

static bool needs_table(const struct path *p)
{
	return p->kind == PATH_LOOKUP || (p->kind == PATH_NEXT_HOP && p->interface == INDEX_NONE);
}

static int path_check(const struct path *p)
{
	bool on_interface =
		p->kind == PATH_ATTACHED || (p->interface != INDEX_NONE && p->kind != PATH_LOOKUP);

	if (needs_table(p) && fib_index_of_table(p->table) == INDEX_NONE)
		return error(ERR_NO_SUCH_FIB, "no such table: %u", p->table);
	if (on_interface && !interface_at(p->interface))
		return error(
			ERR_NO_MATCHING_INTERFACE, "no such interface: index %u", p->interface);
	if (p->kind == PATH_NEXT_HOP && !p->next_hop)
		return error(ERR_INVALID_VALUE, "0.0.0.0 cannot be a next hop");
	if (p->kind == PATH_NEXT_HOP && host32(p->next_hop) >> 28 == 0xe)
		return error(ERR_INVALID_VALUE, "a multicast address cannot be a next hop");
	return 0;
}

// Whether two paths lead the same way, whatever their weight and preference.
static bool same_way(const struct path *a, const struct path *b)
{
	return a->kind == b->kind && a->interface == b->interface && a->next_hop == b->next_hop &&
		a->length == b->length && a->table == b->table;
}

// Paths are keys, so what a kind does not use is always the same.
static struct path canonical(const struct path *p)
{
	struct path c = *p;

	c.weight = MAX(c.weight, 1);
	if (!needs_table(p))
		c.table = 0;
	return c;
}

static int path_find(const struct path *paths, u32 n, const struct path *p)
{
	for (u32 i = 0; i < n; i++) {
		if (same_way(&paths[i], p))
			return i;
	}
	return -1;
}

static int merge(struct path *all, u32 *n, const struct path *paths, u32 n_paths)
{
	for (u32 i = 0; i < n_paths; i++) {
		struct path p = canonical(&paths[i]);
		int at = path_find(all, *n, &p);

		if (at < 0 && *n == FIB_MAX_PATHS)
			return error(ERR_LIMIT, "a route has at most %u paths", FIB_MAX_PATHS);
		all[at < 0 ? (*n)++ : (u32)at] = p;
	}
	return 0;
}

static u32 paths_of(struct path *all, u32 entry, enum route_source source)
{
	const struct fib_entry *e = fib_entry_at(entry);
	u32 list = e ? fib_entry_source_list(e, source) : INDEX_NONE;
	const struct fib_path_list *l = path_list_at(list);

	if (!l)
		return 0;
	memcpy(all, l->given, vec_n(l->given) * sizeof(*all));
	return vec_n(l->given);
}

int fib_route_add(u32 fib, enum route_source source, be32 prefix, u8 length,
	const struct path *paths, u32 n_paths, bool replace)
{
	struct path all[FIB_MAX_PATHS];
	u32 n = 0;
	int code = prefix_check(fib, prefix, length);

	if (!code) {
		fib_entry_expect(fib, prefix, length);
		fib_trie_expect(fib_trie_of(fib), host32(prefix));
	}
	if (!code && !n_paths)
		code = error(ERR_NO_PATHS_IN_ROUTE, "a route needs a path");
	for (u32 i = 0; i < n_paths && !code; i++)
		code = path_check(&paths[i]);
	if (code)
		return code;
	if (!replace)
		n = paths_of(all, fib_entry_find(fib, prefix, length), source);
	code = merge(all, &n, paths, n_paths);
	if (code)
		return code;
	return fib_entry_source_set(
		fib, prefix, length, source, path_list_get(all, n, is_shared(source)));
}

static int no_such_route(be32 prefix, u8 length, const char *what)
{
	char address[TEXT_IP4];

	return error(
		ERR_NO_SUCH_ENTRY, "no such %s: %s/%u", what, text_ip4(address, prefix), length);
}

int fib_route_delete(u32 fib, enum route_source source, be32 prefix, u8 length,
	const struct path *paths, u32 n_paths)
{
	struct path all[FIB_MAX_PATHS];
	int code = prefix_check(fib, prefix, length);
	u32 entry, n;

	if (code)
		return code;
	entry = fib_entry_find(fib, prefix, length);
	if (entry == INDEX_NONE || !fib_entry_has_source(fib_entry_at(entry), source))
		return no_such_route(prefix, length, "route");
	n = paths_of(all, entry, source);
	for (u32 i = 0; i < n_paths; i++) {
		struct path p = canonical(&paths[i]);
		int at = path_find(all, n, &p);

		if (at < 0)
			return no_such_route(prefix, length, "path in route");
		memmove(&all[at], &all[at + 1], (--n - at) * sizeof(*all));
	}
	if (n_paths && n)
		return fib_entry_source_set(
			fib, prefix, length, source, path_list_get(all, n, is_shared(source)));
	fib_entry_source_remove(entry, source);
	return 0;
}
