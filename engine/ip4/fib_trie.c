// The trie of an IPv4 FIB: adding and removing routes.
#include "engine/ip4/fib_trie.h"

#include "engine/base/error.h"
#include "engine/base/memory.h"
#include "engine/base/reserve.h"
#include "engine/base/vec.h"
#include "engine/graph/grace.h"

enum {
	ROW_PLIES = TRIE_ROOT_SLOTS,
	ROW_SIZE = ROW_PLIES * sizeof(struct trie_ply), // bytes
	PLIES_MAX = TRIE_ROWS_FIRST + TRIE_ROWS_MAX * ROW_PLIES,
};
_Static_assert((u64)PLIES_MAX < 1u << 31, "fits in a slot");

// What only the main thread needs to know of a ply.
struct ply_info {
	u16 n_specific; // slots that lead on or whose route is longer than 'base'
	u8 base;	// bits looked at before it: 16 or 24
};

// Plies of all tries; ply 0 is never used. Rows begin at TRIE_ROWS_FIRST.
static struct reserve plies, infos;
static u32 n_plies = 1; // taken or free, below this
static u32 *free_plies; // vec
static u32 *empty_root; // of closed tries
static u64 rows;	// bit i: row i is in use

const struct trie_ply *fib_trie_plies(void)
{
	return (const struct trie_ply *)plies.base;
}

static u32 *slots_of(u32 leads)
{
	return ((struct trie_ply *)plies.base)[leads >> 1].slot;
}

static struct ply_info *info_of(u32 leads)
{
	return (struct ply_info *)infos.base + (leads >> 1);
}

static bool is_in_row(u32 leads)
{
	return leads >> 1 >= TRIE_ROWS_FIRST;
}

u32 trie_n_specific(u32 slot)
{
	return info_of(slot)->n_specific;
}

u32 fib_trie_root_slot(const struct fib_trie *t, u32 i)
{
	u32 slot = t->root[i];

	return trie_leads_on(slot) && !trie_n_specific(slot) ? slots_of(slot)[0] : slot;
}

static void store(u32 *slot, u32 value)
{
	__atomic_store_n(slot, value, __ATOMIC_RELEASE);
}

static u32 leaf(u32 balance, u8 length)
{
	return balance << (1 + TRIE_LENGTH_BITS) | (u32)length << 1;
}

static int tables_open(void)
{
	int code =
		reserve_open(&plies, (size_t)PLIES_MAX * sizeof(struct trie_ply), "IPv4 FIB plies");

	if (!code)
		code = reserve_open(
			&infos, (size_t)PLIES_MAX * sizeof(struct ply_info), "IPv4 FIB ply sizes");
	if (code)
		return code;
	empty_root = memory_map(TRIE_ROOT_SIZE, "IPv4 FIB, none", NULL);
	return empty_root ? 0 : ERR_NO_MEMORY;
}

int fib_trie_open(struct fib_trie *t)
{
	int code = empty_root ? 0 : tables_open();
	u32 *root;

	if (code)
		return code;
	root = memory_map(TRIE_ROOT_SIZE, "IPv4 FIB root", NULL);
	if (!root)
		return ERR_NO_MEMORY;
	t->n_plies = t->n_routes = 0;
	store(&t->default_slot, TRIE_DEFAULT);
	__atomic_store_n(&t->root, root, __ATOMIC_RELEASE);
	return 0;
}

size_t fib_trie_size(const struct fib_trie *t)
{
	return TRIE_ROOT_SIZE + t->n_plies * sizeof(struct trie_ply) + (t->row ? ROW_SIZE : 0);
}

// Makes sure that 'n' plies can be had.
static int plies_reach(u32 n)
{
	int code;

	if (vec_n(free_plies) >= n)
		return 0;
	if (n_plies + n > TRIE_ROWS_FIRST)
		return error(ERR_LIMIT, "tables full: no more than %u plies", TRIE_ROWS_FIRST);
	code = reserve_reach(&plies, (size_t)(n_plies + n) * sizeof(struct trie_ply));
	return code ? code : reserve_reach(&infos, (size_t)(n_plies + n) * sizeof(struct ply_info));
}

static void slots_fill(u32 *slots, u32 slot)
{
	for (u32 i = 0; i < TRIE_PLY_SLOTS; i++)
		slots[i] = slot;
}

