// The store of packet traces and the arms that fill it.
#include "engine/base/error.h"
#include "trace/packet.h"
#include <check.h>

static struct packet_trace *store;

static void setup(void)
{
	store = packet_trace_create(0);
}

static void teardown(void)
{
	packet_trace_free(store);
	trace_arm_clear();
}

struct seen {
	u32 n, nodes[64];
	u64 sum;
};

static bool see(void *arg, const struct packet_trace_record *r)
{
	struct seen *s = arg;

	for (u32 i = 0; i < r->size; i++)
		s->sum += r->bytes[i];
	if (s->n < 64)
		s->nodes[s->n] = r->node;
	s->n++;
	return true;
}

static struct seen seen_of(u32 handle)
{
	struct seen s = {0};

	packet_trace_each_of(store, handle, see, &s);
	return s;
}

START_TEST(records_in_order)
{
	u32 a = packet_trace_start(store, 3), b = packet_trace_start(store, 3);

	ck_assert_uint_eq(a, 0); // as VPP counts them
	ck_assert_uint_eq(b, 1);
	for (u32 i = 0; i < 60; i++) {
		u8 *r = packet_trace_add(store, i % 2 ? b : a, i, 1000 + i, 100);
		ck_assert_uint_eq((uintptr_t)r % 8, 0);
		for (u32 k = 0; k < 100; k++)
			ck_assert_uint_eq(r[k], 0);
		memset(r, i, 100);
	}
	ck_assert_ptr_nonnull(packet_trace_add(store, a, 99, 0, UINT16_MAX)); // beyond any chunk
	struct seen sa = seen_of(a), sb = seen_of(b);
	ck_assert_uint_eq(sa.n, 31);
	ck_assert_uint_eq(sb.n, 30);
	for (u32 i = 0; i < 30; i++) {
		ck_assert_uint_eq(sa.nodes[i], 2 * i);
		ck_assert_uint_eq(sb.nodes[i], 2 * i + 1);
	}
	ck_assert_uint_eq(sa.nodes[30], 99);
	ck_assert_uint_eq(sb.sum, 30 * 30 * 100);
}
END_TEST

START_TEST(limited_store_counts_losses)
{
	packet_trace_set_limit(store, 10, false);
	for (u32 i = 0; i < 10; i++)
		ck_assert_uint_eq(packet_trace_start(store, 3), i);
	ck_assert_uint_eq(packet_trace_start(store, 3), INDEX_NONE);
	ck_assert_uint_eq(packet_trace_start(store, 3), INDEX_NONE);
	ck_assert_uint_eq(packet_trace_n(store), 10);
	ck_assert_uint_eq(packet_trace_lost(store), 2);
}
END_TEST

START_TEST(ring_forgets_the_oldest)
{
	packet_trace_set_limit(store, 100, true);
	for (u32 i = 0; i < 1000; i++) {
		u32 handle = packet_trace_start(store, 3);
		ck_assert_uint_eq(handle, i);
		for (u32 k = 0; k < 20; k++)
			ck_assert_ptr_nonnull(packet_trace_add(store, handle, i + k, i, 200));
	}
	ck_assert_uint_eq(packet_trace_n(store), 100);
	ck_assert_uint_eq(packet_trace_lost(store), 900);
	ck_assert_ptr_null(packet_trace_add(store, 899, 1, 1, 8));
	ck_assert_ptr_nonnull(packet_trace_add(store, 900, 1, 1, 8));
	ck_assert_uint_eq(packet_trace_handle(store, 0), 900);
	ck_assert_uint_eq(packet_trace_handle(store, 100), INDEX_NONE);
	struct seen s = seen_of(999);
	ck_assert_uint_eq(s.n, 20);
	ck_assert_uint_eq(s.nodes[19], 999 + 19);
}
END_TEST

