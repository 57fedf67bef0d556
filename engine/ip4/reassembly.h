// Reassembly of IPv4 fragments (RFC 791, 3.2; RFC 815) into whole packets.
//
// Each thread has a table of the packets it is waiting to complete, of fixed size, found by what
// RFC 791 says identifies a packet and given up when no fragment has come for a while. Fragments
// are kept as they came until the packet is complete; parts that overlap are left out then. Written
// by the own thread; the main thread looks in between dispatches or at the barrier.
#pragma once

#include "engine/base/text.h"
#include "engine/graph/node.h"
#include "engine/ip4/ip4.h"

struct reassembly_key {
	be32 from, to;
	u32 fib; // FIB index: the same addresses in another table are other hosts
	be16 id;
	u8 protocol;
	u8 reserved;
};

struct reassembly {
	struct reassembly_key key;
	u64 heard;	  // when the last fragment came, ns of now()
	u32 id;		  // counts up: 'reass id' of traces
	u32 first;	  // buffer index of the lowest range; INDEX_NONE: none yet
	u32 last_octet;	  // of the packet's data; INDEX_NONE until the last fragment comes
	u32 n_bytes;	  // of data that is here
	u32 n_fragments;  // that brought some of it
	u32 n_traced;	  // 'op id' of traces
	u32 hash_next;	  // in the same bucket, or the next free slot
	u32 older, newer; // by 'heard'
};

// What a kept fragment says of itself, in its buffer's metadata. Octets of the packet's data, both
// ends included.
struct reassembly_range {
	u32 next;		     // buffer index of the next higher range; INDEX_NONE: none
	u16 first, last;	     // what it is used for
	u16 whole_first, whole_last; // what it has
	u16 path;		     // it came by
};
BUFFER_META(reassembly_range, struct reassembly_range);

enum reassembly_action {
	REASSEMBLY_NEW,
	REASSEMBLY_SHRINK,
	REASSEMBLY_DISCARD,
	REASSEMBLY_OVERLAP,
	REASSEMBLY_FINALIZE,
	REASSEMBLY_PASS,
	REASSEMBLY_HAND_OVER, // to the thread that completes the packet
};

struct reassembly_trace {
	u8 action;
	u32 id, op; // id INDEX_NONE: belongs to none
	u32 first, n_bytes;
	u32 buffer;
	u16 from_thread, to_thread; // of REASSEMBLY_HAND_OVER
	struct reassembly_range range;
};

struct reassembly_table {
	struct reassembly *slots;
	u32 n_slots, n; // room; in use
	u32 free;	// slot; INDEX_NONE: none
	u32 *buckets;	// slots by hash of the key; n_buckets of them
	u32 n_buckets;	// a power of two
	u32 oldest, newest;
	u32 next_id;
	u32 seed;		       // so that nobody outside can aim at one bucket
	struct reassembly_trace trace; // what the next trace record says
};

// What the nodes count; VPP's words.
enum reassembly_error {
	REASSEMBLY_ERROR_NONE,
	REASSEMBLY_ERROR_DUPLICATE,
	REASSEMBLY_ERROR_LIMIT,
	REASSEMBLY_ERROR_TOO_MANY,
	REASSEMBLY_ERROR_NO_BUFFERS,
	REASSEMBLY_ERROR_MALFORMED,
	REASSEMBLY_ERROR_TIMEOUT,
	REASSEMBLY_ERROR_SUCCESS,
	REASSEMBLY_ERROR_REASSEMBLED,
	REASSEMBLY_ERROR_RECEIVED,
	REASSEMBLY_ERROR_CONGESTION,
};
#define REASSEMBLY_ERRORS \
	ERRORS([REASSEMBLY_ERROR_NONE] = {"valid ip4 packets", SEVERITY_INFO, DROP_CONSUMED}, \
		[REASSEMBLY_ERROR_DUPLICATE] = {"duplicate/overlapping fragments", SEVERITY_ERROR, \
			DROP_MALFORMED}, \
		[REASSEMBLY_ERROR_LIMIT] = {"drops due to concurrent reassemblies limit", \
			SEVERITY_ERROR, DROP_RESOURCE}, \
		[REASSEMBLY_ERROR_TOO_MANY] = {"fragment chain too long (drop)", SEVERITY_ERROR, \
			DROP_RESOURCE}, \
		[REASSEMBLY_ERROR_NO_BUFFERS] = {"out of buffers (drop)", SEVERITY_ERROR, \
			DROP_RESOURCE}, \
		[REASSEMBLY_ERROR_MALFORMED] = {"malformed packets", SEVERITY_ERROR, \
			DROP_MALFORMED}, \
		[REASSEMBLY_ERROR_TIMEOUT] = {"fragments dropped due to reassembly timeout", \
			SEVERITY_ERROR, DROP_PENDING}, \
		[REASSEMBLY_ERROR_SUCCESS] = {"successful reassemblies", SEVERITY_INFO, \
			DROP_CONSUMED}, \
		[REASSEMBLY_ERROR_REASSEMBLED] = {"fragments reassembled", SEVERITY_INFO, \
			DROP_CONSUMED}, \
		[REASSEMBLY_ERROR_RECEIVED] = {"fragments received", SEVERITY_INFO, \
			DROP_CONSUMED}, \
		[REASSEMBLY_ERROR_CONGESTION] = { \
			"handoff congestion drops", SEVERITY_ERROR, DROP_RESOURCE})