// A ply whose slots all belong to the route that the slot above belonged to; returns the slot that
// leads to it. Fresh memory is zero: nothing to write for the default route, which is what covers
// most of a big table.
static u32 ply_take(struct fib_trie *t, u32 slot, u8 base)
{
	bool used = vec_n(free_plies);
	u32 index = used ? vec_pop(free_plies) : n_plies++;
	u32 leads = index << 1 | 1;

	if (used || slot != TRIE_DEFAULT)
		slots_fill(slots_of(leads), slot);
	*info_of(leads) = (struct ply_info){.base = base};
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
	retire(ply_is_free, slot >> 1);
	t->n_plies--;
}

// Gives slots first..first+n-1 of a ply, and all below them, to a route unless a longer one has
// them.
static void ply_fill(u32 ply, u32 first, u32 n, u8 length, u32 value)
{
	struct ply_info *info = info_of(ply);
	u32 *slots = slots_of(ply);

	for (u32 i = first; i < first + n; i++) {
		u32 slot = slots[i];

		if (trie_leads_on(slot)) {
			ply_fill(slot, 0, TRIE_PLY_SLOTS, length, value);
		} else if (trie_length(slot) <= length) {
			info->n_specific += length > info->base && trie_length(slot) <= info->base;
			store(&slots[i], value);
		}
	}
}

static void ply_add(struct fib_trie *t, u32 ply, u32 prefix, u8 length, u32 value)
{
	struct ply_info *info = info_of(ply);
	u32 i = prefix >> (24 - info->base) & 0xff, slot = slots_of(ply)[i], leads;
	u8 end = info->base + 8;

	if (length <= end) {
		ply_fill(ply, i, 1u << (end - length), length, value);
		return;
	}
	if (trie_leads_on(slot)) {
		ply_add(t, slot, prefix, length, value);
		return;
	}
	leads = ply_take(t, slot, end);
	info->n_specific += trie_length(slot) <= info->base;
	ply_add(t, leads, prefix, length, value);
	store(&slots_of(ply)[i], leads);
}

void fib_trie_expect(const struct fib_trie *t, u32 prefix)
{
	u32 slot = t->root[prefix >> 16];

	if (trie_leads_on(slot)) {
		__builtin_prefetch(&slots_of(slot)[prefix >> 8 & 0xff], 1);
		__builtin_prefetch(info_of(slot), 1);
	}
}

static void root_fill(struct fib_trie *t, u32 prefix, u8 length, u32 value)
{
	u32 first = prefix >> 16, end = first + (1u << (16 - length));

	for (u32 i = first; i < end; i++) {
		if (trie_leads_on(t->root[i]))
			ply_fill(t->root[i], 0, TRIE_PLY_SLOTS, length, value);
		else if (trie_length(t->root[i]) <= length)
			store(&t->root[i], value);
	}
}

static void row_is_free(u64 leads)
{
	size_t first = leads >> 1;

	reserve_part_close(&plies, first * sizeof(struct trie_ply), ROW_SIZE);
	rows &= ~(1ull << (first - TRIE_ROWS_FIRST) / ROW_PLIES);
}

static void ply_copy(u32 to, u32 from)
{
	memcpy(slots_of(to), slots_of(from), sizeof(struct trie_ply));
	*info_of(to) = *info_of(from);
}

// Moves what is behind a slot of the root into ply 'leads' of a row, which is zero. A ply of its
// own that it was in is retired.
static void move_in(struct fib_trie *t, u32 *root, u32 leads)
{
	u32 old = *root;

	*info_of(leads) = (struct ply_info){.base = 16};
	if (trie_leads_on(old))
		ply_copy(leads, old);
	else if (old != TRIE_DEFAULT)
		slots_fill(slots_of(leads), old);
	store(root, leads);
	if (trie_leads_on(old))
		ply_put(t, old);
}

// A table that has grown big gets a row. Without memory, or when there are too many such tables, it
// stays as it is.
static void widen(struct fib_trie *t)
{
	u32 row = ~rows ? __builtin_ctzll(~rows) : TRIE_ROWS_MAX;
	size_t first = TRIE_ROWS_FIRST + (size_t)row * ROW_PLIES;

	if (row == TRIE_ROWS_MAX ||
		reserve_reach(&infos, (first + ROW_PLIES) * sizeof(struct ply_info)) ||
		reserve_part_open(&plies, first * sizeof(struct trie_ply), ROW_SIZE))
		return;
	rows |= 1ull << row;
	for (u32 i = 0; i < ROW_PLIES; i++)
		move_in(t, &t->root[i], (u32)(first + i) << 1 | 1);
	__atomic_store_n(&t->row, (u32)first << 1 | 1, __ATOMIC_RELEASE);
}