// A packet that was on its way when the store was cleared must not write into a new one's story.
START_TEST(clear_with_packets_in_flight)
{
	u32 old = packet_trace_start(store, 3);

	packet_trace_clear(store);
	u32 new = packet_trace_start(store, 3);
	ck_assert_uint_eq(packet_trace_number(new), 0);
	ck_assert_ptr_null(packet_trace_add(store, old, 1, 1, 8));
	ck_assert_ptr_nonnull(packet_trace_add(store, new, 2, 1, 8));
	ck_assert_uint_eq(seen_of(new).n, 1);
	ck_assert_uint_eq(packet_trace_interface(store, new), 3);
	ck_assert_uint_eq(packet_trace_interface(store, old), INDEX_NONE);
	ck_assert_uint_eq(seen_of(old).n, 0);
	for (u32 i = 0; i < 300; i++)
		packet_trace_clear(store);
	ck_assert_uint_ne(packet_trace_start(store, 3), INDEX_NONE);
}
END_TEST

START_TEST(unknown_handles)
{
	ck_assert_ptr_null(packet_trace_add(store, 0, 1, 1, 8));
	ck_assert_ptr_null(packet_trace_add(store, INDEX_NONE, 1, 1, 8));
	ck_assert_uint_eq(seen_of(INDEX_NONE).n, 0);
}
END_TEST

START_TEST(loop_is_bounded)
{
	u32 handle = packet_trace_start(store, 3);
	u32 n = 0;

	while (n < 100000 && packet_trace_add(store, handle, n, n, 8))
		n++;
	ck_assert_uint_lt(n, 100000);
	ck_assert_uint_gt(n, 1000);
	ck_assert_uint_eq(packet_trace_cut(store), 1);
}
END_TEST

static struct packet_trace_copy copies[8];

static u32 copy_all(struct packet_trace *t)
{
	packet_trace_pin(t);
	return packet_trace_copy(t, copies, ARRAY_N(copies));
}

START_TEST(children)
{
	packet_trace_set_limit(store, 2, true);
	u32 parent = packet_trace_start(store, 3), child = packet_trace_start(store, 4);

	packet_trace_link(store, parent, child);
	packet_trace_link(store, parent, parent);
	ck_assert_uint_eq(copy_all(store), 2);
	ck_assert_uint_eq(copies[0].parent, INDEX_NONE);
	ck_assert_uint_eq(copies[1].handle, child);
	ck_assert_uint_eq(copies[1].interface, 4);
	ck_assert_uint_eq(copies[1].parent, parent);
	ck_assert_uint_eq(copies[1].parent_thread, 0);
	ck_assert(!copies[1].is_continued);
	packet_trace_unpin(store);
}
END_TEST

// A packet that another thread handed over goes on in this store.
START_TEST(continues_across_threads)
{
	struct packet_trace *other = packet_trace_create(1);
	u32 first = packet_trace_start(store, 3), second = packet_trace_start(store, 3);
	u32 own = packet_trace_continue(other, 0, second, 3);

	ck_assert_uint_eq(own, 0);
	ck_assert_uint_eq(packet_trace_shown(1, own), 1 << 24);
	ck_assert_uint_eq(packet_trace_continue(store, 1, own, 3), 2);
	ck_assert_uint_eq(copy_all(other), 1);
	ck_assert_uint_eq(copies[0].thread, 1);
	ck_assert_uint_eq(copies[0].parent_thread, 0);
	ck_assert_uint_eq(copies[0].parent, second);
	ck_assert(copies[0].is_continued);
	packet_trace_unpin(other);
	ck_assert_uint_eq(copy_all(store), 3);
	ck_assert_uint_eq(copies[2].parent_thread, 1);
	ck_assert_uint_eq(copies[2].parent, own);
	packet_trace_unpin(store);

	packet_trace_set_limit(other, 1, false);
	ck_assert_uint_eq(packet_trace_continue(other, 0, first, 3), INDEX_NONE);
	ck_assert_uint_eq(packet_trace_lost(other), 1);
	// One that was between two threads when the stores were cleared is no longer known.
	packet_trace_clear(store);
	packet_trace_clear(other);
	ck_assert_uint_eq(packet_trace_continue(other, 0, second, 3), INDEX_NONE);
	ck_assert_uint_eq(packet_trace_n(other), 0);
	packet_trace_free(other);
}
END_TEST

