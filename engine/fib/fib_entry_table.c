// The exact-match side of all FIBs: entries by table, prefix and length.
#include "engine/fib/fib_entry.h"

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

// Of an IPv6 address both halves are mixed: what differs may be anywhere in them.
static u64 hash_of(u32 fib, const struct ip_prefix *p)
{
	const u64 multiplier = 0x9e3779b97f4a7c15ull;
	u64 table = (u64)fib << 38 | (u64)p->length << 32, high, low;

	if (likely(p->address.family == FAMILY_IP4))
		return (table | p->address.ip4) * multiplier;
	memcpy(&high, p->address.ip6, sizeof(high));
	memcpy(&low, p->address.ip6 + sizeof(high), sizeof(low));
	high = (high ^ table) * multiplier;
	return (high ^ high >> 32 ^ low * 0xd6e8feb86659fd93ull) * multiplier;
}

static bool is_entry(const struct fib_entry *e, u32 fib, const struct ip_prefix *p)
{
	return e->prefix.length == p->length && e->fib == fib &&
		ip_address_equal(&e->prefix.address, &p->address);
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

	return hash_of(e->fib, &e->prefix);
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
	slots = memory_map((size_t)n_slots * sizeof(*slots), "routes by prefix", NULL);
	if (!slots)
		panic("no memory for %u routes", n_slots / 2);
	for (u32 i = 0; i < n_old; i++) {
		if (old[i])
			place(hash_of_slot(old[i]), old[i]);
	}
	memory_unmap(old, (size_t)n_old * sizeof(*old));
}

// Where an entry is, or the free slot where the search ended.
static u32 find(u32 fib, const struct ip_prefix *p)
{
	u64 hash = hash_of(fib, p);
	u32 tag = tag_of(hash), i = first_slot(hash);

	for (; slots[i]; i = (i + 1) & (n_slots - 1)) {
		const struct fib_entry *e;

		if ((slots[i] & ~INDEX_MASK) != tag)
			continue;
		e = pool_at_fast(&entries, (slots[i] & INDEX_MASK) - 1);
		if (is_entry(e, fib, p))
			break;
	}
	return i;
}

void fib_entry_expect(u32 fib, const struct ip_prefix *p)
{
	__builtin_prefetch(&slots[first_slot(hash_of(fib, p))], 1);
}

u32 fib_entry_find(u32 fib, const struct ip_prefix *p)
{
	u32 slot = n_slots ? slots[find(fib, p)] : 0;

	return slot ? (slot & INDEX_MASK) - 1 : INDEX_NONE;
}

u32 fib_entry_cover(u32 fib, const struct ip_prefix *p)
{
	const struct fib_table *table = fib_table_at(p->address.family, fib);
	struct ip_prefix shorter = *p;

	while (shorter.length-- > 0) {
		u32 index = INDEX_NONE;

		if (table->n_by_length[shorter.length]) {
			shorter.address = ip_address_cut(&p->address, shorter.length);
			index = fib_entry_find(fib, &shorter);
		}
		if (index != INDEX_NONE)
			return index;
	}
	return INDEX_NONE;
}

u32 fib_entry_new(u32 fib, const struct ip_prefix *p)
{
	u32 index;
	u64 hash;
	struct fib_entry *e = pool_get(&entries, &index);

	invariant(index < INDEX_MASK - 1);
	e->fib = fib;
	e->prefix.address.family = p->address.family;
	// The rest of an element is zero.
	if (likely(p->address.family == FAMILY_IP4))
		e->prefix.address.ip4 = p->address.ip4;
	else
		memcpy(e->prefix.address.ip6, p->address.ip6, sizeof(p->address.ip6));
	e->prefix.length = p->length;
	e->path_list = INDEX_NONE;
	e->balance = INDEX_NONE;
	if (2 * (n_used + 1) > n_slots)
		grow();
	hash = hash_of(fib, &e->prefix);
	place(hash, tag_of(hash) | (index + 1));
	n_used++;
	fib_table_at(p->address.family, fib)->n_by_length[p->length]++;
	return index;
}

// Takes an entry out and closes the gap, so that searches need no tombstones.
void fib_entry_forget(u32 index)
{
	const struct fib_entry *e = fib_entry_at(index);
	u32 mask = n_slots - 1, gap = find(e->fib, &e->prefix);

	for (u32 i = (gap + 1) & mask; slots[i]; i = (i + 1) & mask) {
		u32 home = first_slot(hash_of_slot(slots[i]));

		if (((i - home) & mask) >= ((i - gap) & mask)) {
			slots[gap] = slots[i];
			gap = i;
		}
	}
	slots[gap] = 0;
	n_used--;
	fib_table_at(fib_entry_family(e), e->fib)->n_by_length[e->prefix.length]--;
	pool_put(&entries, index);
}

static int by_address(const void *a, const void *b)
{
	const struct fib_entry *x = *(const struct fib_entry *const *)a;
	const struct fib_entry *y = *(const struct fib_entry *const *)b;
	int order = ip_address_compare(&x->prefix.address, &y->prefix.address);

	if (order)
		return order;
	if (!x->prefix.length || !y->prefix.length)
		return x->prefix.length - y->prefix.length;
	return y->prefix.length - x->prefix.length;
}

const struct fib_entry **fib_entries(u8 family, u32 fib)
{
	const struct fib_entry **all = NULL;

	POOL_EACH (&entries, i) {
		const struct fib_entry *e = pool_at_fast(&entries, i);

		if (e->fib == fib && fib_entry_family(e) == family)
			vec_push(all, e);
	}
	if (all)
		qsort(all, vec_n(all), sizeof(*all), by_address);
	return all;
}

size_t fib_entry_bytes(u8 family, u32 fib)
{
	const struct fib_table *table = fib_table_at(family, fib);
	size_t n = 0;

	for (u32 length = 0; length < ARRAY_N(table->n_by_length); length++)
		n += table->n_by_length[length];
	return n * (sizeof(struct fib_entry) + sizeof(*slots));
}

u32 fib_entry_index(const struct fib_entry *e)
{
	return fib_entry_find(e->fib, &e->prefix);
}
