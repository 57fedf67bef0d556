// Routes: what connected networks bring, paths of every kind, resolution that follows changes.
#include "engine/ip4/fib.h"
#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "engine/base/vec.h"
#include "engine/ip4/load_balance.h"
#include "engine/neighbor/adjacency.h"
#include "engine/neighbor/neighbor.h"
#include "tests/lib/port.h"
#include "tests/lib/rig.h"
#include "tests/lib/unit.h"
#include <stdio.h>

static u32 pg0, pg1;

static be32 ip(const char *s)
{
	be32 address = 0;

	ck_assert_int_eq(parse_ip4(s, &address), 0);
	return address;
}

static void start(void)
{
	rig_start();
	pg0 = port_create("pg0", "02:00:00:00:00:01");
	pg1 = port_create("pg1", "02:00:00:00:00:02");
	port_address(pg0, "10.1.0.1/24");
	port_address(pg1, "10.2.0.1/24");
}

static const struct load_balance *balance_of(const char *address)
{
	return load_balance_at(fib_lookup(0, ip(address)));
}

// What a packet meets first.
static u8 meets(const char *address)
{
	const struct load_balance *b = balance_of(address);

	return load_balance_bucket(balance_tables(), b, 0)->type;
}

// Where it ends after all load-balances.
static const struct forward *ends(const char *address)
{
	const struct forward *f = load_balance_bucket(balance_tables(), balance_of(address), 0);

	for (u32 i = 0; f->type == FORWARD_BALANCE && i < 32; i++)
		f = load_balance_bucket(balance_tables(), load_balance_at(f->index), 0);
	return f;
}

static int change(const char *prefix, struct path path, bool add)
{
	be32 address;
	u8 length;

	ck_assert_int_eq(parse_ip4_prefix(prefix, &address, &length), 0);
	path.weight = MAX(path.weight, 1);
	return add ? fib_route_add(0, ROUTE_CLI, address, length, &path, 1, false)
		   : fib_route_delete(0, ROUTE_CLI, address, length, &path, 1);
}

static struct path hop(const char *address, u32 interface)
{
	return (struct path){
		.kind = PATH_NEXT_HOP, .interface = interface, .next_hop = ip(address)};
}

static struct path kind(u8 k)
{
	return (struct path){.kind = k, .interface = INDEX_NONE};
}

#define add(prefix, ...) ck_assert_int_eq(change((prefix), (__VA_ARGS__), true), 0)
#define take(prefix, ...) ck_assert_int_eq(change((prefix), (__VA_ARGS__), false), 0)

static void neighbor(u32 interface, const char *address)
{
	struct ip_address a = {.family = FAMILY_IP4, .ip4 = ip(address)};
	const u8 mac[6] = {2, 0, 0, 0, 0xbb, 2};

	ck_assert_int_eq(neighbor_add(interface, &a, mac, NEIGHBOR_STATIC), 0);
}

static void no_neighbor(u32 interface, const char *address)
{
	struct ip_address a = {.family = FAMILY_IP4, .ip4 = ip(address)};

	ck_assert_int_eq(neighbor_delete(interface, &a), 0);
}

static u32 n_routes(void)
{
	u32 n = 0;

	for (u32 length = 0; length <= 32; length++)
		n += fib_entries_of_length(0, length);
	return n;
}

START_TEST(a_fresh_table_forwards_nothing)
{
	rig_start();
	ck_assert_uint_eq(n_routes(), 5);
	ck_assert_uint_eq(meets("1.2.3.4"), FORWARD_DROP);
	ck_assert_uint_eq(meets("224.1.1.1"), FORWARD_DROP);
	ck_assert_uint_eq(fib_lookup(0, ip("0.0.0.0")), 2);
	ck_assert_uint_eq(fib_lookup(0, ip("255.255.255.255")), 5);
}
END_TEST

