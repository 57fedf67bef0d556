// Probes: packets that this host sends to learn something from what comes back, as ping does.
//
// Who asks opens a prober; its id is in the packets. Any thread may receive an answer: it puts it
// into the prober's queue without a lock, and the main thread wakes the process that waits.
#pragma once

#include "engine/graph/node.h"
#include "engine/net/address.h"

enum probe_fault { PROBE_RIGHT, PROBE_BAD_CSUM, PROBE_BAD_DATA };

struct probe_answer {
	u64 time; // received, ns of now()
	struct ip_address from;
	u32 size; // bytes of the packet with its IP header
	u16 sequence;
	u8 ttl;
	u8 fault; // enum probe_fault
};

struct prober;

// For the running process. Null when too many are open. Main thread.
EXPORT struct prober *prober_open(void);
EXPORT void prober_close(struct prober *p);
EXPORT u16 prober_id(const struct prober *p);
// The next answer; false: none yet.
EXPORT bool prober_take(struct prober *p, struct probe_answer *answer);
// Waits until there is an answer. False after 'ns' or when interrupted. With the stopped clock it
// lives through the time.
EXPORT bool prober_wait(struct prober *p, u64 ns);
EXPORT u64 prober_lost(const struct prober *p); // answers that found the queue full

// The moment a probe left: when it was made, until an interface's output says better. ns.
EXPORT void prober_sent_set(struct prober *p, u16 sequence, u64 at);
EXPORT u64 prober_sent(const struct prober *p, u16 sequence);
// For b->probe: its moment of leaving is to be known.
static inline u32 probe_mark(u16 id, u16 sequence)
{
	return (u32)id << 16 | sequence;
}

// ---- In packet paths. Any thread. ----

// A packet with a mark is about to be given to a device.
void probe_left(u32 mark);

// Node index of who waits for answers with this id; INDEX_NONE: nobody.
EXPORT u32 probe_owner(u16 id);
// False: nobody waits for it.
EXPORT bool probe_deliver(u16 id, const struct probe_answer *answer);
