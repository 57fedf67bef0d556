// Which IPv4 neighbours are known, for packet paths: a set that any thread may ask while the main
// thread changes it.
//
// Open addressing with linear probing. A word holds interface and address; one that was taken out
// stays as a tombstone, since others behind it may be looked for at this moment. When too few words
// are left, those in use go to a new set, and the old one is retired.
#include "engine/base/memory.h"
#include "engine/graph/grace.h"
#include "engine/neighbor/neighbor_table.h"
#include <stdlib.h>

enum { FIRST_ROOM = 64 }; // words; a power of two

#define FREE 0ull
#define TOMBSTONE 1ull

struct set {
	u32 room, n_taken; // words, a power of two; not free: at most half
	u64 words[];	   // atomic
};
static struct set *known; // atomic; null: empty

static u64 word_of(u32 interface, be32 ip)
{
	return (u64)ip << 32 | (interface + 2); // neither FREE nor TOMBSTONE
}

// Where the word is, or the free place where the search ended. The high bits of a product with 2^64
// divided by the golden ratio are well mixed.
static u64 *place_of(struct set *s, u64 word)
{
	u32 i = word * 0x9e3779b97f4a7c15ull >> 32;

	for (;; i++) {
		u64 *at = &s->words[i & (s->room - 1)];
		u64 there = __atomic_load_n(at, __ATOMIC_RELAXED);

		if (there == word || there == FREE)
			return at;
	}
}

bool neighbor_is_known(u32 interface, be32 ip)
{
	struct set *s = __atomic_load_n(&known, __ATOMIC_ACQUIRE);

	return s && __atomic_load_n(place_of(s, word_of(interface, ip)), __ATOMIC_RELAXED) != FREE;
}

static void set_free(u64 set)
{
	free((void *)set);
}

static void renew(void)
{
	struct set *old = known, *s;
	u32 n = 0, room = FIRST_ROOM;

	for (u32 i = 0; old && i < old->room; i++)
		n += old->words[i] > TOMBSTONE;
	while (room < 4 * (n + 1))
		room *= 2;
	s = memory_get_zero(sizeof(*s) + room * sizeof(u64));
	s->room = room;
	s->n_taken = n;
	for (u32 i = 0; old && i < old->room; i++)
		if (old->words[i] > TOMBSTONE)
			*place_of(s, old->words[i]) = old->words[i];
	__atomic_store_n(&known, s, __ATOMIC_RELEASE);
	if (old)
		retire(set_free, (uintptr_t)old);
}

void neighbor_known_set(u32 interface, be32 ip, bool is_known)
{
	u64 word = word_of(interface, ip), *at;

	if (!known || 2 * (known->n_taken + 1) > known->room)
		renew();
	at = place_of(known, word);
	if (is_known && *at == FREE)
		known->n_taken++;
	if (is_known)
		__atomic_store_n(at, word, __ATOMIC_RELAXED);
	else if (*at != FREE)
		__atomic_store_n(at, TOMBSTONE, __ATOMIC_RELAXED);
}
