// FIBs: their ids, names and tries, and which one an interface looks its packets up in.
#include "engine/ip4/fib_table.h"

#include "engine/base/error.h"
#include "engine/base/pool.h"
#include "engine/base/reserve.h"
#include "engine/graph/init.h"
#include "engine/ip4/fib_entry.h"
#include "engine/ip4/fib_path_list.h"
#include "engine/net/interface.h"

#include <stdio.h>

static struct pool tables = {.element_size = sizeof(struct fib_table)};
static struct fib_trie *tries;	    // room for FIB_MAX_TABLES, touched as they are made
static struct reserve of_interface; // u32 by sw_if_index
static struct fib_view view;
static struct fib_table *by_id;

// What VPP puts into every table: nothing is forwarded unless somebody says so.
static const struct {
	u32 prefix;
	u8 length, source;
} defaults[] = {
	{0x00000000, 0, ROUTE_DEFAULT},
	{0x00000000, 32, ROUTE_DEFAULT},
	{0xf0000000, 4, ROUTE_DEFAULT},
	{0xe0000000, 4, ROUTE_SPECIAL},
	{0xffffffff, 32, ROUTE_DEFAULT},
};

const struct fib_view *fib_view(void)
{
	return &view;
}

struct fib_table *fib_table_at(u32 index)
{
	return pool_at(&tables, index);
}

struct fib_trie *fib_trie_of(u32 index)
{
	return &tries[index];
}

u32 fib_index_of_table(u32 id)
{
	struct fib_table *t = NULL;

	if (!id)
		return 0;
	HASH_FIND(hh, by_id, &id, sizeof(id), t);
	return t ? t->index : INDEX_NONE;
}

u32 fib_table_of_index(u32 index)
{
	const struct fib_table *t = fib_table_at(index);

	return t ? t->id : INDEX_NONE;
}

bool fib_exists(u32 index)
{
	return fib_table_at(index);
}

u32 fib_n(void)
{
	return tables.end;
}

u32 fib_entries_of_length(u32 fib, u8 length)
{
	return fib_table_at(fib)->n_by_length[length];
}

u32 fib_lookup(u32 fib, be32 address)
{
	return fib_trie_lookup(fib_view_trie(&view, fib), fib_trie_plies(), host32(address));
}

void fib_trie_show(struct text *t, u32 fib)
{
	fib_trie_text(t, &tries[fib]);
}

size_t fib_trie_bytes(u32 fib)
{
	return fib_trie_size(&tries[fib]);
}

static int defaults_add(u32 fib)
{
	static const struct path drop = {.kind = PATH_DROP, .weight = 1, .interface = INDEX_NONE};
	int code = 0;

	for (u32 i = 0; i < ARRAY_N(defaults) && !code; i++)
		code = fib_entry_source_set(fib, be32_of(defaults[i].prefix), defaults[i].length,
			defaults[i].source, path_list_get(&drop, 1, false));
	return code;
}

static void defaults_remove(u32 fib)
{
	// The default route goes last: it covers the others.
	for (u32 i = ARRAY_N(defaults); i-- > 0;) {
		u32 entry = fib_entry_find(fib, be32_of(defaults[i].prefix), defaults[i].length);

		if (entry != INDEX_NONE)
			fib_entry_source_remove(entry, defaults[i].source);
	}
}

static int table_make(u32 id, const char *name, enum route_source source)
{
	struct fib_table *t;
	u32 index;
	int code;

	if (tables.n == FIB_MAX_TABLES)
		return error(ERR_LIMIT, "no more than %u tables", FIB_MAX_TABLES);
	t = pool_get(&tables, &index);
	t->id = id;
	t->index = index;
	if (name)
		snprintf(t->name, sizeof(t->name), "%s", name);
	else
		snprintf(t->name, sizeof(t->name), "ipv4-VRF:%u", id);
	code = fib_trie_open(&tries[index]);
	if (!code)
		code = defaults_add(index);
	if (code) {
		defaults_remove(index);
		fib_trie_close(&tries[index]);
		pool_put(&tables, index);
		return code;
	}
	HASH_ADD(hh, by_id, id, sizeof(t->id), t);
	__atomic_store_n(&view.n_tries, tables.end, __ATOMIC_RELEASE);
	t->locks[source]++;
	return 0;
}

int fib_table_add(u32 id, const char *name)
{
	struct fib_table *t = fib_table_at(fib_index_of_table(id));

	if (!t)
		return table_make(id, name, ROUTE_CLI);
	if (id)
		t->locks[ROUTE_CLI] = 1;
	if (name)
		snprintf(t->name, sizeof(t->name), "%s", name);
	return 0;
}

// Takes away what users of the command line and the API put in; the rest belongs to interfaces,
// which keep the table.
static void flush(u32 fib)
{
	const struct fib_entry **all = fib_entries(fib);
	u32 *indices = NULL;

	VEC_EACH (all, e)
		vec_push(indices, fib_entry_index(*e));
	vec_free(all);
	VEC_EACH (indices, i) {
		static const u8 users[] = {ROUTE_API, ROUTE_CLI};

		for (u32 k = 0; k < ARRAY_N(users); k++) {
			const struct fib_entry *e = fib_entry_at(*i);

			if (e && e->fib == fib && fib_entry_has_source(e, users[k]))
				fib_entry_source_remove(*i, users[k]);
		}
	}
	vec_free(indices);
}