// And one that has become small again gives it back.
static void narrow(struct fib_trie *t)
{
	u32 n = 0, row = t->row;

	for (u32 i = 0; i < ROW_PLIES; i++)
		n += info_of(t->root[i])->n_specific > 0;
	if (plies_reach(n))
		return;
	for (u32 i = 0; i < ROW_PLIES; i++) {
		u32 slot = fib_trie_root_slot(t, i), leads;

		if (trie_leads_on(slot)) {
			leads = ply_take(t, TRIE_DEFAULT, 16);
			ply_copy(leads, slot);
			slot = leads;
		}
		store(&t->root[i], slot);
	}
	store(&t->row, 0);
	retire(row_is_free, row);
}

int fib_trie_add(struct fib_trie *t, u32 prefix, u8 length, u32 balance)
{
	u32 i = prefix >> 16, value = leaf(balance, length);
	int code = plies_reach(2); // the most it needs

	if (code)
		return code;
	if (!length) {
		store(&t->default_slot, value);
	} else if (length <= 16) {
		root_fill(t, prefix, length, value);
	} else if (trie_leads_on(t->root[i])) {
		ply_add(t, t->root[i], prefix, length, value);
	} else {
		u32 leads = ply_take(t, t->root[i], 16);

		ply_add(t, leads, prefix, length, value);
		store(&t->root[i], leads);
	}
	if (++t->n_routes == TRIE_WIDE_ROUTES && !t->row)
		widen(t);
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

	if (info_of(leads)->n_specific || is_in_row(leads))
		return false;
	store(slot, slots_of(leads)[0]);
	ply_put(t, leads);
	return true;
}

static void ply_remove(struct fib_trie *t, u32 ply, u32 first, u32 n, const struct removal *r)
{
	struct ply_info *info = info_of(ply);
	u32 *slots = slots_of(ply);

	for (u32 i = first; i < first + n; i++) {
		u32 slot = slots[i];

		if (trie_leads_on(slot)) {
			u8 below = info_of(slot)->base;
			u32 from = r->prefix >> (24 - below) & 0xff;
			bool inside = r->length > below;

			ply_remove(t, slot, inside ? from : 0,
				inside ? 1u << (below + 8 - r->length) : TRIE_PLY_SLOTS, r);
			if (fold(t, &slots[i]))
				info->n_specific -= trie_length(slots[i]) <= info->base;
		} else if (trie_length(slot) == r->length) {
			info->n_specific -=
				r->length > info->base && trie_length(r->cover) <= info->base;
			store(&slots[i], r->cover);
		}
	}
}

static void root_remove(struct fib_trie *t, const struct removal *r)
{
	u32 first = r->prefix >> 16, end = first + (r->length < 16 ? 1u << (16 - r->length) : 1);

	for (u32 i = first; i < end; i++) {
		if (trie_leads_on(t->root[i])) {
			u32 from = r->length > 16 ? r->prefix >> 8 & 0xff : 0, n = TRIE_PLY_SLOTS;

			if (r->length > 16)
				n = r->length >= 24 ? 1 : 1u << (24 - r->length);
			ply_remove(t, t->root[i], from, n, r);
			fold(t, &t->root[i]);
		} else if (trie_length(t->root[i]) == r->length) {
			store(&t->root[i], r->cover);
		}
	}
}

void fib_trie_remove(struct fib_trie *t, u32 prefix, u8 length, u32 cover_balance, u8 cover_length)
{
	struct removal r = {.prefix = prefix,
		.length = length,
		.cover = cover_length ? leaf(cover_balance, cover_length) : TRIE_DEFAULT};

	if (length)
		root_remove(t, &r);
	else
		store(&t->default_slot, leaf(cover_balance, 0));
	if (--t->n_routes == TRIE_NARROW_ROUTES && t->row)
		narrow(t);
}

static void ply_free(struct fib_trie *t, u32 ply)
{
	for (u32 i = 0; i < TRIE_PLY_SLOTS; i++) {
		if (trie_leads_on(slots_of(ply)[i]))
			ply_free(t, slots_of(ply)[i]);
	}
	if (!is_in_row(ply))
		ply_put(t, ply);
}

static void root_free(u64 root)
{
	memory_unmap((void *)root, TRIE_ROOT_SIZE);
}

void fib_trie_close(struct fib_trie *t)
{
	u32 *root = t->root, row = t->row;

	if (!root || root == empty_root)
		return;
	__atomic_store_n(&t->root, empty_root, __ATOMIC_RELEASE);
	store(&t->default_slot, TRIE_DEFAULT);
	store(&t->row, 0);
	for (u32 i = 0; i < TRIE_ROOT_SLOTS; i++) {
		if (trie_leads_on(root[i]))
			ply_free(t, root[i]);
	}
	if (row)
		retire(row_is_free, row);
	retire(root_free, (uintptr_t)root);
}
