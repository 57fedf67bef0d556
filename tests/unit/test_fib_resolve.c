// Resolution of routes: it follows neighbours, interfaces and other routes; weights and loops.
#include "engine/base/clock.h"
#include "engine/neighbor/adjacency.h"
#include "tests/lib/port.h"
#include "tests/lib/rig.h"
#include "tests/lib/routes.h"
#include "tests/lib/unit.h"
#include <stdio.h>

START_TEST(a_direct_next_hop_follows_its_neighbor)
{
	routes_start();
	add("20.0.0.0/8", hop("10.2.0.2", pg1));
	ck_assert_uint_eq(meets("20.1.1.1"), FORWARD_INCOMPLETE);
	neighbor(pg1, "10.2.0.2");
	ck_assert_uint_eq(meets("20.1.1.1"), FORWARD_REWRITE);
	interface_set_up(pg1, false);
	ck_assert_uint_eq(meets("20.1.1.1"), FORWARD_DROP);
	interface_set_up(pg1, true);
	ck_assert_uint_ne(meets("20.1.1.1"), FORWARD_DROP);
	take("20.0.0.0/8", hop("10.2.0.2", pg1));
	ck_assert_uint_eq(meets("20.1.1.1"), FORWARD_DROP);
}
END_TEST

START_TEST(a_recursive_next_hop_follows_its_cover)
{
	routes_start();
	add("30.0.0.0/8", hop("20.0.0.1", INDEX_NONE));
	ck_assert_uint_eq(ends("30.1.1.1")->type, FORWARD_DROP);
	add("20.0.0.0/8", hop("10.1.0.2", pg0));
	ck_assert_uint_eq(ends("30.1.1.1")->type, FORWARD_INCOMPLETE);
	// A longer cover takes over, and gives back.
	neighbor(pg1, "10.2.0.2");
	add("20.0.0.0/24", hop("10.2.0.2", pg1));
	ck_assert_uint_eq(ends("30.1.1.1")->type, FORWARD_REWRITE);
	take("20.0.0.0/24", hop("10.2.0.2", pg1));
	ck_assert_uint_eq(ends("30.1.1.1")->type, FORWARD_INCOMPLETE);
	take("20.0.0.0/8", hop("10.1.0.2", pg0));
	ck_assert_uint_eq(ends("30.1.1.1")->type, FORWARD_DROP);
	add("0.0.0.0/0", hop("10.2.0.2", pg1));
	ck_assert_uint_eq(ends("30.1.1.1")->type, FORWARD_REWRITE);
}
END_TEST

START_TEST(a_recursive_next_hop_on_a_link_is_a_neighbor)
{
	routes_start();
	add("30.0.0.0/8", hop("10.2.0.2", INDEX_NONE));
	ck_assert_uint_eq(ends("30.1.1.1")->type, FORWARD_INCOMPLETE);
	neighbor(pg1, "10.2.0.2");
	ck_assert_uint_eq(ends("30.1.1.1")->type, FORWARD_REWRITE);
	interface_set_up(pg1, false);
	ck_assert_uint_eq(ends("30.1.1.1")->type, FORWARD_DROP);
	interface_set_up(pg1, true);
	ck_assert_uint_ne(ends("30.1.1.1")->type, FORWARD_DROP);
}
END_TEST

