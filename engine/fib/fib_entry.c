// Routes: who wants them, in order of importance, and what packets meet.
#include "engine/fib/fib_entry.h"

#include "engine/base/error.h"
#include "engine/base/vec.h"
#include "engine/fib/fib_path_list.h"
#include "engine/fib/forward.h"
#include "engine/fib/load_balance.h"
#include "engine/graph/drop.h"

bool fib_entry_resolved(const struct fib_entry *e)
{
	const struct fib_path_list *l = path_list_at(e->path_list);

	return l && l->forwards[0].type != FORWARD_DROP;
}

// A drop says whether somebody asked for it or nobody knew better.
static u8 drop_reason(const struct fib_entry *e, const struct fib_path_list *l)
{
	bool asked = l->given[0].kind == PATH_DROP && e->best.source < ROUTE_DEFAULT &&
		e->best.source != ROUTE_SPECIAL;

	return asked ? DROP_POLICY : DROP_NO_ROUTE;
}

// Sets the load-balance, making it when there is none.
static int stack(struct fib_entry *e)
{
	const struct fib_path_list *l = path_list_at(e->path_list);
	u32 n = vec_n(l->forwards);
	struct forward *forwards = NULL;
	int code = 0;

	memcpy(vec_add_n(forwards, n), l->forwards, n * sizeof(*forwards));
	// What else is dropped beside others keeps its path's own reason.
	if (forwards[0].type == FORWARD_DROP)
		forwards[0].reason = drop_reason(e, l);
	if (e->balance == INDEX_NONE)
		code = load_balance_create(forwards, l->weights, n, &e->balance);
	else
		load_balance_set(e->balance, forwards, l->weights, n);
	if (!code)
		load_balance_set_urpf(e->balance, e->path_list);
	vec_free(forwards);
	return code;
}

void fib_entry_restack(u32 index)
{
	stack(fib_entry_at(index));
	fib_via_changed(index);
}

// Uses path list 'list' from now on; takes over the caller's reference for ROUTE_RECURSIVE.
static void use(u32 index, u32 list)
{
	struct fib_entry *e = fib_entry_at(index);

	if (e->path_list == list)
		return;
	if (e->path_list != INDEX_NONE)
		path_list_user_remove(e->path_list, index);
	path_list_user_add(list, index);
}

static bool borrows(const struct fib_entry *e)
{
	return e->best.source == ROUTE_RECURSIVE;
}

// Puts the best source's paths to work. An entry that only others resolve through borrows the paths
// of the route that covers it and keeps a reference to them in 'best'.
static void activate(u32 index)
{
	struct fib_entry *e = fib_entry_at(index);
	u32 old = INDEX_NONE;

	if (borrows(e)) {
		old = e->best.path_list;
		e->best.path_list = fib_via_borrow(index);
	}
	use(index, e->best.path_list);
	if (old != INDEX_NONE)
		path_list_put(old);
}

void fib_entry_refresh(u32 index)
{
	u32 before = fib_entry_at(index)->path_list;

	activate(index);
	if (fib_entry_at(index)->path_list != before)
		fib_entry_restack(index);
}

u32 fib_entry_source_list(const struct fib_entry *e, enum route_source s)
{
	if (e->best.source == s)
		return e->best.path_list;
	VEC_EACH (e->others, o) {
		if (o->source == s)
			return o->path_list;
	}
	return INDEX_NONE;
}

bool fib_entry_has_source(const struct fib_entry *e, enum route_source s)
{
	if (e->best.source == s)
		return true;
	VEC_EACH (e->others, o) {
		if (o->source == s)
			return true;
	}
	return false;
}

// Where the second best sources stay: a borrowed list is given back, it follows from the cover.
static void put_behind(struct fib_entry *e, struct fib_source s)
{
	u32 at = 0;

	if (s.source == ROUTE_RECURSIVE && s.path_list != INDEX_NONE) {
		path_list_put(s.path_list);
		s.path_list = INDEX_NONE;
	}
	while (at < vec_n(e->others) && e->others[at].source < s.source)
		at++;
	vec_add(e->others);
	memmove(&e->others[at + 1], &e->others[at],
		(vec_n(e->others) - at - 1) * sizeof(*e->others));
	e->others[at] = s;
}

