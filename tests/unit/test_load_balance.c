// Load-balances: who shares a set of buckets, and what an index leads to while it changes and goes.
#include "engine/fib/load_balance.h"
#include "tests/lib/rig.h"
#include "tests/lib/unit.h"

enum { MANY = 600 }; // more sets than a byte can number

static const u8 once[] = {1, 1, 1};

static struct forward way(u32 index)
{
	return (struct forward){.type = FORWARD_REWRITE, .index = index};
}

static u32 make(const struct forward *ways, u32 n)
{
	u32 index;

	ck_assert_int_eq(load_balance_create(ways, once, n, &index), 0);
	return index;
}

// The forwarding object of bucket 'i'.
static u32 leads_to(u32 balance, u32 i)
{
	const struct load_balance *b = load_balance_of(balance_tables(), balance);

	return load_balance_bucket(balance_tables(), b, i)->index;
}

START_TEST(equal_ways_share_a_set)
{
	const struct forward ways[] = {way(1), way(2)};
	u32 a, b, c;

	rig_start();
	a = make(ways, 2);
	b = make(ways, 2);
	c = make(ways + 1, 1);
	ck_assert_uint_ne(a, b);
	ck_assert_ptr_eq(load_balance_at(a), load_balance_at(b));
	ck_assert_ptr_ne(load_balance_at(a), load_balance_at(c));
	// One changes, the other does not.
	load_balance_set(a, ways + 1, once, 1);
	ck_assert_ptr_eq(load_balance_at(a), load_balance_at(c));
	ck_assert_uint_eq(leads_to(b, 0), 1);
	ck_assert_uint_eq(leads_to(b, 1), 2);
	// The weights count too.
	load_balance_set(a, ways, (const u8[]){1, 3}, 2);
	ck_assert_uint_eq(load_balance_at(a)->n, 4);
	ck_assert_uint_eq(load_balance_at(b)->n, 2);
}
END_TEST

START_TEST(from_one_to_many_and_back)
{
	const struct forward ways[] = {way(1), way(2), way(3)};
	u32 a;

	rig_start();
	a = make(ways, 1);
	for (u32 round = 0; round < 1000; round++) {
		u32 n = 1 + round % 3;

		load_balance_set(a, ways, once, n);
		ck_assert_uint_eq(load_balance_at(a)->n, n == 3 ? 16 : n);
		ck_assert_uint_eq(leads_to(a, 0), 1);
		ck_assert_uint_eq(leads_to(a, 15), n);
	}
}
END_TEST

START_TEST(what_is_freed_drops)
{
	const struct forward ways[] = {way(1), way(2)};
	u32 a, b;

	rig_start();
	a = make(ways, 2);
	b = make(ways, 2);
	load_balance_free(a);
	ck_assert_ptr_null(load_balance_at(a));
	ck_assert_ptr_eq(load_balance_of(balance_tables(), a), load_balance_at(BALANCE_DROP));
	ck_assert_uint_eq(leads_to(b, 1), 2);
	ck_assert_uint_eq(make(ways, 1), a); // the lowest free index
	ck_assert_uint_eq(leads_to(b, 1), 2);
}
END_TEST

// Sets that are gone leave their numbers and buckets to others.
START_TEST(many_sets)
{
	u32 index[MANY];

	rig_start();
	for (u32 round = 0; round < 3; round++) {
		for (u32 i = 0; i < MANY; i++) {
			const struct forward ways[] = {way(i), way(i + round)};

			index[i] = make(ways, 2);
		}
		for (u32 i = 0; i < MANY; i++) {
			ck_assert_uint_eq(leads_to(index[i], 0), i);
			ck_assert_uint_eq(leads_to(index[i], 1), i + round);
		}
		for (u32 i = 0; i < MANY; i += 2) {
			const struct forward other = way(MANY - i);

			load_balance_set(index[i], &other, once, 1);
			ck_assert_uint_eq(leads_to(index[i], 1), MANY - i);
			ck_assert_uint_eq(leads_to(index[i + 1], 1), i + 1 + round);
		}
		for (u32 i = 0; i < MANY; i++)
			load_balance_free(index[i]);
	}
}
END_TEST

UNIT_MAIN(equal_ways_share_a_set, from_one_to_many_and_back, what_is_freed_drops, many_sets)
