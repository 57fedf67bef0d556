// Adding and deleting routes as users and protocols ask for them.
#include "engine/fib/fib_entry.h"
#include "engine/fib/fib_path_list.h"
#include "engine/fib/fib_table.h"

#include "engine/base/error.h"
#include "engine/base/vec.h"
#include "engine/net/interface.h"

// The built-in routes of a table and those of an address have path lists of their own, which VPP
// numbers one by one.
static bool is_shared(enum route_source s)
{
	return s == ROUTE_API || s == ROUTE_CLI || s == ROUTE_ADJACENCY;
}

static bool has_bits_past(const struct ip_prefix *p)
{
	struct ip_address cut;

	if (p->address.family == FAMILY_IP4)
		return p->length < 32 && p->address.ip4 & be32_of(UINT32_MAX >> p->length);
	cut = ip_address_cut(&p->address, p->length);
	return !ip_address_equal(&cut, &p->address);
}

static int prefix_check(u32 fib, const struct ip_prefix *p)
{
	char prefix[TEXT_IP_PREFIX];

	if (!fib_table_at(p->address.family, fib))
		return error(ERR_NO_SUCH_FIB, "no such FIB: index %u", fib);
	if (p->length > ip_address_bits(p->address.family))
		return error(ERR_INVALID_PREFIX, "Invalid prefix len: %u", p->length);
	if (has_bits_past(p))
		return error(ERR_INVALID_PREFIX, "%s has bits past its length",
			text_ip_prefix(prefix, p));
	return 0;
}

static int next_hop_check(u8 family, const struct path *p)
{
	char hop[TEXT_IP6];

	if (p->next_hop.family != family)
		return error(ERR_INVALID_VALUE, "a next hop is of its route's family");
	text_ip(hop, &p->next_hop);
	if (ip_address_is_zero(&p->next_hop))
		return error(ERR_INVALID_VALUE, "%s cannot be a next hop", hop);
	if (ip_address_is_multicast(&p->next_hop))
		return error(ERR_INVALID_VALUE, "a multicast address cannot be a next hop");
	if (p->interface == INDEX_NONE && ip_address_is_link_local(&p->next_hop))
		return error(ERR_INVALID_VALUE, "link-local %s needs an interface", hop);
	return 0;
}

static int path_check(u8 family, const struct path *p)
{
	bool on_interface =
		p->kind == PATH_ATTACHED || (p->interface != INDEX_NONE && p->kind != PATH_LOOKUP);

	if (path_needs_table(p) && fib_index_of_table(family, p->table) == INDEX_NONE)
		return error(ERR_NO_SUCH_FIB, "no such table: %u", p->table);
	if (on_interface && !interface_at(p->interface))
		return error(
			ERR_NO_MATCHING_INTERFACE, "no such interface: index %u", p->interface);
	return p->kind == PATH_NEXT_HOP ? next_hop_check(family, p) : 0;
}

// Whether two paths lead the same way, whatever their weight and preference.
static bool same_way(const struct path *a, const struct path *b)
{
	return a->kind == b->kind && a->interface == b->interface && a->length == b->length &&
		a->table == b->table && ip_address_equal(&a->next_hop, &b->next_hop);
}

static int path_find(const struct path *paths, u32 n, const struct path *p)
{
	for (u32 i = 0; i < n; i++) {
		if (same_way(&paths[i], p))
			return i;
	}
	return -1;
}

static int merge(u8 family, struct path *all, u32 *n, const struct path *paths, u32 n_paths)
{
	for (u32 i = 0; i < n_paths; i++) {
		struct path p = path_canonical(family, &paths[i]);
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

int fib_route_add(u32 fib, enum route_source source, const struct ip_prefix *p,
	const struct path *paths, u32 n_paths, bool replace)
{
	u8 family = p->address.family;
	struct path all[FIB_MAX_PATHS];
	u32 n = 0;
	int code = prefix_check(fib, p);

	if (!code) {
		fib_entry_expect(fib, p);
		fib_family(family)->expect(fib, p);
	}
	if (!code && !n_paths)
		code = error(ERR_NO_PATHS_IN_ROUTE, "a route needs a path");
	for (u32 i = 0; i < n_paths && !code; i++)
		code = path_check(family, &paths[i]);
	if (code)
		return code;
	if (!replace)
		n = paths_of(all, fib_entry_find(fib, p), source);
	code = merge(family, all, &n, paths, n_paths);
	if (code)
		return code;
	return fib_entry_source_set(fib, p, source, path_list_get(all, n, is_shared(source)));
}

static int no_such_route(const struct ip_prefix *p, const char *what)
{
	char prefix[TEXT_IP_PREFIX];

	return error(ERR_NO_SUCH_ENTRY, "no such %s: %s", what, text_ip_prefix(prefix, p));
}

int fib_route_delete(u32 fib, enum route_source source, const struct ip_prefix *prefix,
	const struct path *paths, u32 n_paths)
{
	struct path all[FIB_MAX_PATHS];
	u8 family = prefix->address.family;
	int code = prefix_check(fib, prefix);
	u32 entry, n;

	if (code)
		return code;
	entry = fib_entry_find(fib, prefix);
	if (entry == INDEX_NONE || !fib_entry_has_source(fib_entry_at(entry), source))
		return no_such_route(prefix, "route");
	n = paths_of(all, entry, source);
	for (u32 i = 0; i < n_paths; i++) {
		struct path p = path_canonical(family, &paths[i]);
		int at = path_find(all, n, &p);

		if (at < 0)
			return no_such_route(prefix, "path in route");
		memmove(&all[at], &all[at + 1], (--n - at) * sizeof(*all));
	}
	if (n_paths && n)
		return fib_entry_source_set(
			fib, prefix, source, path_list_get(all, n, is_shared(source)));
	fib_entry_source_remove(entry, source);
	return 0;
}
