// Path lists: the ways a route has, shared by all routes with equal ones, and what has become of
// each.
#pragma once

#include "engine/fib/fib.h"

#include <uthash.h>

enum path_held { HELD_NONE, HELD_ADJACENCY, HELD_RECEIVE, HELD_VIA };

struct fib_path {
	struct path path;
	struct forward forward; // where to, while 'resolved'
	u32 list;
	u32 object; // of 'held': an index that this path has a reference to
	u8 held;    // enum path_held
	bool resolved, looped;
	bool dead; // its interface was deleted; a new one of the same index is another
};

struct fib_path_list {
	struct path *given; // vec; the key
	u32 *paths;	    // vec of path indices, in order of 'given'
	u32 refs, n_users, first_user;
	struct forward *forwards; // vec, at least one: what comes out
	u8 *weights;		  // vec, of the same length
	bool is_shared;
	UT_hash_handle hh;
};

// The list of these paths, which are canonical, with a reference for the caller. Not shared: one of
// its own.
u32 path_list_get(const struct path *paths, u32 n, bool shared);
void path_list_lock(u32 index);
void path_list_put(u32 index);

struct fib_path_list *path_list_at(u32 index);
struct fib_path *fib_path_at(u32 index);
u32 path_list_next(u32 from);

void path_list_user_add(u32 index, u32 entry);
void path_list_user_remove(u32 index, u32 entry);

// Something that the paths depend on changed: resolves them again and restacks the users if that
// makes a difference.
void path_list_update(u32 index);
void path_lists_update_interface(u32 interface, bool deleted);

// Paths are keys: what a kind does not use is always the same, and no bit is undefined.
struct path path_canonical(u8 family, const struct path *p);
bool path_needs_table(const struct path *p);

// Of one path: gets what it needs, and says where it leads.
void fib_path_hold(struct fib_path *p);
void fib_path_release(struct fib_path *p);
void fib_path_resolve(struct fib_path *p);

// Next hops that are resolved through other routes.
// Returns the entry of the address alone; INDEX_NONE when the table is full.
u32 fib_via_get(u32 fib, const struct ip_address *a, u32 path_list);
void fib_via_put(u32 fib, const struct ip_address *a, u32 path_list);
// The path list that the covering route lends to an entry that has no paths of its own; with a
// reference.
u32 fib_via_borrow(u32 entry);
// After the entry changed: those whose cover it is, and those who resolve through it.
void fib_via_changed(u32 entry);
// After an entry was deleted: those in its prefix have another cover.
void fib_via_uncovered(u32 fib, const struct ip_prefix *p);
