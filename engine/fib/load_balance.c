// Load-balances: which set of buckets each index leads to.
#include "engine/fib/load_balance.h"

#include "engine/base/error.h"
#include "engine/base/pool.h"
#include "engine/base/reserve.h"
#include "engine/graph/grace.h"
#include "engine/graph/init.h"
#include "engine/graph/node.h"
#include "engine/fib/balance_set.h"

enum { BALANCES_MAX = (1 << 24) - 4096 }; // the tables of routes keep indices in 24 bits

// What only the main thread needs to know of a load-balance; gives out the indices.
struct balance_info {
	u32 urpf;
	bool gone; // workers may still find it
};
static struct pool infos = {.element_size = sizeof(struct balance_info)};

static struct reserve short_sets, sets; // u8 and u32 by index
static struct balance_tables tables;

static struct counter to = {.name = "/net/route/to", .max = BALANCES_MAX};
static struct counter via = {.name = "/net/route/via", .max = BALANCES_MAX};

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
	const struct balance_info *info = pool_at(&infos, index);

	return info && !info->gone ? load_balance_of(&tables, index) : NULL;
}

u32 load_balance_next(u32 from)
{
	while ((from = pool_next(&infos, from)) != INDEX_NONE && !load_balance_at(from))
		from++;
	return from;
}

void load_balance_set_urpf(u32 index, u32 urpf)
{
	((struct balance_info *)pool_at(&infos, index))->urpf = urpf;
}

u32 load_balance_urpf(u32 index)
{
	return ((struct balance_info *)pool_at(&infos, index))->urpf;
}

static u32 *set_at(u32 index)
{
	return (u32 *)sets.base + index;
}

// Whoever reads the short one finds a set that is good at that moment, here or there.
static void lead_to(u32 index, u32 set)
{
	__atomic_store_n(set_at(index), set, __ATOMIC_RELEASE);
	__atomic_store_n(&short_sets.base[index], MIN(set, (u32)BALANCE_SET_BIG), __ATOMIC_RELEASE);
}

void load_balance_set(u32 index, const struct forward *forwards, const u8 *weights, u32 n)
{
	u32 old = *set_at(index);

	lead_to(index, balance_set_get(forwards, weights, n));
	balance_set_put(old);
}

static int balances_reach(u32 index)
{
	int code;

	if (index >= BALANCES_MAX)
		return error(ERR_LIMIT, "no more than %u routes", BALANCES_MAX);
	code = reserve_reach(&short_sets, index + 1);
	return code ? code : reserve_reach(&sets, (size_t)(index + 1) * sizeof(u32));
}

int load_balance_create(const struct forward *forwards, const u8 *weights, u32 n, u32 *index)
{
	struct balance_info *info = pool_get(&infos, index);
	int code = balances_reach(*index);

	if (code) {
		pool_put(&infos, *index);
		*index = INDEX_NONE;
		return code;
	}
	info->urpf = INDEX_NONE;
	counter_reach(&to, *index);
	counter_reach(&via, *index);
	lead_to(*index, balance_set_get(forwards, weights, n));
	if (*index >= tables.n_balances)
		__atomic_store_n(&tables.n_balances, *index + 1, __ATOMIC_RELEASE);
	return 0;
}

static void index_is_free(u64 index)
{
	u32 set = *set_at(index);

	lead_to(index, *set_at(BALANCE_DROP));
	balance_set_put(set);
	pool_put(&infos, index);
}

// A worker that found it in a route which is gone by now still sends its packet as that route said.
void load_balance_free(u32 index)
{
	((struct balance_info *)pool_at(&infos, index))->gone = true;
	retire(index_is_free, index);
}

static int load_balance_init(void)
{
	static const struct forward drop = {.type = FORWARD_DROP, .reason = DROP_NO_ROUTE};
	u32 index;
	int code = reserve_open(&short_sets, BALANCES_MAX, "load-balances, short");

	if (!code)
		code = reserve_open(&sets, (size_t)BALANCES_MAX * sizeof(u32), "load-balances");
	if (!code)
		code = balance_sets_open(&tables);
	if (code)
		return code;
	tables.short_sets = short_sets.base;
	tables.sets = (u32 *)sets.base;
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
