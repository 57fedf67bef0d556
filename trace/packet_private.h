// How a store of packet traces looks inside, for the files that keep and copy it.
#pragma once

#include "trace/packet.h"

struct packet_trace_chunk {
	struct packet_trace_chunk *next;
	u32 used; // bytes of 'records', once another chunk follows
	u32 room;
	u8 records[] __attribute__((aligned(8)));
};

// Half a cache line: all that copying one looks at.
struct traced_packet {
	struct packet_trace_chunk *first, *last;
	u32 used; // bytes of 'records' in the last chunk
	u32 parent, interface;
	u16 n; // records
	u8 parent_thread;
	bool is_continued : 1;
	bool is_copied : 1; // since the store was pinned: its chunks are being read
};
_Static_assert(sizeof(struct traced_packet) == CACHE_LINE / 2, "half a line");

struct packet_trace {
	u32 thread;
	u32 generation;
	u32 first, n; // numbers of the packets kept: first .. first + n - 1, modulo 2^24
	u32 limit;
	bool ring;
	struct traced_packet *packets; // by number & mask
	u32 mask;
	struct packet_trace_chunk *free;
	u8 **slabs; // vec
	u64 size;   // bytes of all chunks in use or free
	u64 lost, cut;
	u32 n_pins;
	struct packet_trace_chunk *limbo; // of packets forgotten while somebody reads them
	u32 copy_next, copy_end;	  // numbers of packets that are still to be copied
	struct packet_trace_copy *saved;  // vec: of those the ones that were forgotten meanwhile
	u32 saved_next;			  // of 'saved'
};

// Gives back a chunk that nobody reads.
void packet_trace_chunk_put(struct packet_trace *t, struct packet_trace_chunk *c);

// How far number 'a' is behind 'b', which wrap.
static inline s32 packet_trace_distance(u32 a, u32 b)
{
	enum { UNUSED_BITS = 32 - PACKET_TRACE_NUMBER_BITS };

	return (s32)((a - b) << UNUSED_BITS) >> UNUSED_BITS;
}

// The packet with this number as it stands.
struct packet_trace_copy packet_trace_copy_of(const struct packet_trace *t, u32 number);
