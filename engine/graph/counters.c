// Growing, summing and clearing of counters by index.
#include "engine/graph/counters.h"

#include "engine/base/vec.h"

#include <stdlib.h>

enum { COUNTERS_FIRST_ROOM = 16 }; // indices

// Workers may be counting, so columns are replaced while they stand still.
void counter_reach(struct counter *c, u32 index)
{
	u32 n_threads = MAX(worker_n(), 1u), n = c->n;

	if (index >= c->n || vec_n(c->at) < n_threads) {
		while (n <= index)
			n = MAX(n * 2, (u32)COUNTERS_FIRST_ROOM);
		barrier_begin();
		vec_reach(c->at, n_threads - 1);
		VEC_EACH (c->at, column) {
			struct counter_pair *grown = memory_get_zero(n * sizeof(*grown));

			if (*column)
				memcpy(grown, *column, c->n * sizeof(*grown));
			free(*column);
			*column = grown;
		}
		c->n = n;
		barrier_end();
	}
	counter_zero(c, index);
}

struct counter_pair counter_sum(const struct counter *c, u32 index)
{
	struct counter_pair sum = {0};

	if (index >= c->n)
		return sum;
	VEC_EACH (c->at, column) {
		sum.packets += (*column)[index].packets;
		sum.bytes += (*column)[index].bytes;
	}
	return sum;
}

void counter_zero(struct counter *c, u32 index)
{
	if (index >= c->n)
		return;
	VEC_EACH (c->at, column)
		(*column)[index] = (struct counter_pair){0};
}
