// Frames: up to 256 buffer indices on their way to one node, with the path they came.
#pragma once

#include "engine/graph/buffer.h"

enum {
	FRAME_MAX = 256,	      // packets a frame
	PREFETCH_AHEAD = 8,	      // packets; how far loops look ahead
	FRAME_SEGMENTS = 8,	      // different paths a frame can tell apart
	FRAME_TRACE = 1 << 0,	      // some packet in it is traced
	FRAME_ETH_SINGLE_IF = 1 << 1, // all were received on one interface: set by input nodes
	FRAME_INJECTED = 1 << 2,      // made behind the link layer: captures do not see it received
};

// Packets [from of this segment, from of the next one) of a frame share the path 'path': an id of
// engine/graph/path.h that ends in the node the frame is for.
struct frame_segment {
	u16 from, path;
};

struct frame {
	u16 n; // packets
	u16 flags;
	u16 n_segments;
	u16 reserved;
	struct frame_segment segment[FRAME_SEGMENTS];
	struct frame *next_free;
	u32 index[FRAME_MAX] __attribute__((aligned(CACHE_LINE)));
};

// The path of packet 'i'; 0 when it is not known.
static inline u16 frame_path(const struct frame *f, u32 i)
{
	u16 path = 0;

	for (u32 s = 0; s < f->n_segments && f->segment[s].from <= i; s++)
		path = f->segment[s].path;
	return path;
}

#define FOR_EACH_PACKET(i, count) \
	_Pragma("GCC unroll 4") for (u32 i = 0, n_packets_ = (count); i < n_packets_; i++)