// ---- Control; main thread ----

struct reassembly_settings {
	u32 timeout_ms;	      // default 200
	u32 max_reassemblies; // a thread, default 1,024
	u32 max_fragments;    // of a packet that is not complete, default 3
	u32 walk_ms;	      // between looks for what timed out, default 50
};
enum { REASSEMBLY_MAX = 1000000 }; // max_reassemblies at most

EXPORT const struct reassembly_settings *reassembly_settings(void);
// ERR_INVALID_VALUE. What is under way stays.
EXPORT int reassembly_set(const struct reassembly_settings *s);

// Reassembles what an interface receives, not only what is for this host.
EXPORT int reassembly_enable(u32 interface, bool on);

// The table of a thread; null past the last.
EXPORT const struct reassembly_table *reassembly_table_at(u32 thread);
EXPORT const struct reassembly *reassembly_next(
	const struct reassembly_table *t, const struct reassembly *after); // oldest for null

// "ID: 0, key: fib_index: 0, src: ...", then its ranges.
EXPORT void reassembly_text(struct text *t, const struct reassembly *r);

// Gives up what timed out in all threads; counted on 'node'. Returns whether any are left.
bool reassembly_expire(struct node *node);
// Calls for reassembly_expire() when there is something to watch again; any thread.
void reassembly_watch(void);

// ---- In packet paths; own thread ----

struct reassembly_table *reassembly_table_of(const struct worker *w);

// Of all fragments of a packet.
u64 reassembly_hash(u64 seed, const struct reassembly_key *k);

// Null if there is none; the caller sees to its time-out.
struct reassembly *reassembly_find(struct reassembly_table *t, const struct reassembly_key *k);
struct reassembly *reassembly_make(struct reassembly_table *t, const struct reassembly_key *k);
void reassembly_heard(struct reassembly_table *t, struct reassembly *r, u64 at);
bool reassembly_is_expired(const struct reassembly *r, u64 at);

// Forgets it; its buffers are somebody else's already.
void reassembly_release(struct reassembly_table *t, struct reassembly *r);
// Frees its buffers too, recording each as dropped for 'error', a global one.
void reassembly_give_up(
	struct worker *w, struct reassembly_table *t, struct reassembly *r, u16 error);

// Takes a fragment whose range is filled in. DUPLICATE (not taken) or NONE. Traces as 'node'.
enum reassembly_error reassembly_insert(
	struct worker *w, struct node *node, struct reassembly *r, u32 index);
static inline bool reassembly_is_complete(const struct reassembly *r)
{
	return r->last_octet != INDEX_NONE && r->n_bytes == r->last_octet + 1;
}
// Joins the ranges of a complete one to the packet that starts in r->first. ERROR_MALFORMED for a
// packet of more than 65,535 bytes, changing nothing.
enum reassembly_error reassembly_join(struct worker *w, struct reassembly *r);

// The thread that completes the packet of a fragment: all fragments have the same. The own one for
// whole packets and where there is no choice.
u16 reassembly_thread(const struct worker *w, const struct buffer *b);

// Makes the next trace record of a reassembly node say this of the fragment in buffer 'index'.
void reassembly_trace_set(struct worker *w, struct reassembly *r, u32 index, u8 action);
void reassembly_trace_record(void *record, struct worker *w, struct node *node, struct buffer *b);
void reassembly_trace_text(struct text *t, const void *record);

// The run function of the nodes. 'feature': packets go on along their arc instead of to ip4-input.
// 'node' is the node itself, in whatever thread completes a packet.
enum { REASSEMBLY_NEXT_INPUT, REASSEMBLY_NEXT_DROP, REASSEMBLY_NEXT_SELF };
#define REASSEMBLY_NEXT(node) \
	NAMES([REASSEMBLY_NEXT_INPUT] = "ip4-input", [REASSEMBLY_NEXT_DROP] = "ip4-drop", \
		[REASSEMBLY_NEXT_SELF] = (node))
void reassembly_frame(struct worker *w, struct node *node, struct frame *f, bool feature);
