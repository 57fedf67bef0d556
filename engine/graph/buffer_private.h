// What the files of the buffer allocator share among themselves.
#pragma once

#include "engine/graph/buffer.h"
#include "engine/graph/worker.h"

enum { BUFFER_POOLS_MAX = 32, BUFFER_CACHE_MAX = 512 };

struct buffer_cache {
	u32 n;
	u32 index[BUFFER_CACHE_MAX];
};

static inline struct buffer *buffer_of(const struct worker *w, u32 index)
{
	return (struct buffer *)(w->buffer_base + ((size_t)index << 6));
}

// Index of buffer number 'i' of a pool.
static inline u32 buffer_pool_index(const struct buffer_pool *p, u32 i)
{
	return p->first + i * (p->stride / CACHE_LINE);
}

u8 *buffer_space(void); // what indices count from; null before buffer_open()
struct buffer_pool *buffer_pool_mutable(u32 i);

// As buffer_alloc(), from a pool of choice. A pool that does not exist is empty.
u32 buffer_alloc_from(struct worker *w, u8 pool, u32 *indices, u32 n);

// Bytes of data that still fit behind what a buffer has.
u32 buffer_tailroom(const struct buffer *b);
