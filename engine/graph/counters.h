// Counters by index (an interface, a route), one column a thread, summed by readers.
//
// A column is written by its own thread and never moves; nobody else writes to it. What readers see
// is what it says less what it said when the index was last zeroed.
#pragma once

#include "engine/base/reserve.h"
#include "engine/graph/worker.h"

struct counter_pair {
	u64 packets, bytes;
};

enum { COUNTER_INDICES_DEFAULT = 1 << 16 };

// Static; covers indices as counter_reach() is called for them.
struct counter {
	const char *name;	  // "/if/rx", as VPP's stats segment names it
	u32 max;		  // indices there may be; 0: COUNTER_INDICES_DEFAULT
	struct counter_pair **at; // [thread][index]
	u32 n;			  // indices covered (atomic)
	struct reserve *columns;  // by thread
	struct reserve zero;	  // what the sum was at the last zeroing, by index
};

// Makes 'index' countable in all threads, zeroing it there. Main thread; workers go on counting.
EXPORT void counter_reach(struct counter *c, u32 index);
EXPORT struct counter_pair counter_sum(const struct counter *c, u32 index);
EXPORT void counter_zero(struct counter *c, u32 index);

// In packet paths that cannot trust an index.
static inline bool counter_covers(const struct counter *c, u32 index)
{
	return index < __atomic_load_n(&c->n, __ATOMIC_RELAXED);
}

static inline void counter_pair_add(struct counter_pair *p, u64 packets, u64 bytes)
{
	__atomic_store_n(&p->packets, p->packets + packets, __ATOMIC_RELAXED);
	__atomic_store_n(&p->bytes, p->bytes + bytes, __ATOMIC_RELAXED);
}

// Own thread.
static inline void counter_add(
	struct counter *c, struct worker *w, u32 index, u64 packets, u64 bytes)
{
	counter_pair_add(&c->at[w->index][index], packets, bytes);
}
