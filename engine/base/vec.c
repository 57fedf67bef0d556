// Growing of vectors.
#include "engine/base/vec.h"

#include "engine/base/error.h"

enum { VEC_FIRST_ROOM = 8 }; // elements

void *vec_add_n_(void *v, u32 more, size_t element_size)
{
	struct vec_header *h = v ? vec_header_(v) : NULL;
	u64 n = h ? h->n : 0, room = h ? h->room : 0;

	if (n + more > UINT32_MAX)
		panic("vector of more than %u elements", UINT32_MAX);
	if (!h || n + more > room) {
		room = MIN(MAX(MAX(n + more, room * 2), (u64)VEC_FIRST_ROOM), (u64)UINT32_MAX);
		h = memory_resize(h, sizeof(*h) + room * element_size);
		h->room = (u32)room;
	}
	h->added = (u32)n;
	h->n = (u32)(n + more);
	memset(h->elements + n * element_size, 0, more * element_size);
	return h->elements;
}
