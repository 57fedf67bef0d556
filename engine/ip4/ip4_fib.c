// The IPv4 side of routing tables: their tries, and what VPP puts into every table.
#include "engine/ip4/ip4_forward.h"

#include "engine/base/error.h"
#include "engine/base/memory.h"
#include "engine/graph/init.h"

static struct fib_trie *tries; // room for FIB_MAX_TABLES, touched as they are made

const struct fib_trie *ip4_tries(void)
{
	return tries;
}

static int table_open(u32 fib)
{
	return fib_trie_open(&tries[fib]);
}

static void table_close(u32 fib)
{
	fib_trie_close(&tries[fib]);
}

static int table_add(u32 fib, const struct ip_prefix *p, u32 balance)
{
	return fib_trie_add(&tries[fib], host32(p->address.ip4), p->length, balance);
}

static void table_remove(u32 fib, const struct ip_prefix *p, u32 cover_balance, u8 cover_length)
{
	fib_trie_remove(
		&tries[fib], host32(p->address.ip4), p->length, cover_balance, cover_length);
}

static void table_expect(u32 fib, const struct ip_prefix *p)
{
	fib_trie_expect(&tries[fib], host32(p->address.ip4));
}

u32 ip4_fib_lookup(u32 fib, be32 address)
{
	const struct fib_trie *t = &tries[fib_view_known(fib_view(FAMILY_IP4), fib)];

	return fib_trie_lookup(t, fib_trie_plies(), host32(address));
}

static u32 table_lookup(u32 fib, const struct ip_address *a)
{
	return ip4_fib_lookup(fib, a->ip4);
}

static void table_text(struct text *t, u32 fib)
{
	fib_trie_text(t, &tries[fib]);
}

static size_t table_size(u32 fib)
{
	return fib_trie_size(&tries[fib]);
}

#define PREFIX(a, b, c, d, n) \
	{ \
		.address = {.family = FAMILY_IP4, .ip6 = {a, b, c, d}}, .length = (n) \
	}

// Nothing is forwarded unless somebody says so.
static const struct fib_default defaults[] = {
	{PREFIX(0, 0, 0, 0, 0), ROUTE_DEFAULT, PATH_DROP},
	{PREFIX(0, 0, 0, 0, 32), ROUTE_DEFAULT, PATH_DROP},
	{PREFIX(240, 0, 0, 0, 4), ROUTE_DEFAULT, PATH_DROP},
	{PREFIX(224, 0, 0, 0, 4), ROUTE_SPECIAL, PATH_DROP},
	{PREFIX(255, 255, 255, 255, 32), ROUTE_DEFAULT, PATH_DROP},
};

static const struct fib_family ip4_fib = {
	.family = FAMILY_IP4,
	.name = "ipv4",
	.open = table_open,
	.close = table_close,
	.add = table_add,
	.remove = table_remove,
	.expect = table_expect,
	.lookup = table_lookup,
	.text = table_text,
	.size = table_size,
	.defaults = defaults,
	.n_defaults = ARRAY_N(defaults),
};

static int ip4_fib_init(void)
{
	tries = memory_map(FIB_MAX_TABLES * sizeof(*tries), "IPv4 FIBs", NULL);
	return tries ? fib_family_open(&ip4_fib) : ERR_NO_MEMORY;
}

static const struct init_function ip4_fib_init_function = {
	.name = "ip4_fib_init",
	.run = ip4_fib_init,
	.after = NAMES("fib_table_init"),
	.stage = INIT,
};
INIT_REGISTER(ip4_fib_init_function);
