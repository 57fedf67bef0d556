// Load-balances: one or a power of two of buckets, chosen by flow hash.
//
// Each route has one, by whose index its packets are counted. Most routes of a table lead the same
// few ways, so a load-balance is only the number of a set of buckets that all of them share: one
// byte that a lookup reads at random, and a set that stays in the cache. Index 0 drops and belongs
// to no route.
#pragma once

#include "engine/graph/counters.h"
#include "engine/fib/fib.h"

enum {
	BALANCE_MAX_BUCKETS = 256,
	BALANCE_DROP = 0,
	BALANCE_SET_BIG = 255, // a set whose number takes more than a byte
};

// A set never changes as long as a load-balance leads to it or a worker may read it.
struct load_balance {
	u16 n;	    // buckets, a power of two
	u16 mask;   // n - 1
	u32 bucket; // with n > 1: where the buckets begin in balance_tables.buckets
	struct forward one;
};

// The tables never move; published before any worker runs.
struct balance_tables {
	const u8 *short_sets; // by load-balance index: the set, or BALANCE_SET_BIG; atomic
	const u32 *sets;      // the same in full; atomic
	const struct load_balance *balances;
	const struct forward *buckets;
	u32 n_balances; // indices below this may be read; atomic
};
EXPORT const struct balance_tables *balance_tables(void);

EXPORT const struct load_balance *load_balance_at(u32 index); // null if there is none
EXPORT u32 load_balance_next(u32 from);			      // for walks; INDEX_NONE at the end

// 'weights' (1..255, same n) are spread over the buckets. Main thread; workers see old or new.
// ERR_LIMIT when the table is full.
EXPORT int load_balance_create(
	const struct forward *forwards, const u8 *weights, u32 n, u32 *index);
EXPORT void load_balance_set(u32 index, const struct forward *forwards, const u8 *weights, u32 n);
EXPORT void load_balance_free(u32 index); // retired, and drops when it is out of reach

EXPORT struct counter *load_balance_counter(void);     // "/net/route/to", by index
EXPORT struct counter *load_balance_via_counter(void); // "/net/route/via"

// What 'uRPF:' shows: the path list behind it; INDEX_NONE for none. Main thread.
EXPORT void load_balance_set_urpf(u32 index, u32 urpf);
EXPORT u32 load_balance_urpf(u32 index);

// "dpo-load-balance: [proto:ip4 index:9 ...]" and a line for each bucket, 'indent' blanks before.
EXPORT void load_balance_text(struct text *t, u32 index, u32 indent);

// What packets of an index meet. Any thread; 'index' below n_balances.
static inline const struct load_balance *load_balance_of(const struct balance_tables *t, u32 index)
{
	u32 set = __atomic_load_n(&t->short_sets[index], __ATOMIC_ACQUIRE);

	if (unlikely(set == BALANCE_SET_BIG))
		set = __atomic_load_n(&t->sets[index], __ATOMIC_ACQUIRE);
	return &t->balances[set];
}

static inline const struct forward *load_balance_bucket(
	const struct balance_tables *t, const struct load_balance *b, u32 hash)
{
	return likely(!b->mask) ? &b->one : &t->buckets[b->bucket + (hash & b->mask)];
}
