// Buffers: what a new one looks like, chains, copies, clones, an empty pool.
#include "tests/lib/rig.h"
#include "engine/base/csum.h"
#include "engine/base/error.h"
#include "engine/graph/node.h"
#include <stdlib.h>

static u8 pattern[9000];

static void setup(void)
{
	for (u32 i = 0; i < sizeof(pattern); i++)
		pattern[i] = (u8)(i * 7 + i / 256);
	rig_start_with("buffers { buffers-per-numa 1000 }");
}

static u32 make(u32 n)
{
	u32 index;

	ck_assert_uint_eq(buffer_alloc(worker_self(), &index, 1), 1);
	ck_assert_int_eq(buffer_append(worker_self(), index, pattern, n), 0);
	return index;
}

static struct buffer *at(u32 index)
{
	return buffer_at(worker_self(), index);
}

static void has_pattern(u32 index, u32 from, u32 n)
{
	u8 bytes[sizeof(pattern)];

	ck_assert_uint_eq(buffer_packet_size(at(index)), n);
	ck_assert_uint_eq(buffer_read(worker_self(), at(index), 0, bytes, sizeof(bytes)), n);
	ck_assert_mem_eq(bytes, pattern + from, n);
}

START_TEST(new_buffer_is_clean)
{
	struct worker *w = worker_self();
	u32 index = make(10);
	struct buffer *b = at(index);

	b->flags |= BUFFER_IP4;
	b->error = 7;
	b->time = 5;
	b->meta[3] = 1;
	buffer_free_one(w, index);
	ck_assert_uint_eq(make(0), index);
	ck_assert_int_eq(b->at, 0);
	ck_assert_uint_eq(b->length, 0);
	ck_assert_uint_eq(b->flags, 0);
	ck_assert_uint_eq(b->error, 0);
	ck_assert_uint_eq(b->time, 0);
	ck_assert_uint_eq(b->meta[3], 0);
	ck_assert_uint_eq(b->refs, 1);
	ck_assert_uint_eq(b->rx_interface, INDEX_NONE);
	ck_assert_uint_eq(b->tx_interface, INDEX_NONE);
	ck_assert_uint_ne(index, 0);
}
END_TEST

START_TEST(stride_is_an_odd_number_of_lines)
{
	const struct buffer_pool *p = buffer_pool_at(0);

	ck_assert_str_eq(p->name, "default-numa-0");
	ck_assert_uint_eq(p->n, 1000);
	ck_assert_uint_eq(p->stride, 2496);
	ck_assert_uint_eq(p->stride / CACHE_LINE % 2, 1);
}
END_TEST

START_TEST(pool_runs_out_and_recovers)
{
	struct worker *w = worker_self();
	u32 all[1100], one, big;

	ck_assert_uint_eq(buffer_alloc(w, all, 1100), 1000);
	ck_assert_uint_eq(buffer_alloc(w, &one, 1), 0);
	for (u32 i = 0; i < 1000; i++) {
		ck_assert(buffer_index_valid(all[i]));
		// Each is its own memory.
		memset(at(all[i])->data, (int)(i & 0xff), BUFFER_DATA_SIZE);
		at(all[i])->length = (u16)i;
	}
	for (u32 i = 0; i < 1000; i++) {
		ck_assert_uint_eq(at(all[i])->length, i);
		ck_assert_uint_eq(at(all[i])->data[BUFFER_DATA_SIZE - 1], i & 0xff);
	}
	ck_assert_uint_eq(rig_buffers_used(), 1000);
	ck_assert_uint_eq(buffer_copy(w, all[0]), 0);
	big = all[999];
	at(big)->length = BUFFER_DATA_SIZE - 10;
	ck_assert_int_eq(buffer_append(w, big, pattern, 11), ERR_NO_MEMORY);
	ck_assert_uint_eq(buffer_packet_size(at(big)), BUFFER_DATA_SIZE - 10);
	buffer_free(w, all, 1000);
	ck_assert_uint_eq(rig_buffers_used(), 0);
	ck_assert_uint_eq(buffer_alloc(w, all, 1000), 1000);
	buffer_free(w, all, 1000);
}
END_TEST

START_TEST(invalid_indices_are_told)
{
	u32 index = make(1);

	ck_assert(buffer_index_valid(index));
	ck_assert(!buffer_index_valid(0));
	ck_assert(!buffer_index_valid(index + 1));
	ck_assert(!buffer_index_valid(index + 1000 * (2496 / CACHE_LINE)));
	ck_assert(!buffer_index_valid(UINT32_MAX));
}
END_TEST

