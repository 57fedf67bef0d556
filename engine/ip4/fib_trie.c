// The trie of an IPv4 FIB: adding and removing routes.
#include "engine/ip4/fib_trie.h"

#include "engine/base/error.h"
#include "engine/base/memory.h"
#include "engine/base/reserve.h"
#include "engine/base/vec.h"
#include "engine/graph/grace.h"

// Plies of all tries; ply 0 is never used.
static struct reserve plies;
static u32 n_plies = 1; // taken or free, below this
static u32 *free_plies; // vec
static u32 *empty_root; // of closed tries

const struct trie_ply *fib_trie_plies(void)
{
	return (const struct trie_ply *)plies.base;
}

static struct trie_ply *ply_at(u32 slot)
{
	return (struct trie_ply *)trie_ply_at((const struct trie_ply *)plies.base, slot);
}

static void store(u32 *slot, u32 value)
{
	__atomic_store_n(slot, value, __ATOMIC_RELEASE);
}

static u32 leaf(u32 balance, u8 length)
{
	return balance << (1 + TRIE_LENGTH_BITS) | (u32)length << 1;
}

int fib_trie_open(struct fib_trie *t)
{
	u32 *root;
	int code;

	if (!plies.base) {
		size_t size = (size_t)TRIE_PLY_MAX * sizeof(struct trie_ply);

		code = reserve_open(&plies, size, "IPv4 FIB plies");
		if (code)
			return code;
		empty_root = memory_map(TRIE_ROOT_SIZE, "IPv4 FIB, none", NULL);
		if (!empty_root)
			return ERR_NO_MEMORY;
	}
	root = memory_map(TRIE_ROOT_SIZE, "IPv4 FIB root", NULL);
	if (!root)
		return ERR_NO_MEMORY;
	t->n_plies = 0;
	store(&t->default_slot, TRIE_DEFAULT);
	__atomic_store_n(&t->root, root, __ATOMIC_RELEASE);
	return 0;
}

size_t fib_trie_size(const struct fib_trie *t)
{
	return TRIE_ROOT_SIZE + t->n_plies * sizeof(struct trie_ply);
}

// Makes sure that two plies, the most an addition needs, can be had.
static int plies_reach(void)
{
	if (vec_n(free_plies) >= 2)
		return 0;
	return reserve_reach(&plies, (size_t)(n_plies + 2) * sizeof(struct trie_ply));
}

// A ply whose slots all belong to the route that the slot above belonged to; returns the slot that
// leads to it. Fresh memory is zero: nothing to write for the default route, which is what covers
// most of a big table.
static u32 ply_take(struct fib_trie *t, u32 slot, u8 base)
{
	bool used = vec_n(free_plies);
	u32 index = used ? vec_pop(free_plies) : n_plies++;
	u32 leads = index * TRIE_PLY_LINES << 1 | 1;
	struct trie_ply *ply = ply_at(leads);

	if (used || slot != TRIE_DEFAULT) {
		for (u32 i = 0; i < TRIE_PLY_SLOTS; i++)
			ply->slot[i] = slot;
	}
	ply->n_specific = 0;
	ply->base = base;
	t->n_plies++;
	return leads;
}

static void ply_is_free(u64 index)
{
	vec_push(free_plies, index);
}

// Readers may still be in it.
static void ply_put(struct fib_trie *t, u32 slot)
{
	retire(ply_is_free, (slot >> 1) / TRIE_PLY_LINES);
	t->n_plies--;
}

// Gives slots first..first+n-1 of a ply, and all below them, to a route unless a longer one has
// them.
static void ply_fill(struct trie_ply *ply, u32 first, u32 n, u8 length, u32 value)
{
	for (u32 i = first; i < first + n; i++) {
		u32 slot = ply->slot[i];

		if (trie_leads_on(slot)) {
			ply_fill(ply_at(slot), 0, TRIE_PLY_SLOTS, length, value);
		} else if (trie_length(slot) <= length) {
			ply->n_specific += length > ply->base && trie_length(slot) <= ply->base;
			store(&ply->slot[i], value);
		}
	}
}

static void ply_add(struct fib_trie *t, struct trie_ply *ply, u32 prefix, u8 length, u32 value)
{
	u32 i = prefix >> (24 - ply->base) & 0xff, slot = ply->slot[i], leads;
	u8 end = ply->base + 8;

	if (length <= end) {
		ply_fill(ply, i, 1u << (end - length), length, value);
		return;
	}
	if (trie_leads_on(slot)) {
		ply_add(t, ply_at(slot), prefix, length, value);
		return;
	}
	leads = ply_take(t, slot, end);
	ply->n_specific += trie_length(slot) <= ply->base;
	ply_add(t, ply_at(leads), prefix, length, value);
	store(&ply->slot[i], leads);
}

