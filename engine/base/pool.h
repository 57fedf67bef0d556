// Elements of one size with stable addresses and small indices; the lowest free index goes first,
// as clients of the binary API count on.
#pragma once

#include "engine/base/vec.h"

enum { POOL_CHUNK = 256 }; // elements a chunk; a power of two

struct pool {
	u32 element_size; // bytes; set by the owner before first use
	u32 n;		  // elements in use
	u32 end;	  // every index in use is below this
	u8 **chunks;	  // vec
	u64 *used;	  // vec, a bit per index
	u32 full_words;	  // all words of 'used' below this one are full
};

#define POOL_OF(type) \
	(struct pool) \
	{ \
		.element_size = sizeof(type) \
	}

// A zeroed element at the lowest free index, which goes to '*index' when not null. Owner's thread.
EXPORT void *pool_get(struct pool *p, u32 *index);

// Makes exactly 'index' used, zeroed. Null when it is in use already.
EXPORT void *pool_get_at(struct pool *p, u32 index);

EXPORT void pool_put(struct pool *p, u32 index);

// Null when 'index' is free or was never used.
EXPORT void *pool_at(const struct pool *p, u32 index);

// Smallest used index that is >= 'from', or INDEX_NONE.
EXPORT u32 pool_next(const struct pool *p, u32 from);

// Frees everything; the pool is empty and usable after.
EXPORT void pool_free(struct pool *p);

// No check: for packet paths, with an index that is known to be in use.
static inline void *pool_at_fast(const struct pool *p, u32 index)
{
	return p->chunks[index / POOL_CHUNK] + (size_t)(index % POOL_CHUNK) * p->element_size;
}

#define POOL_EACH(p, i) for (u32 i = pool_next((p), 0); i != INDEX_NONE; i = pool_next((p), i + 1))