// Each through the next and the last through the first: no packet may circle.
START_TEST(loops_drop_until_they_are_broken)
{
	routes_start();
	neighbor(pg1, "10.2.0.2");
	add("30.0.0.0/8", hop("31.0.0.1", INDEX_NONE));
	add("31.0.0.0/8", hop("32.0.0.1", INDEX_NONE));
	add("32.0.0.0/8", hop("30.0.0.1", INDEX_NONE));
	ck_assert_uint_eq(ends("30.9.9.9")->type, FORWARD_DROP);
	ck_assert_uint_eq(ends("31.9.9.9")->type, FORWARD_DROP);
	ck_assert_uint_eq(ends("32.9.9.9")->type, FORWARD_DROP);
	add("30.0.0.1/32", hop("10.2.0.2", pg1));
	ck_assert_uint_eq(ends("32.9.9.9")->type, FORWARD_REWRITE);
	ck_assert_uint_eq(ends("31.9.9.9")->type, FORWARD_REWRITE);
	ck_assert_uint_eq(ends("30.9.9.9")->type, FORWARD_REWRITE);
	take("30.0.0.1/32", hop("10.2.0.2", pg1));
	ck_assert_uint_eq(ends("30.9.9.9")->type, FORWARD_DROP);
	// Through itself.
	add("33.0.0.0/8", hop("33.0.0.1", INDEX_NONE));
	ck_assert_uint_eq(ends("33.9.9.9")->type, FORWARD_DROP);
}
END_TEST

static u32 share(const char *address, u32 adjacency)
{
	const struct load_balance *b = balance_of(address);
	u32 n = 0;

	for (u32 i = 0; i < b->n; i++)
		n += load_balance_bucket(balance_tables(), b, i)->index == adjacency;
	return n;
}

static u32 adjacency_of(u32 interface, const char *address)
{
	struct ip_address a = {.family = FAMILY_IP4, .ip4 = ip(address)};

	return adjacency_neighbor(interface, &a);
}

START_TEST(weights_become_buckets)
{
	struct path heavy = hop("10.2.0.3", INDEX_NONE);

	routes_start();
	heavy.interface = pg1;
	heavy.weight = 3;
	add("20.0.0.0/8", hop("10.2.0.2", pg1));
	ck_assert_uint_eq(balance_of("20.1.1.1")->n, 1);
	add("20.0.0.0/8", heavy);
	ck_assert_uint_eq(balance_of("20.1.1.1")->n, 4);
	ck_assert_uint_eq(share("20.1.1.1", adjacency_of(pg1, "10.2.0.2")), 1);
	ck_assert_uint_eq(share("20.1.1.1", adjacency_of(pg1, "10.2.0.3")), 3);
	// The same path again: a new weight, not a third path. Three equal ones share sixteen.
	heavy.weight = 1;
	add("20.0.0.0/8", heavy);
	ck_assert_uint_eq(balance_of("20.1.1.1")->n, 2);
	add("20.0.0.0/8", hop("10.1.0.2", pg0));
	ck_assert_uint_eq(balance_of("20.1.1.1")->n, 16);
	ck_assert_uint_eq(share("20.1.1.1", adjacency_of(pg1, "10.2.0.2")), 6);
	ck_assert_uint_eq(share("20.1.1.1", adjacency_of(pg0, "10.1.0.2")), 5);
	// A path that is down leaves its share to the others.
	interface_set_up(pg0, false);
	ck_assert_uint_eq(balance_of("20.1.1.1")->n, 2);
	take("20.0.0.0/8", heavy);
	ck_assert_uint_eq(balance_of("20.1.1.1")->n, 1);
	heavy.weight = 255;
	add("20.0.0.0/8", heavy);
	// Not two: the lighter path would have nothing.
	ck_assert_uint_eq(balance_of("20.1.1.1")->n, 128);
	ck_assert_uint_eq(share("20.1.1.1", adjacency_of(pg1, "10.2.0.2")), 1);
}
END_TEST

START_TEST(only_the_preferred_are_used)
{
	struct path spare = hop("10.1.0.2", INDEX_NONE);

	routes_start();
	spare.interface = pg0;
	spare.preference = 1;
	add("20.0.0.0/8", hop("10.2.0.2", pg1));
	add("20.0.0.0/8", spare);
	ck_assert_uint_eq(share("20.1.1.1", adjacency_of(pg1, "10.2.0.2")), 1);
	ck_assert_uint_eq(balance_of("20.1.1.1")->n, 1);
	interface_set_up(pg1, false);
	ck_assert_uint_eq(share("20.1.1.1", adjacency_of(pg0, "10.1.0.2")), 1);
}
END_TEST

