// Memory of one line: taken in small pieces, given back at once and used again for the next line.
#include "shell/parse.h"
#include "engine/base/memory.h"
#include <stdlib.h>

enum { CHUNK_SIZE = 8192 };

void *arena_get(struct arena *a, u32 size)
{
	struct arena_chunk *c = a->chunk;
	void *p;

	size = ROUND_UP(size, 16);
	if (!c || c->room - c->used < size) {
		u32 room = MAX(size, CHUNK_SIZE);

		c = memory_get(sizeof(*c) + room);
		c->next = a->chunk;
		c->used = 0;
		c->room = room;
		a->chunk = c;
	}
	p = c->bytes + c->used;
	c->used += size;
	return p;
}

void arena_reset(struct arena *a)
{
	while (a->chunk && a->chunk->next) {
		struct arena_chunk *next = a->chunk->next;

		free(a->chunk);
		a->chunk = next;
	}
	if (a->chunk)
		a->chunk->used = 0;
}
