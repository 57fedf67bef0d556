// Routes: what connected networks bring, paths of every kind, sources, tables, mistakes.
#include "engine/base/error.h"
#include "engine/graph/node.h"
#include "engine/neighbor/adjacency.h"
#include "tests/lib/port.h"
#include "tests/lib/rig.h"
#include "tests/lib/routes.h"
#include "tests/lib/unit.h"

START_TEST(a_fresh_table_forwards_nothing)
{
	rig_start();
	ck_assert_uint_eq(n_routes(), 5);
	ck_assert_uint_eq(meets("1.2.3.4"), FORWARD_DROP);
	ck_assert_uint_eq(meets("224.1.1.1"), FORWARD_DROP);
	ck_assert_ptr_eq(balance_of("0.0.0.0"), load_balance_at(2));
	ck_assert_ptr_eq(balance_of("255.255.255.255"), load_balance_at(5));
}
END_TEST

START_TEST(an_address_brings_its_network)
{
	routes_start();
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

	routes_start();
	port_address(pg0, "10.1.0.2/24");
	ck_assert_int_eq(interface_address_delete(pg0, &first), 0);
	ck_assert_uint_eq(meets("10.1.0.1"), FORWARD_GLEAN);
	ck_assert_uint_eq(meets("10.1.0.2"), FORWARD_RECEIVE);
	ck_assert_uint_eq(meets("10.1.0.255"), FORWARD_DROP);
}
END_TEST

START_TEST(neighbors_have_routes_on_their_link)
{
	routes_start();
	neighbor(pg1, "10.2.0.2");
	ck_assert_uint_eq(meets("10.2.0.2"), FORWARD_REWRITE);
	// Somebody else's network: known to ARP, but not a way to forward.
	neighbor(pg1, "10.1.0.9");
	ck_assert_uint_eq(meets("10.1.0.9"), FORWARD_GLEAN);
	no_neighbor(pg1, "10.2.0.2");
	ck_assert_uint_eq(meets("10.2.0.2"), FORWARD_GLEAN);
}
END_TEST

START_TEST(every_kind_of_path)
{
	routes_start();
	add("20.0.0.0/8", special(PATH_DROP));
	add("21.0.0.0/8", special(PATH_PUNT));
	add("22.0.0.0/8", special(PATH_LOCAL));
	add("23.0.0.0/8", special(PATH_UNREACHABLE));
	add("24.0.0.0/8", special(PATH_PROHIBIT));
	add("25.0.0.0/8", (struct path){.kind = PATH_ATTACHED, .interface = pg0});
	ck_assert_int_eq(fib_table_add(FAMILY_IP4, 7, "seven"), 0);
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
	ck_assert_uint_eq(ends("26.1.1.1")->index, fib_index_of_table(FAMILY_IP4, 7));
}
END_TEST

START_TEST(the_important_source_wins)
{
	const struct ip_prefix net = prefix4("20.0.0.0/8");
	struct path p = special(PATH_LOCAL);

	routes_start();
	add("20.0.0.0/8", special(PATH_PUNT));
	p.weight = 1;
	ck_assert_int_eq(fib_route_add(0, ROUTE_API, &net, &p, 1, true), 0);
	ck_assert_uint_eq(meets("20.1.1.1"), FORWARD_RECEIVE);
	ck_assert_int_eq(fib_route_delete(0, ROUTE_API, &net, NULL, 0), 0);
	ck_assert_uint_eq(meets("20.1.1.1"), FORWARD_PUNT);
	// The default route of the table lies behind what users say.
	add("0.0.0.0/0", special(PATH_PUNT));
	ck_assert_uint_eq(meets("99.1.1.1"), FORWARD_PUNT);
	take("0.0.0.0/0", special(PATH_PUNT));
	ck_assert_uint_eq(meets("99.1.1.1"), FORWARD_DROP);
}
END_TEST