START_TEST(a_deleted_interface_takes_its_paths_along)
{
	routes_start();
	neighbor(pg1, "10.2.0.2");
	add("20.0.0.0/8", hop("10.2.0.2", pg1));
	add("30.0.0.0/8", hop("10.2.0.2", INDEX_NONE));
	ck_assert_int_eq(interface_delete(pg1), 0);
	ck_assert_uint_eq(ends("20.1.1.1")->type, FORWARD_DROP);
	ck_assert_uint_eq(ends("30.1.1.1")->type, FORWARD_DROP);
	// Another interface of the same index is not the one that the route meant.
	ck_assert_uint_eq(port_create("other", NULL), pg1);
	ck_assert_uint_eq(ends("20.1.1.1")->type, FORWARD_DROP);
}
END_TEST

// Everything that a route took is given back: the numbers are those of a fresh table.
START_TEST(nothing_leaks)
{
	u32 n, fresh;

	routes_start();
	neighbor(pg1, "10.2.0.2");
	n = n_routes();
	fresh = load_balance_next(n);
	for (u32 i = 0; i < 50; i++) {
		add("20.0.0.0/8", hop("10.2.0.2", pg1));
		add("20.0.0.0/8", hop("10.2.0.9", pg1));
		add("30.0.0.0/8", hop("20.0.0.1", INDEX_NONE));
		add("31.0.0.0/8", hop("30.0.0.1", INDEX_NONE));
		take("30.0.0.0/8", hop("20.0.0.1", INDEX_NONE));
		take("31.0.0.0/8", hop("30.0.0.1", INDEX_NONE));
		take("20.0.0.0/8", hop("10.2.0.2", pg1));
		take("20.0.0.0/8", hop("10.2.0.9", pg1));
	}
	ck_assert_uint_eq(n_routes(), n);
	ck_assert_uint_eq(load_balance_next(n), fresh);
	ck_assert_uint_eq(adjacency_next(5), INDEX_NONE);
}
END_TEST

// Random routes of all kinds, some through others: lookups agree with the exact-match side, and all
// packets come to an end.
START_TEST(random_routes_agree)
{
	static const char *const hops[] = {
		"10.1.0.2", "10.2.0.2", "20.0.0.1", "20.128.0.1", "21.0.3.1", "22.0.0.1"};
	char prefix[32], address[TEXT_IP4];

	routes_start();
	random_seed(3);
	neighbor(pg1, "10.2.0.2");
	for (u32 i = 0; i < 4000; i++) {
		u32 r = random_u32(), length = 6 + (r >> 8) % 27;
		u32 at = 20u << 24 | (random_u32() & 0x03ff03ff);
		struct path p = hop(hops[(r >> 16) % ARRAY_N(hops)], INDEX_NONE);

		at &= UINT32_MAX << (32 - length);
		snprintf(prefix, sizeof(prefix), "%s/%u", text_ip4(address, be32_of(at)), length);
		if (r & 1)
			route_change(prefix, p, true);
		else
			route_change(prefix, p, false);
		for (u32 k = 0; k < 8; k++) {
			u32 to = 20u << 24 | (random_u32() & 0x03ff03ff);
			const struct ip_address a = ip4_address(be32_of(to));
			const struct fib_entry *e = fib_entry_covering(0, &a);

			ck_assert_uint_eq(fib_lookup(0, &a), fib_entry_balance(e));
			ck_assert_uint_ne(
				ends(text_ip4(address, be32_of(to)))->type, FORWARD_BALANCE);
		}
	}
}
END_TEST

UNIT_MAIN(a_direct_next_hop_follows_its_neighbor, a_recursive_next_hop_follows_its_cover,
	a_recursive_next_hop_on_a_link_is_a_neighbor, loops_drop_until_they_are_broken,
	weights_become_buckets, only_the_preferred_are_used,
	a_deleted_interface_takes_its_paths_along, nothing_leaks, random_routes_agree)
