// Pools: chunks of elements, a bitmap of those in use, and where to look for the lowest free one.
#include "engine/base/pool.h"

#include "engine/base/error.h"

#include <stdlib.h>

enum { WORD_BITS = 64 };

static bool is_used(const struct pool *p, u32 index)
{
	return index / WORD_BITS < vec_n(p->used) &&
		p->used[index / WORD_BITS] >> (index % WORD_BITS) & 1;
}

// Chunks are not zeroed here: every element is when it is taken, so big ones stay untouched.
static void *take(struct pool *p, u32 index)
{
	u32 chunk = index / POOL_CHUNK;
	void *element;

	vec_reach(p->used, index / WORD_BITS);
	vec_reach(p->chunks, chunk);
	if (!p->chunks[chunk]) {
		size_t size = ROUND_UP((size_t)POOL_CHUNK * p->element_size, CACHE_LINE);

		p->chunks[chunk] = aligned_alloc(CACHE_LINE, size);
		if (!p->chunks[chunk])
			panic("out of memory: %zu bytes", size);
	}
	p->used[index / WORD_BITS] |= 1ull << (index % WORD_BITS);
	p->n++;
	p->end = MAX(p->end, index + 1);
	element = pool_at_fast(p, index);
	return memset(element, 0, p->element_size);
}

void *pool_get(struct pool *p, u32 *index)
{
	u32 word = p->full_words, free_at;

	invariant(p->element_size);
	while (word < vec_n(p->used) && p->used[word] == UINT64_MAX)
		word++;
	p->full_words = word;
	free_at = word * WORD_BITS;
	if (word < vec_n(p->used))
		free_at += __builtin_ctzll(~p->used[word]);
	if (index)
		*index = free_at;
	return take(p, free_at);
}

void *pool_get_at(struct pool *p, u32 index)
{
	invariant(p->element_size);
	return is_used(p, index) ? NULL : take(p, index);
}

void pool_put(struct pool *p, u32 index)
{
	invariant(is_used(p, index));
	p->used[index / WORD_BITS] &= ~(1ull << (index % WORD_BITS));
	p->full_words = MIN(p->full_words, index / WORD_BITS);
	p->n--;
}

void *pool_at(const struct pool *p, u32 index)
{
	return is_used(p, index) ? pool_at_fast(p, index) : NULL;
}

u32 pool_next(const struct pool *p, u32 from)
{
	u32 n_words = vec_n(p->used), word = from / WORD_BITS;
	u64 bits;

	if (word >= n_words)
		return INDEX_NONE;
	bits = p->used[word] & UINT64_MAX << (from % WORD_BITS);
	while (!bits) {
		if (++word >= n_words)
			return INDEX_NONE;
		bits = p->used[word];
	}
	return word * WORD_BITS + __builtin_ctzll(bits);
}

void pool_free(struct pool *p)
{
	VEC_EACH (p->chunks, chunk)
		free(*chunk);
	vec_free(p->chunks);
	vec_free(p->used);
	*p = (struct pool){.element_size = p->element_size};
}
