// Growing arrays of any element type: 'u32 *v = NULL; vec_push(v, 7); VEC_EACH(v, p) ...'.
// A null pointer is an empty vector. Growing moves the elements. Not for packet paths.
#pragma once

#include "engine/base/memory.h"

struct vec_header {
	u32 n, room; // elements
	u32 added;   // where the last added ones begin
	u8 elements[] __attribute__((aligned(16)));
};

static inline struct vec_header *vec_header_(const void *v)
{
	return container_of(v, struct vec_header, elements);
}

EXPORT void *vec_add_n_(void *v, u32 more, size_t element_size);

static inline void vec_free_(void *v)
{
	if (v)
		__builtin_free(vec_header_(v));
}

#define vec_n(v) ((v) ? vec_header_(v)->n : 0u)

// Adds 'k' zeroed elements at the end and gives a pointer to the first of them.
#define vec_add_n(v, k) ((v) = vec_add_n_((v), (k), sizeof(*(v))), &(v)[vec_header_(v)->added])
#define vec_add(v) vec_add_n(v, 1)
#define vec_has_room_(v) ((v) && vec_header_(v)->n < vec_header_(v)->room)
#define vec_push(v, ...) \
	(*(vec_has_room_(v) ? &(v)[vec_header_(v)->n++] : vec_add(v)) = (__VA_ARGS__))

// Makes element 'i' exist; new ones are zero.
#define vec_reach(v, i) \
	do { \
		if ((i) >= vec_n(v)) \
			vec_add_n(v, (i) + 1 - vec_n(v)); \
	} while (0)

#define vec_pop(v) ((v)[--vec_header_(v)->n])
#define vec_last(v) ((v)[vec_n(v) - 1])
#define vec_clear(v) \
	do { \
		if (v) \
			vec_header_(v)->n = 0; \
	} while (0)
#define vec_cut(v, length) (vec_header_(v)->n = (length))

// Removes element 'i', keeping the order of the rest.
#define vec_remove(v, i) \
	(memmove(&(v)[i], &(v)[(i) + 1], (vec_n(v) - (i)-1) * sizeof(*(v))), vec_header_(v)->n--)

#define vec_free(v) (vec_free_(v), (v) = NULL)

#define VEC_EACH(v, p) for (typeof((v) + 0) p = (v); p && p < (v) + vec_n(v); p++)
