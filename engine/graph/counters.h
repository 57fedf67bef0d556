// Counters by index (an interface, a route), one column a thread, summed by readers.
#pragma once

#include "engine/graph/worker.h"

struct counter_pair {
	u64 packets, bytes;
};

// Static; columns grow with counter_reach(). Threads write their own column only.
struct counter {
	const char *name;	  // "/if/rx", as VPP's stats segment names it
	struct counter_pair **at; // [thread][index]
	u32 n;			  // indices covered
};

// Makes 'index' countable in all threads, zeroing it there. Main thread.
EXPORT void counter_reach(struct counter *c, u32 index);
EXPORT struct counter_pair counter_sum(const struct counter *c, u32 index);
EXPORT void counter_zero(struct counter *c, u32 index);

static inline void counter_add(
	struct counter *c, struct worker *w, u32 index, u64 packets, u64 bytes)
{
	struct counter_pair *p = &c->at[w->index][index];

	p->packets += packets;
	p->bytes += bytes;
}