START_TEST(append_chains_and_read_crosses)
{
	u32 index = make(100);

	ck_assert_int_eq(buffer_append(worker_self(), index, pattern + 100, 1948), 0);
	ck_assert(!(at(index)->flags & BUFFER_NEXT));
	ck_assert_int_eq(buffer_append(worker_self(), index, pattern + 2048, 5000), 0);
	has_pattern(index, 0, 7048);
	ck_assert_uint_eq(rig_buffers_used(), 4);
	ck_assert_int_eq(buffer_append(worker_self(), index, pattern + 7048, 1000), 0);
	has_pattern(index, 0, 8048);
	buffer_free_one(worker_self(), index);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

START_TEST(cut_gives_back_the_end)
{
	struct worker *w = worker_self();
	u32 index = make(7048);

	ck_assert_int_eq(buffer_cut(w, at(index), 4096), 0);
	has_pattern(index, 0, 4096);
	ck_assert_uint_eq(rig_buffers_used(), 2);
	ck_assert_int_eq(buffer_cut(w, at(index), 30), 0);
	has_pattern(index, 0, 30);
	ck_assert_uint_eq(rig_buffers_used(), 1);
	ck_assert_int_eq(buffer_append(w, index, pattern + 30, 3000), 0);
	has_pattern(index, 0, 3030);
	ck_assert_int_eq(buffer_cut(w, at(index), 0), 0);
	ck_assert_uint_eq(buffer_packet_size(at(index)), 0);
	buffer_free_one(w, index);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

START_TEST(copy_is_independent)
{
	struct worker *w = worker_self();
	u32 index = make(5000), copy;

	buffer_move(at(index), 14);
	at(index)->rx_interface = 3;
	at(index)->flags |= BUFFER_TRACED;
	copy = buffer_copy(w, index);
	ck_assert_uint_ne(copy, 0);
	ck_assert_uint_eq(at(copy)->rx_interface, 3);
	ck_assert(!(at(copy)->flags & BUFFER_TRACED));
	memset(buffer_here(at(index)), 0, 100);
	buffer_free_one(w, index);
	has_pattern(copy, 14, 4986);
	buffer_move(at(copy), -14);
	has_pattern(copy, 0, 5000);
	buffer_free_one(w, copy);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

static void clone_test(u32 size, u32 own)
{
	struct worker *w = worker_self();
	u32 clones[3], n = buffer_clone(w, make(size), clones, 3, own);

	ck_assert_uint_eq(n, 3);
	for (u32 i = 0; i < 3; i++)
		has_pattern(clones[i], 0, size);
	memset(buffer_here(at(clones[0])), 0xee, own);
	buffer_free_one(w, clones[0]);
	has_pattern(clones[1], 0, size);
	if (own < size) {
		ck_assert_int_eq(buffer_append(w, clones[1], pattern, 1), ERR_BUSY);
		// Cutting one clone leaves the other whole.
		ck_assert_int_eq(buffer_cut(w, at(clones[1]), size - 1), 0);
		has_pattern(clones[1], 0, size - 1);
	}
	has_pattern(clones[2], 0, size);
	buffer_free(w, &clones[1], 2);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}

START_TEST(clones_share_the_tail)
{
	clone_test(100, 34);
	clone_test(100, 100);
	clone_test(100, 0);
	clone_test(6000, 34);
	clone_test(6000, 2048);
}
END_TEST

START_TEST(clones_stop_at_the_reference_count)
{
	struct worker *w = worker_self();
	u32 clones[300], n = buffer_clone(w, make(100), clones, 300, 14);

	ck_assert_uint_eq(n, 255);
	buffer_free(w, clones, n);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

START_TEST(sum_crosses_odd_boundaries)
{
	struct worker *w = worker_self();
	u32 index = make(2048), more = make(0);

	// A chain of 2,048, 33 and 1,000 bytes.
	ck_assert_int_eq(buffer_append(w, more, pattern + 2048, 33), 0);
	at(index)->next = more;
	at(index)->rest = 33;
	at(index)->flags |= BUFFER_NEXT | BUFFER_REST_VALID;
	more = make(0);
	ck_assert_int_eq(buffer_append(w, more, pattern + 2081, 1000), 0);
	at(at(index)->next)->next = more;
	at(at(index)->next)->flags |= BUFFER_NEXT;
	at(index)->rest += 1000;
	for (u32 from = 0; from < 60; from += 7)
		ck_assert_uint_eq(csum_fold(buffer_sum(w, at(index), from, 3081 - from)),
			csum_fold(csum_bytes(0, pattern + from, 3081 - from)));
}
END_TEST

START_TEST(second_free_is_caught)
{
	u32 index = make(1);

	buffer_free_one(worker_self(), index);
	buffer_free_one(worker_self(), index);
}
END_TEST

START_TEST(pools_differ_in_size)
{
	struct worker *w = worker_self();
	u8 pool;

	ck_assert_int_eq(buffer_pool_create("big", 10, 9216, &pool), 0);
	ck_assert_uint_eq(pool, 1);
	ck_assert_uint_eq(buffer_pool_at(1)->stride / CACHE_LINE % 2, 1);
	ck_assert(buffer_index_valid(buffer_pool_at(1)->first));
	ck_assert_ptr_null(buffer_pool_at(2));
	ck_assert_int_eq(buffer_pool_create("none", 0, 2048, &pool), ERR_INVALID_VALUE);
	ck_assert_int_eq(buffer_pool_create("huge", 8 << 20, 16384, &pool), ERR_NO_MEMORY);
	buffer_free_one(w, make(9000));
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("buffer");
	TCase *t = tcase_create("buffer");

	tcase_add_checked_fixture(t, setup, NULL);
	tcase_add_test(t, new_buffer_is_clean);
	tcase_add_test(t, stride_is_an_odd_number_of_lines);
	tcase_add_test(t, pool_runs_out_and_recovers);
	tcase_add_test(t, invalid_indices_are_told);
	tcase_add_test(t, append_chains_and_read_crosses);
	tcase_add_test(t, cut_gives_back_the_end);
	tcase_add_test(t, copy_is_independent);
	tcase_add_test(t, clones_share_the_tail);
	tcase_add_test(t, clones_stop_at_the_reference_count);
	tcase_add_test(t, sum_crosses_odd_boundaries);
	tcase_add_test_raise_signal(t, second_free_is_caught, 6);
	tcase_add_test(t, pools_differ_in_size);
	suite_add_tcase(s, t);
	return rig_main(s);
}
