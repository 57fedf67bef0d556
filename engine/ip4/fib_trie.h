// Longest-prefix match: a trie of strides 16, 8 and 8 bits, one per FIB.
//
// A slot holds the load-balance and the length of the longest route that covers it, or leads to the
// next ply. The route of length 0 is kept beside the trie, so that a new default route is one
// store. The main thread writes, any thread reads: a slot changes by one store, a new ply is
// complete before a slot leads to it, and one that nothing leads to any more is retired.
//
// The plies behind the root of a table with many routes lie in one row, in order of address: there
// a lookup begins in the middle, as in a table of strides 24 and 8, while small tables stay small.
// Why this and no other: tests/bench/FIB.md.
#pragma once

#include "engine/base/text.h"

enum {
	TRIE_ROOT_SLOTS = 1 << 16,
	TRIE_ROOT_SIZE = TRIE_ROOT_SLOTS * sizeof(u32), // bytes
	TRIE_PLY_SLOTS = 256,
	TRIE_ROWS_MAX = 64,	      // tables that may have a row
	TRIE_ROWS_FIRST = 1 << 22,    // index of the first ply in a row
	TRIE_WIDE_ROUTES = 1 << 14,   // so many make a row
	TRIE_NARROW_ROUTES = 1 << 12, // so few give it back
	TRIE_DEFAULT = 0,	      // a slot that belongs to the default route
	TRIE_LENGTH_BITS = 6,
};

// A slot is TRIE_DEFAULT; balance << 7 | length << 1 of a route; or, with bit 0, the index of the
// next ply << 1.
struct trie_ply {
	u32 slot[TRIE_PLY_SLOTS];
};

struct fib_trie {
	u32 *root;	  // atomic
	u32 default_slot; // atomic
	u32 row;	  // 0: none; a slot that leads to its first ply; atomic
	u32 n_plies;	  // outside of the row
	u32 n_routes;
};

static inline bool trie_leads_on(u32 slot)
{
	return slot & 1;
}

static inline u32 trie_length(u32 slot)
{
	return slot >> 1 & ((1 << TRIE_LENGTH_BITS) - 1);
}

static inline u32 trie_balance(u32 slot)
{
	return slot >> (1 + TRIE_LENGTH_BITS);
}

static inline const struct trie_ply *trie_ply_at(const struct trie_ply *plies, u32 slot)
{
	return &plies[slot >> 1];
}

// ERR_NO_MEMORY.
EXPORT int fib_trie_open(struct fib_trie *t);
// Lookups in a closed one still end, in load-balance 0.
EXPORT void fib_trie_close(struct fib_trie *t);

// 'prefix' in host order, bits past 'length' zero. Errors (nothing changed): ERR_LIMIT,
// ERR_NO_MEMORY.
EXPORT int fib_trie_add(struct fib_trie *t, u32 prefix, u8 length, u32 balance);
// The route is gone: its slots go to the one that covers it; 'cover_length' 0: the default route.
EXPORT void fib_trie_remove(
	struct fib_trie *t, u32 prefix, u8 length, u32 cover_balance, u8 cover_length);

// Asks for the memory that adding or removing 'prefix' is going to change. Main thread.
void fib_trie_expect(const struct fib_trie *t, u32 prefix);

EXPORT size_t fib_trie_size(const struct fib_trie *t); // bytes

// For fib_trie_text(): slot 'i' of the root as it would be without a row, and the slots of a ply
// that belong to longer routes.
u32 fib_trie_root_slot(const struct fib_trie *t, u32 i);
u32 trie_n_specific(u32 slot);
EXPORT void fib_trie_text(struct text *t, const struct fib_trie *trie);

// The plies of all tries; never moves.
EXPORT const struct trie_ply *fib_trie_plies(void);

// What the root says of 'address' by itself: where a row is, its plies are as good as indexed.
static inline u32 fib_trie_root(const struct fib_trie *t, u32 address)
{
	u32 row = __atomic_load_n(&t->row, __ATOMIC_ACQUIRE);

	if (row)
		return row + (address >> 16 << 1);
	return __atomic_load_n(
		&__atomic_load_n(&t->root, __ATOMIC_ACQUIRE)[address >> 16], __ATOMIC_ACQUIRE);
}

// A lookup in three steps, so that others can go on while memory answers: each of the first two
// asks for what the next reads. Between them goes a slot, which is that of the route already where
// the trie ends early. 'address' in host order. Any thread.
static inline u32 fib_trie_begin(
	const struct fib_trie *t, const struct trie_ply *plies, u32 address)
{
	u32 slot = fib_trie_root(t, address);

	// Without a test: what is asked for in vain costs less than a wrong guess.
	__builtin_prefetch(&trie_ply_at(plies, slot)->slot[address >> 8 & 0xff]);
	return slot;
}

static inline u32 fib_trie_next(const struct trie_ply *plies, u32 address, u32 slot)
{
	if (likely(trie_leads_on(slot)))
		slot = __atomic_load_n(
			&trie_ply_at(plies, slot)->slot[address >> 8 & 0xff], __ATOMIC_ACQUIRE);
	if (unlikely(trie_leads_on(slot)))
		__builtin_prefetch(&trie_ply_at(plies, slot)->slot[address & 0xff]);
	return slot;
}

// The load-balance.
static inline u32 fib_trie_end(
	const struct fib_trie *t, const struct trie_ply *plies, u32 address, u32 slot)
{
	if (unlikely(trie_leads_on(slot)))
		slot = __atomic_load_n(
			&trie_ply_at(plies, slot)->slot[address & 0xff], __ATOMIC_RELAXED);
	if (unlikely(slot == TRIE_DEFAULT))
		slot = __atomic_load_n(&t->default_slot, __ATOMIC_RELAXED);
	return trie_balance(slot);
}

static inline u32 fib_trie_lookup(
	const struct fib_trie *t, const struct trie_ply *plies, u32 address)
{
	u32 slot = fib_trie_begin(t, plies, address);

	return fib_trie_end(t, plies, address, fib_trie_next(plies, address, slot));
}
