// The table of neighbours: who replaces whom, limits, ageing, and what makes entries go.
#include "engine/neighbor/neighbor.h"
#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "engine/base/vec.h"
#include "tests/lib/port.h"
#include "tests/lib/rig.h"
#include "tests/lib/unit.h"
#include <stdio.h>

static u32 port;
static const u8 mac_a[6] = {2, 0, 0, 0, 0, 0xa}, mac_b[6] = {2, 0, 0, 0, 0, 0xb};

static struct ip_address ip(u32 last)
{
	return (struct ip_address){.family = FAMILY_IP4, .ip4 = be32_of(0x0a000000 + last)};
}

static int add(u32 last, const u8 mac[6], u8 flags)
{
	struct ip_address a = ip(last);

	return neighbor_add(port, &a, mac, flags);
}

static const struct neighbor *find(u32 last)
{
	struct ip_address a = ip(last);

	return neighbor_find(port, &a);
}

static char told[256];

static void tell(const struct neighbor *n, bool present)
{
	snprintf(told + strlen(told), sizeof(told) - strlen(told), "%c%u", present ? '+' : '-',
		host32(n->ip.ip4) & 0xff);
}

static void start(void)
{
	rig_start();
	port = port_create("port", "02:00:00:00:00:01");
	port_address(port, "10.0.0.1/24");
	neighbor_hook_add(tell);
}

START_TEST(static_ones_stay)
{
	start();
	ck_assert_int_eq(add(2, mac_a, NEIGHBOR_STATIC), 0);
	ck_assert_int_eq(add(2, mac_b, 0), 0);
	ck_assert_mem_eq(find(2)->mac, mac_a, 6);
	ck_assert_int_eq(add(2, mac_b, NEIGHBOR_STATIC), 0);
	ck_assert_mem_eq(find(2)->mac, mac_b, 6);
	ck_assert_int_eq(add(3, mac_a, 0), 0);
	ck_assert_uint_eq(find(3)->flags, NEIGHBOR_DYNAMIC);
	ck_assert_int_eq(add(3, mac_b, 0), 0);
	ck_assert_mem_eq(find(3)->mac, mac_b, 6);
	ck_assert_int_eq(add(3, mac_b, 0), 0); // nothing new: nobody is told
	neighbor_flush(port, FAMILY_IP4);
	ck_assert_ptr_null(find(3));
	ck_assert_ptr_nonnull(find(2));
	ck_assert_str_eq(told, "+2+2+3+3-3");
}
END_TEST

START_TEST(bad_values)
{
	static const u8 multicast[6] = {0x33, 0x33, 0, 0, 0, 1};
	struct ip_address a = ip(2);

	start();
	ck_assert_int_eq(add(2, multicast, 0), ERR_INVALID_VALUE);
	ck_assert_int_eq(neighbor_add(99, &a, mac_a, 0), ERR_NO_SUCH_INTERFACE);
	ck_assert_int_eq(neighbor_add(0, &a, mac_a, 0), ERR_INVALID_VALUE);
	ck_assert_int_eq(neighbor_delete(port, &a), ERR_NO_SUCH_ENTRY);
}
END_TEST

START_TEST(limit)
{
	start();
	neighbor_settings(FAMILY_IP4)->limit = 3;
	ck_assert_int_eq(add(2, mac_a, NEIGHBOR_STATIC), 0);
	ck_assert_int_eq(add(3, mac_a, 0), 0);
	ck_assert_int_eq(add(4, mac_a, 0), 0);
	ck_assert_int_eq(add(5, mac_a, 0), ERR_LIMIT);
	ck_assert_int_eq(add(3, mac_a, 0), 0); // heard of again: now 4 is the oldest
	neighbor_settings(FAMILY_IP4)->recycle = true;
	ck_assert_int_eq(add(5, mac_a, 0), 0);
	ck_assert_ptr_null(find(4));
	ck_assert_ptr_nonnull(find(3));
	ck_assert_ptr_nonnull(find(2));
}
END_TEST

// How many there are on an interface; INDEX_NONE: on all.
static u32 n_on(u32 interface)
{
	const struct neighbor **list = neighbors_sorted(FAMILY_IP4, interface);
	u32 n = vec_n(list);

	vec_free(list);
	return n;
}