START_TEST(an_address_brings_its_network)
{
	start();
	ck_assert_uint_eq(meets("10.1.0.1"), FORWARD_RECEIVE);
	ck_assert_uint_eq(meets("10.1.0.7"), FORWARD_GLEAN);
	ck_assert_uint_eq(meets("10.1.0.0"), FORWARD_DROP);
	ck_assert_uint_eq(meets("10.1.0.255"), FORWARD_DROP);
	ck_assert_uint_eq(n_routes(), 5 + 2 * 4);
	interface_set_up(pg0, false);
	ck_assert_uint_eq(meets("10.1.0.7"), FORWARD_DROP);
	ck_assert_uint_eq(n_routes(), 5 + 4);
	interface_set_up(pg0, true);
	ck_assert_uint_eq(meets("10.1.0.7"), FORWARD_GLEAN);
	interface_address_delete_all(pg0);
	interface_address_delete_all(pg1);
	ck_assert_uint_eq(n_routes(), 5);
	ck_assert_uint_eq(adjacency_next(0), INDEX_NONE);
}
END_TEST

START_TEST(small_networks_have_no_broadcast)
{
	rig_start();
	pg0 = port_create("pg0", NULL);
	port_address(pg0, "10.9.0.0/31");
	port_address(pg0, "10.8.0.1/32");
	ck_assert_uint_eq(meets("10.9.0.0"), FORWARD_RECEIVE);
	ck_assert_uint_eq(meets("10.9.0.1"), FORWARD_GLEAN);
	ck_assert_uint_eq(meets("10.8.0.1"), FORWARD_RECEIVE);
	ck_assert_uint_eq(n_routes(), 5 + 2 + 1);
}
END_TEST

START_TEST(addresses_may_share_a_network)
{
	struct interface_address first = {
		.length = 24, .address = {.family = FAMILY_IP4, .ip4 = ip("10.1.0.1")}};

	start();
	port_address(pg0, "10.1.0.2/24");
	ck_assert_int_eq(interface_address_delete(pg0, &first), 0);
	ck_assert_uint_eq(meets("10.1.0.1"), FORWARD_GLEAN);
	ck_assert_uint_eq(meets("10.1.0.2"), FORWARD_RECEIVE);
	ck_assert_uint_eq(meets("10.1.0.255"), FORWARD_DROP);
}
END_TEST

START_TEST(neighbors_have_routes_on_their_link)
{
	start();
	neighbor(pg1, "10.2.0.2");
	ck_assert_uint_eq(meets("10.2.0.2"), FORWARD_REWRITE);
	// Somebody else's network: known to ARP, but not a way to forward.
	neighbor(pg1, "10.1.0.9");
	ck_assert_uint_eq(meets("10.1.0.9"), FORWARD_GLEAN);
	no_neighbor(pg1, "10.2.0.2");
	ck_assert_uint_eq(meets("10.2.0.2"), FORWARD_GLEAN);
}
END_TEST

