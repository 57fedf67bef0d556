// Path lists: sharing, users, and what comes out of several paths.
#include "engine/fib/fib_path_list.h"

#include "engine/base/error.h"
#include "engine/base/pool.h"
#include "engine/fib/fib_entry.h"
#include "engine/fib/forward.h"

static struct pool lists = {.element_size = sizeof(struct fib_path_list)};
static struct pool paths = {.element_size = sizeof(struct fib_path)};
static struct fib_path_list *by_paths;

struct fib_path_list *path_list_at(u32 index)
{
	return pool_at(&lists, index);
}

struct fib_path *fib_path_at(u32 index)
{
	return pool_at(&paths, index);
}

u32 path_list_next(u32 from)
{
	return pool_next(&lists, from);
}

static u32 best_preference(const struct fib_path_list *l)
{
	u32 best = UINT32_MAX;

	VEC_EACH (l->paths, i) {
		const struct fib_path *p = fib_path_at(*i);

		if (p->resolved)
			best = MIN(best, p->path.preference);
	}
	return best;
}

// Resolves the paths and collects the best; true if the outcome is another than before.
static bool resolve(struct fib_path_list *l)
{
	struct forward *forwards = NULL;
	u8 *weights = NULL;
	u32 best;
	bool same;

	VEC_EACH (l->paths, i)
		fib_path_resolve(fib_path_at(*i));
	best = best_preference(l);
	VEC_EACH (l->paths, i) {
		const struct fib_path *p = fib_path_at(*i);

		if (!p->resolved || p->path.preference != best)
			continue;
		vec_push(forwards, p->forward);
		vec_push(weights, MAX(p->path.weight, 1));
	}
	if (!forwards) {
		vec_push(forwards, forward_of(l->given[0].next_hop.family, FORWARD_DROP, 0));
		vec_push(weights, 1);
	}
	same = vec_n(l->forwards) == vec_n(forwards) &&
		!memcmp(l->forwards, forwards, vec_n(forwards) * sizeof(*forwards)) &&
		!memcmp(l->weights, weights, vec_n(weights));
	vec_free(l->forwards);
	vec_free(l->weights);
	l->forwards = forwards;
	l->weights = weights;
	return !same;
}

static u32 list_new(const struct path *given, u32 n, bool shared)
{
	u32 index;
	struct fib_path_list *l = pool_get(&lists, &index);

	l->first_user = INDEX_NONE;
	l->is_shared = shared;
	memcpy(vec_add_n(l->given, n), given, n * sizeof(*given));
	for (u32 i = 0; i < n; i++) {
		u32 at;
		struct fib_path *p = pool_get(&paths, &at);

		p->path = given[i];
		p->list = index;
		vec_push(l->paths, at);
	}
	// Before anything is held: holding may resolve through routes that use equal paths.
	if (shared)
		HASH_ADD_KEYPTR(hh, by_paths, l->given, n * sizeof(*given), l);
	l->refs = 1;
	vec_push(l->forwards, forward_of(given[0].next_hop.family, FORWARD_DROP, 0));
	vec_push(l->weights, 1);
	VEC_EACH (l->paths, i)
		fib_path_hold(fib_path_at(*i));
	resolve(l);
	return index;
}

static u32 index_of(const struct fib_path_list *l)
{
	return fib_path_at(l->paths[0])->list;
}

u32 path_list_get(const struct path *given, u32 n, bool shared)
{
	struct fib_path_list *l = NULL;

	if (shared)
		HASH_FIND(hh, by_paths, given, n * sizeof(*given), l);
	if (!l)
		return list_new(given, n, shared);
	l->refs++;
	return index_of(l);
}

void path_list_lock(u32 index)
{
	path_list_at(index)->refs++;
}

static void stop_sharing(struct fib_path_list *l)
{
	if (l->is_shared)
		HASH_DELETE(hh, by_paths, l);
	l->is_shared = false;
}

void path_list_put(u32 index)
{
	struct fib_path_list *l = path_list_at(index);

	if (--l->refs)
		return;
	invariant(!l->n_users);
	stop_sharing(l);
	VEC_EACH (l->paths, i) {
		fib_path_release(fib_path_at(*i));
		pool_put(&paths, *i);
	}
	vec_free(l->paths);
	vec_free(l->given);
	vec_free(l->forwards);
	vec_free(l->weights);
	pool_put(&lists, index);
}

void path_list_user_add(u32 index, u32 entry)
{
	struct fib_path_list *l = path_list_at(index);
	struct fib_entry *e = fib_entry_at(entry);

	e->path_list = index;
	e->previous_user = INDEX_NONE;
	e->next_user = l->first_user;
	if (l->first_user != INDEX_NONE)
		fib_entry_at(l->first_user)->previous_user = entry;
	l->first_user = entry;
	l->n_users++;
}

void path_list_user_remove(u32 index, u32 entry)
{
	struct fib_path_list *l = path_list_at(index);
	struct fib_entry *e = fib_entry_at(entry);

	if (e->previous_user != INDEX_NONE)
		fib_entry_at(e->previous_user)->next_user = e->next_user;
	else
		l->first_user = e->next_user;
	if (e->next_user != INDEX_NONE)
		fib_entry_at(e->next_user)->previous_user = e->previous_user;
	e->path_list = INDEX_NONE;
	l->n_users--;
}

// Users may come and go while others are told, so each knows its successor beforehand; the list
// itself stays while it is walked.
void path_list_update(u32 index)
{
	struct fib_path_list *l = path_list_at(index);
	u32 *users = NULL;

	if (!l || !resolve(l))
		return;
	for (u32 i = l->first_user; i != INDEX_NONE; i = fib_entry_at(i)->next_user)
		vec_push(users, i);
	VEC_EACH (users, u) {
		struct fib_entry *e = fib_entry_at(*u);

		if (e && e->path_list == index)
			fib_entry_restack(*u);
	}
	vec_free(users);
}

static bool uses(const struct fib_path_list *l, u32 interface)
{
	VEC_EACH (l->given, p) {
		if (p->interface == interface)
			return true;
	}
	return false;
}

void path_lists_update_interface(u32 interface, bool deleted)
{
	POOL_EACH (&lists, index) {
		struct fib_path_list *l = path_list_at(index);

		if (!uses(l, interface))
			continue;
		if (deleted) {
			stop_sharing(l);
			VEC_EACH (l->paths, i) {
				struct fib_path *p = fib_path_at(*i);

				if (p->path.interface == interface && !p->dead) {
					fib_path_release(p);
					p->dead = true;
				}
			}
		}
		path_list_update(index);
	}
}