static struct seen seen_of_copy(const struct packet_trace_copy *p)
{
	struct seen s = {0};

	packet_trace_copy_each(p, see, &s);
	return s;
}

static void add_records(u32 handle, u32 n, u16 size, u8 fill)
{
	for (u32 i = 0; i < n; i++)
		memset(packet_trace_add(store, handle, i, i, size), fill, size);
}

// What a reader copied stays as it was, whatever becomes of the packets.
START_TEST(copies_outlive_their_packets)
{
	u32 a = packet_trace_start(store, 3), b = packet_trace_start(store, 3);

	add_records(a, 30, 100, 1);
	add_records(b, 1, 4000, 2); // a chunk of its own size
	add_records(b, 3, 10, 2);
	packet_trace_start(store, 3);
	ck_assert_uint_eq(copy_all(store), 3);
	add_records(a, 30, 100, 9);
	add_records(b, 1, 4000, 9);
	packet_trace_clear(store);
	for (u32 i = 0; i < 200; i++) // enough to use again whatever is free
		add_records(packet_trace_start(store, 3), 30, 100, 9);
	struct seen sa = seen_of_copy(&copies[0]), sb = seen_of_copy(&copies[1]);
	ck_assert_uint_eq(sa.n, 30);
	ck_assert_uint_eq(sa.sum, 3000);
	ck_assert_uint_eq(sb.n, 4);
	ck_assert_uint_eq(sb.sum, 2 * 4030);
	ck_assert_uint_eq(seen_of_copy(&copies[2]).n, 0);
	ck_assert(!packet_trace_sweep(store, 1000)); // it is pinned
	packet_trace_unpin(store);
	ck_assert(packet_trace_sweep(store, 1));
	ck_assert(!packet_trace_sweep(store, 1000));
}
END_TEST

// Slice by slice, while the ring turns over: what it had is there to the last packet.
START_TEST(copies_in_slices)
{
	u32 next = 990, n;

	packet_trace_set_limit(store, 10, true);
	for (u32 i = 0; i < 1000; i++)
		add_records(packet_trace_start(store, 3), 1, 8, (u8)i);
	packet_trace_pin(store);
	while ((n = packet_trace_copy(store, copies, 3))) {
		for (u32 i = 0; i < n; i++, next++) {
			ck_assert_uint_eq(copies[i].handle, next);
			ck_assert_uint_eq(seen_of_copy(&copies[i]).sum, 8 * (u8)next);
		}
		// Turns over by a part, then wholly.
		for (u32 i = 0; i < 5 || (next > 995 && i < 300); i++)
			add_records(packet_trace_start(store, 3), 1, 8, 255);
	}
	ck_assert_uint_eq(next, 1000); // newer ones came after it was pinned
	packet_trace_unpin(store);
	packet_trace_start(store, 3);
	ck_assert_uint_eq(copy_all(store), ARRAY_N(copies));
	packet_trace_unpin(store);
}
END_TEST

// Pinned or not, a ring uses the memory of what it forgot again.
START_TEST(reading_costs_no_memory)
{
	packet_trace_set_limit(store, 8, true);
	u64 size = 0;

	for (u32 round = 0; round < 100; round++) {
		for (u32 i = 0; i < 8; i++)
			add_records(packet_trace_start(store, 3), 30, 100, 1);
		ck_assert_uint_eq(copy_all(store), 8);
		for (u32 i = 0; i < 100; i++)
			add_records(packet_trace_start(store, 3), 30, 100, 1);
		ck_assert_uint_eq(seen_of_copy(&copies[7]).n, 30);
		packet_trace_unpin(store);
		packet_trace_sweep(store, UINT32_MAX);
		size = size ? size : packet_trace_size(store);
	}
	ck_assert_uint_eq(packet_trace_size(store), size);
}
END_TEST

static const u8 udp[60] = {[12] = 8, [14] = 0x45, [17] = 46, [23] = 17, [36] = 0, [37] = 53};

