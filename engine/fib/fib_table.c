// FIBs: their ids and names, by family.
#include "engine/fib/fib_table.h"

#include "engine/base/error.h"
#include "engine/base/pool.h"
#include "engine/fib/fib_entry.h"
#include "engine/fib/fib_path_list.h"
#include "engine/fib/fib_table_private.h"

#include <stdio.h>

static struct family {
	const struct fib_family *own; // null until it is opened
	struct pool tables;
	struct fib_table *by_id;
} families[2] = {
	{.tables = {.element_size = sizeof(struct fib_table)}},
	{.tables = {.element_size = sizeof(struct fib_table)}},
};

static struct family *family_of(u8 family)
{
	return &families[family == FAMILY_IP6];
}

const struct fib_family *fib_family(u8 family)
{
	return family_of(family)->own;
}

struct fib_table *fib_table_at(u8 family, u32 index)
{
	return pool_at(&family_of(family)->tables, index);
}

u32 fib_index_of_table(u8 family, u32 id)
{
	struct fib_table *t = NULL;

	if (!id)
		return 0;
	HASH_FIND(hh, family_of(family)->by_id, &id, sizeof(id), t);
	return t ? t->index : INDEX_NONE;
}

u32 fib_table_of_index(u8 family, u32 index)
{
	const struct fib_table *t = fib_table_at(family, index);

	return t ? t->id : INDEX_NONE;
}

bool fib_exists(u8 family, u32 index)
{
	return fib_table_at(family, index);
}

u32 fib_n(u8 family)
{
	return family_of(family)->tables.end;
}

u32 fib_entries_of_length(u8 family, u32 fib, u8 length)
{
	return fib_table_at(family, fib)->n_by_length[length];
}

u32 fib_lookup(u32 fib, const struct ip_address *address)
{
	return family_of(address->family)->own->lookup(fib, address);
}

void fib_match_text(struct text *t, u8 family, u32 fib)
{
	family_of(family)->own->text(t, fib);
}

size_t fib_match_bytes(u8 family, u32 fib)
{
	return family_of(family)->own->size(fib);
}

// The table of one link holds no route that leads into tables of links.
static bool has_default(const struct fib_table *t, const struct fib_default *d)
{
	return t->id != INDEX_NONE || d->kind != PATH_LINK_LOCAL;
}

static int defaults_add(const struct fib_table *t)
{
	const struct fib_family *own = family_of(t->family)->own;
	int code = 0;

	for (u32 i = 0; i < own->n_defaults && !code; i++) {
		const struct fib_default *d = &own->defaults[i];
		struct path path = {.kind = d->kind, .interface = INDEX_NONE};

		if (!has_default(t, d))
			continue;
		path = path_canonical(t->family, &path);
		code = fib_entry_source_set(
			t->index, &d->prefix, d->source, path_list_get(&path, 1, false));
	}
	return code;
}

static void defaults_remove(const struct fib_table *t)
{
	const struct fib_family *own = family_of(t->family)->own;

	// The default route goes last: it covers the others.
	for (u32 i = own->n_defaults; i-- > 0;) {
		u32 entry = fib_entry_find(t->index, &own->defaults[i].prefix);

		if (entry != INDEX_NONE)
			fib_entry_source_remove(entry, own->defaults[i].source);
	}
}

static void table_end(struct fib_table *t)
{
	struct family *f = family_of(t->family);

	defaults_remove(t);
	f->own->close(t->index);
	pool_put(&f->tables, t->index);
}

static int table_make(u8 family, u32 id, const char *name, struct fib_table **made)
{
	struct family *f = family_of(family);
	struct fib_table *t;
	u32 index;
	int code;

	if (f->tables.n == FIB_MAX_TABLES)
		return error(ERR_LIMIT, "no more than %u tables", FIB_MAX_TABLES);
	t = pool_get(&f->tables, &index);
	t->id = id;
	t->index = index;
	t->family = family;
	if (name)
		snprintf(t->name, sizeof(t->name), "%s", name);
	else
		snprintf(t->name, sizeof(t->name), "%s-VRF:%u", f->own->name, id);
	code = f->own->open(index);
	if (!code)
		code = defaults_add(t);
	if (code) {
		table_end(t);
		return code;
	}
	fib_view_reach(family, f->tables.end);
	*made = t;
	return 0;
}

static int table_with_id(u8 family, u32 id, const char *name, enum route_source source)
{
	struct fib_table *t;
	int code = table_make(family, id, name, &t);

	if (code)
		return code;
	HASH_ADD(hh, family_of(family)->by_id, id, sizeof(t->id), t);
	t->locks[source]++;
	return 0;
}

int fib_table_add(u8 family, u32 id, const char *name)
{
	struct fib_table *t = fib_table_at(family, fib_index_of_table(family, id));

	if (!t)
		return table_with_id(family, id, name, ROUTE_CLI);
	if (id)
		t->locks[ROUTE_CLI] = 1;
	if (name)
		snprintf(t->name, sizeof(t->name), "%s", name);
	return 0;
}

void fib_flush(u8 family, u32 fib, enum route_source source)
{
	const struct fib_entry **all = fib_entries(family, fib);
	u32 *indices = NULL;

	VEC_EACH (all, e) {
		if (fib_entry_has_source(*e, source))
			vec_push(indices, fib_entry_index(*e));
	}
	vec_free(all);
	VEC_EACH (indices, i) {
		const struct fib_entry *e = fib_entry_at(*i);

		// One may have gone with another.
		if (e && e->fib == fib && fib_entry_family(e) == family &&
			fib_entry_has_source(e, source))
			fib_entry_source_remove(*i, source);
	}
	vec_free(indices);
}

int fib_table_add_link(u8 family, const char *name, u32 *index)
{
	struct fib_table *t;
	int code = table_make(family, INDEX_NONE, name, &t);

	if (!code)
		*index = t->index;
	return code;
}

void fib_table_delete_link(u8 family, u32 index)
{
	struct fib_table *t = fib_table_at(family, index);

	invariant(t && t->id == INDEX_NONE && !t->locks[ROUTE_RECURSIVE]);
	fib_flush(family, index, ROUTE_INTERFACE);
	fib_flush(family, index, ROUTE_ADJACENCY);
	table_end(t);
}

static bool leads_into(u32 path_list, u32 id)
{
	const struct fib_path_list *l = path_list_at(path_list);

	VEC_EACH (l ? l->given : NULL, p) {
		if (path_needs_table(p) && p->table == id)
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

		if (e->fib == t->index || fib_entry_family(e) != t->family)
			continue;
		n += leads_into(e->best.path_list, t->id);
		VEC_EACH (e->others, s)
			n += leads_into(s->path_list, t->id);
	}
	return n;
}

int fib_table_delete(u8 family, u32 id)
{
	struct fib_table *t = fib_table_at(family, fib_index_of_table(family, id));
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
	// The rest belongs to interfaces, which keep the table.
	fib_flush(family, t->index, ROUTE_API);
	fib_flush(family, t->index, ROUTE_CLI);
	invariant(!t->locks[ROUTE_RECURSIVE]);
	HASH_DELETE(hh, family_of(family)->by_id, t);
	table_end(t);
	return 0;
}

int fib_family_open(const struct fib_family *own)
{
	family_of(own->family)->own = own;
	return table_with_id(own->family, 0, NULL, ROUTE_DEFAULT);
}
