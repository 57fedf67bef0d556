// The exact-match side of all FIBs: entries by table, prefix and length.
#include "engine/ip4/fib_entry.h"

#include "engine/base/error.h"
#include "engine/base/pool.h"

enum {
	SLOTS_MIN = 1024,
	INDEX_BITS = 24, // as many as there are load-balances
	INDEX_MASK = (1 << INDEX_BITS) - 1,
};

// Open addressing with linear probing. A slot holds an entry index + 1, 0 is free, and above it
// eight bits of the hash: so a search hardly ever looks at an entry that is not the one.
static struct pool entries = {.element_size = sizeof(struct fib_entry)};
static u32 *slots; // n_slots of them, a power of two, at most half used
static u32 n_slots, n_used;

struct fib_entry *fib_entry_at(u32 index)
{
	return pool_at(&entries, index);
}

u32 fib_entry_next(u32 from)
{
	return pool_next(&entries, from);
}

static u64 hash_of(u32 fib, be32 prefix, u8 length)
{
	return ((u64)fib << 38 | (u64)length << 32 | prefix) * 0x9e3779b97f4a7c15ull;
}

// The product's middle bits are well mixed, and so are the highest eight.
static u32 first_slot(u64 hash)
{
	return (u32)(hash >> 28) & (n_slots - 1);
}

static u32 tag_of(u64 hash)
{
	return hash >> 56 << INDEX_BITS;
}

static u64 hash_of_slot(u32 slot)
{
	const struct fib_entry *e = pool_at_fast(&entries, (slot & INDEX_MASK) - 1);

	return hash_of(e->fib, e->prefix, e->length);
}

static void place(u64 hash, u32 slot)
{
	u32 i = first_slot(hash);

	while (slots[i])
		i = (i + 1) & (n_slots - 1);
	slots[i] = slot;
}

static void grow(void)
{
	u32 *old = slots, n_old = n_slots;

	n_slots = MAX(2 * n_slots, SLOTS_MIN);
	slots = memory_map((size_t)n_slots * sizeof(*slots), "IPv4 routes by prefix", NULL);
	if (!slots)
		panic("no memory for %u routes", n_slots / 2);
	for (u32 i = 0; i < n_old; i++) {
		if (old[i])
			place(hash_of_slot(old[i]), old[i]);
	}
	memory_unmap(old, (size_t)n_old * sizeof(*old));
}

// Where an entry is, or the free slot where the search ended.
static u32 find(u32 fib, be32 prefix, u8 length)
{
	u64 hash = hash_of(fib, prefix, length);
	u32 tag = tag_of(hash), i = first_slot(hash);

	for (; slots[i]; i = (i + 1) & (n_slots - 1)) {
		const struct fib_entry *e;

		if ((slots[i] & ~INDEX_MASK) != tag)
			continue;
		e = pool_at_fast(&entries, (slots[i] & INDEX_MASK) - 1);
		if (e->prefix == prefix && e->length == length && e->fib == fib)
			break;
	}
	return i;
}

void fib_entry_expect(u32 fib, be32 prefix, u8 length)
{
	__builtin_prefetch(&slots[first_slot(hash_of(fib, prefix, length))], 1);
}

u32 fib_entry_find(u32 fib, be32 prefix, u8 length)
{
	u32 slot = n_slots ? slots[find(fib, prefix, length)] : 0;

	return slot ? (slot & INDEX_MASK) - 1 : INDEX_NONE;
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
	u64 hash;
	struct fib_entry *e = pool_get(&entries, &index);

	invariant(index < INDEX_MASK - 1);
	*e = (struct fib_entry){.fib = fib,
		.prefix = prefix,
		.length = length,
		.path_list = INDEX_NONE,
		.balance = INDEX_NONE};
	if (2 * (n_used + 1) > n_slots)
		grow();
	hash = hash_of(fib, prefix, length);
	place(hash, tag_of(hash) | (index + 1));
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
		u32 home = first_slot(hash_of_slot(slots[i]));

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
