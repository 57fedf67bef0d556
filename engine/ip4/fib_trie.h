// Longest-prefix match: a trie of strides 16, 8 and 8 bits, one per FIB.
//
// A slot holds the load-balance of the longest route that covers it, or leads to the next ply. The
// route of length 0 is kept beside the trie, so that a new default route is one store. The main
// thread writes, any thread reads: a slot changes by one store, and a new ply is complete before a
// slot leads to it.
#pragma once

#include "engine/base/text.h"

enum {
	TRIE_ROOT_SLOTS = 1 << 16,
	TRIE_ROOT_SIZE = TRIE_ROOT_SLOTS * (sizeof(u32) + sizeof(u8)), // bytes
	TRIE_PLY_SLOTS = 256,
	TRIE_PLY_MAX = 1 << 21, // of all FIBs: 2.6 GiB of address space
	TRIE_DEFAULT = 0,	// a slot that belongs to the default route
};

// A slot is TRIE_DEFAULT, a load-balance index << 1, or a ply index << 1 | 1.
struct trie_ply {
	u32 slot[TRIE_PLY_SLOTS];
	u8 length[TRIE_PLY_SLOTS]; // of the route that a slot belongs to
	u32 n_specific;		   // slots that lead on or whose route is longer than 'base'
	u8 base;		   // bits looked at before this ply: 16 or 24
	u8 reserved[59];
};
// An odd number of cache lines: equal slots of neighbouring plies fall into different L1 sets.
_Static_assert(sizeof(struct trie_ply) == 21 * CACHE_LINE, "ply");

struct fib_trie {
	u32 *root;
	u8 *root_length;
	u32 default_slot;
	u32 n_plies;
};

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

EXPORT size_t fib_trie_size(const struct fib_trie *t); // bytes
EXPORT void fib_trie_text(struct text *t, const struct fib_trie *trie);

// The plies of all tries; never moves.
EXPORT const struct trie_ply *fib_trie_plies(void);

// A lookup in two steps, so that others can go on while memory answers: the first asks for what the
// second reads. 'address' in host order. Any thread.
static inline u32 fib_trie_begin(
	const struct fib_trie *t, const struct trie_ply *plies, u32 address)
{
	u32 slot = __atomic_load_n(&t->root[address >> 16], __ATOMIC_ACQUIRE);

	if (slot & 1)
		__builtin_prefetch(&plies[slot >> 1].slot[address >> 8 & 0xff]);
	return slot;
}

static inline u32 fib_trie_end(
	const struct fib_trie *t, const struct trie_ply *plies, u32 address, u32 slot)
{
	if (slot & 1) {
		slot = __atomic_load_n(
			&plies[slot >> 1].slot[address >> 8 & 0xff], __ATOMIC_ACQUIRE);
		if (slot & 1)
			slot = __atomic_load_n(
				&plies[slot >> 1].slot[address & 0xff], __ATOMIC_RELAXED);
	}
	return (likely(slot) ? slot : t->default_slot) >> 1;
}

// The load-balance for 'address'.
static inline u32 fib_trie_lookup(
	const struct fib_trie *t, const struct trie_ply *plies, u32 address)
{
	return fib_trie_end(t, plies, address, fib_trie_begin(t, plies, address));
}