static bool take(u32 node, u32 interface)
{
	return trace_arm_take(node, interface, FILTER_ETHERNET, udp, sizeof(udp), sizeof(udp));
}

START_TEST(arms_by_node_and_interface)
{
	ck_assert(!trace_arm_any());
	trace_arm_add(5, INDEX_NONE, 2, false, NULL);
	trace_arm_add(INDEX_NONE, 7, 1, false, NULL);
	ck_assert(!take(4, 1));
	ck_assert(take(5, 1));
	ck_assert(take(4, 7));
	ck_assert(!take(4, 7));
	ck_assert(take(5, 7));
	ck_assert(!take(5, 1));
	ck_assert(!trace_arm_any());
	trace_arm_add(5, INDEX_NONE, 1, false, NULL); // as VPP: adds to what was asked for
	ck_assert_uint_eq(trace_arm_at(0)->count, 3);
	ck_assert(take(5, 1));
	ck_assert(!take(5, 1));
	ck_assert_ptr_null(trace_arm_at(2));
}
END_TEST

START_TEST(arms_with_filter_and_ring)
{
	struct filter *tcp, *dns;

	ck_assert_int_eq(filter_compile("tcp", &tcp), 0);
	ck_assert_int_eq(filter_compile("udp port 53", &dns), 0);
	trace_arm_add(5, INDEX_NONE, 1, false, tcp);
	ck_assert(!take(5, 1));
	trace_arm_add(5, INDEX_NONE, 1, true, dns);
	for (u32 i = 0; i < 10; i++)
		ck_assert(take(5, 1));
	ck_assert(trace_arm_any());
}
END_TEST

START_TEST(filters)
{
	struct filter *f = NULL;

	ck_assert(filter_match(NULL, FILTER_ETHERNET, udp, 60, 60));
	ck_assert_int_eq(filter_compile("udp and port 53", &f), 0);
	ck_assert_str_eq(filter_expression(f), "udp and port 53");
	ck_assert(filter_match(f, FILTER_ETHERNET, udp, 60, 60));
	ck_assert(filter_match(f, FILTER_RAW_IP, udp + 14, 46, 46));
	ck_assert(!filter_match(f, FILTER_RAW_IP, udp, 60, 60));
	for (u32 n = 0; n < 38; n++)
		ck_assert(!filter_match(f, FILTER_ETHERNET, udp, n, 60));
	filter_free(f);

	ck_assert_int_eq(filter_compile("less 100", &f), 0);
	ck_assert(filter_match(f, FILTER_ETHERNET, udp, 20, 60));
	ck_assert(!filter_match(f, FILTER_ETHERNET, udp, 20, 200));
	filter_free(f);

	ck_assert_int_eq(filter_compile("ether host 1:2:3:4:5:6", &f), 0);
	ck_assert(!filter_match(f, FILTER_RAW_IP, udp + 14, 46, 46));
	filter_free(f);

	ck_assert_int_eq(filter_compile("udp prot 53", &f), ERR_SYNTAX);
	ck_assert_ptr_nonnull(strstr(error_text(ERR_SYNTAX), "filter 'udp prot 53': "));
	filter_free(NULL);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("packet_trace");
	TCase *t = tcase_create("store");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, records_in_order);
	tcase_add_test(t, limited_store_counts_losses);
	tcase_add_test(t, ring_forgets_the_oldest);
	tcase_add_test(t, clear_with_packets_in_flight);
	tcase_add_test(t, unknown_handles);
	tcase_add_test(t, loop_is_bounded);
	tcase_add_test(t, children);
	tcase_add_test(t, continues_across_threads);
	tcase_add_test(t, copies_outlive_their_packets);
	tcase_add_test(t, copies_in_slices);
	tcase_add_test(t, reading_costs_no_memory);
	tcase_add_test(t, arms_by_node_and_interface);
	tcase_add_test(t, arms_with_filter_and_ring);
	tcase_add_test(t, filters);
	suite_add_tcase(s, t);
	SRunner *runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	int n_failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return n_failed != 0;
}