static bool leads_into(u32 path_list, u32 id)
{
	const struct fib_path_list *l = path_list_at(path_list);

	VEC_EACH (l ? l->given : NULL, p) {
		bool recursive = p->kind == PATH_NEXT_HOP && p->interface == INDEX_NONE;

		if ((recursive || p->kind == PATH_LOOKUP) && p->table == id)
			return true;
	}
	return false;
}

// Routes of other tables that resolve or look up in this one.
static u32 n_from_outside(const struct fib_table *t)
{
	u32 n = 0;

	for (u32 i = fib_entry_next(0); i != INDEX_NONE; i = fib_entry_next(i + 1)) {
		const struct fib_entry *e = fib_entry_at(i);

		if (e->fib == t->index)
			continue;
		n += leads_into(e->best.path_list, t->id);
		VEC_EACH (e->others, s)
			n += leads_into(s->path_list, t->id);
	}
	return n;
}

int fib_table_delete(u32 id)
{
	u32 index = fib_index_of_table(id);
	struct fib_table *t = fib_table_at(index);
	u32 n_outside;

	if (!t)
		return error(ERR_NO_SUCH_TABLE, "no such table: %u", id);
	if (!id)
		return error(ERR_INVALID_VALUE, "table 0 stays");
	if (t->locks[ROUTE_INTERFACE])
		return error(
			ERR_BUSY, "%u interfaces are in table %u", t->locks[ROUTE_INTERFACE], id);
	n_outside = n_from_outside(t);
	if (n_outside)
		return error(
			ERR_BUSY, "%u routes of other tables lead into table %u", n_outside, id);
	flush(index);
	invariant(!t->locks[ROUTE_RECURSIVE]);
	defaults_remove(index);
	HASH_DELETE(hh, by_id, t);
	fib_trie_close(&tries[index]);
	pool_put(&tables, index);
	return 0;
}

u32 fib_of_interface(u32 interface)
{
	return fib_view_of_interface(&view, interface);
}

static bool has_ip4(u32 interface)
{
	VEC_EACH (interface_addresses(interface), a) {
		if (a->address.family == FAMILY_IP4)
			return true;
	}
	return false;
}

// ERR_NO_MEMORY.
static int set_of_interface(u32 interface, u32 fib)
{
	int code = reserve_reach(&of_interface, (size_t)(interface + 1) * sizeof(u32));

	if (code)
		return code;
	__atomic_store_n((u32 *)of_interface.base + interface, fib, __ATOMIC_RELAXED);
	if (interface >= view.n_interfaces)
		__atomic_store_n(&view.n_interfaces, interface + 1, __ATOMIC_RELEASE);
	return 0;
}

int fib_bind_interface(u32 interface, u32 table_id)
{
	struct interface *i = interface_at(interface);
	u32 old = fib_of_interface(interface), fib;
	int code;

	if (!i)
		return error(ERR_NO_SUCH_INTERFACE, "no such interface: index %u", interface);
	fib = fib_index_of_table(table_id);
	if (fib == INDEX_NONE)
		return error(ERR_NO_SUCH_FIB, "no such table: %u", table_id);
	if (has_ip4(interface))
		return error(ERR_BUSY, "%s has addresses; remove them first", i->name);
	if (fib == old)
		return 0;
	code = set_of_interface(interface, fib);
	if (code)
		return code;
	if (old)
		fib_table_at(old)->locks[ROUTE_INTERFACE]--;
	if (fib)
		fib_table_at(fib)->locks[ROUTE_INTERFACE]++;
	i->ip4_table_id = table_id;
	return 0;
}

// An interface that goes leaves its table; the next one of the same index begins in table 0.
static void on_delete(struct interface *i)
{
	u32 fib = fib_of_interface(i->index);

	if (fib)
		fib_table_at(fib)->locks[ROUTE_INTERFACE]--;
	if (i->index < view.n_interfaces)
		set_of_interface(i->index, 0);
}

static const struct interface_hook fib_table_interface_hook = {.on_delete = on_delete};
INTERFACE_HOOK_REGISTER(fib_table_interface_hook);

static int fib_table_init(void)
{
	int code = reserve_open(
		&of_interface, (size_t)FIB_MAX_INTERFACES * sizeof(u32), "FIBs of interfaces");

	if (code)
		return code;
	tries = memory_map(FIB_MAX_TABLES * sizeof(*tries), "IPv4 FIBs", NULL);
	if (!tries)
		return ERR_NO_MEMORY;
	view.tries = tries;
	view.of_interface = (const u32 *)of_interface.base;
	return table_make(0, NULL, ROUTE_DEFAULT);
}

static const struct init_function fib_table_init_function = {
	.name = "fib_table_init",
	.run = fib_table_init,
	.after = NAMES("load_balance_init"),
	.stage = INIT,
};
INIT_REGISTER(fib_table_init_function);
