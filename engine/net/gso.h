// Packets of many segments (BUFFER_GSO), made into packets of one each by software: TCP over IPv4
// and IPv6, and UDP datagrams of one size (Linux's UDP_SEGMENT). BUFFER_OFFLOAD with
// OFFLOAD_TCP_CSUM or OFFLOAD_UDP_CSUM says which; l3_at, l4_at, gso_size and gso_l4_size are set.
//
//         struct gso g;
//
//         gso_begin(&g, w, b);
//         while ((index = gso_next(&g)))
//                 ... a packet; the L4 checksum is still to be filled in, as its b->offload says
//         if (gso_end(&g))
//                 ... buffers ran out
//         buffer_free_one(w, the index of b);
#pragma once

#include "engine/graph/node.h"

enum { GSO_READY = 32 };

struct gso {
	struct worker *w;
	const struct buffer *from;
	// Where the payload not yet copied begins.
	const struct buffer *part;
	u32 at; // bytes from part's current header

	u32 header_size; // bytes from the current header to the payload
	u32 left;	 // bytes of payload
	u32 number;	 // of the segment to come, from 0
	u32 n_ready;
	u32 ready[GSO_READY]; // buffers, taken many at once
};

// Bytes of the largest segment from its IP header on: what an MTU applies to.
static inline u32 gso_l3_size(const struct buffer *b)
{
	return (u32)(b->l4_at - b->l3_at) + b->gso_l4_size + b->gso_size;
}

// The current header may be the link's or IPv4's or IPv6's; segments begin with the same. Headers
// that do not fit the first buffer make no segments. 'b' must not change until the end. Own thread.
EXPORT void gso_begin(struct gso *g, struct worker *w, const struct buffer *b);

// The next segment: a packet of its own with the metadata of 'b'. Only the first one goes on with
// b's packet trace. 0: no more of them, or no buffers.
EXPORT u32 gso_next(struct gso *g);

// Segments that were not made. To be called at the end in any case: gives back what is ready.
EXPORT u32 gso_end(struct gso *g);
