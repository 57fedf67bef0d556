// Packet buffers: 32-bit indices, metadata in two cache lines, headroom, 2 KiB of data, chains,
// reference counts, pools with a cache per thread.
//
// In memory a buffer is  [foreign 128][struct buffer 128][headroom 128][data 2048][pad],  an odd
// number of cache lines in all, so that the headers of neighbours fall into different L1 sets.
// The foreign room lets a driver put its own header (DPDK's rte_mbuf) in front of the same data.
// An index counts cache lines from one base address shared by all pools; 0 is never a buffer.
#pragma once

#include "engine/base/types.h"

struct worker;

enum {
	BUFFER_FOREIGN_SIZE = 128,
	BUFFER_HEADROOM = 128,
	BUFFER_DATA_SIZE = 2048,
	BUFFER_META_SIZE = 24,
};

// The values are VPP's, so that flags in traces read as its users know them.
enum buffer_flag {
	BUFFER_TRACED = 1u << 0,
	BUFFER_NEXT = 1u << 1,	     // 'next' is another buffer of this packet
	BUFFER_REST_VALID = 1u << 2, // 'rest' is right (it always is when BUFFER_NEXT is not set)
	BUFFER_GSO = 1u << 14,
	BUFFER_L4_VALID = 1u << 18, // l4_at is right; likewise the two after it
	BUFFER_L3_VALID = 1u << 19,
	BUFFER_L2_VALID = 1u << 20,
	BUFFER_OFFLOAD = 1u << 22, // 'offload' says which checksums are still to be filled in
	BUFFER_IP6 = 1u << 23,
	BUFFER_IP4 = 1u << 24,
	BUFFER_LOCAL = 1u << 25, // made by this host, not received
	BUFFER_VLAN_1 = 1u << 28,
	BUFFER_VLAN_2 = 1u << 29,
	BUFFER_L4_CSUM_CORRECT = 1u << 30,  // only with ..._COMPUTED
	BUFFER_L4_CSUM_COMPUTED = 1u << 31, // somebody has verified the L4 checksum
};

enum buffer_offload {
	OFFLOAD_IP4_CSUM = 1 << 0,
	OFFLOAD_TCP_CSUM = 1 << 1,
	OFFLOAD_UDP_CSUM = 1 << 2,
};

struct buffer {
	// First cache line: what every node touches.
	s16 at; // where the current header starts, bytes from the start of data; negative: headroom
	u16 length;	  // bytes from there to the end of this buffer
	u32 flags;	  // enum buffer_flag
	u32 next;	  // index of the next buffer of the packet, with BUFFER_NEXT
	u32 rx_interface; // sw_if_index, INDEX_NONE for none
	u32 tx_interface; // sw_if_index; before lookup a FIB index that overrides the interface's
	u16 error;	  // global error index: node->error_base + code; 0 = "blackholed packets"
	u8 refs;	  // owners of this buffer; of every buffer of a chain
	u8 pool;
	u32 config;    // position in the feature heap, engine/graph/feature.h
	u32 flow_hash; // 0: not computed
	s16 l2_at, l3_at, l4_at;
	u16 offload;		   // enum buffer_offload
	u8 meta[BUFFER_META_SIZE]; // per feature, through typed accessors: BUFFER_META

	// Second cache line.
	u32 trace;   // packet trace handle, with BUFFER_TRACED
	u32 rest;    // bytes in all buffers of the packet after this one
	u64 time;    // when the packet was received, ns of now(); 0: not stamped
	u32 capture; // what 'pcap trace' calls it since it was received; 0: nothing
	u16 gso_size, gso_l4_size;
	u32 probe;	// engine/net/probe.h: whose moment of leaving is to be known; 0: nobody's
	u8 drop_reason; // enum drop_reason of node.h; 0: as the row of 'error' says
	u8 loops;	// times it was sent to a loopback that is a port of layer 2
	u8 reserved[34];

	u8 headroom[BUFFER_HEADROOM];
	u8 data[];
};
_Static_assert(offsetof(struct buffer, trace) == CACHE_LINE, "first line");
_Static_assert(offsetof(struct buffer, headroom) == 2 * CACHE_LINE, "second line");

// BUFFER_META(ip4_meta, struct ip4_meta): a typed view of b->meta that is known to fit.
#define BUFFER_META(name, type) \
	static inline type *name(struct buffer *b) \
	{ \
		_Static_assert(sizeof(type) <= BUFFER_META_SIZE, "metadata too big"); \
		return (type *)b->meta; \
	} \
	_Static_assert(1, "")

