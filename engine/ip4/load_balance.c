// Load-balances: their table, and how weights become buckets.
#include "engine/ip4/load_balance.h"

#include "engine/base/error.h"
#include "engine/base/pool.h"
#include "engine/base/reserve.h"
#include "engine/graph/init.h"
#include "engine/graph/node.h"

enum {
	BALANCES_MAX = (1 << 24) - 4096, // the tables of routes keep indices in 24 bits
	BUCKETS_MAX = 1 << 22,
	BUCKET_CLASSES = 9, // blocks of 1 << class buckets
};

// What only the main thread needs to know of a load-balance; gives out the indices.
struct balance_info {
	u32 urpf;
};
static struct pool infos = {.element_size = sizeof(struct balance_info)};

static struct reserve balances, buckets;
static u32 n_buckets;
static u32 *free_buckets[BUCKET_CLASSES]; // vecs, by class
static struct balance_tables tables;

static struct counter to = {.name = "/net/route/to", .max = BALANCES_MAX};
static struct counter via = {.name = "/net/route/via", .max = BALANCES_MAX};

_Static_assert(sizeof(struct load_balance) == 16, "one load or store");
_Static_assert(sizeof(struct forward) == sizeof(u64), "one load or store");

const struct balance_tables *balance_tables(void)
{
	return &tables;
}

struct counter *load_balance_counter(void)
{
	return &to;
}

struct counter *load_balance_via_counter(void)
{
	return &via;
}

const struct load_balance *load_balance_at(u32 index)
{
	return pool_at(&infos, index) ? &tables.balances[index] : NULL;
}

u32 load_balance_next(u32 from)
{
	return pool_next(&infos, from);
}

void load_balance_set_urpf(u32 index, u32 urpf)
{
	((struct balance_info *)pool_at(&infos, index))->urpf = urpf;
}

u32 load_balance_urpf(u32 index)
{
	return ((struct balance_info *)pool_at(&infos, index))->urpf;
}

static void forward_store(struct forward *at, const struct forward *f)
{
	u64 value;

	memcpy(&value, f, sizeof(value));
	__atomic_store_n((u64 *)at, value, __ATOMIC_RELEASE);
}

// How far the share of buckets that each path would get is from what its weight asks for; the sum
// over all paths, in buckets. Every path gets one if there are enough.
static double spread(const u8 *weights, u32 n, u32 total, u32 size, u16 *counts)
{
	double off = 0;
	u32 left = size;

	for (u32 i = 0; i < n; i++) {
		double share = (double)weights[i] * size / total;
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
static u32 size_for(const u8 *weights, u32 n, u16 *counts)
{
	u32 total = 0, size = 1;

	for (u32 i = 0; i < n; i++)
		total += weights[i];
	while (size < n)
		size *= 2;
	while (spread(weights, n, total, size, counts) >= 0.1 * size && size < BALANCE_MAX_BUCKETS)
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

static void buckets_put(struct load_balance *b)
{
	if (b->n > 1)
		vec_push(free_buckets[__builtin_ctz(b->n)], b->bucket);
}

static void buckets_fill(u32 at, const struct forward *forwards, const u16 *counts, u32 n)
{
	struct forward *bucket = tables.buckets + at;

	for (u32 i = 0; i < n; i++) {
		for (u32 k = 0; k < counts[i]; k++)
			forward_store(bucket++, &forwards[i]);
	}
}

static void set_one(struct load_balance *b, const struct forward *f)
{
	if (b->n > 1) {
		barrier_begin();
		buckets_put(b);
		*b = (struct load_balance){.n = 1, .one = *f};
		barrier_end();
	} else {
		b->n = 1;
		forward_store(&b->one, f);
	}
}

void load_balance_set(u32 index, const struct forward *forwards, const u8 *weights, u32 n)
{
	struct load_balance *b = &tables.balances[index];
	u16 counts[BALANCE_MAX_BUCKETS];
	u32 size, at;

	invariant(n && n <= BALANCE_MAX_BUCKETS);
	if (n == 1) {
		set_one(b, forwards);
		return;
	}
	size = size_for(weights, n, counts);
	if (size == b->n) {
		buckets_fill(b->bucket, forwards, counts, n);
		return;
	}
	if (buckets_take(size, &at)) {
		// Out of buckets: everything to the first path rather than nothing to anybody.
		set_one(b, forwards);
		return;
	}
	buckets_fill(at, forwards, counts, n);
	barrier_begin();
	buckets_put(b);
	*b = (struct load_balance){.n = size, .mask = size - 1, .bucket = at, .one = forwards[0]};
	barrier_end();
}

int load_balance_create(const struct forward *forwards, const u8 *weights, u32 n, u32 *index)
{
	struct balance_info *info = pool_get(&infos, index);
	int code = *index < BALANCES_MAX
		? reserve_reach(&balances, (size_t)(*index + 1) * sizeof(struct load_balance))
		: error(ERR_LIMIT, "no more than %u routes", BALANCES_MAX);

	if (code) {
		pool_put(&infos, *index);
		*index = INDEX_NONE;
		return code;
	}
	info->urpf = INDEX_NONE;
	tables.n_balances = MAX(tables.n_balances, *index + 1);
	tables.balances[*index] = (struct load_balance){0};
	counter_reach(&to, *index);
	counter_reach(&via, *index);
	load_balance_set(*index, forwards, weights, n);
	return 0;
}

void load_balance_free(u32 index)
{
	struct load_balance *b = &tables.balances[index];

	// Packets may be on their way to ip4-load-balance with this index.
	barrier_begin();
	buckets_put(b);
	*b = (struct load_balance){.n = 1};
	barrier_end();
	pool_put(&infos, index);
}

static int load_balance_init(void)
{
	static const struct forward drop = {.type = FORWARD_DROP, .reason = DROP_NO_ROUTE};
	u32 index;
	int code = reserve_open(
		&balances, (size_t)BALANCES_MAX * sizeof(struct load_balance), "load-balances");

	if (!code)
		code = reserve_open(
			&buckets, (size_t)BUCKETS_MAX * sizeof(struct forward), "buckets");
	if (code)
		return code;
	tables.balances = (struct load_balance *)balances.base;
	tables.buckets = (struct forward *)buckets.base;
	code = load_balance_create(&drop, (const u8[]){1}, 1, &index);
	invariant(code || index == BALANCE_DROP);
	return code;
}

static const struct init_function load_balance_init_function = {
	.name = "load_balance_init",
	.run = load_balance_init,
	.stage = INIT,
};
INIT_REGISTER(load_balance_init_function);
