// Growing, summing and zeroing of counters by index.
#include "engine/graph/counters.h"
#include "engine/base/error.h"
#include "engine/base/memory.h"

static void columns_open(struct counter *c)
{
	u32 n_threads = MAX(worker_n(), 1u);
	size_t size = (c->max ? c->max : COUNTER_INDICES_DEFAULT) * sizeof(struct counter_pair);

	c->columns = memory_get_zero(n_threads * sizeof(*c->columns));
	c->at = memory_get_zero(n_threads * sizeof(*c->at));
	for (u32 i = 0; i < n_threads; i++) {
		if (reserve_open(&c->columns[i], size, c->name))
			panic("counters %s: %s", c->name, error_text(ERR_NO_MEMORY));
		c->at[i] = (struct counter_pair *)c->columns[i].base;
	}
	if (reserve_open(&c->zero, size, c->name))
		panic("counters %s: %s", c->name, error_text(ERR_NO_MEMORY));
}

static void reach(struct reserve *r, u32 n)
{
	if (reserve_reach(r, n * sizeof(struct counter_pair)))
		panic("counters: %s", error_text(ERR_NO_MEMORY));
}

void counter_reach(struct counter *c, u32 index)
{
	if (index < c->n) {
		counter_zero(c, index);
		return;
	}
	if (!c->columns)
		columns_open(c);
	for (u32 i = 0; i < MAX(worker_n(), 1u); i++)
		reach(&c->columns[i], index + 1);
	__atomic_store_n(&c->n, index + 1, __ATOMIC_RELEASE);
}

// Of all threads since the start.
static struct counter_pair raw_sum(const struct counter *c, u32 index)
{
	struct counter_pair sum = {0};

	for (u32 i = 0; i < MAX(worker_n(), 1u); i++) {
		const struct counter_pair *p = &c->at[i][index];

		sum.packets += __atomic_load_n(&p->packets, __ATOMIC_RELAXED);
		sum.bytes += __atomic_load_n(&p->bytes, __ATOMIC_RELAXED);
	}
	return sum;
}

static struct counter_pair *zero_at(const struct counter *c, u32 index)
{
	return (struct counter_pair *)c->zero.base + index;
}

struct counter_pair counter_sum(const struct counter *c, u32 index)
{
	struct counter_pair sum = {0};

	if (index >= c->n)
		return sum;
	sum = raw_sum(c, index);
	if ((index + 1) * sizeof(struct counter_pair) <= c->zero.ready) {
		sum.packets -= zero_at(c, index)->packets;
		sum.bytes -= zero_at(c, index)->bytes;
	}
	return sum;
}

void counter_zero(struct counter *c, u32 index)
{
	struct counter_pair sum = counter_sum(c, index);

	// Nothing is written for what was never counted: most routes of a full table.
	if (!sum.packets && !sum.bytes)
		return;
	reach(&c->zero, index + 1);
	*zero_at(c, index) = raw_sum(c, index);
}