START_TEST(sorted)
{
	const struct neighbor **list;

	start();
	add(200, mac_a, 0);
	add(3, mac_a, 0);
	add(20, mac_a, 0);
	list = neighbors_sorted(FAMILY_IP4, INDEX_NONE);
	ck_assert_uint_eq(vec_n(list), 3);
	ck_assert_uint_eq(host32(list[0]->ip.ip4), 0x0a000003);
	ck_assert_uint_eq(host32(list[2]->ip.ip4), 0x0a0000c8);
	vec_free(list);
	ck_assert_uint_eq(n_on(0), 0);
}
END_TEST

START_TEST(learned_from_packets)
{
	struct ip_address a = ip(2);

	start();
	neighbor_learn(port, &a, mac_a);
	ck_assert_ptr_null(find(2)); // not before the main thread gets to it
	rig_settle();
	ck_assert_ptr_nonnull(find(2));
	for (u32 i = 0; i < 5000; i++) {
		a = ip(2 + i);
		neighbor_learn(port, &a, mac_a);
	}
	rig_settle();
	ck_assert_uint_gt(neighbor_learn_lost(), 0);
	ck_assert_uint_eq(neighbor_learn_lost() + n_on(port), 5000);
}
END_TEST

START_TEST(ageing)
{
	static const char probe[] = "02000000000a 020000000001 0806 0001 0800 0604 0001"
				    "020000000001 0a000001 000000000000 0a000002";

	start();
	rig_tap("port-tx");
	neighbor_settings(FAMILY_IP4)->age = 10;
	neighbor_settings_changed(FAMILY_IP4);
	add(2, mac_a, 0);
	add(3, mac_a, NEIGHBOR_STATIC);
	rig_settle();
	rig_advance(9 * NS_PER_S);
	rig_expect_n(0);
	rig_advance(2 * NS_PER_S);
	rig_expect(0, "port-tx", NULL, probe);
	add(2, mac_a, 0); // it answered
	rig_clear();
	rig_advance(9 * NS_PER_S);
	rig_expect_n(0);
	rig_advance(20 * NS_PER_S);
	rig_expect_n(3);
	ck_assert_ptr_null(find(2));
	ck_assert_ptr_nonnull(find(3));
	neighbor_settings(FAMILY_IP4)->age = 0;
	neighbor_settings_changed(FAMILY_IP4);
	add(2, mac_a, 0);
	rig_advance(1000 * NS_PER_S);
	ck_assert_ptr_nonnull(find(2));
}
END_TEST

START_TEST(what_makes_them_go)
{
	struct interface_address a;

	start();
	a = interface_addresses(port)[0];
	add(2, mac_a, 0);
	add(3, mac_a, NEIGHBOR_STATIC);
	add(0x10002, mac_a, 0); // of another prefix
	interface_address_delete(port, &a);
	ck_assert_ptr_null(find(2));
	ck_assert_ptr_nonnull(find(3));
	ck_assert_ptr_nonnull(find(0x10002));
	interface_set_up(port, false);
	ck_assert_ptr_null(find(0x10002));
	ck_assert_ptr_nonnull(find(3));
	interface_delete(port);
	ck_assert_ptr_null(find(3));
}
END_TEST

// What packet paths ask agrees with the table through growth, removal and return.
START_TEST(known_as_long_as_they_are_there)
{
	static bool there[4096];

	start();
	random_seed(3);
	for (u32 round = 0; round < 30000; round++) {
		u32 last = random_u32() % ARRAY_N(there), other = random_u32() % ARRAY_N(there);
		struct ip_address a = ip(last);

		if (there[last])
			ck_assert_int_eq(neighbor_delete(port, &a), 0);
		else
			ck_assert_int_eq(add(last, mac_a, 0), 0);
		there[last] = !there[last];
		ck_assert_int_eq(neighbor_is_known(port, a.ip4), there[last]);
		ck_assert_int_eq(neighbor_is_known(port, ip(other).ip4), there[other]);
		ck_assert(!neighbor_is_known(port + 1, a.ip4));
	}
}
END_TEST

UNIT_MAIN(static_ones_stay, bad_values, limit, sorted, learned_from_packets, ageing,
	what_makes_them_go, known_as_long_as_they_are_there)
