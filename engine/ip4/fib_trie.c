// The trie of an IPv4 FIB: adding and removing routes.
#include "engine/ip4/fib_trie.h"

#include "engine/base/error.h"
#include "engine/base/memory.h"
#include "engine/base/reserve.h"
#include "engine/base/vec.h"
#include "engine/graph/worker.h"

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
	return (struct trie_ply *)plies.base + (slot >> 1);
}

static bool leads_on(u32 slot)
{
	return slot & 1;
}

static void store(u32 *slot, u32 value)
{
	__atomic_store_n(slot, value, __ATOMIC_RELEASE);
}

int fib_trie_open(struct fib_trie *t)
{
	u8 *root;
	int code;

	if (!plies.base) {
		size_t size = (size_t)TRIE_PLY_MAX * sizeof(struct trie_ply);

		code = reserve_open(&plies, size, "IPv4 FIB plies");
		if (code)
			return code;
		empty_root = memory_map(TRIE_ROOT_SLOTS * sizeof(u32), "IPv4 FIB, none", NULL);
		if (!empty_root)
			return ERR_NO_MEMORY;
	}
	root = memory_map(TRIE_ROOT_SIZE, "IPv4 FIB root", NULL);
	if (!root)
		return ERR_NO_MEMORY;
	*t = (struct fib_trie){
		.root = (u32 *)root, .root_length = root + TRIE_ROOT_SLOTS * sizeof(u32)};
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
// leads to it.
static u32 ply_take(struct fib_trie *t, u32 slot, u8 length, u8 base)
{
	u32 index = vec_n(free_plies) ? vec_pop(free_plies) : n_plies++;
	u32 leads = index << 1 | 1;
	struct trie_ply *ply = ply_at(leads);

	for (u32 i = 0; i < TRIE_PLY_SLOTS; i++)
		ply->slot[i] = slot;
	memset(ply->length, length, sizeof(ply->length));
	ply->n_specific = 0;
	ply->base = base;
	t->n_plies++;
	return leads;
}

static void ply_put(struct fib_trie *t, u32 slot)
{
	vec_push(free_plies, slot >> 1);
	t->n_plies--;
}

static void ply_add(struct fib_trie *t, struct trie_ply *ply, u32 prefix, u8 length, u32 value);

// Gives slots first..first+n-1 of a ply, and all below them, to a route unless a longer one has
// them.
static void ply_fill(
	struct fib_trie *t, struct trie_ply *ply, u32 first, u32 n, u8 length, u32 value)
{
	for (u32 i = first; i < first + n; i++) {
		if (leads_on(ply->slot[i])) {
			ply_fill(t, ply_at(ply->slot[i]), 0, TRIE_PLY_SLOTS, length, value);
		} else if (ply->length[i] <= length) {
			ply->n_specific += length > ply->base && ply->length[i] <= ply->base;
			ply->length[i] = length;
			store(&ply->slot[i], value);
		}
	}
}

static void ply_add(struct fib_trie *t, struct trie_ply *ply, u32 prefix, u8 length, u32 value)
{
	u32 i = prefix >> (24 - ply->base) & 0xff;
	u8 end = ply->base + 8;

	if (length <= end) {
		ply_fill(t, ply, i, 1u << (end - length), length, value);
		return;
	}
	if (!leads_on(ply->slot[i])) {
		u32 leads = ply_take(t, ply->slot[i], ply->length[i], end);

		ply->n_specific += ply->length[i] <= ply->base;
		ply_add(t, ply_at(leads), prefix, length, value);
		store(&ply->slot[i], leads);
		return;
	}
	ply_add(t, ply_at(ply->slot[i]), prefix, length, value);
}

static void root_fill(struct fib_trie *t, u32 prefix, u8 length, u32 value)
{
	u32 first = prefix >> 16, end = first + (1u << (16 - length));

	for (u32 i = first; i < end; i++) {
		if (leads_on(t->root[i])) {
			ply_fill(t, ply_at(t->root[i]), 0, TRIE_PLY_SLOTS, length, value);
		} else if (t->root_length[i] <= length) {
			t->root_length[i] = length;
			store(&t->root[i], value);
		}
	}
}

int fib_trie_add(struct fib_trie *t, u32 prefix, u8 length, u32 balance)
{
	u32 i = prefix >> 16, value = balance << 1;
	int code = plies_reach();

	if (code)
		return code;
	if (!length) {
		store(&t->default_slot, value);
	} else if (length <= 16) {
		root_fill(t, prefix, length, value);
	} else if (leads_on(t->root[i])) {
		ply_add(t, ply_at(t->root[i]), prefix, length, value);
	} else {
		u32 leads = ply_take(t, t->root[i], t->root_length[i], 16);

		ply_add(t, ply_at(leads), prefix, length, value);
		store(&t->root[i], leads);
	}
	return 0;
}

struct removal {
	u32 prefix, cover;
	u8 length, cover_length;
};

// A ply without longer routes is one route: back into the slot above.
static bool fold(struct fib_trie *t, u32 *slot, u8 *length)
{
	struct trie_ply *ply = ply_at(*slot);
	u32 leads = *slot;

	if (ply->n_specific)
		return false;
	*length = ply->length[0];
	store(slot, ply->slot[0]);
	// Readers may still be in it.
	barrier_begin();
	ply_put(t, leads);
	barrier_end();
	return true;
}

static void ply_remove(
	struct fib_trie *t, struct trie_ply *ply, u32 first, u32 n, const struct removal *r)
{
	for (u32 i = first; i < first + n; i++) {
		if (leads_on(ply->slot[i])) {
			struct trie_ply *below = ply_at(ply->slot[i]);
			u32 from = r->prefix >> (24 - below->base) & 0xff;
			bool inside = r->length > below->base;

			ply_remove(t, below, inside ? from : 0,
				inside ? 1u << (below->base + 8 - r->length) : TRIE_PLY_SLOTS, r);
			if (fold(t, &ply->slot[i], &ply->length[i]))
				ply->n_specific -= ply->length[i] <= ply->base;
		} else if (ply->length[i] == r->length) {
			ply->n_specific -= r->length > ply->base && r->cover_length <= ply->base;
			ply->length[i] = r->cover_length;
			store(&ply->slot[i], r->cover);
		}
	}
}

void fib_trie_remove(struct fib_trie *t, u32 prefix, u8 length, u32 cover_balance, u8 cover_length)
{
	struct removal r = {.prefix = prefix,
		.length = length,
		.cover = cover_length ? cover_balance << 1 : TRIE_DEFAULT,
		.cover_length = cover_length};
	u32 first = prefix >> 16, end = first + (length < 16 ? 1u << (16 - length) : 1);

	if (!length) {
		store(&t->default_slot, cover_balance << 1);
		return;
	}
	for (u32 i = first; i < end; i++) {
		if (leads_on(t->root[i])) {
			struct trie_ply *ply = ply_at(t->root[i]);
			u32 from = length > 16 ? prefix >> 8 & 0xff : 0, n = TRIE_PLY_SLOTS;

			if (length > 16)
				n = length >= 24 ? 1 : 1u << (24 - length);
			ply_remove(t, ply, from, n, &r);
			fold(t, &t->root[i], &t->root_length[i]);
		} else if (t->root_length[i] == length) {
			t->root_length[i] = cover_length;
			store(&t->root[i], r.cover);
		}
	}
}

static void ply_free(struct fib_trie *t, u32 slot)
{
	struct trie_ply *ply = ply_at(slot);

	for (u32 i = 0; i < TRIE_PLY_SLOTS; i++) {
		if (leads_on(ply->slot[i]))
			ply_free(t, ply->slot[i]);
	}
	ply_put(t, slot);
}

void fib_trie_close(struct fib_trie *t)
{
	if (!t->root || t->root == empty_root)
		return;
	for (u32 i = 0; i < TRIE_ROOT_SLOTS; i++) {
		if (leads_on(t->root[i]))
			ply_free(t, t->root[i]);
	}
	barrier_begin();
	memory_unmap(t->root, TRIE_ROOT_SIZE);
	*t = (struct fib_trie){.root = empty_root};
	barrier_end();
}
