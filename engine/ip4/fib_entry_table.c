// The exact-match side of all FIBs: entries by table, prefix and length.
#include "engine/ip4/fib_entry.h"

#include "engine/base/pool.h"

#include <stdlib.h>

enum { SLOTS_MIN = 1024 };

// Open addressing with linear probing; a slot holds an entry index + 1, 0 is free.
static struct pool entries = {.element_size = sizeof(struct fib_entry)};
static u32 *slots; // n_slots of them, a power of two, at most three quarters used
static u32 n_slots, n_used;

struct fib_entry *fib_entry_at(u32 index)
{
	return pool_at(&entries, index);
}

static u32 slot_of(u32 fib, be32 prefix, u8 length)
{
	u64 key = ((u64)fib << 38 | (u64)length << 32 | prefix) * 0x9e3779b97f4a7c15ull;

	return (u32)(key >> 32) & (n_slots - 1);
}

static u32 home_of(const struct fib_entry *e)
{
	return slot_of(e->fib, e->prefix, e->length);
}

static void place(u32 index)
{
	u32 i = home_of(pool_at_fast(&entries, index));

	while (slots[i])
		i = (i + 1) & (n_slots - 1);
	slots[i] = index + 1;
}

static void grow(void)
{
	u32 *old = slots, n_old = n_slots;

	n_slots = MAX(2 * n_slots, SLOTS_MIN);
	slots = memory_get_zero((size_t)n_slots * sizeof(*slots));
	for (u32 i = 0; i < n_old; i++) {
		if (old[i])
			place(old[i] - 1);
	}
	free(old);
}

// Where an entry is, or the free slot where the search ended.
static u32 find(u32 fib, be32 prefix, u8 length)
{
	u32 i = slot_of(fib, prefix, length);

	for (; slots[i]; i = (i + 1) & (n_slots - 1)) {
		const struct fib_entry *e = pool_at_fast(&entries, slots[i] - 1);

		if (e->prefix == prefix && e->length == length && e->fib == fib)
			break;
	}
	return i;
}

u32 fib_entry_find(u32 fib, be32 prefix, u8 length)
{
	return n_slots ? slots[find(fib, prefix, length)] - 1 : INDEX_NONE;
}

static be32 cut(be32 prefix, u8 length)
{
	return length ? prefix & be32_of(UINT32_MAX << (32 - length)) : 0;
}

u32 fib_entry_cover(u32 fib, be32 prefix, u8 length)
{
	const struct fib_table *table = fib_table_at(fib);

	while (length-- > 0) {
		u32 index = INDEX_NONE;

		if (table->n_by_length[length])
			index = fib_entry_find(fib, cut(prefix, length), length);
		if (index != INDEX_NONE)
			return index;
	}
	return INDEX_NONE;
}

u32 fib_entry_new(u32 fib, be32 prefix, u8 length)
{
	u32 index;
	struct fib_entry *e = pool_get(&entries, &index);

	*e = (struct fib_entry){.fib = fib,
		.prefix = prefix,
		.length = length,
		.path_list = INDEX_NONE,
		.balance = INDEX_NONE};
	if (4 * (n_used + 1) > 3 * n_slots)
		grow();
	place(index);
	n_used++;
	fib_table_at(fib)->n_by_length[length]++;
	return index;
}

// Takes an entry out and closes the gap, so that searches need no tombstones.
void fib_entry_forget(u32 index)
{
	const struct fib_entry *e = fib_entry_at(index);
	u32 mask = n_slots - 1, gap = find(e->fib, e->prefix, e->length);

	for (u32 i = (gap + 1) & mask; slots[i]; i = (i + 1) & mask) {
		u32 home = home_of(pool_at_fast(&entries, slots[i] - 1));

		if (((i - home) & mask) >= ((i - gap) & mask)) {
			slots[gap] = slots[i];
			gap = i;
		}
	}
	slots[gap] = 0;
	n_used--;
	fib_table_at(e->fib)->n_by_length[e->length]--;
	pool_put(&entries, index);
}

static int by_address(const void *a, const void *b)
{
	const struct fib_entry *x = *(const struct fib_entry *const *)a;
	const struct fib_entry *y = *(const struct fib_entry *const *)b;
	u32 from = host32(x->prefix), to = host32(y->prefix);

	if (from != to)
		return from < to ? -1 : 1;
	if (!x->length || !y->length)
		return x->length - y->length;
	return y->length - x->length;
}

const struct fib_entry **fib_entries(u32 fib)
{
	const struct fib_entry **all = NULL;

	POOL_EACH (&entries, i) {
		const struct fib_entry *e = pool_at_fast(&entries, i);

		if (e->fib == fib)
			vec_push(all, e);
	}
	if (all)
		qsort(all, vec_n(all), sizeof(*all), by_address);
	return all;
}

size_t fib_entry_bytes(u32 fib)
{
	const struct fib_table *table = fib_table_at(fib);
	size_t n = 0;

	for (u32 length = 0; length <= 32; length++)
		n += table->n_by_length[length];
	return n * (sizeof(struct fib_entry) + sizeof(*slots));
}

u32 fib_entry_index(const struct fib_entry *e)
{
	return fib_entry_find(e->fib, e->prefix, e->length);
}
