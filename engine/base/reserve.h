// Address space set aside for a table that grows but never moves, so that other threads may read it
// while it grows. Memory is used only as far as the table reaches.
#pragma once

#include "engine/base/types.h"

struct reserve {
	u8 *base;     // aligned to 2 MiB
	size_t size;  // bytes set aside
	size_t ready; // bytes that may be touched; new ones are zero
};

// Error: ERR_NO_MEMORY when there is no address space. Main thread, as the next.
EXPORT int reserve_open(struct reserve *r, size_t size, const char *name);

// Makes bytes 0..end-1 usable. Errors: ERR_LIMIT past 'size', ERR_NO_MEMORY; nothing changes then.
EXPORT int reserve_reach_slow(struct reserve *r, size_t end);
static inline int reserve_reach(struct reserve *r, size_t end)
{
	return likely(end <= r->ready) ? 0 : reserve_reach_slow(r, end);
}

// Makes bytes at..at+size-1 usable as well, zero, on big pages if there are any: for parts that
// come and go far behind the rest. Both are multiples of 2 MiB. ERR_NO_MEMORY.
EXPORT int reserve_part_open(struct reserve *r, size_t at, size_t size);
// Gives the memory of a part back; it may be opened again.
EXPORT void reserve_part_close(struct reserve *r, size_t at, size_t size);

EXPORT void reserve_close(struct reserve *r);
