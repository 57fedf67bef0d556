// Next hops that routes resolve through: which entry answers for each, and who depends on it.
//
// A next hop has an entry of its own, address/32. If nobody else wants that one, it borrows the
// paths of the route that covers it, and borrows anew when another route comes to cover it.
#include "engine/ip4/fib_entry.h"
#include "engine/ip4/fib_path_list.h"

#include "engine/base/vec.h"

// The first via of a table at or after an address.
static u32 via_from(const struct fib_table *t, u32 address)
{
	u32 low = 0, high = vec_n(t->vias);

	while (low < high) {
		u32 middle = (low + high) / 2;

		if (t->vias[middle].address < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct fib_via *via_at(const struct fib_table *t, u32 address)
{
	u32 i = via_from(t, address);

	return i < vec_n(t->vias) && t->vias[i].address == address ? &t->vias[i] : NULL;
}

static void via_insert(struct fib_table *t, u32 address)
{
	u32 at = via_from(t, address);

	vec_add(t->vias);
	memmove(&t->vias[at + 1], &t->vias[at], (vec_n(t->vias) - at - 1) * sizeof(*t->vias));
	t->vias[at] = (struct fib_via){.address = address};
}

u32 fib_via_get(u32 fib, be32 hop, u32 path_list)
{
	struct fib_table *t = fib_table_at(fib);
	u32 address = host32(hop), index;
	struct fib_via *v = via_at(t, address);

	if (!v) {
		if (fib_entry_source_set(fib, hop, 32, ROUTE_RECURSIVE, INDEX_NONE))
			return INDEX_NONE;
		index = fib_entry_find(fib, hop, 32);
		fib_entry_at(index)->is_via = true;
		via_insert(t, address);
		v = via_at(t, address);
		v->entry = index;
	}
	vec_push(v->path_lists, path_list);
	return v->entry;
}

void fib_via_put(u32 fib, be32 hop, u32 path_list)
{
	struct fib_table *t = fib_table_at(fib);
	struct fib_via *v = via_at(t, host32(hop));
	u32 entry = v->entry;

	for (u32 i = 0; i < vec_n(v->path_lists); i++) {
		if (v->path_lists[i] == path_list) {
			vec_remove(v->path_lists, i);
			break;
		}
	}
	if (vec_n(v->path_lists))
		return;
	vec_free(v->path_lists);
	vec_remove(t->vias, v - t->vias);
	fib_entry_at(entry)->is_via = false;
	fib_entry_source_remove(entry, ROUTE_RECURSIVE);
}

// On a connected link the next hop is a neighbour of its own; other covers lend what they have.
u32 fib_via_borrow(u32 entry)
{
	const struct fib_entry *e = fib_entry_at(entry);
	u32 cover = fib_entry_at(fib_entry_cover(e->fib, e->prefix, e->length))->path_list;
	const struct fib_path_list *l = path_list_at(cover);

	if (vec_n(l->given) == 1 && l->given[0].kind == PATH_ATTACHED) {
		struct path neighbor = {.kind = PATH_NEXT_HOP,
			.weight = 1,
			.interface = l->given[0].interface,
			.next_hop = e->prefix};

		return path_list_get(&neighbor, 1, true);
	}
	path_list_lock(cover);
	return cover;
}

static void refresh_within(u32 fib, u32 first, u8 length)
{
	struct fib_table *t = fib_table_at(fib);
	u32 last = length < 32 ? first | UINT32_MAX >> length : first;
	u32 *entries = NULL;

	// A copy: refreshing may resolve or give up next hops.
	for (u32 i = via_from(t, first); i < vec_n(t->vias) && t->vias[i].address <= last; i++)
		vec_push(entries, t->vias[i].entry);
	VEC_EACH (entries, index) {
		const struct fib_entry *e = fib_entry_at(*index);

		if (e && e->is_via && e->best.source == ROUTE_RECURSIVE)
			fib_entry_refresh(*index);
	}
	vec_free(entries);
}

void fib_via_uncovered(u32 fib, u32 first, u8 length)
{
	if (fib_table_at(fib)->vias)
		refresh_within(fib, first, length);
}

void fib_via_changed(u32 index)
{
	const struct fib_entry *e = fib_entry_at(index);
	struct fib_table *t = fib_table_at(e->fib);
	u32 *lists = NULL;

	if (!t->vias)
		return;
	if (e->length < 32)
		refresh_within(e->fib, host32(e->prefix), e->length);
	if (!e->is_via)
		return;
	VEC_EACH (via_at(t, host32(e->prefix))->path_lists, l)
		vec_push(lists, *l);
	VEC_EACH (lists, l)
		path_list_update(*l);
	vec_free(lists);
}
