// Arms, limits and the flags of the workers, changed together while the workers stand still.
#include "engine/graph/tracing.h"
#include "engine/base/vec.h"
#include <stdlib.h>

// How much is done while the workers stand still: some thirty microseconds of either.
enum {
	COPIED = 4096,	 // packets
	FORGOTTEN = 512, // packets with their memory
};

// The stores keep as many as all arms ask for together: an arm that is a ring must not push out
// what the others still wait for.
static void limit_stores(void)
{
	const struct trace_arm *a;
	u64 n = 0;
	bool ring = false;

	for (u32 i = 0; (a = trace_arm_at(i)); i++) {
		n += 2ull * a->count; // received, and made here
		ring |= a->ring;
	}
	if (!ring)
		n = MAX(n, PACKET_TRACE_DEFAULT_LIMIT);
	for (u32 i = 0; i < worker_n(); i++)
		packet_trace_set_limit(worker_at(i)->trace, MIN(n, UINT32_MAX), ring);
}

static void flag_workers(bool armed)
{
	for (u32 i = 0; i < worker_n(); i++)
		worker_at(i)->trace_armed = worker_at(i)->trace_own = armed;
}

void tracing_add(u32 node, u32 interface, u32 count, bool ring, struct filter *filter)
{
	barrier_begin();
	trace_arm_add(node, interface, count, ring, filter);
	limit_stores();
	flag_workers(true);
	barrier_end();
}

// A slice of the oldest of each store; false when none has any left.
static bool forget_some(void)
{
	bool more = false;

	barrier_begin();
	for (u32 i = 0; i < worker_n(); i++)
		more |= packet_trace_forget(worker_at(i)->trace, FORGOTTEN);
	barrier_end();
	return more;
}

void tracing_clear(void)
{
	barrier_begin();
	flag_workers(false);
	trace_arm_clear();
	barrier_end();
	while (forget_some())
		;
	barrier_begin();
	for (u32 i = 0; i < worker_n(); i++)
		packet_trace_clear(worker_at(i)->trace);
	limit_stores();
	barrier_end();
}

static void copy_thread(struct tracing_snapshot *s, const struct worker *w)
{
	struct tracing_thread *t = &s->threads[w->index];
	u32 n;

	t->first = vec_n(s->packets);
	do {
		struct packet_trace_copy *to = vec_add_n(s->packets, COPIED);

		barrier_begin();
		n = packet_trace_copy(w->trace, to, COPIED);
		barrier_end();
		t->n += n;
		vec_cut(s->packets, t->first + t->n);
	} while (n == COPIED);
}

// All stores are pinned at one moment, so that what was handed over is there with its beginning.
struct tracing_snapshot *tracing_snapshot(void)
{
	struct tracing_snapshot *s = memory_get_zero(sizeof(*s));

	vec_add_n(s->threads, worker_n());
	barrier_begin();
	for (u32 i = 0; i < worker_n(); i++) {
		struct packet_trace *t = worker_at(i)->trace;

		packet_trace_pin(t);
		s->threads[i] = (struct tracing_thread){.lost = packet_trace_lost(t),
			.cut = packet_trace_cut(t),
			.is_ring = packet_trace_is_ring(t)};
	}
	barrier_end();
	for (u32 i = 0; i < worker_n(); i++)
		copy_thread(s, worker_at(i));
	return s;
}

static void unpin_all(void)
{
	barrier_begin();
	for (u32 i = 0; i < worker_n(); i++)
		packet_trace_unpin(worker_at(i)->trace);
	barrier_end();
}

static bool sweep_some(void)
{
	bool more = false;

	barrier_begin();
	for (u32 i = 0; i < worker_n(); i++)
		more |= packet_trace_sweep(worker_at(i)->trace, FORGOTTEN);
	barrier_end();
	return more;
}

void tracing_snapshot_free(struct tracing_snapshot *s)
{
	unpin_all();
	while (sweep_some())
		;
	vec_free(s->packets);
	vec_free(s->threads);
	free(s);
}

const struct packet_trace_copy *tracing_find(
	const struct tracing_snapshot *s, u32 thread, u32 handle)
{
	if (thread >= vec_n(s->threads))
		return NULL;
	const struct packet_trace_copy *own = s->packets + s->threads[thread].first;
	u32 low = 0, high = s->threads[thread].n;

	while (low < high) {
		u32 middle = (low + high) / 2;
		u32 from = own[0].handle, at = own[middle].handle;

		if (at == handle)
			return &own[middle];
		if (packet_trace_number(at - from) < packet_trace_number(handle - from))
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}
