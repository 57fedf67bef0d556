// The drop recorder: always on, bounded; the last packets that ended in error-drop or error-punt.
#pragma once

#include "engine/graph/node.h"

enum { DROP_HEADER_SIZE = 96 }; // bytes of the packet kept, from its first valid header

struct drop_record {
	u64 time;	 // ns of now()
	u32 interface;	 // received on; INDEX_NONE for locally made packets
	u16 error;	 // global error index
	u16 path;	 // engine/graph/path.h
	u16 size;	 // bytes of the whole packet
	u16 n;		 // bytes kept
	u8 starts_at_l2; // 1: bytes begin with an Ethernet header, 0: where the packet stood
	u8 punted;
	u8 reason; // enum drop_reason
	u8 thread;
	u8 bytes[DROP_HEADER_SIZE];
};

// Keeps a record of each packet of a frame. Own thread; no allocation.
EXPORT void drop_record_frame(struct worker *w, const struct frame *f, bool punted);

// Records of all threads in order of time. 'n' is how many there are, '*n_lost' how many were
// overwritten since the last clear. The caller frees with memory's free(). Main thread.
EXPORT struct drop_record *drop_records(u32 *n, u64 *n_lost);
EXPORT void drop_clear(void);	       // main thread
EXPORT int drop_set_size(u32 records); // a thread; 0 switches it off; default 256. Main thread.

// 'hook' sees each frame that error-drop or error-punt gets, before its packets are freed: for
// counters of interfaces and captures. At most 8, added at init. Own thread.
EXPORT void drop_hook_add(void (*hook)(struct worker *w, const struct frame *f, bool punted));

// Who dropped a packet and why, for people. The counters may know less: VPP counts a packet without
// a route as "ethernet-input: no error". Then it is the node that sent it to its end, and words for
// the packet's own reason. 'reason' is drop_reason_of() it.
struct drop_why {
	const char *node, *words;
	u8 reason; // enum drop_reason
};
EXPORT struct drop_why drop_why(u16 error, u8 reason, u16 path);
// The same in short, of a packet whose trace has this record of drop or punt.
EXPORT void drop_trace_why(struct text *t, const void *record);

// Why a packet that stands in error-drop ends there: what it was told, or what its error says.
EXPORT enum drop_reason drop_reason_of(const struct buffer *b);
EXPORT const char *drop_reason_name(u8 reason); // "no route"
