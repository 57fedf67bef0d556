// Adjacencies: complete and incomplete, shared, with the interface's MAC and MTU of the moment.
#include "engine/neighbor/adjacency.h"
#include "engine/neighbor/neighbor.h"
#include "tests/lib/port.h"
#include "tests/lib/rig.h"
#include "tests/lib/unit.h"

static u32 port;
static const u8 peer_mac[6] = {2, 0, 0, 0, 0xbb, 2};
static u32 n_changes;

static void changed(struct adjacency *)
{
	n_changes++;
}

static struct ip_address ip(u32 last)
{
	return (struct ip_address){.family = FAMILY_IP4, .ip4 = be32_of(0x0a020000 + last)};
}

static const char *text_of(u32 index)
{
	static struct text t;

	text_clear(&t);
	adjacency_text(&t, index);
	return text_string(&t);
}

static void start(void)
{
	rig_start();
	port = port_create("pg1", "02:00:00:00:00:02");
	adjacency_hook_add(changed);
}

START_TEST(follows_its_neighbor)
{
	struct ip_address a = ip(2);
	u32 index;

	start();
	index = adjacency_neighbor(port, &a);
	ck_assert_uint_eq(adjacency_at(index)->kind, ADJACENCY_INCOMPLETE);
	ck_assert_str_eq(text_of(index), "arp-ipv4: via 10.2.0.2 pg1");
	neighbor_add(port, &a, peer_mac, 0);
	ck_assert_uint_eq(adjacency_at(index)->kind, ADJACENCY_REWRITE);
	ck_assert_uint_eq(adjacency_way(adjacency_at(index))->rewrite_size, 14);
	ck_assert_uint_eq(adjacency_way(adjacency_at(index))->mtu, 9000);
	ck_assert_msg(strstr(text_of(index), "ipv4 via 10.2.0.2 pg1: mtu:9000 next:") &&
			strstr(text_of(index), " flags:[] 02000000bb020200000000020800"),
		"%s", text_of(index));
	neighbor_delete(port, &a);
	ck_assert_uint_eq(adjacency_at(index)->kind, ADJACENCY_INCOMPLETE);
	ck_assert_uint_eq(n_changes, 2);
}
END_TEST

START_TEST(known_from_the_start)
{
	struct ip_address a = ip(2);

	start();
	neighbor_add(port, &a, peer_mac, NEIGHBOR_STATIC);
	ck_assert_uint_eq(adjacency_at(adjacency_neighbor(port, &a))->kind, ADJACENCY_REWRITE);
}
END_TEST

START_TEST(shared_and_counted)
{
	struct ip_address a = ip(2), b = ip(3);
	u32 first, second;

	start();
	first = adjacency_neighbor(port, &a);
	ck_assert_uint_eq(adjacency_neighbor(port, &a), first);
	second = adjacency_neighbor(port, &b);
	ck_assert_uint_ne(first, second);
	adjacency_unlock(first);
	ck_assert_ptr_nonnull(adjacency_at(first));
	adjacency_unlock(first);
	ck_assert_ptr_null(adjacency_at(first));
	ck_assert_uint_eq(adjacency_next(0), second);
	a = ip(9);
	ck_assert_uint_eq(adjacency_neighbor(port, &a), first);
}
END_TEST

START_TEST(glean)
{
	struct interface_address a = {.address = ip(1), .length = 24};
	u32 index;

	start();
	index = adjacency_glean(port, &a);
	ck_assert_ptr_nonnull(
		strstr(text_of(index), "ipv4-glean: [src:10.2.0.0/24] pg1: mtu:9000"));
	ck_assert_ptr_nonnull(strstr(text_of(index), "flags:[] ffffffffffff0200000000020806"));
	ck_assert_uint_eq(adjacency_at(index)->next_hop.ip4, be32_of(0x0a020001));
	ck_assert_uint_eq(adjacency_glean(port, &a), index);
}
END_TEST

START_TEST(interface_changes)
{
	static const u8 own[6] = {2, 0, 0, 0, 0, 9};
	struct ip_address a = ip(2);
	u32 index;

	start();
	neighbor_add(port, &a, peer_mac, NEIGHBOR_STATIC);
	index = adjacency_neighbor(port, &a);
	interface_set_mac(port, own);
	interface_set_mtu(port, MTU_L3, 1500);
	ck_assert_uint_eq(adjacency_way(adjacency_at(index))->mtu, 1500);
	ck_assert_ptr_nonnull(strstr(text_of(index), "02000000bb020200000000090800"));
	interface_set_mtu(port, MTU_IP4, 1400);
	ck_assert_uint_eq(adjacency_way(adjacency_at(index))->mtu, 1400);
	interface_delete(port);
	ck_assert_uint_eq(adjacency_at(index)->kind, ADJACENCY_INCOMPLETE);
	ck_assert_str_eq(text_of(index), "arp-ipv4: via 10.2.0.2 DELETED");
	adjacency_unlock(index);
}
END_TEST

// Packets may hold what they read: a change is made beside it, and one that is none not at all.
START_TEST(a_change_leaves_alone_what_packets_hold)
{
	struct ip_address a = ip(2);
	const struct adjacency_way *before, *after;
	struct adjacency_way copy;
	u32 index;

	start();
	neighbor_add(port, &a, peer_mac, NEIGHBOR_STATIC);
	index = adjacency_neighbor(port, &a);
	for (u8 last = 3; last < 10; last++) {
		const u8 mac[6] = {2, 0, 0, 0, 0xbb, last};

		before = adjacency_way(adjacency_at(index));
		copy = *before;
		neighbor_add(port, &a, mac, NEIGHBOR_STATIC);
		after = adjacency_way(adjacency_at(index));
		ck_assert_ptr_ne(before, after);
		ck_assert_mem_eq(before, &copy, offsetof(struct adjacency_way, current));
		ck_assert_mem_eq(after->rewrite, mac, 6);
	}
	interface_set_mtu(port, MTU_L3, 9000);
	ck_assert_ptr_eq(adjacency_way(adjacency_at(index)), after);
}
END_TEST

START_TEST(many)
{
	start();
	for (u32 i = 0; i < 20000; i++) {
		struct ip_address a = ip(i);

		ck_assert_uint_lt(adjacency_neighbor(port, &a), 20001);
	}
	for (u32 k = adjacency_next(0); k != INDEX_NONE; k = adjacency_next(k + 1))
		adjacency_unlock(k);
	ck_assert_uint_eq(adjacency_next(0), INDEX_NONE);
}
END_TEST

UNIT_MAIN(follows_its_neighbor, known_from_the_start, shared_and_counted, glean, interface_changes,
	a_change_leaves_alone_what_packets_hold, many)
