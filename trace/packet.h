// Packet traces: for each traced packet the records its nodes left, in order, as bytes.
//
// Knows node indices and times only; names and formatters belong to the caller. One store a thread:
// that thread writes and may read it at any time. Others look at copies of its packets, made while
// it stands still: packet_trace_copy().
#pragma once

#include "engine/base/types.h"
#include "trace/filter.h"

struct packet_trace;

struct packet_trace_record {
	u32 node;
	u16 size; // bytes that follow
	u16 reserved;
	u64 time; // ns of now()
	u8 bytes[] __attribute__((aligned(8)));
};

// Bytes from one record to the next where they lie in a row; those behind 'bytes' are zero.
static inline u32 packet_trace_record_room(u32 size)
{
	return ROUND_UP(sizeof(struct packet_trace_record) + size, 8);
}

EXPORT struct packet_trace *packet_trace_create(u32 thread);
EXPORT void packet_trace_free(struct packet_trace *t);

// A handle's lower bits count packets from 0 at the last clear, as 'trace handle' in traces does.
enum { PACKET_TRACE_NUMBER_BITS = 24 };
static inline u32 packet_trace_number(u32 handle)
{
	return handle & ((1u << PACKET_TRACE_NUMBER_BITS) - 1);
}

// What people see of it: the thread above the number, as VPP makes its handles.
static inline u32 packet_trace_shown(u32 thread, u32 handle)
{
	return thread << PACKET_TRACE_NUMBER_BITS | packet_trace_number(handle);
}

// A new packet, received on 'interface' (INDEX_NONE: made here): its handle. A limited store
// (packet_trace_set_limit) that is full returns INDEX_NONE and counts the loss; in ring mode it
// forgets the oldest packet instead.
EXPORT u32 packet_trace_start(struct packet_trace *t, u32 interface);

// Room for one more record of a packet, zeroed; null if 'handle' was forgotten meanwhile or the
// store is out of room.
EXPORT void *packet_trace_add(struct packet_trace *t, u32 handle, u32 node, u64 time, u16 size);

// Marks 'child' as made from 'parent' (a clone, a fragment, an ICMP error), so that they show as
// one journey. The same handle may simply be shared when the new packet continues the old one.
EXPORT void packet_trace_link(struct packet_trace *t, u32 parent, u32 child);

// The packet goes on here that had 'handle' in the store of another thread: its new handle. As
// packet_trace_start() in what may fail; INDEX_NONE also when the stores were cleared meanwhile.
EXPORT u32 packet_trace_continue(struct packet_trace *t, u32 thread, u32 handle, u32 interface);

enum { PACKET_TRACE_DEFAULT_LIMIT = 65536 };
EXPORT void packet_trace_set_limit(struct packet_trace *t, u32 packets, bool ring);
EXPORT bool packet_trace_is_ring(const struct packet_trace *t);
EXPORT void packet_trace_clear(struct packet_trace *t);
// Forgets the oldest 'n' only. False when none is left.
EXPORT bool packet_trace_forget(struct packet_trace *t, u32 n);
EXPORT u32 packet_trace_n(const struct packet_trace *t);    // packets kept
EXPORT u64 packet_trace_lost(const struct packet_trace *t); // not kept since the last clear
EXPORT u64 packet_trace_cut(const struct packet_trace *t);  // records not kept, likewise
EXPORT u64 packet_trace_size(const struct packet_trace *t); // bytes of memory for records

// Packet 'i' of those kept, oldest first: calls 'visit' for each record in order. False ends it.
EXPORT void packet_trace_each(const struct packet_trace *t, u32 i,
	bool (*visit)(void *arg, const struct packet_trace_record *r), void *arg);
EXPORT u32 packet_trace_handle(const struct packet_trace *t, u32 i);
EXPORT u32 packet_trace_interface(const struct packet_trace *t, u32 handle);
// The records of a handle, for dispatch traces.
EXPORT void packet_trace_each_of(const struct packet_trace *t, u32 handle,
	bool (*visit)(void *arg, const struct packet_trace_record *r), void *arg);

// ---- For readers on another thread ----

// A packet as it stood when it was copied; its records are read in place.
struct packet_trace_copy {
	u32 thread, handle, interface;
	u32 parent_thread, parent; // INDEX_NONE: none. It may have been forgotten.
	bool is_continued;	   // it is the parent, handed over to this thread
	const struct packet_trace_chunk *first, *last;
	u32 used; // of the last chunk
};

// From here to packet_trace_unpin() the records of copied packets stay, even when the store forgets
// the packets; it is poorer by so much meanwhile. Nests, but packets are copied for one reader at a
// time. While the thread stands still.
EXPORT void packet_trace_pin(struct packet_trace *t);
EXPORT void packet_trace_unpin(struct packet_trace *t);

// Copies the next 'n' of the packets that were there when it was last pinned, oldest first. Returns
// how many; fewer: that was all. While the thread stands still, which it need not do between two
// calls.
EXPORT u32 packet_trace_copy(struct packet_trace *t, struct packet_trace_copy *out, u32 n);

// The records of a copied packet in order. While its store is pinned; the thread may run.
EXPORT void packet_trace_copy_each(const struct packet_trace_copy *p,
	bool (*visit)(void *arg, const struct packet_trace_record *r), void *arg);

// Gives back up to 'n' pieces of what was forgotten while the store was pinned, if it is no longer.
// False when nothing is left. While the thread stands still.
EXPORT bool packet_trace_sweep(struct packet_trace *t, u32 n);

// ---- Arming: which packets start a trace. Main thread writes, workers read. ----

struct trace_arm {
	u32 node;	       // input node index; INDEX_NONE: any
	u32 interface;	       // received on; INDEX_NONE: any
	u32 count;	       // packets asked for since the last clear, over all threads
	u32 taken;	       // packets marked so far (atomic)
	u32 own;	       // besides, packets that this host made (atomic)
	bool ring;	       // never stop: the store forgets the oldest
	struct filter *filter; // owned; null: all
};

// Adds to the arm with the same node, interface, filter text and ring mode, or makes a new one.
// Takes the filter.
EXPORT void trace_arm_add(u32 node, u32 interface, u32 count, bool ring, struct filter *filter);
EXPORT void trace_arm_clear(void);
EXPORT const struct trace_arm *trace_arm_at(u32 i); // null past the last
EXPORT bool trace_arm_any(void);		    // some arm has packets left
EXPORT bool trace_arm_concerns(u32 node);	    // some arm may take packets of this node

// Whether a packet that 'node' received starts a trace; counts it if so. Any thread.
EXPORT bool trace_arm_take(
	u32 node, u32 interface, enum filter_link link, const void *bytes, u32 n, u32 size);

// The same of a packet that this host made: an arm for any interface, of a node that 'may' agrees
// to, takes as many of them as of received ones.
EXPORT bool trace_arm_take_own(
	bool (*may)(u32 node), enum filter_link link, const void *bytes, u32 n, u32 size);
