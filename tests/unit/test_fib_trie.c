// The trie of an IPv4 FIB against a list of routes: random additions and removals, every length.
#include "engine/ip4/fib_trie.h"
#include "engine/base/clock.h"
#include "engine/base/vec.h"
#include "tests/lib/unit.h"

struct route {
	u32 prefix, balance;
	u8 length;
};

static struct fib_trie trie;
static struct route *routes; // vec

static u32 mask_of(u8 length)
{
	return length ? UINT32_MAX << (32 - length) : 0;
}

// The longest route over 'prefix' that is shorter than 'below'.
static const struct route *longest(u32 prefix, u32 below)
{
	const struct route *best = NULL;

	VEC_EACH (routes, r) {
		if (r->length < below && !((prefix ^ r->prefix) & mask_of(r->length)) &&
			(!best || r->length > best->length))
			best = r;
	}
	return best;
}

static int position(u32 prefix, u8 length)
{
	for (u32 i = 0; i < vec_n(routes); i++) {
		if (routes[i].prefix == prefix && routes[i].length == length)
			return i;
	}
	return -1;
}

static void add(u32 prefix, u8 length, u32 balance)
{
	ck_assert_int_eq(fib_trie_add(&trie, prefix, length, balance), 0);
	vec_push(routes, (struct route){prefix, balance, length});
}

static void take(u32 at)
{
	const struct route *gone = &routes[at], *cover = longest(gone->prefix, gone->length);

	fib_trie_remove(&trie, gone->prefix, gone->length, cover ? cover->balance : 0,
		cover ? cover->length : 0);
	vec_remove(routes, at);
}

static void check(u32 address)
{
	const struct route *r = longest(address, 33);

	ck_assert_msg(fib_trie_lookup(&trie, fib_trie_plies(), address) == (r ? r->balance : 0),
		"%08x", address);
}

// Few first bytes, so that routes lie in each other.
static u32 address(void)
{
	u32 x = random_u32();

	return (x & 3) << 24 | (x >> 4 & 3) << 16 | (x >> 8 & 7) << 8 | (x >> 16 & 0xff);
}

static void check_around(u32 prefix, u8 length)
{
	check(prefix);
	check(prefix | ~mask_of(length));
	check(prefix - 1);
	check((prefix | ~mask_of(length)) + 1);
	for (u32 i = 0; i < 8; i++)
		check(address());
}

START_TEST(agrees_with_a_list)
{
	random_seed(7);
	ck_assert_int_eq(fib_trie_open(&trie), 0);
	for (u32 round = 1; round <= 20000; round++) {
		u8 length = random_u32() % 33;
		u32 prefix = address() & mask_of(length);
		int at = position(prefix, length);

		if (at >= 0)
			take(at);
		else
			add(prefix, length, round);
		check_around(prefix, length);
	}
}
END_TEST

START_TEST(empty_again_after_all_is_gone)
{
	size_t empty;

	ck_assert_int_eq(fib_trie_open(&trie), 0);
	empty = fib_trie_size(&trie);
	add(0, 0, 1);
	for (u32 round = 2; round < 2000; round++) {
		u8 length = 1 + random_u32() % 32;
		u32 prefix = address() & mask_of(length);

		if (position(prefix, length) < 0)
			add(prefix, length, round);
	}
	ck_assert_uint_gt(fib_trie_size(&trie), empty);
	while (vec_n(routes))
		take(random_u32() % vec_n(routes));
	ck_assert_uint_eq(fib_trie_size(&trie), empty);
	for (u32 i = 0; i < TRIE_ROOT_SLOTS; i++)
		ck_assert_uint_eq(trie.root[i], TRIE_DEFAULT);
}
END_TEST

