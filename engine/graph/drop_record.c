// The drop recorder: a ring a thread with the last packets that ended, and hooks to see them all.
//
// A thread writes its own ring; the main thread reads between dispatches or at the barrier.
#include "engine/graph/drop.h"
#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "engine/base/memory.h"
#include "engine/graph/capture_tap.h"
#include "engine/graph/drop_private.h"
#include "engine/graph/init.h"
#include <stdlib.h>

enum { RING_DEFAULT = 256, RING_MAX = 1 << 20, HOOKS_MAX = 8, THREADS_MAX = 256 };

struct drop_ring {
	struct drop_record *record;
	u64 n; // written since the last clear; the oldest are overwritten
};

static struct drop_ring rings[THREADS_MAX];
static u32 ring_size; // records
static void (*hooks[HOOKS_MAX])(struct worker *w, const struct frame *f, bool punted);
static u32 n_hooks;

void drop_hook_add(void (*hook)(struct worker *w, const struct frame *f, bool punted))
{
	invariant(n_hooks < HOOKS_MAX);
	hooks[n_hooks++] = hook;
}

static void record_one(
	struct worker *w, struct drop_record *r, struct buffer *b, u16 path, bool punted)
{
	bool at_l2 = b->flags & BUFFER_L2_VALID && b->l2_at <= b->at;
	int from = at_l2 ? b->l2_at : b->at;

	*r = (struct drop_record){
		.time = now(),
		.interface = b->rx_interface,
		.error = b->error,
		.path = path,
		.size = MIN(buffer_packet_size(b) + (u32)(b->at - from), UINT16_MAX),
		.n = MIN(b->length + (u32)(b->at - from), DROP_HEADER_SIZE),
		.starts_at_l2 = at_l2,
		.punted = punted,
		.reason = drop_reason_of(b),
	};
	memcpy(r->bytes, b->data + from, r->n);
}

void drop_record_frame(struct worker *w, const struct frame *f, bool punted)
{
	struct drop_ring *ring = &rings[w->index];

	if (!ring->record)
		return;
	for (u32 i = 0; i < f->n; i++)
		record_one(w, &ring->record[ring->n++ % ring_size], buffer_at(w, f->index[i]),
			frame_path(f, i), punted);
}

void drop_see(struct worker *w, const struct frame *f, bool punted)
{
	drop_record_frame(w, f, punted);
	if (!punted)
		capture_tap(w, CAPTURE_DROP, f);
	for (u32 i = 0; i < n_hooks; i++)
		hooks[i](w, f, punted);
}

struct drop_record *drop_records(u32 *n, u64 *n_lost)
{
	u64 at[THREADS_MAX], total = 0, lost = 0;
	struct drop_record *out;

	for (u32 t = 0; t < worker_n(); t++) {
		u64 kept = MIN(rings[t].n, ring_size);

		at[t] = rings[t].n - kept;
		lost += at[t];
		total += kept;
	}
	out = memory_get((total ? total : 1) * sizeof(*out));
	for (u64 i = 0; i < total; i++) {
		const struct drop_record *next = NULL;
		u32 from = 0;

		for (u32 t = 0; t < worker_n(); t++) {
			const struct drop_record *r;

			if (at[t] == rings[t].n)
				continue;
			r = &rings[t].record[at[t] % ring_size];
			if (!next || r->time < next->time) {
				next = r;
				from = t;
			}
		}
		out[i] = *next;
		at[from]++;
	}
	*n = (u32)total;
	*n_lost = lost;
	return out;
}

void drop_clear(void)
{
	for (u32 t = 0; t < worker_n(); t++)
		rings[t].n = 0;
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
