// Neighbours: who has which IP address on which link. Learned, aged, or static.
#pragma once

#include "engine/base/text.h"
#include "engine/net/address.h"

enum neighbor_flag { NEIGHBOR_STATIC = 1, NEIGHBOR_DYNAMIC = 2, NEIGHBOR_NO_FIB_ENTRY = 4 };

struct neighbor {
	u32 interface;
	struct ip_address ip;
	u8 mac[6];
	u8 flags;
	u64 time;  // of the last proof that it is there, ns of now()
	u8 probes; // sent without answer since it aged
};

// Adds or updates. A dynamic entry never replaces a static one. Main thread.
// Errors: ERR_NO_SUCH_INTERFACE, ERR_LIMIT, ERR_INVALID_VALUE (multicast MAC).
EXPORT int neighbor_add(u32 interface, const struct ip_address *ip, const u8 mac[6], u8 flags);
EXPORT int neighbor_delete(u32 interface, const struct ip_address *ip);
EXPORT void neighbor_flush(u32 interface, u8 family); // INDEX_NONE: all; dynamic ones only

EXPORT const struct neighbor *neighbor_find(u32 interface, const struct ip_address *ip);
EXPORT bool neighbor_is_known(u32 interface, be32 ip); // any thread
// Sorted by interface index, then address; a vec of pointers that the caller frees.
EXPORT const struct neighbor **neighbors_sorted(u8 family, u32 interface);

// A packet told us: learned through a queue to the main thread. Any thread, never blocks; a full
// queue counts and forgets. arp-reply and nd nodes call it.
EXPORT void neighbor_learn(u32 interface, const struct ip_address *ip, const u8 mac[6]);

struct neighbor_settings {
	u32 limit;    // entries, default 50,000
	u32 age;      // seconds without proof before probing; 0: never (default)
	bool recycle; // a full table replaces its oldest dynamic entry
};
EXPORT struct neighbor_settings *neighbor_settings(u8 family);
// After a change of them: ageing starts, stops or goes by the new time. Main thread.
EXPORT void neighbor_settings_changed(u8 family);

// What neighbor_learn() could not keep: a full queue or table, an interface that went.
EXPORT u64 neighbor_learn_lost(void);

// Told after an entry came (present) or is about to go. Registered in init functions.
EXPORT void neighbor_hook_add(void (*changed)(const struct neighbor *n, bool present));