START_TEST(mistakes_change_nothing)
{
	const struct ip_prefix net = prefix4("0.0.0.0/8");
	u32 n;
	struct path p = hop("10.2.0.2", INDEX_NONE);

	routes_start();
	n = n_routes();
	p.interface = 77;
	ck_assert_int_eq(route_change("20.0.0.0/8", p, true), ERR_NO_MATCHING_INTERFACE);
	ck_assert_int_eq(
		route_change("20.0.0.0/8", hop("224.0.0.1", INDEX_NONE), true), ERR_INVALID_VALUE);
	ck_assert_int_eq(route_change("20.0.0.1/8", special(PATH_DROP), true), ERR_INVALID_PREFIX);
	ck_assert_int_eq(route_change("20.0.0.0/8", special(PATH_DROP), false), ERR_NO_SUCH_ENTRY);
	ck_assert_int_eq(fib_route_add(0, ROUTE_CLI, &net, NULL, 0, false), ERR_NO_PATHS_IN_ROUTE);
	ck_assert_int_eq(
		fib_route_add(9, ROUTE_CLI, &net, &(struct path){0}, 1, false), ERR_NO_SUCH_FIB);
	p = special(PATH_LOOKUP);
	p.table = 12;
	ck_assert_int_eq(route_change("20.0.0.0/8", p, true), ERR_NO_SUCH_FIB);
	ck_assert_uint_eq(n_routes(), n);
	add("20.0.0.0/8", special(PATH_PUNT));
	ck_assert_int_eq(route_change("20.0.0.0/8", special(PATH_DROP), false), ERR_NO_SUCH_ENTRY);
	ck_assert_uint_eq(meets("20.1.1.1"), FORWARD_PUNT);
}
END_TEST

START_TEST(tables_are_apart)
{
	struct path p = {.kind = PATH_PUNT, .weight = 1, .interface = INDEX_NONE};
	const struct ip_prefix net = prefix4("20.0.0.0/8");
	u32 fib;

	routes_start();
	ck_assert_int_eq(fib_table_add(FAMILY_IP4, 7, NULL), 0);
	fib = fib_index_of_table(FAMILY_IP4, 7);
	ck_assert_int_eq(fib_route_add(fib, ROUTE_CLI, &net, &p, 1, false), 0);
	ck_assert_uint_eq(meets("20.1.1.1"), FORWARD_DROP);
	ck_assert_int_eq(fib_bind_interface(FAMILY_IP4, pg0, 7), ERR_BUSY);
	interface_address_delete_all(pg0);
	ck_assert_int_eq(fib_bind_interface(FAMILY_IP4, pg0, 7), 0);
	ck_assert_uint_eq(fib_of_interface(FAMILY_IP4, pg0), fib);
	port_address(pg0, "10.2.0.1/24"); // as pg1's in table 0
	ck_assert_int_eq(fib_table_delete(FAMILY_IP4, 7), ERR_BUSY);
	interface_address_delete_all(pg0);
	ck_assert_int_eq(fib_bind_interface(FAMILY_IP4, pg0, 0), 0);
	p = (struct path){.kind = PATH_LOOKUP, .weight = 1, .interface = INDEX_NONE, .table = 7};
	add("40.0.0.0/8", p);
	ck_assert_int_eq(fib_table_delete(FAMILY_IP4, 7), ERR_BUSY);
	take("40.0.0.0/8", p);
	ck_assert_int_eq(fib_table_delete(FAMILY_IP4, 7), 0);
	ck_assert_uint_eq(fib_index_of_table(FAMILY_IP4, 7), INDEX_NONE);
	ck_assert_int_eq(fib_table_delete(FAMILY_IP4, 7), ERR_NO_SUCH_TABLE);
	ck_assert_int_eq(fib_table_delete(FAMILY_IP4, 0), ERR_INVALID_VALUE);
}
END_TEST

START_TEST(reads_as_vpp_prints_it)
{
	const struct ip_prefix net = prefix4("10.1.0.0/24");
	struct text t = {0};

	routes_start();
	fib_entry_text(&t, fib_entry_exact(0, &net), true);
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
	fib_head_text(&t, FAMILY_IP4, 0);
	ck_assert_str_eq(text_string(&t),
		"ipv4-VRF:0, fib_index:0, flow hash:[src dst sport dport proto flowlabel ] epoch:0 "
		"flags:none locks:[default-route:1, ]");
	text_free(&t);
}
END_TEST

UNIT_MAIN(a_fresh_table_forwards_nothing, an_address_brings_its_network,
	small_networks_have_no_broadcast, addresses_may_share_a_network,
	neighbors_have_routes_on_their_link, every_kind_of_path, the_important_source_wins,
	mistakes_change_nothing, tables_are_apart, reads_as_vpp_prints_it)