static inline void *buffer_here(struct buffer *b)
{
	return b->data + b->at;
}

// Moves the current header by 'bytes' (negative: into the headroom). The caller checked the room.
static inline void buffer_move(struct buffer *b, int bytes)
{
	b->at += bytes;
	b->length -= bytes;
}

// Bytes that may still be put in front of the current header.
static inline u32 buffer_headroom(const struct buffer *b)
{
	return BUFFER_HEADROOM + b->at;
}

// The whole packet, all its buffers. Bytes.
static inline u32 buffer_packet_size(const struct buffer *b)
{
	return unlikely(b->flags & BUFFER_NEXT) ? b->length + b->rest : b->length;
}

// Takes 'n' buffers (at: 0, length 0, refs 1, no flags, rx and tx INDEX_NONE, all else zero).
// Returns how many there were; fewer than 'n' only when the pool is empty. Own thread's cache
// first.
EXPORT u32 buffer_alloc(struct worker *w, u32 *indices, u32 n);

// The same with the metadata of 'like', which buffer_fresh() made for its pool and the caller then
// changed: for drivers whose packets have much in common.
EXPORT u32 buffer_alloc_like(struct worker *w, const struct buffer *like, u32 *indices, u32 n);
EXPORT void buffer_fresh(struct buffer *b, u8 pool); // metadata only; 'b' need not be in a pool

// Gives up one reference to each packet, chains included; the last owner's frees the memory.
EXPORT void buffer_free(struct worker *w, const u32 *indices, u32 n);
EXPORT void buffer_free_one(struct worker *w, u32 index);

// A second packet with the same contents for whoever wants to change it: all bytes copied to new
// buffers, metadata too, trace flag dropped. 0 when there are no buffers.
EXPORT u32 buffer_copy(struct worker *w, u32 index);

// Up to 'n' packets that share the data behind the first 'own' bytes and own copies of those
// (own <= length). Returns how many were made; 'index' is one of them no longer, its memory is
// theirs, unless none could be made: then it is unchanged.
EXPORT u32 buffer_clone(struct worker *w, u32 index, u32 *clones, u32 n, u32 own);

// Appends bytes to the packet, chaining new buffers as needed. ERR_NO_MEMORY (no buffers) and
// ERR_BUSY (the end is shared with a clone) change nothing.
EXPORT int buffer_append(struct worker *w, u32 index, const void *bytes, u32 n);

// Copies up to 'n' bytes from 'from' (bytes after the current header) across the chain. Returns how
// many there were.
EXPORT u32 buffer_read(struct worker *w, const struct buffer *b, u32 from, void *out, u32 n);

// Makes the packet exactly 'size' bytes (size <= what it has), freeing buffers of the chain's end.
// ERR_NO_MEMORY, changing nothing, when the end is shared with a clone and cannot be copied.
EXPORT int buffer_cut(struct worker *w, struct buffer *b, u32 size);

// Sum for an Internet checksum over 'n' bytes from 'from' across the chain; not folded.
EXPORT u64 buffer_sum(struct worker *w, const struct buffer *b, u32 from, u32 n);

// Pools. Made at start and by drivers; main thread.
struct buffer_pool {
	char name[32];
	u8 index, numa;
	u32 stride;    // bytes from one buffer to the next
	u32 data_size; // bytes
	u32 n;	       // buffers
	u32 n_shared;  // in 'free'
	u32 n_fresh;   // never used yet: the last ones of the pool, memory not touched
	u32 first;     // index of the first buffer
	u32 *free;     // indices, n_shared of them; guarded by 'lock', as n_fresh
	u32 lock;
	size_t page_size;
};

// The calling worker's cache, the address space and the configured default pool. By engine_start().
EXPORT int buffer_open(struct worker *w);
EXPORT int buffer_pool_create(const char *name, u32 n, u32 data_size, u8 *index);
EXPORT const struct buffer_pool *buffer_pool_at(u32 i); // null past the last
EXPORT u32 buffer_pool_n_cached(u32 pool);		// in the caches of all threads
EXPORT u32 buffers_per_numa(void); // configured size of the default pool, buffers { }

// True when 'index' is a buffer of some pool: for indices that come from outside.
EXPORT bool buffer_index_valid(u32 index);