void fib_trie_expect(const struct fib_trie *t, u32 prefix)
{
	u32 slot = t->root[prefix >> 16];

	if (trie_leads_on(slot)) {
		__builtin_prefetch(&ply_at(slot)->slot[prefix >> 8 & 0xff], 1);
		__builtin_prefetch(&ply_at(slot)->n_specific, 1);
	}
}

static void root_fill(struct fib_trie *t, u32 prefix, u8 length, u32 value)
{
	u32 first = prefix >> 16, end = first + (1u << (16 - length));

	for (u32 i = first; i < end; i++) {
		if (trie_leads_on(t->root[i]))
			ply_fill(ply_at(t->root[i]), 0, TRIE_PLY_SLOTS, length, value);
		else if (trie_length(t->root[i]) <= length)
			store(&t->root[i], value);
	}
}

int fib_trie_add(struct fib_trie *t, u32 prefix, u8 length, u32 balance)
{
	u32 i = prefix >> 16, value = leaf(balance, length);
	int code = plies_reach();

	if (code)
		return code;
	if (!length) {
		store(&t->default_slot, value);
	} else if (length <= 16) {
		root_fill(t, prefix, length, value);
	} else if (trie_leads_on(t->root[i])) {
		ply_add(t, ply_at(t->root[i]), prefix, length, value);
	} else {
		u32 leads = ply_take(t, t->root[i], 16);

		ply_add(t, ply_at(leads), prefix, length, value);
		store(&t->root[i], leads);
	}
	return 0;
}

struct removal {
	u32 prefix, cover; // the slot of what covers it
	u8 length;
};

// A ply without longer routes is one route: back into the slot above.
static bool fold(struct fib_trie *t, u32 *slot)
{
	u32 leads = *slot;
	struct trie_ply *ply = ply_at(leads);

	if (ply->n_specific)
		return false;
	store(slot, ply->slot[0]);
	ply_put(t, leads);
	return true;
}

static void ply_remove(
	struct fib_trie *t, struct trie_ply *ply, u32 first, u32 n, const struct removal *r)
{
	for (u32 i = first; i < first + n; i++) {
		u32 slot = ply->slot[i];

		if (trie_leads_on(slot)) {
			struct trie_ply *below = ply_at(slot);
			u32 from = r->prefix >> (24 - below->base) & 0xff;
			bool inside = r->length > below->base;

			ply_remove(t, below, inside ? from : 0,
				inside ? 1u << (below->base + 8 - r->length) : TRIE_PLY_SLOTS, r);
			if (fold(t, &ply->slot[i]))
				ply->n_specific -= trie_length(ply->slot[i]) <= ply->base;
		} else if (trie_length(slot) == r->length) {
			ply->n_specific -=
				r->length > ply->base && trie_length(r->cover) <= ply->base;
			store(&ply->slot[i], r->cover);
		}
	}
}

void fib_trie_remove(struct fib_trie *t, u32 prefix, u8 length, u32 cover_balance, u8 cover_length)
{
	struct removal r = {.prefix = prefix,
		.length = length,
		.cover = cover_length ? leaf(cover_balance, cover_length) : TRIE_DEFAULT};
	u32 first = prefix >> 16, end = first + (length < 16 ? 1u << (16 - length) : 1);

	if (!length) {
		store(&t->default_slot, leaf(cover_balance, 0));
		return;
	}
	for (u32 i = first; i < end; i++) {
		if (trie_leads_on(t->root[i])) {
			struct trie_ply *ply = ply_at(t->root[i]);
			u32 from = length > 16 ? prefix >> 8 & 0xff : 0, n = TRIE_PLY_SLOTS;

			if (length > 16)
				n = length >= 24 ? 1 : 1u << (24 - length);
			ply_remove(t, ply, from, n, &r);
			fold(t, &t->root[i]);
		} else if (trie_length(t->root[i]) == length) {
			store(&t->root[i], r.cover);
		}
	}
}

static void ply_free(struct fib_trie *t, u32 slot)
{
	struct trie_ply *ply = ply_at(slot);

	for (u32 i = 0; i < TRIE_PLY_SLOTS; i++) {
		if (trie_leads_on(ply->slot[i]))
			ply_free(t, ply->slot[i]);
	}
	ply_put(t, slot);
}

static void root_free(u64 root)
{
	memory_unmap((void *)root, TRIE_ROOT_SIZE);
}

void fib_trie_close(struct fib_trie *t)
{
	u32 *root = t->root;

	if (!root || root == empty_root)
		return;
	__atomic_store_n(&t->root, empty_root, __ATOMIC_RELEASE);
	store(&t->default_slot, TRIE_DEFAULT);
	for (u32 i = 0; i < TRIE_ROOT_SLOTS; i++) {
		if (trie_leads_on(root[i]))
			ply_free(t, root[i]);
	}
	retire(root_free, (uintptr_t)root);
}
