// A table of MAC addresses: 64-bit keys to 64-bit values, read and written by any thread.
//
// Open addressing: a key stands in one of the MAC_TABLE_PROBE slots from its home on, the first
// that was free when it came. A thread claims a free slot by one compare-and-swap of its key, then
// stores the value, and reads a value of 0 as none; so nobody ever waits. Slots become free only at
// the barrier, which is why two threads that bring the same key at once meet in the same slot.
//
// The table grows on the main thread while workers go on: for that time what is written goes to the
// old and the new slots, and the main thread copies what else there is; they change at the barrier.
#pragma once

#include "engine/base/types.h"

enum {
	MAC_TABLE_LINE = 4,    // slots of a cache line; homes are the first ones of lines
	MAC_TABLE_PROBE = 128, // slots
	MAC_TABLE_FIRST_BITS = 10,
};

struct mac_slot {
	u64 key, value; // 0: free; 0: none
};

struct mac_slots {
	u64 factor; // odd; of the hash
	u32 bits;   // 1 << bits lines are homes
	u32 n;	    // slots, those past the last home included
	struct mac_slot *slot;
};

struct mac_slots_pair {
	struct mac_slots now, next; // next.slot null: not growing
};

struct mac_table {
	struct mac_slots_pair *pair; // published
	u32 n;			     // entries; atomic
};

// Main thread.
EXPORT void mac_table_open(struct mac_table *t);
EXPORT void mac_table_close(struct mac_table *t);

static inline const struct mac_slots *mac_table_slots(const struct mac_table *t)
{
	return &__atomic_load_n(&t->pair, __ATOMIC_ACQUIRE)->now;
}

static inline u64 mac_slots_home(const struct mac_slots *s, u64 key)
{
	return (key * s->factor) >> (64 - s->bits) << 2;
}
_Static_assert(MAC_TABLE_LINE == 1 << 2, "homes");

// The value of a key; 0: there is none. Any thread.
static inline u64 mac_slots_find(const struct mac_slots *s, u64 key)
{
	const struct mac_slot *slot = s->slot + mac_slots_home(s, key),
			      *end = slot + MAC_TABLE_PROBE;

	for (; slot < end; slot++) {
		u64 found = __atomic_load_n(&slot->key, __ATOMIC_ACQUIRE);

		if (likely(found == key))
			return __atomic_load_n(&slot->value, __ATOMIC_ACQUIRE);
		if (!found)
			break;
	}
	return 0;
}

static inline u64 mac_table_find(const struct mac_table *t, u64 key)
{
	return mac_slots_find(mac_table_slots(t), key);
}

enum mac_table_set { MAC_TABLE_FULL, MAC_TABLE_NEW, MAC_TABLE_CHANGED };

// Gives a key (not 0) a value (not 0). FULL: all its slots are taken; nothing changed. Any thread.
EXPORT enum mac_table_set mac_table_set(struct mac_table *t, u64 key, u64 value);

// Removes a key; false when it is not there. Main thread, at the barrier.
EXPORT bool mac_table_remove(struct mac_table *t, u64 key);

// Whether more entries came than the slots are good for. Any thread.
static inline bool mac_table_is_crowded(const struct mac_table *t)
{
	return __atomic_load_n(&t->n, __ATOMIC_RELAXED) > mac_table_slots(t)->n / 2;
}

// Makes room for twice as many while others go on; pause() (null: none) is called now and
// then. ERR_NO_MEMORY: the table stays as it is. Main thread, one at a time.
EXPORT int mac_table_grow(struct mac_table *t, void (*pause)(void));

// Entries from slot '*at' on, at most 'n' of them, and '*at' past the last; returns how many, 0 at
// the end. What is being learned meanwhile may be among them or not. Main thread; slots move when
// the table grows.
EXPORT u32 mac_table_read(const struct mac_table *t, u32 *at, struct mac_slot *out, u32 n);
