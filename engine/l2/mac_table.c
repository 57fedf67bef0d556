// A table of MAC addresses: claiming slots, removing, growing.
#include "engine/l2/mac_table.h"
#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "engine/base/memory.h"
#include "engine/graph/grace.h"
#include "engine/graph/worker.h"
#include <stdlib.h>

enum {
	GROW_BITS = 1,
	BITS_MAX = 23,	    // 32 M slots: twice VPP's limit of learned addresses
	COPY_STEP = 1 << 14 // slots between two pauses
};

static int slots_open(struct mac_slots *s, u32 bits)
{
	*s = (struct mac_slots){.bits = bits, .n = (MAC_TABLE_LINE << bits) + MAC_TABLE_PROBE};
	// Which addresses fall together is not for those to know who send them.
	s->factor = (u64)random_u32() << 32 | random_u32() | 1;
	s->slot = memory_map(s->n * sizeof(*s->slot), "l2 mac table", NULL);
	return s->slot ? 0 : ERR_NO_MEMORY;
}

static void pair_put(u64 what)
{
	struct mac_slots_pair *pair = (struct mac_slots_pair *)what;

	// The new slots of a pair are those that come after it.
	memory_unmap(pair->now.slot, pair->now.n * sizeof(*pair->now.slot));
	free(pair);
}

static void publish(struct mac_table *t, const struct mac_slots_pair *pair)
{
	struct mac_slots_pair *copy = memory_get(sizeof(*copy));

	*copy = *pair;
	__atomic_store_n(&t->pair, copy, __ATOMIC_RELEASE);
}

void mac_table_open(struct mac_table *t)
{
	struct mac_slots_pair pair = {0};

	if (slots_open(&pair.now, MAC_TABLE_FIRST_BITS) < 0)
		panic("no memory for a table of MAC addresses");
	*t = (struct mac_table){0};
	publish(t, &pair);
}

void mac_table_close(struct mac_table *t)
{
	pair_put((u64)t->pair);
	*t = (struct mac_table){0};
}

// The slot that has 'key', which may just have been claimed for it: then '*is_new'. Null: no room.
static struct mac_slot *claim(const struct mac_slots *s, u64 key, bool *is_new)
{
	struct mac_slot *slot = s->slot + mac_slots_home(s, key), *end = slot + MAC_TABLE_PROBE;

	*is_new = false;
	for (; slot < end; slot++) {
		u64 found = __atomic_load_n(&slot->key, __ATOMIC_ACQUIRE);

		if (!found &&
			__atomic_compare_exchange_n(&slot->key, &found, key, false,
				__ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
			*is_new = true;
			return slot;
		}
		if (found == key)
			return slot;
	}
	return NULL;
}

enum mac_table_set mac_table_set(struct mac_table *t, u64 key, u64 value)
{
	const struct mac_slots_pair *pair = __atomic_load_n(&t->pair, __ATOMIC_ACQUIRE);
	bool is_new, in_next;
	struct mac_slot *slot = claim(&pair->now, key, &is_new);

	if (!slot)
		return MAC_TABLE_FULL;
	// While the table grows, removed keys keep their slot, with no value.
	is_new = !__atomic_exchange_n(&slot->value, value, __ATOMIC_ACQ_REL);
	if (is_new)
		__atomic_add_fetch(&t->n, 1, __ATOMIC_RELAXED);
	if (unlikely(pair->next.slot)) {
		slot = claim(&pair->next, key, &in_next);
		if (slot)
			__atomic_store_n(&slot->value, value, __ATOMIC_RELEASE);
	}
	return is_new ? MAC_TABLE_NEW : MAC_TABLE_CHANGED;
}

static struct mac_slot *find(const struct mac_slots *s, u64 key)
{
	struct mac_slot *slot = s->slot + mac_slots_home(s, key), *end = slot + MAC_TABLE_PROBE;

	while (slot < end && slot->key && slot->key != key)
		slot++;
	return slot < end && slot->key ? slot : NULL;
}

// Moves up whatever would not be found any more behind the gap.
static void close_gap(const struct mac_slots *s, struct mac_slot *gap)
{
	for (struct mac_slot *i = gap + 1; i < s->slot + s->n && i->key; i++) {
		if (s->slot + mac_slots_home(s, i->key) > gap)
			continue;
		*gap = *i;
		gap = i;
	}
	*gap = (struct mac_slot){0};
}

bool mac_table_remove(struct mac_table *t, u64 key)
{
	struct mac_slots_pair *pair = t->pair;
	struct mac_slot *slot = find(&pair->now, key);

	if (!slot || !slot->value)
		return false;
	if (pair->next.slot) {
		// The copying goes through the old slots: nothing may move there.
		slot->value = 0;
		slot = find(&pair->next, key);
		if (slot)
			close_gap(&pair->next, slot);
	} else {
		close_gap(&pair->now, slot);
	}
	t->n--;
	return true;
}

// What others wrote to the new slots since is newer. There is room: a quarter of them is taken.
static void copy_one(const struct mac_slots *to, const struct mac_slot *from)
{
	u64 key = __atomic_load_n(&from->key, __ATOMIC_ACQUIRE);
	u64 value = key ? __atomic_load_n(&from->value, __ATOMIC_ACQUIRE) : 0, none = 0;
	struct mac_slot *slot;
	bool is_new;

	if (!value)
		return;
	slot = claim(to, key, &is_new);
	if (slot)
		__atomic_compare_exchange_n(
			&slot->value, &none, value, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED);
}

int mac_table_grow(struct mac_table *t, void (*pause)(void))
{
	struct mac_slots_pair *old = t->pair, pair = *old, *growing;
	int code;

	if (pair.now.bits + GROW_BITS > BITS_MAX)
		return error(ERR_LIMIT, "the table of MAC addresses cannot grow any further");
	code = slots_open(&pair.next, pair.now.bits + GROW_BITS);
	if (code < 0)
		return code;
	publish(t, &pair);
	growing = t->pair;
	grace_wait(grace_begin()); // from here on everybody writes to both
	free(old);
	for (u32 i = 0; i < pair.now.n; i++) {
		copy_one(&pair.next, &pair.now.slot[i]);
		if (pause && i % COPY_STEP == COPY_STEP - 1)
			pause();
	}
	pair.now = pair.next;
	pair.next = (struct mac_slots){0};
	// Those who write to both ask the old slots whether a key is new, those after them the new
	// ones: were they at work at once, a key could be new to two of them, and be counted twice.
	barrier_begin();
	publish(t, &pair);
	barrier_end();
	retire(pair_put, (u64)growing);
	return 0;
}

u32 mac_table_read(const struct mac_table *t, u32 *at, struct mac_slot *out, u32 n)
{
	const struct mac_slots *s = mac_table_slots(t);
	u32 k = 0;

	for (; *at < s->n && k < n; ++*at) {
		const struct mac_slot *slot = &s->slot[*at];

		out[k].key = __atomic_load_n(&slot->key, __ATOMIC_ACQUIRE);
		out[k].value = __atomic_load_n(&slot->value, __ATOMIC_ACQUIRE);
		k += out[k].key && out[k].value;
	}
	return k;
}
