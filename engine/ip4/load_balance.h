// Load-balances: one or a power of two of buckets, chosen by flow hash.
#pragma once

#include "engine/graph/counters.h"
#include "engine/ip4/fib.h"

enum { BALANCE_INLINE = 4, BALANCE_MAX_BUCKETS = 256 };

struct load_balance {
	u16 n;	  // buckets, a power of two
	u16 mask; // n - 1
	u32 index;
	struct forward inline_buckets[BALANCE_INLINE];
	struct forward *buckets; // inline_buckets or elsewhere
};

EXPORT struct load_balance *load_balance_at(u32 index);
// 'weights' (1..255, same n) are spread over the buckets. Main thread; workers see old or new.
EXPORT u32 load_balance_create(const struct forward *forwards, const u8 *weights, u32 n);
EXPORT void load_balance_set(u32 index, const struct forward *forwards, const u8 *weights, u32 n);
EXPORT void load_balance_free(u32 index);
EXPORT struct counter *load_balance_counter(void);     // "/net/route/to", by index
EXPORT struct counter *load_balance_via_counter(void); // "/net/route/via"
EXPORT void load_balance_text(struct text *t, u32 index);
EXPORT void forward_text(struct text *t, const struct forward *f);

static inline const struct forward *load_balance_bucket(const struct load_balance *b, u32 hash)
{
	return &b->buckets[hash & b->mask];
}
