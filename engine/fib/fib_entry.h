// Routes: a prefix, who wants it and how, and the load-balance that packets meet.
#pragma once

#include "engine/fib/fib_table.h"

struct fib_source {
	u8 source;     // enum route_source
	u32 path_list; // INDEX_NONE for ROUTE_RECURSIVE: its paths follow from the covering route
};

struct fib_entry {
	struct ip_prefix prefix;
	u32 fib;
	u32 balance;
	u32 path_list;		      // in use
	u32 next_user, previous_user; // of the same path list
	struct fib_source best;
	bool is_via;		   // some path list resolves through it
	struct fib_source *others; // vec, best first; mostly null
};

struct fib_entry *fib_entry_at(u32 index);		   // null if there is none
u32 fib_entry_next(u32 from);				   // of all FIBs; INDEX_NONE at the end
u32 fib_entry_find(u32 fib, const struct ip_prefix *p);	   // INDEX_NONE if there is none
void fib_entry_expect(u32 fib, const struct ip_prefix *p); // it is going to be looked for
u32 fib_entry_cover(u32 fib, const struct ip_prefix *p);   // next shorter prefix; INDEX_NONE
u32 fib_entry_index(const struct fib_entry *e);

// Into and out of the exact-match table; nothing else.
u32 fib_entry_new(u32 fib, const struct ip_prefix *p);
void fib_entry_forget(u32 index);

static inline u8 fib_entry_family(const struct fib_entry *e)
{
	return e->prefix.address.family;
}

// Of an address alone.
static inline bool fib_entry_is_host(const struct fib_entry *e)
{
	return e->prefix.length == ip_address_bits(fib_entry_family(e));
}

static inline struct ip_prefix ip_host_prefix(const struct ip_address *a)
{
	return (struct ip_prefix){.address = *a, .length = ip_address_bits(a->family)};
}

// Gives a source its path list (a reference that passes to the entry), making the entry if needed.
int fib_entry_source_set(u32 fib, const struct ip_prefix *p, enum route_source s, u32 path_list);
// Takes a source away, and the entry with the last one.
void fib_entry_source_remove(u32 index, enum route_source s);
// The path list that a source has; INDEX_NONE for none.
u32 fib_entry_source_list(const struct fib_entry *e, enum route_source s);

// The outcome of the entry's path list changed: renews its load-balance and tells those who resolve
// through it.
void fib_entry_restack(u32 index);
// The cover of an entry with borrowed paths may be another.
void fib_entry_refresh(u32 index);
bool fib_entry_resolved(const struct fib_entry *e);
