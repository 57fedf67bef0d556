// Taking and giving back buffers: a cache per thread and pool, filled and emptied in batches.
#include "engine/graph/buffer_private.h"
#include "engine/base/error.h"

enum { BATCH = BUFFER_CACHE_MAX / 2 }; // moved between a cache and its pool at a time

// Both cache lines of metadata of a new buffer.
static const struct buffer fresh = {
	.refs = 1,
	.rx_interface = INDEX_NONE,
	.tx_interface = INDEX_NONE,
};

static void pool_lock(struct buffer_pool *p)
{
	while (__atomic_exchange_n(&p->lock, 1, __ATOMIC_ACQUIRE))
		while (__atomic_load_n(&p->lock, __ATOMIC_RELAXED))
			__builtin_ia32_pause();
}

static void pool_unlock(struct buffer_pool *p)
{
	__atomic_store_n(&p->lock, 0, __ATOMIC_RELEASE);
}

// Used ones go first: their memory is there already.
static NOINLINE void cache_fill(struct buffer_pool *p, struct buffer_cache *c)
{
	u32 n, i;

	pool_lock(p);
	n = MIN(BATCH, p->n_shared);
	p->n_shared -= n;
	memcpy(&c->index[c->n], &p->free[p->n_shared], n * sizeof(u32));
	c->n += n;
	n = MIN(BATCH - n, p->n_fresh);
	for (i = 0; i < n; i++)
		c->index[c->n + i] = buffer_pool_index(p, p->n - p->n_fresh + n - 1 - i);
	p->n_fresh -= n;
	c->n += n;
	pool_unlock(p);
}

static NOINLINE void cache_spill(struct buffer_pool *p, struct buffer_cache *c)
{
	pool_lock(p);
	// The oldest ones: the newest are still in the CPU's cache.
	memcpy(&p->free[p->n_shared], c->index, BATCH * sizeof(u32));
	p->n_shared += BATCH;
	pool_unlock(p);
	c->n -= BATCH;
	memmove(c->index, &c->index[BATCH], c->n * sizeof(u32));
}

// Up to 'n' indices out of the cache, which is filled as often as it takes.
static u32 cache_take(struct buffer_pool *p, struct buffer_cache *c, u32 *indices, u32 n)
{
	u32 done = 0;

	while (done < n) {
		const u32 *last;
		u32 k;

		if (unlikely(!c->n)) {
			cache_fill(p, c);
			if (!c->n)
				break;
		}
		k = MIN(n - done, c->n);
		last = &c->index[c->n - 1];
		for (u32 i = 0; i < k; i++)
			indices[done + i] = last[-(s32)i];
		c->n -= k;
		done += k;
	}
	return done;
}

u32 buffer_alloc_like(struct worker *w, const struct buffer *like, u32 *indices, u32 n)
{
	struct buffer_pool *p = buffer_pool_mutable(like->pool);

	if (unlikely(!p))
		return 0;
	n = cache_take(p, &w->cache[like->pool], indices, n);
	for (u32 i = 0; i < n; i++)
		memcpy(buffer_of(w, indices[i]), like, offsetof(struct buffer, headroom));
	return n;
}

void buffer_fresh(struct buffer *b, u8 pool)
{
	memcpy(b, &fresh, offsetof(struct buffer, headroom));
	b->pool = pool;
}

u32 buffer_alloc_from(struct worker *w, u8 pool, u32 *indices, u32 n)
{
	struct buffer like;

	buffer_fresh(&like, pool);
	return buffer_alloc_like(w, &like, indices, n);
}

u32 buffer_alloc(struct worker *w, u32 *indices, u32 n)
{
	return buffer_alloc_from(w, 0, indices, n);
}

static void free_chain(struct worker *w, u32 index)
{
	bool more;

	do {
		struct buffer *b = buffer_of(w, index);
		struct buffer_cache *c = &w->cache[b->pool];
		u32 next = b->next;

		more = b->flags & BUFFER_NEXT;
		if (unlikely(b->refs != 1)) {
			if (!b->refs)
				panic("buffer %u given back twice", index);
			if (__atomic_sub_fetch(&b->refs, 1, __ATOMIC_ACQ_REL)) {
				index = next;
				continue;
			}
		}
		b->refs = 0;
		if (unlikely(c->n == BUFFER_CACHE_MAX))
			cache_spill(buffer_pool_mutable(b->pool), c);
		c->index[c->n++] = index;
		index = next;
	} while (unlikely(more));
}

// Gives back buffers from the first on, as long as they are whole packets of pool 0 with one owner
// and the cache has room; returns how many.
static inline u32 free_plain(struct worker *w, const u32 *indices, u32 n)
{
	struct buffer_cache *c = &w->cache[0];
	u32 *to = &c->index[c->n], i;

	n = MIN(n, BUFFER_CACHE_MAX - c->n);
	for (i = 0; i < n; i++) {
		struct buffer *b = buffer_of(w, indices[i]);

		if (unlikely(b->flags & BUFFER_NEXT || b->refs != 1 || b->pool))
			break;
		b->refs = 0;
		to[i] = indices[i];
	}
	c->n += i;
	return i;
}

void buffer_free(struct worker *w, const u32 *indices, u32 n)
{
	for (u32 i = 0; i < n;) {
		i += free_plain(w, indices + i, n - i);
		if (i < n)
			free_chain(w, indices[i++]);
	}
}

void buffer_free_one(struct worker *w, u32 index)
{
	free_chain(w, index);
}

u32 buffer_tailroom(const struct buffer *b)
{
	int used = b->at + b->length;
	u32 size = buffer_pool_at(b->pool)->data_size;

	return used < (int)size ? size - used : 0;
}
