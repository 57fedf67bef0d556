// Routes, load-balances and adjacencies that change while two workers read them: each read finds
// something that was right a moment ago, whole.
#include "engine/graph/config.h"
#include "engine/graph/dispatch.h"
#include "engine/graph/node.h"
#include "engine/graph/grace.h"
#include "engine/ip4/ip4_forward.h"
#include "engine/neighbor/adjacency.h"
#include "engine/neighbor/neighbor.h"
#include "tests/lib/port.h"
#include "tests/lib/unit.h"

enum { THREADS = 3, ROUNDS = 2000, MOVES = 200, NET = 0x14000000, INNER = 0x14010200 };

static struct {
	u64 reads, gone, torn;
} seen[THREADS];
static u32 pg1, hops[2]; // adjacencies

static void count(u64 *counter, u64 n)
{
	__atomic_store_n(counter, *counter + n, __ATOMIC_RELAXED);
}

static u64 counted(const u64 *counter)
{
	return __atomic_load_n(counter, __ATOMIC_RELAXED);
}

// A MAC address of the test repeats one byte.
static bool is_whole(const struct adjacency_way *way)
{
	for (u32 i = 2; i < 6; i++)
		if (way->rewrite[i] != way->rewrite[1])
			return false;
	return way->rewrite_size == 14 && way->interface == pg1;
}

static void read_one(u32 thread, u32 address, u32 hash)
{
	const struct balance_tables *t = balance_tables();
	u32 index = ip4_fib_lookup(0, be32_of(address));
	const struct load_balance *b = load_balance_of(t, index);
	const struct forward *f = load_balance_bucket(t, b, hash);

	count(&seen[thread].reads, 1);
	if (f->type != FORWARD_REWRITE || (f->index != hops[0] && f->index != hops[1]))
		count(&seen[thread].gone, 1);
	else if (!is_whole(adjacency_way(&adjacency_table()[f->index])))
		count(&seen[thread].torn, 1);
}

static void reader_run(struct worker *w, struct node *, struct frame *)
{
	for (u32 i = 0; i < 64; i++)
		read_one(w->index, i & 1 ? INNER + i : NET + 0x20000 * i + 1, i);
}

static const struct node_class reader_node = {
	.name = "test-reader", .type = NODE_INPUT, .state = NODE_DISABLED, .run = reader_run};
NODE_REGISTER(reader_node);

static void neighbor_moves(u8 last, u8 byte)
{
	struct ip_address a = {.family = FAMILY_IP4, .ip4 = be32_of(0x0a020000 | last)};
	const u8 mac[6] = {2, byte, byte, byte, byte, byte};

	ck_assert_int_eq(neighbor_add(pg1, &a, mac, NEIGHBOR_STATIC), 0);
}

static struct path path(u32 i)
{
	return (struct path){.kind = PATH_NEXT_HOP,
		.weight = 1,
		.interface = pg1,
		.next_hop = ip4_address(be32_of(0x0a020002 + i))};
}

static void route(u32 prefix, u8 length, u32 i, bool add)
{
	struct path p = path(i);
	const struct ip_prefix to = ip4_prefix(be32_of(prefix), length);
	int code = add ? fib_route_add(0, ROUTE_CLI, &to, &p, 1, false)
		       : fib_route_delete(0, ROUTE_CLI, &to, &p, 1);

	ck_assert_int_eq(code, 0);
}

static void start(void)
{
	ck_assert_int_eq(config_read_text("cpu { workers 2 }", "t"), 0);
	ck_assert_int_eq(engine_start(), 0);
	ck_assert_uint_eq(worker_n(), THREADS);
	pg1 = port_create("pg1", "02:00:00:00:00:02");
	port_address(pg1, "10.2.0.1/24");
	for (u32 i = 0; i < 2; i++) {
		struct ip_address a = {.family = FAMILY_IP4, .ip4 = be32_of(0x0a020002 + i)};

		neighbor_moves(2 + i, 0x10);
		hops[i] = adjacency_neighbor(pg1, &a);
	}
	route(NET, 8, 0, true);
	ck_assert(engine_settle(1000));
	for (u32 thread = 1; thread < THREADS; thread++) {
		node_set_state(thread, node_by_name("test-reader"), NODE_POLLING);
		while (!counted(&seen[thread].reads))
			engine_turn();
	}
}

static void expect_all_good(void)
{
	grace_wait(grace_begin());
	for (u32 thread = 1; thread < THREADS; thread++) {
		ck_assert_uint_eq(counted(&seen[thread].gone), 0);
		ck_assert_uint_eq(counted(&seen[thread].torn), 0);
	}
}

// Routes of all lengths come and go inside of one that stays; others take their memory.
START_TEST(longer_routes_come_and_go)
{
	start();
	for (u32 round = 0; round < ROUNDS; round++) {
		u8 length = 9 + round % 24;
		u32 inner = INNER & UINT32_MAX << (32 - length),
		    other = NET + 0x20000 * (round & 63);

		route(inner, length, 1, true);
		route(other | 1, 32, 1, true);
		engine_turn();
		route(inner, length, 1, false);
		route(other | 1, 32, 1, false);
		engine_turn();
	}
	expect_all_good();
}
END_TEST

// So many routes that the table takes another form, and back.
START_TEST(a_table_grows_and_shrinks)
{
	start();
	for (u32 round = 0; round < 2; round++) {
		for (u32 add = 2; add-- > 0;) {
			for (u32 i = 0; i < TRIE_WIDE_ROUTES + 100; i++) {
				route(0x1e000000 + (i << 8), 24 + 8 * round, 1, add);
				if (i % 256 == 0)
					engine_turn();
			}
		}
	}
	expect_all_good();
}
END_TEST

// One path, both, the other, both, and again.
START_TEST(paths_come_and_go)
{
	start();
	for (u32 round = 0; round < ROUNDS; round++) {
		u32 gone = round & 1;

		route(NET, 8, !gone, true);
		engine_turn();
		route(NET, 8, gone, false);
		engine_turn();
	}
	expect_all_good();
}
END_TEST

START_TEST(neighbors_change_their_address)
{
	start();
	for (u32 round = 0; round < MOVES; round++) {
		neighbor_moves(2, round & 0xff);
		neighbor_moves(2, ~round & 0xff);
	}
	expect_all_good();
}
END_TEST

UNIT_MAIN(longer_routes_come_and_go, a_table_grows_and_shrinks, paths_come_and_go,
	neighbors_change_their_address)