START_TEST(a_direct_next_hop_follows_its_neighbor)
{
	start();
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

START_TEST(every_kind_of_path)
{
	start();
	add("20.0.0.0/8", kind(PATH_DROP));
	add("21.0.0.0/8", kind(PATH_PUNT));
	add("22.0.0.0/8", kind(PATH_LOCAL));
	add("23.0.0.0/8", kind(PATH_UNREACHABLE));
	add("24.0.0.0/8", kind(PATH_PROHIBIT));
	add("25.0.0.0/8", (struct path){.kind = PATH_ATTACHED, .interface = pg0});
	ck_assert_int_eq(fib_table_add(7, "seven"), 0);
	add("26.0.0.0/8", (struct path){.kind = PATH_LOOKUP, .interface = INDEX_NONE, .table = 7});
	ck_assert_uint_eq(meets("20.1.1.1"), FORWARD_DROP);
	ck_assert_uint_eq(ends("20.1.1.1")->reason, DROP_POLICY);
	ck_assert_uint_eq(ends("99.1.1.1")->reason, DROP_NO_ROUTE);
	ck_assert_uint_eq(meets("21.1.1.1"), FORWARD_PUNT);
	ck_assert_uint_eq(meets("22.1.1.1"), FORWARD_RECEIVE);
	ck_assert_uint_eq(meets("23.1.1.1"), FORWARD_UNREACHABLE);
	ck_assert_uint_eq(meets("24.1.1.1"), FORWARD_PROHIBIT);
	ck_assert_uint_eq(meets("25.1.1.1"), FORWARD_GLEAN);
	ck_assert_uint_eq(meets("26.1.1.1"), FORWARD_LOOKUP);
	ck_assert_uint_eq(ends("26.1.1.1")->index, fib_index_of_table(7));
}
END_TEST

START_TEST(a_recursive_next_hop_follows_its_cover)
{
	start();
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
	start();
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
	start();
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

	start();
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

	start();
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

START_TEST(the_important_source_wins)
{
	struct path p = kind(PATH_LOCAL);

	start();
	add("20.0.0.0/8", kind(PATH_PUNT));
	p.weight = 1;
	ck_assert_int_eq(fib_route_add(0, ROUTE_API, ip("20.0.0.0"), 8, &p, 1, true), 0);
	ck_assert_uint_eq(meets("20.1.1.1"), FORWARD_RECEIVE);
	ck_assert_int_eq(fib_route_delete(0, ROUTE_API, ip("20.0.0.0"), 8, NULL, 0), 0);
	ck_assert_uint_eq(meets("20.1.1.1"), FORWARD_PUNT);
	// The default route of the table lies behind what users say.
	add("0.0.0.0/0", kind(PATH_PUNT));
	ck_assert_uint_eq(meets("99.1.1.1"), FORWARD_PUNT);
	take("0.0.0.0/0", kind(PATH_PUNT));
	ck_assert_uint_eq(meets("99.1.1.1"), FORWARD_DROP);
}
END_TEST

START_TEST(mistakes_change_nothing)
{
	u32 n;
	struct path p = hop("10.2.0.2", INDEX_NONE);

	start();
	n = n_routes();
	p.interface = 77;
	ck_assert_int_eq(change("20.0.0.0/8", p, true), ERR_NO_MATCHING_INTERFACE);
	ck_assert_int_eq(
		change("20.0.0.0/8", hop("224.0.0.1", INDEX_NONE), true), ERR_INVALID_VALUE);
	ck_assert_int_eq(change("20.0.0.1/8", kind(PATH_DROP), true), ERR_INVALID_PREFIX);
	ck_assert_int_eq(change("20.0.0.0/8", kind(PATH_DROP), false), ERR_NO_SUCH_ENTRY);
	ck_assert_int_eq(fib_route_add(0, ROUTE_CLI, 0, 8, NULL, 0, false), ERR_NO_PATHS_IN_ROUTE);
	ck_assert_int_eq(
		fib_route_add(9, ROUTE_CLI, 0, 8, &(struct path){0}, 1, false), ERR_NO_SUCH_FIB);
	p = kind(PATH_LOOKUP);
	p.table = 12;
	ck_assert_int_eq(change("20.0.0.0/8", p, true), ERR_NO_SUCH_FIB);
	ck_assert_uint_eq(n_routes(), n);
	add("20.0.0.0/8", kind(PATH_PUNT));
	ck_assert_int_eq(change("20.0.0.0/8", kind(PATH_DROP), false), ERR_NO_SUCH_ENTRY);
	ck_assert_uint_eq(meets("20.1.1.1"), FORWARD_PUNT);
}
END_TEST

START_TEST(tables_are_apart)
{
	struct path p = {.kind = PATH_PUNT, .weight = 1, .interface = INDEX_NONE};
	u32 fib;

	start();
	ck_assert_int_eq(fib_table_add(7, NULL), 0);
	fib = fib_index_of_table(7);
	ck_assert_int_eq(fib_route_add(fib, ROUTE_CLI, ip("20.0.0.0"), 8, &p, 1, false), 0);
	ck_assert_uint_eq(meets("20.1.1.1"), FORWARD_DROP);
	ck_assert_int_eq(fib_bind_interface(pg0, 7), ERR_BUSY);
	interface_address_delete_all(pg0);
	ck_assert_int_eq(fib_bind_interface(pg0, 7), 0);
	ck_assert_uint_eq(fib_of_interface(pg0), fib);
	port_address(pg0, "10.2.0.1/24"); // as pg1's in table 0
	ck_assert_int_eq(fib_table_delete(7), ERR_BUSY);
	interface_address_delete_all(pg0);
	ck_assert_int_eq(fib_bind_interface(pg0, 0), 0);
	p = (struct path){.kind = PATH_LOOKUP, .weight = 1, .interface = INDEX_NONE, .table = 7};
	add("40.0.0.0/8", p);
	ck_assert_int_eq(fib_table_delete(7), ERR_BUSY);
	take("40.0.0.0/8", p);
	ck_assert_int_eq(fib_table_delete(7), 0);
	ck_assert_uint_eq(fib_index_of_table(7), INDEX_NONE);
	ck_assert_int_eq(fib_table_delete(7), ERR_NO_SUCH_TABLE);
	ck_assert_int_eq(fib_table_delete(0), ERR_INVALID_VALUE);
}
END_TEST

START_TEST(a_deleted_interface_takes_its_paths_along)
{
	start();
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

	start();
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

	start();
	random_seed(3);
	neighbor(pg1, "10.2.0.2");
	for (u32 i = 0; i < 4000; i++) {
		u32 r = random_u32(), length = 6 + (r >> 8) % 27;
		u32 at = 20u << 24 | (random_u32() & 0x03ff03ff);
		struct path p = hop(hops[(r >> 16) % ARRAY_N(hops)], INDEX_NONE);

		at &= UINT32_MAX << (32 - length);
		snprintf(prefix, sizeof(prefix), "%s/%u", text_ip4(address, be32_of(at)), length);
		if (r & 1)
			change(prefix, p, true);
		else
			change(prefix, p, false);
		for (u32 k = 0; k < 8; k++) {
			u32 to = 20u << 24 | (random_u32() & 0x03ff03ff);
			const struct fib_entry *e = fib_entry_covering(0, be32_of(to));

			ck_assert_uint_eq(fib_lookup(0, be32_of(to)), fib_entry_balance(e));
			ck_assert_uint_ne(
				ends(text_ip4(address, be32_of(to)))->type, FORWARD_BALANCE);
		}
	}
}
END_TEST

START_TEST(reads_as_vpp_prints_it)
{
	struct text t = {0};

	start();
	fib_entry_text(&t, fib_entry_exact(0, ip("10.1.0.0"), 24), true);
	ck_assert_str_eq(text_string(&t),
		"10.1.0.0/24 fib:0 index:6 locks:2\n"
		"  interface refs:1 entry-flags:connected,attached, "
		"src-flags:added,contributing,active, cover:-1\n"
		"    path-list:[6] locks:2 uPRF-list:6 len:1 itfs:[1, ]\n"
		"      path:[6] pl-index:6 ip4 weight=1 pref=0 attached:  oper-flags:resolved, "
		"cfg-flags:glean,\n"
		"         pg0\n\n"
		" forwarding:   unicast-ip4-chain\n"
		"  [@0]: dpo-load-balance: [proto:ip4 index:7 buckets:1 uRPF:6 to:[0:0]]\n"
		"    [0] [@4]: ipv4-glean: [src:10.1.0.0/24] pg0: mtu:9000 next:1 flags:[] "
		"ffffffffffff0200000000010806");
	text_clear(&t);
	fib_head_text(&t, 0);
	ck_assert_str_eq(text_string(&t),
		"ipv4-VRF:0, fib_index:0, flow hash:[src dst sport dport proto flowlabel ] epoch:0 "
		"flags:none locks:[default-route:1, ]");
}
END_TEST

UNIT_MAIN(a_fresh_table_forwards_nothing, an_address_brings_its_network,
	small_networks_have_no_broadcast, addresses_may_share_a_network,
	neighbors_have_routes_on_their_link, a_direct_next_hop_follows_its_neighbor,
	every_kind_of_path, a_recursive_next_hop_follows_its_cover,
	a_recursive_next_hop_on_a_link_is_a_neighbor, loops_drop_until_they_are_broken,
	weights_become_buckets, only_the_preferred_are_used, the_important_source_wins,
	mistakes_change_nothing, tables_are_apart, a_deleted_interface_takes_its_paths_along,
	nothing_leaks, random_routes_agree, reads_as_vpp_prints_it)
