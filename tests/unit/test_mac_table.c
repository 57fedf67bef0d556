// The table of MAC addresses: against a plain array, and written to by several threads at once.
#include "engine/base/error.h"
#include "engine/graph/config.h"
#include "engine/graph/dispatch.h"
#include "engine/graph/grace.h"
#include "engine/graph/node.h"
#include "engine/l2/mac_table.h"
#include "tests/lib/unit.h"
#include <pthread.h>
#include <stdlib.h>

enum { KEYS = 4000, STEPS = 60000, SMALL = 1000, THREADS = 3, LEARNED = 100 * 1000 };

static struct mac_table table;
static u32 n_read[THREADS], n_wrong;

static u64 key_of(u32 i)
{
	return (u64)1 << 48 | (u64)i * 0x10001 << 8 | 0x02;
}

static void expect_like(const u64 *values, u32 n)
{
	u32 n_all = 0, n_listed = 0, k, at = 0;
	struct mac_slot part[100];

	for (u32 i = 0; i < n; i++) {
		ck_assert_uint_eq(mac_table_find(&table, key_of(i)), values[i]);
		n_all += values[i] != 0;
	}
	while ((k = mac_table_read(&table, &at, part, 100)))
		n_listed += k;
	ck_assert_uint_eq(n_listed, n_all);
	ck_assert_uint_eq(table.n, n_all);
}

START_TEST(does_what_an_array_does)
{
	u64 *values = calloc(KEYS, sizeof(*values));

	mac_table_open(&table);
	srand(1);
	for (u32 step = 0; step < STEPS; step++) {
		u32 i = rand() % KEYS;

		if (rand() % 3) {
			enum mac_table_set set = mac_table_set(&table, key_of(i), step + 1);

			ck_assert_int_eq(set, values[i] ? MAC_TABLE_CHANGED : MAC_TABLE_NEW);
			values[i] = step + 1;
		} else {
			ck_assert_int_eq(mac_table_remove(&table, key_of(i)), values[i] != 0);
			values[i] = 0;
		}
		if (mac_table_is_crowded(&table))
			ck_assert_int_eq(mac_table_grow(&table, NULL), 0);
		if (step % (STEPS / 10) == 0)
			expect_like(values, KEYS);
	}
	expect_like(values, KEYS);
	free(values);
	mac_table_close(&table);
}
END_TEST

// Whoever sends many addresses fills the slots, not the memory: what finds none is refused.
START_TEST(a_full_table_refuses)
{
	u32 n_full = 0, n_new = 0;

	mac_table_open(&table);
	for (u32 i = 0; i < 8 * SMALL; i++) {
		enum mac_table_set set = mac_table_set(&table, key_of(i), 1);

		n_full += set == MAC_TABLE_FULL;
		n_new += set == MAC_TABLE_NEW;
	}
	ck_assert_uint_gt(n_full, 0);
	ck_assert_uint_eq(n_new, table.n);
	ck_assert_uint_eq(n_new + n_full, 8 * SMALL);
	mac_table_close(&table);
}
END_TEST

// What is removed between two parts of the copying does not come back, what is learned is not lost.
static u64 *values;

static void change_meanwhile(void)
{
	static u32 next;

	if (next + 2 >= SMALL)
		return;
	ck_assert(mac_table_remove(&table, key_of(next)));
	values[next] = 0;
	mac_table_set(&table, key_of(next + 1), 77);
	values[next + 1] = 77;
	mac_table_set(&table, key_of(SMALL + next), 78);
	values[SMALL + next] = 78;
	next += 2;
}

START_TEST(changes_while_it_grows)
{
	values = calloc(2 * SMALL, sizeof(*values));
	mac_table_open(&table);
	for (u32 i = 0; i < SMALL; i++) {
		values[i] = i + 1;
		mac_table_set(&table, key_of(i), values[i]);
	}
	for (u32 round = 0; round < 5; round++)
		ck_assert_int_eq(mac_table_grow(&table, change_meanwhile), 0);
	ck_assert_uint_eq(values[0], 0);
	expect_like(values, 2 * SMALL);
	free(values);
	mac_table_close(&table);
}
END_TEST

// All threads bring all keys, each in an order of its own.
static void *learn_all(void *arg)
{
	u32 thread = *(u32 *)arg, n_new = 0;

	for (u32 i = 0; i < SMALL; i++) {
		u32 k = (i * 7 + thread * 331) % SMALL;

		n_new += mac_table_set(&table, key_of(k), thread + 1) == MAC_TABLE_NEW;
	}
	*(u32 *)arg = n_new;
	return NULL;
}

START_TEST(threads_that_learn_the_same_share_its_slot)
{
	for (u32 round = 0; round < 50; round++) {
		pthread_t threads[THREADS];
		u32 arg[THREADS], n_new = 0, n_listed = 0, k, at = 0;
		struct mac_slot part[64];

		mac_table_open(&table);
		for (u32 t = 0; t < THREADS; t++) {
			arg[t] = t;
			ck_assert_int_eq(pthread_create(&threads[t], NULL, learn_all, &arg[t]), 0);
		}
		for (u32 t = 0; t < THREADS; t++) {
			pthread_join(threads[t], NULL);
			n_new += arg[t];
		}
		while ((k = mac_table_read(&table, &at, part, 64)))
			n_listed += k;
		ck_assert_uint_eq(n_new, SMALL);
		ck_assert_uint_eq(n_listed, SMALL);
		mac_table_close(&table);
	}
}
END_TEST

// Two workers learn and read while the main thread makes room.
static void learner_run(struct worker *w, struct node *, struct frame *)
{
	static u32 next[THREADS];

	for (u32 i = 0; i < 64 && next[w->index] < LEARNED; i++) {
		u32 k = next[w->index]++;

		if (mac_table_set(&table, key_of(k), k + 1) == MAC_TABLE_FULL)
			next[w->index]--;
		if (k && mac_table_find(&table, key_of(k / 2)) != k / 2 + 1)
			__atomic_add_fetch(&n_wrong, 1, __ATOMIC_RELAXED);
	}
	__atomic_store_n(&n_read[w->index], next[w->index], __ATOMIC_RELAXED);
}

static const struct node_class learner_node = {
	.name = "test-learner", .type = NODE_INPUT, .state = NODE_DISABLED, .run = learner_run};
NODE_REGISTER(learner_node);

static bool all_learned(void)
{
	for (u32 t = 1; t < THREADS; t++)
		if (__atomic_load_n(&n_read[t], __ATOMIC_RELAXED) < LEARNED)
			return false;
	return true;
}

START_TEST(grows_under_workers)
{
	ck_assert_int_eq(config_read_text("cpu { workers 2 }", "t"), 0);
	ck_assert_int_eq(engine_start(), 0);
	mac_table_open(&table);
	for (u32 t = 1; t < THREADS; t++)
		node_set_state(t, node_by_name("test-learner"), NODE_POLLING);
	while (!all_learned()) {
		if (mac_table_is_crowded(&table))
			ck_assert_int_eq(mac_table_grow(&table, NULL), 0);
		engine_turn();
	}
	grace_wait(grace_begin());
	ck_assert_uint_eq(n_wrong, 0);
	ck_assert_uint_eq(table.n, LEARNED);
	for (u32 i = 0; i < LEARNED; i++)
		ck_assert_uint_eq(mac_table_find(&table, key_of(i)), i + 1);
}
END_TEST

UNIT_MAIN(does_what_an_array_does, a_full_table_refuses, changes_while_it_grows,
	threads_that_learn_the_same_share_its_slot, grows_under_workers)
