// The MAC addresses of all bridge domains: changes by the main thread.
#include "engine/l2/l2fib.h"
#include "engine/base/error.h"
#include "engine/base/vec.h"
#include "engine/graph/init.h"
#include "engine/graph/process.h"
#include "engine/l2/bridge.h"

static struct mac_table table;
static struct l2fib_learned learned = {.limit = L2FIB_LIMIT_DEFAULT};

struct mac_table *l2fib_table(void)
{
	return &table;
}

struct l2fib_learned *l2fib_learned(void)
{
	return &learned;
}

static bool is_learned(u64 value)
{
	return !(mac_flags(value) & MAC_AGE_NOT);
}

// At the barrier.
static void uncount(u64 key, u64 value)
{
	struct bridge *b = bridge_at(key >> 48);

	if (!is_learned(value))
		return;
	learned.n -= learned.n != 0;
	if (b)
		b->n_learned -= b->n_learned != 0;
}

int l2fib_add(const u8 mac[6], u16 bridge, u32 interface, u8 flags)
{
	u64 key = mac_key(mac, bridge), old;
	bool is_full;

	if (!bridge_at(bridge))
		return error(ERR_NO_SUCH_ENTRY, "no bridge domain with index %u", bridge);
	barrier_begin();
	old = mac_table_find(&table, key);
	is_full = mac_table_set(&table, key, mac_value(interface, flags, 0, 0)) == MAC_TABLE_FULL;
	if (!is_full && old)
		uncount(key, old);
	barrier_end();
	if (mac_table_is_crowded(&table))
		mac_table_grow(&table, NULL);
	return is_full ? error(ERR_LIMIT, "the table of MAC addresses is full") : 0;
}

int l2fib_delete(const u8 mac[6], u16 bridge)
{
	u64 key = mac_key(mac, bridge), old;

	barrier_begin();
	old = mac_table_find(&table, key);
	if (old) {
		mac_table_remove(&table, key);
		uncount(key, old);
	}
	barrier_end();
	return old ? 0 : error(ERR_NO_SUCH_ENTRY, "mac entry not found");
}

// What 'drop' is true of. What workers change meanwhile is looked at again.
static u32 remove_some(const struct mac_slot *some, u32 n,
	bool (*drop)(u64 key, u64 value, const void *arg), const void *arg)
{
	u32 removed = 0;

	barrier_begin();
	for (u32 k = 0; k < n; k++) {
		u64 value = mac_table_find(&table, some[k].key);

		if (!value || !drop(some[k].key, value, arg) ||
			!mac_table_remove(&table, some[k].key))
			continue;
		uncount(some[k].key, value);
		removed++;
	}
	barrier_end();
	return removed;
}

u32 l2fib_remove(
	bool (*drop)(u64 key, u64 value, const void *arg), const void *arg, void (*pause)(void))
{
	enum { PART = 1024 };
	struct mac_slot part[PART];
	u32 n, at = 0, removed = 0;

	while ((n = mac_table_read(&table, &at, part, PART))) {
		u32 k = 0;

		for (u32 i = 0; i < n; i++)
			if (drop(part[i].key, part[i].value, arg))
				part[k++] = part[i];
		// Gaps close from behind: nothing moves from the part that is done to the one that
		// is not.
		if (k)
			removed += remove_some(part, k, drop, arg);
		if (pause)
			pause();
	}
	return removed;
}

static bool is_not_bvi(u64, u64 value, const void *)
{
	return !(mac_flags(value) & MAC_BVI);
}

void l2fib_clear(void)
{
	l2fib_remove(is_not_bvi, NULL, NULL);
}

void l2fib_flush_bridge(u16 bridge)
{
	struct bridge *b = bridge_at(bridge);

	if (!b)
		return;
	barrier_begin();
	b->sequence++;
	l2_ports_update(b);
	barrier_end();
	l2fib_age_wake();
}

void l2fib_flush_all(void)
{
	for (u32 k = bridge_next(0); k != INDEX_NONE; k = bridge_next(k + 1))
		l2fib_flush_bridge((u16)k);
}

void l2fib_flush_port(u32 interface)
{
	if (!l2_port_at(interface))
		return;
	barrier_begin();
	l2_port_forget_all_learned(interface);
	barrier_end();
	l2fib_age_wake();
}

static int init(void)
{
	mac_table_open(&table);
	return 0;
}

static const struct init_function l2fib_init = {.name = "l2fib_init", .run = init, .stage = INIT};
INIT_REGISTER(l2fib_init);