START_TEST(as_big_as_it_says)
{
	struct text t = {0};

	ck_assert_int_eq(fib_trie_open(&trie), 0);
	add(0x0a0a0a0b, 32, 8);
	ck_assert_uint_eq(fib_trie_size(&trie), 65536 * 4 + 2 * 1024);
	fib_trie_text(&t, &trie);
	ck_assert_str_eq(text_string(&t),
		"16-8-8: 3 plies, memory usage 258.00k\n"
		"root-ply\n"
		"    10.10.0.0/16 next ply 1\n"
		"        ply index 1, 1 non-empty leaves\n"
		"            10.10.10.0/24 next ply 2\n"
		"                ply index 2, 1 non-empty leaves\n"
		"                    10.10.10.11/32 lb-index 8\n");
	text_free(&t);
}
END_TEST

// The i-th of many prefixes that do not lie in each other.
static u32 scattered(u32 i, u8 length)
{
	return i * 0x9e3779b1u << (32 - length);
}

static u32 found(u32 address)
{
	return fib_trie_lookup(&trie, fib_trie_plies(), address);
}

// A table that grows big and small again answers as before all the way.
START_TEST(wide_and_narrow)
{
	enum { N = TRIE_WIDE_ROUTES + 2000, COVER = 1 << 20 };
	size_t empty;

	ck_assert_int_eq(fib_trie_open(&trie), 0);
	empty = fib_trie_size(&trie);
	for (u32 round = 0; round < 3; round++) {
		u8 length = 20 + 4 * round;
		bool was_wide = false;

		for (u32 i = 0; i < 128; i++)
			ck_assert_int_eq(fib_trie_add(&trie, i << 25, 7, COVER + i), 0);
		for (u32 i = 0; i < N; i++) {
			ck_assert_int_eq(
				fib_trie_add(&trie, scattered(i, length), length, i + 1), 0);
			was_wide |= trie.row;
			ck_assert_uint_eq(found(scattered(i, length)), i + 1);
			ck_assert_uint_eq(found(scattered(i / 2, length)), i / 2 + 1);
			ck_assert_uint_gt(found(scattered(i + 1, length)), COVER - 1);
		}
		ck_assert(was_wide);
		ck_assert_uint_gt(fib_trie_size(&trie), 64 << 20);
		for (u32 i = 0; i < N; i++) {
			u32 prefix = scattered(i, length), cover = prefix >> 25;

			fib_trie_remove(&trie, prefix, length, COVER + cover, 7);
			ck_assert_uint_eq(found(prefix), COVER + cover);
			if (i + 1 < N)
				ck_assert_uint_eq(found(scattered(N - 1, length)), N);
		}
		ck_assert(!trie.row);
		for (u32 i = 0; i < 128; i++)
			fib_trie_remove(&trie, i << 25, 7, 0, 0);
		ck_assert_uint_eq(fib_trie_size(&trie), empty);
	}
}
END_TEST

// A worker may still hold the index of a table that was deleted.
START_TEST(a_closed_one_leads_to_the_drop)
{
	ck_assert_int_eq(fib_trie_open(&trie), 0);
	add(0, 0, 1);
	add(0x0a000000, 8, 2);
	fib_trie_close(&trie);
	ck_assert_uint_eq(found(0x0a000001), 0);
	// With a row, too, and the next one finds nothing in its memory.
	for (u32 round = 0; round < 2; round++) {
		ck_assert_int_eq(fib_trie_open(&trie), 0);
		for (u32 i = 0; i < TRIE_WIDE_ROUTES; i++)
			ck_assert_int_eq(fib_trie_add(&trie, i << 8, 24 + round * 8, i + 1), 0);
		ck_assert(trie.row);
		ck_assert_uint_eq(found(0x100), 2);
		ck_assert_uint_eq(found(0x101), round ? 0 : 2);
		fib_trie_close(&trie);
		ck_assert_uint_eq(found(0x100), 0);
	}
}
END_TEST

UNIT_MAIN(agrees_with_a_list, empty_again_after_all_is_gone, as_big_as_it_says, wide_and_narrow,
	a_closed_one_leads_to_the_drop)
