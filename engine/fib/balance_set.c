// Sets of buckets: how weights become buckets, and who shares them.
#include "engine/fib/balance_set.h"

#include "engine/base/error.h"
#include "engine/base/pool.h"
#include "engine/base/reserve.h"
#include "engine/graph/grace.h"

#include <stdlib.h>
#include <uthash.h>

enum {
	SETS_MAX = 1 << 24,
	BUCKETS_MAX = 1 << 22,
	BUCKET_CLASSES = 9, // blocks of 1 << class buckets
};

// What a set was made of. No padding: compared as bytes.
struct way {
	struct forward forward;
	u32 weight;
};
_Static_assert(sizeof(struct forward) == sizeof(u64), "no padding");

// What only the main thread needs to know of a set; gives out the indices.
struct set {
	struct way *ways; // n of them
	u32 n, refs, index;
	UT_hash_handle hh;
};
static struct pool sets = {.element_size = sizeof(struct set)};
static struct set *by_ways;
static u32 latest = INDEX_NONE; // the set that was asked for last: the next route wants it too

static struct reserve balances, buckets;
static u32 n_buckets;
static u32 *free_buckets[BUCKET_CLASSES]; // vecs, by class

int balance_sets_open(struct balance_tables *t)
{
	int code = reserve_open(
		&balances, (size_t)SETS_MAX * sizeof(struct load_balance), "load-balances");

	if (!code)
		code = reserve_open(
			&buckets, (size_t)BUCKETS_MAX * sizeof(struct forward), "buckets");
	t->balances = (struct load_balance *)balances.base;
	t->buckets = (struct forward *)buckets.base;
	return code;
}

// How far the share of buckets that each path would get is from what its weight asks for; the sum
// over all paths, in buckets. Every path gets one if there are enough.
static double spread(const struct way *ways, u32 n, u32 total, u32 size, u16 *counts)
{
	double off = 0;
	u32 left = size;

	for (u32 i = 0; i < n; i++) {
		double share = (double)ways[i].weight * size / total;
		u32 count = share + 0.5;

		counts[i] = MIN(count, left);
		left -= counts[i];
		off += share > counts[i] ? share - counts[i] : counts[i] - share;
		if (!counts[i])
			off = size;
	}
	counts[0] += left;
	return off;
}

// The smallest power of two of buckets that keeps to the weights within a tenth (VPP's tolerance).
static u32 size_for(const struct way *ways, u32 n, u16 *counts)
{
	u32 total = 0, size = 1;

	for (u32 i = 0; i < n; i++)
		total += ways[i].weight;
	while (size < n)
		size *= 2;
	while (spread(ways, n, total, size, counts) >= 0.1 * size && size < BALANCE_MAX_BUCKETS)
		size *= 2;
	return size;
}

static int buckets_take(u32 n, u32 *at)
{
	u32 class = __builtin_ctz(n);
	int code;

	if (vec_n(free_buckets[class])) {
		*at = vec_pop(free_buckets[class]);
		return 0;
	}
	code = reserve_reach(&buckets, (size_t)(n_buckets + n) * sizeof(struct forward));
	if (code)
		return code;
	*at = n_buckets;
	n_buckets += n;
	return 0;
}

static void buckets_fill(u32 at, const struct way *ways, const u16 *counts, u32 n)
{
	struct forward *bucket = (struct forward *)buckets.base + at;

	for (u32 i = 0; i < n; i++) {
		for (u32 k = 0; k < counts[i]; k++)
			*bucket++ = ways[i].forward;
	}
}

static struct load_balance spread_over(const struct way *ways, u32 n)
{
	struct load_balance b = {.n = 1, .one = ways[0].forward};
	u16 counts[BALANCE_MAX_BUCKETS];
	u32 size = n > 1 ? size_for(ways, n, counts) : 1, at;

	// Out of buckets: everything to the first path rather than nothing to anybody.
	if (size == 1 || buckets_take(size, &at))
		return b;
	buckets_fill(at, ways, counts, n);
	b.n = size;
	b.mask = size - 1;
	b.bucket = at;
	return b;
}

static bool is_made_of(const struct set *s, const struct way *ways, u32 n)
{
	return s && s->n == n && !memcmp(s->ways, ways, n * sizeof(*ways));
}

static u32 set_new(const struct way *ways, u32 n)
{
	u32 index;
	struct set *s = pool_get(&sets, &index);

	if (index >= SETS_MAX ||
		reserve_reach(&balances, (index + 1) * sizeof(struct load_balance)))
		panic("no room for %u different load-balances", index + 1);
	((struct load_balance *)balances.base)[index] = spread_over(ways, n);
	s->ways = memory_get(n * sizeof(*ways));
	memcpy(s->ways, ways, n * sizeof(*ways));
	s->n = n;
	s->index = index;
	HASH_ADD_KEYPTR(hh, by_ways, s->ways, n * sizeof(*ways), s);
	return index;
}

static u32 set_of(const struct way *ways, u32 n)
{
	struct set *s;

	if (is_made_of(pool_at(&sets, latest), ways, n))
		return latest;
	HASH_FIND(hh, by_ways, ways, n * sizeof(*ways), s);
	return s ? s->index : set_new(ways, n);
}

u32 balance_set_get(const struct forward *forwards, const u8 *weights, u32 n)
{
	struct way ways[BALANCE_MAX_BUCKETS];

	invariant(n && n <= BALANCE_MAX_BUCKETS);
	for (u32 i = 0; i < n; i++)
		ways[i] = (struct way){forwards[i], weights[i]};
	latest = set_of(ways, n);
	((struct set *)pool_at_fast(&sets, latest))->refs++;
	return latest;
}

static void set_is_free(u64 index)
{
	const struct load_balance *b = &((struct load_balance *)balances.base)[index];

	if (b->n > 1)
		vec_push(free_buckets[__builtin_ctz(b->n)], b->bucket);
	pool_put(&sets, index);
}

void balance_set_put(u32 index)
{
	struct set *s = pool_at_fast(&sets, index);

	if (--s->refs)
		return;
	HASH_DEL(by_ways, s);
	free(s->ways);
	s->n = 0;
	retire(set_is_free, index);
}
