// Growing of vectors.
#include "engine/base/vec.h"

#include "engine/base/error.h"

enum { VEC_FIRST_ROOM = 8 }; // elements

void *vec_grow_(void *v, u32 more, size_t element_size)
{
	struct vec_header *h = v ? vec_header_(v) : NULL;
	u64 n = h ? h->n : 0, room = h ? h->room : 0;
	bool is_new = !h;

	if (n + more <= room)
		return v;
	if (n + more > UINT32_MAX)
		panic("vector of more than %u elements", UINT32_MAX);
	room = MAX(MAX(n + more, room * 2), (u64)VEC_FIRST_ROOM);
	room = MIN(room, (u64)UINT32_MAX);
	h = memory_resize(h, sizeof(*h) + room * element_size);
	if (is_new)
		h->n = 0;
	h->room = (u32)room;
	return h->elements;
}
