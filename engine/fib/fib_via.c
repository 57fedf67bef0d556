// Next hops that routes resolve through: which entry answers for each, and who depends on it.
//
// A next hop has an entry of its own, of the address alone. If nobody else wants that one, it
// borrows the paths of the route that covers it, and borrows anew when another route comes to cover
// it.
#include "engine/fib/fib_entry.h"
#include "engine/fib/fib_path_list.h"

#include "engine/base/vec.h"

// The first via of a table at or after an address.
static u32 via_from(const struct fib_table *t, const struct ip_address *a)
{
	u32 low = 0, high = vec_n(t->vias);

	while (low < high) {
		u32 middle = (low + high) / 2;

		if (ip_address_compare(&t->vias[middle].address, a) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct fib_via *via_at(const struct fib_table *t, const struct ip_address *a)
{
	u32 i = via_from(t, a);

	return i < vec_n(t->vias) && ip_address_equal(&t->vias[i].address, a) ? &t->vias[i] : NULL;
}

static void via_insert(struct fib_table *t, const struct ip_address *a)
{
	u32 at = via_from(t, a);

	vec_add(t->vias);
	memmove(&t->vias[at + 1], &t->vias[at], (vec_n(t->vias) - at - 1) * sizeof(*t->vias));
	t->vias[at] = (struct fib_via){.address = *a};
}

u32 fib_via_get(u32 fib, const struct ip_address *hop, u32 path_list)
{
	struct fib_table *t = fib_table_at(hop->family, fib);
	const struct ip_prefix host = ip_host_prefix(hop);
	struct fib_via *v = via_at(t, hop);
	u32 index;

	if (!v) {
		if (fib_entry_source_set(fib, &host, ROUTE_RECURSIVE, INDEX_NONE))
			return INDEX_NONE;
		index = fib_entry_find(fib, &host);
		fib_entry_at(index)->is_via = true;
		via_insert(t, hop);
		v = via_at(t, hop);
		v->entry = index;
	}
	vec_push(v->path_lists, path_list);
	return v->entry;
}

void fib_via_put(u32 fib, const struct ip_address *hop, u32 path_list)
{
	struct fib_table *t = fib_table_at(hop->family, fib);
	struct fib_via *v = via_at(t, hop);
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
	u32 cover = fib_entry_at(fib_entry_cover(e->fib, &e->prefix))->path_list;
	const struct fib_path_list *l = path_list_at(cover);

	if (vec_n(l->given) == 1 && l->given[0].kind == PATH_ATTACHED) {
		struct path neighbor = {.kind = PATH_NEXT_HOP,
			.weight = 1,
			.interface = l->given[0].interface,
			.next_hop = e->prefix.address};

		neighbor = path_canonical(fib_entry_family(e), &neighbor);
		return path_list_get(&neighbor, 1, true);
	}
	path_list_lock(cover);
	return cover;
}

static void refresh_within(u32 fib, const struct ip_prefix *p)
{
	struct fib_table *t = fib_table_at(p->address.family, fib);
	u32 *entries = NULL;

	// A copy: refreshing may resolve or give up next hops.
	for (u32 i = via_from(t, &p->address); i < vec_n(t->vias); i++) {
		if (!ip_address_within(&t->vias[i].address, &p->address, p->length))
			break;
		vec_push(entries, t->vias[i].entry);
	}
	VEC_EACH (entries, index) {
		const struct fib_entry *e = fib_entry_at(*index);

		if (e && e->is_via && e->best.source == ROUTE_RECURSIVE)
			fib_entry_refresh(*index);
	}
	vec_free(entries);
}

void fib_via_uncovered(u32 fib, const struct ip_prefix *p)
{
	if (fib_table_at(p->address.family, fib)->vias)
		refresh_within(fib, p);
}

void fib_via_changed(u32 index)
{
	const struct fib_entry *e = fib_entry_at(index);
	struct fib_table *t = fib_table_at(fib_entry_family(e), e->fib);
	u32 *lists = NULL;

	if (!t->vias)
		return;
	if (!fib_entry_is_host(e))
		refresh_within(e->fib, &e->prefix);
	if (!e->is_via)
		return;
	VEC_EACH (via_at(t, &e->prefix.address)->path_lists, l)
		vec_push(lists, *l);
	VEC_EACH (lists, l)
		path_list_update(*l);
	vec_free(lists);
}