static int entry_add(u32 fib, const struct ip_prefix *p, struct fib_source s)
{
	u32 index = fib_entry_new(fib, p);
	struct fib_entry *e = fib_entry_at(index);
	int code;

	e->best = s;
	activate(index);
	code = stack(e);
	if (!code)
		code = fib_family(p->address.family)->add(fib, p, e->balance);
	if (code) {
		if (e->balance != INDEX_NONE)
			load_balance_free(e->balance);
		path_list_user_remove(e->path_list, index);
		path_list_put(e->best.path_list);
		fib_entry_forget(index);
		return code;
	}
	fib_via_changed(index);
	return 0;
}

// Replaces the list of a source that the entry has; the caller restacks.
static void exchange(struct fib_entry *e, enum route_source s, u32 list)
{
	u32 old;

	if (e->best.source == s) {
		old = e->best.path_list;
		e->best.path_list = list;
		use(fib_entry_index(e), list);
		path_list_put(old);
		return;
	}
	VEC_EACH (e->others, o) {
		if (o->source == s) {
			path_list_put(o->path_list);
			o->path_list = list;
		}
	}
}

int fib_entry_source_set(u32 fib, const struct ip_prefix *p, enum route_source s, u32 list)
{
	struct fib_source added = {.source = s, .path_list = list};
	u32 index = fib_entry_find(fib, p);
	struct fib_entry *e;

	if (index == INDEX_NONE)
		return entry_add(fib, p, added);
	e = fib_entry_at(index);
	if (fib_entry_has_source(e, s)) {
		if (s != ROUTE_RECURSIVE)
			exchange(e, s, list);
	} else if (s < e->best.source) {
		struct fib_source second = e->best;

		e->best = added;
		use(index, list);
		put_behind(e, second);
	} else {
		put_behind(e, added);
		return 0;
	}
	if (e->best.source == s)
		fib_entry_restack(index);
	return 0;
}

static void entry_delete(u32 index)
{
	struct fib_entry *e = fib_entry_at(index);
	u32 cover = fib_entry_cover(e->fib, &e->prefix);
	const struct fib_entry *c = fib_entry_at(cover);
	struct ip_prefix prefix = e->prefix;
	struct fib_source last = e->best;
	u32 fib = e->fib;

	fib_family(prefix.address.family)
		->remove(fib, &prefix, c ? c->balance : BALANCE_DROP, c ? c->prefix.length : 0);
	path_list_user_remove(e->path_list, index);
	load_balance_free(e->balance);
	vec_free(e->others);
	fib_entry_forget(index);
	if (last.path_list != INDEX_NONE)
		path_list_put(last.path_list);
	fib_via_uncovered(fib, &prefix);
}

void fib_entry_source_remove(u32 index, enum route_source s)
{
	struct fib_entry *e = fib_entry_at(index);
	struct fib_source gone = e->best;

	if (gone.source != s) {
		for (u32 i = 0; i < vec_n(e->others); i++) {
			if (e->others[i].source != s)
				continue;
			if (e->others[i].path_list != INDEX_NONE)
				path_list_put(e->others[i].path_list);
			vec_remove(e->others, i);
			return;
		}
		return;
	}
	if (!vec_n(e->others)) {
		entry_delete(index);
		return;
	}
	e->best = e->others[0];
	vec_remove(e->others, 0);
	activate(index);
	if (gone.path_list != INDEX_NONE)
		path_list_put(gone.path_list);
	fib_entry_restack(index);
}

u32 fib_entry_balance(const struct fib_entry *e)
{
	return e->balance;
}

const struct ip_prefix *fib_entry_prefix(const struct fib_entry *e)
{
	return &e->prefix;
}

const struct fib_entry *fib_entry_exact(u32 fib, const struct ip_prefix *p)
{
	return fib_entry_at(fib_entry_find(fib, p));
}

const struct fib_entry *fib_entry_match(u32 fib, const struct ip_prefix *p)
{
	u32 exact = fib_entry_find(fib, p);

	return fib_entry_at(exact != INDEX_NONE ? exact : fib_entry_cover(fib, p));
}

const struct fib_entry *fib_entry_covering(u32 fib, const struct ip_address *address)
{
	const struct ip_prefix host = ip_host_prefix(address);

	return fib_entry_match(fib, &host);
}
