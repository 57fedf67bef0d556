// The MAC addresses of all bridge domains: what an entry is, and changing entries.
//
// Addresses are learned by l2-learn on any thread. Everything else changes the table on the main
// thread.
#pragma once

#include "engine/base/clock.h"
#include "engine/l2/mac_table.h"

enum { L2FIB_LIMIT_DEFAULT = 16 << 20 }; // learned addresses: of all domains, of each

// The values are VPP's, seen in traces.
enum mac_flag {
	MAC_STATIC = 1 << 0,
	MAC_AGE_NOT = 1 << 1,
	MAC_BVI = 1 << 2,
	MAC_FILTER = 1 << 3, // packets to and from it are dropped
	MAC_LEARN_EVENT = 1 << 4,
	MAC_LEARN_MOVE = 1 << 5,
};

// A key: the address as loaded from a header, the domain's index in the two high bytes. A value:
// interface, flags, minute, sequence from the lowest bits up.
enum { MAC_FLAGS_AT = 32, MAC_MINUTE_AT = 40, MAC_SEQUENCE_AT = 48 };
#define MAC_MINUTE_MASK (0xffull << MAC_MINUTE_AT)

// 'mac' has at least two bytes behind it.
static inline u64 mac_key_load(const u8 *mac, u16 bridge)
{
	u64 x;

	memcpy(&x, mac, sizeof(x));
	return (x & 0xffffffffffff) | (u64)bridge << 48;
}

static inline u64 mac_key(const u8 mac[6], u16 bridge)
{
	u8 bytes[8] = {0};

	memcpy(bytes, mac, 6);
	return mac_key_load(bytes, bridge);
}

static inline u64 mac_value(u32 interface, u8 flags, u8 minute, u16 sequence)
{
	return interface | (u64)flags << MAC_FLAGS_AT | (u64)minute << MAC_MINUTE_AT |
		(u64)sequence << MAC_SEQUENCE_AT;
}

static inline u32 mac_interface(u64 value)
{
	return (u32)value;
}

static inline u8 mac_flags(u64 value)
{
	return (u8)(value >> MAC_FLAGS_AT);
}

static inline u8 mac_minute(u64 value)
{
	return (u8)(value >> MAC_MINUTE_AT);
}

static inline u16 mac_sequence(u64 value)
{
	return value >> MAC_SEQUENCE_AT;
}

// Minutes since start, as entries remember them.
static inline u8 mac_minute_of(u64 time)
{
	return (u8)(time / (60 * NS_PER_S));
}

EXPORT struct mac_table *l2fib_table(void);

// How many addresses may be learned, and are.
struct l2fib_learned {
	u32 n;	   // atomic
	u32 limit; // of all domains together
};
EXPORT struct l2fib_learned *l2fib_learned(void);

// From packet paths: the table gets crowded; the main thread makes room. Once in a growth.
void l2fib_ask_growth(void);

// An entry made by the user: flags of enum mac_flag, 'interface' INDEX_NONE for MAC_FILTER.
// ERR_NO_SUCH_ENTRY: no such domain; ERR_LIMIT: no room. Replaces what is there.
EXPORT int l2fib_add(const u8 mac[6], u16 bridge, u32 interface, u8 flags);
EXPORT int l2fib_delete(const u8 mac[6], u16 bridge); // ERR_NO_SUCH_ENTRY

// Removes entries for which 'drop' is true; returns how many. pause() (null: none) is called
// between parts.
EXPORT u32 l2fib_remove(
	bool (*drop)(u64 key, u64 value, const void *arg), const void *arg, void (*pause)(void));
EXPORT void l2fib_clear(void); // all but those of BVIs

// Learned addresses go: of all, a domain, a port. They are of no use at once, and out of the table
// when the ager comes to them.
EXPORT void l2fib_flush_all(void);
EXPORT void l2fib_flush_bridge(u16 bridge);
EXPORT void l2fib_flush_port(u32 interface);

// ---- l2fib_age.c ----

EXPORT void l2fib_age_wake(void); // something was flushed, or ages now
EXPORT u64 l2fib_scan_time(void); // ns that the last scan took

// What the ager removes: 'minute' is the present one.
bool l2fib_is_over(u64 key, u64 value, u8 minute);
