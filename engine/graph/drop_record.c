// The drop recorder: a ring a thread with the last packets that ended, and hooks to see them all.
//
// A thread writes its own ring; the main thread copies at the barrier, a slice at a time.
#include "engine/graph/drop.h"
#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "engine/base/memory.h"
#include "engine/graph/capture_tap.h"
#include "engine/graph/drop_private.h"
#include "engine/graph/init.h"
#include <stdlib.h>

enum {
	RING_DEFAULT = 256,
	RING_MAX = 1 << 20,
	HOOKS_MAX = 8,
	THREADS_MAX = 256,
	SLICE = 1024, // records copied while the workers stand still
};

struct drop_ring {
	struct drop_record *record;
	u64 n; // written since the last clear; the oldest are overwritten
	// While somebody copies it: numbers of the records that are still to be copied, and where
	// the first of all goes.
	struct drop_record *copy;
	u64 copy_from, copy_next, copy_end;
} __attribute__((aligned(CACHE_LINE)));

static struct drop_ring rings[THREADS_MAX];
static u32 ring_size; // records
static void (*hooks[HOOKS_MAX])(struct worker *w, const struct frame *f, bool punted);
static u32 n_hooks;

void drop_hook_add(void (*hook)(struct worker *w, const struct frame *f, bool punted))
{
	invariant(n_hooks < HOOKS_MAX);
	hooks[n_hooks++] = hook;
}

static inline void record_one(struct drop_record *r, const struct buffer *b)
{
	bool at_l2 = b->flags & BUFFER_L2_VALID && b->l2_at <= b->at;
	int from = at_l2 ? b->l2_at : b->at;
	u32 before = (u32)(b->at - from), size = buffer_packet_size(b) + before;

	r->interface = b->rx_interface;
	r->error = b->error;
	r->size = (u16)MIN(size, UINT16_MAX);
	r->n = (u16)MIN(b->length + before, DROP_HEADER_SIZE);
	r->starts_at_l2 = at_l2;
	r->reason = drop_reason_of(b);
	memcpy(r->bytes, b->data + from, r->n);
}

static void copy_next(struct drop_ring *ring)
{
	ring->copy[ring->copy_next - ring->copy_from] = ring->record[ring->copy_next % ring_size];
	ring->copy_next++;
}

// The place of the next record is to be written: what the copying main thread still wants of it is
// saved first.
static inline void place_save(struct drop_ring *ring)
{
	if (unlikely(ring->copy_next < ring->copy_end) && ring->n == ring->copy_next + ring_size)
		copy_next(ring);
}

void drop_record_frame(struct worker *w, const struct frame *f, bool punted)
{
	struct drop_ring *ring = &rings[w->index];
	u64 time = now();
	u32 at;

	if (!ring->record)
		return;
	at = (u32)(ring->n % ring_size);
	for (u32 i = 0; i < f->n; i++) {
		struct drop_record *r = &ring->record[at];

		place_save(ring);
		r->time = time;
		r->path = frame_path(f, i);
		r->punted = punted;
		r->thread = (u8)w->index;
		record_one(r, buffer_at(w, f->index[i]));
		at = at + 1 == ring_size ? 0 : at + 1;
		ring->n++;
	}
}

void drop_see(struct worker *w, const struct frame *f, bool punted)
{
	drop_record_frame(w, f, punted);
	if (!punted)
		capture_tap(w, CAPTURE_DROP, f);
	for (u32 i = 0; i < n_hooks; i++)
		hooks[i](w, f, punted);
}

// What one thread had recorded when the copying began, oldest first.
struct ring_copy {
	struct drop_record *record;
	u32 n, at; // 'at': for merging
};

static void copy_begin(struct ring_copy *c, struct drop_ring *ring)
{
	c->n = MIN(ring->n, ring_size);
	ring->copy = c->record;
	ring->copy_end = ring->n;
	ring->copy_from = ring->copy_next = ring->n - c->n;
}

// False when that was all.
static bool copy_slice(struct drop_ring *ring)
{
	barrier_begin();
	for (u32 i = 0; i < SLICE && ring->copy_next < ring->copy_end; i++)
		copy_next(ring);
	bool more = ring->copy_next < ring->copy_end;
	barrier_end();
	return more;
}

static struct ring_copy *copy_all(u32 *n, u64 *n_lost)
{
	struct ring_copy *copies = memory_get(worker_n() * sizeof(*copies));

	*n = 0;
	*n_lost = 0;
	for (u32 t = 0; t < worker_n(); t++)
		copies[t] = (struct ring_copy){
			.record = memory_get((ring_size + 1) * sizeof(struct drop_record))};
	barrier_begin();
	for (u32 t = 0; t < worker_n(); t++) {
		copy_begin(&copies[t], &rings[t]);
		*n += copies[t].n;
		*n_lost += rings[t].n - copies[t].n;
	}
	barrier_end();
	for (u32 t = 0; t < worker_n(); t++)
		while (copy_slice(&rings[t]))
			;
	return copies;
}

// The oldest record that is still to be merged.
static const struct drop_record *record_next(struct ring_copy *copies)
{
	struct ring_copy *from = NULL;

	for (u32 t = 0; t < worker_n(); t++) {
		struct ring_copy *c = &copies[t];

		if (c->at < c->n && (!from || c->record[c->at].time < from->record[from->at].time))
			from = c;
	}
	return &from->record[from->at++];
}

struct drop_record *drop_records(u32 *n, u64 *n_lost)
{
	struct ring_copy *copies = copy_all(n, n_lost);
	struct drop_record *out = memory_get(MAX(*n, 1u) * sizeof(*out));

	for (u32 i = 0; i < *n; i++)
		out[i] = *record_next(copies);
	for (u32 t = 0; t < worker_n(); t++)
		free(copies[t].record);
	free(copies);
	return out;
}

void drop_clear(void)
{
	barrier_begin();
	for (u32 t = 0; t < worker_n(); t++)
		rings[t].n = 0;
	barrier_end();
}

int drop_set_size(u32 records)
{
	if (records > RING_MAX)
		return error(ERR_INVALID_VALUE, "drop recorder: %u records, at most %d", records,
			RING_MAX);
	barrier_begin();
	for (u32 t = 0; t < worker_n(); t++) {
		free(rings[t].record);
		rings[t].n = 0;
		rings[t].record = records ? memory_get(records * sizeof(struct drop_record)) : NULL;
	}
	ring_size = records;
	barrier_end();
	return 0;
}

static int start(void)
{
	return drop_set_size(RING_DEFAULT);
}

static const struct init_function drop_init = {
	.name = "drop_init",
	.run = start,
	.stage = INIT,
};
INIT_REGISTER(drop_init);
