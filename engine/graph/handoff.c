// Hand-off rings: one writer, one reader, slots that hold a frame's worth of packets.
#include "engine/graph/handoff.h"
#include "engine/base/error.h"
#include "engine/base/memory.h"
#include "engine/graph/node_private.h"
#include <stdatomic.h>

struct slot {
	u32 node; // where the packets arrive
	struct frame frame;
};

// Memory of slots is touched as they are first used.
struct ring {
	atomic_uint head __attribute__((aligned(CACHE_LINE))); // slots written, by the sender
	struct slot *open; // being filled by handoff_send(); null between calls
	atomic_ullong packets, congested, frames;
	atomic_uint tail __attribute__((aligned(CACHE_LINE))); // slots read, by the receiver
	struct slot slot[HANDOFF_RING_FRAMES];
};

static struct ring *rings; // [to][from]

static struct ring *ring_at(u32 from, u32 to)
{
	return &rings[to * worker_n() + from];
}

void handoff_open(void)
{
	u32 n = worker_n();

	if (n <= 1)
		return;
	rings = memory_map((size_t)n * n * sizeof(*rings), "hand-off rings", NULL);
	if (!rings)
		panic("%s", error_text(ERR_NO_MEMORY));
}

// The slot to put one more packet for 'node' into; null when the ring is full.
static struct slot *slot_for(struct ring *r, u32 node)
{
	u32 head = atomic_load_explicit(&r->head, memory_order_relaxed);
	struct slot *s = r->open;

	if (s && s->frame.n < FRAME_MAX)
		return s;
	if (s)
		atomic_store_explicit(&r->head, ++head, memory_order_release);
	r->open = NULL;
	if (head - atomic_load_explicit(&r->tail, memory_order_acquire) == HANDOFF_RING_FRAMES)
		return NULL;
	s = r->open = &r->slot[head % HANDOFF_RING_FRAMES];
	s->node = node;
	s->frame.n = s->frame.flags = s->frame.n_segments = 0;
	atomic_fetch_add_explicit(&r->frames, 1, memory_order_relaxed);
	return s;
}

static bool put(struct ring *r, u32 node, u16 path, u16 flags, u32 index)
{
	struct slot *s = slot_for(r, node);

	if (!s) {
		atomic_fetch_add_explicit(&r->congested, 1, memory_order_relaxed);
		return false;
	}
	frame_segment_add(&s->frame, path);
	s->frame.flags |= flags;
	s->frame.index[s->frame.n++] = index;
	return true;
}

// Shows the receiver what was put. It either sees this before it sleeps, or is woken.
static void publish(struct ring *r, struct worker *to)
{
	u32 head = atomic_load_explicit(&r->head, memory_order_relaxed);

	atomic_fetch_add_explicit(&r->packets, r->open->frame.n, memory_order_relaxed);
	r->open = NULL;
	atomic_store_explicit(&r->head, head + 1, memory_order_release);
	if (!__atomic_exchange_n(&to->has_handed, true, __ATOMIC_SEQ_CST) &&
		(to->index == 0 || __atomic_load_n(&to->seen, __ATOMIC_SEQ_CST) == UINT64_MAX))
		worker_wake(to);
}

// What stays in this thread, moved together at the beginning of the frame.
struct kept {
	u32 n;
	u16 n_segments;
	struct frame_segment segment[FRAME_SEGMENTS];
	u16 next[FRAME_MAX];
};

static void keep(struct frame *f, struct kept *k, u32 i, u16 path, u16 next)
{
	if (!k->n_segments || k->segment[k->n_segments - 1].path != path)
		k->segment[k->n_segments++] =
			(struct frame_segment){.from = (u16)k->n, .path = path};
	f->index[k->n] = f->index[i];
	k->next[k->n++] = next;
}

void handoff_send(struct worker *w, struct node *node, struct frame *f, const u16 *threads, u16 to,
	u16 congested)
{
	struct node_next *arc = &node->next[to];
	struct kept k = {0};
	u32 n = worker_n(), s = 0;

	frame_leave(w, node, f);
	for (u32 i = 0; i < f->n; i++) {
		while (s + 1 < f->n_segments && f->segment[s + 1].from <= i)
			s++;
		if (threads[i] == w->index || threads[i] >= n)
			keep(f, &k, i, f->segment[s].path, to);
		else if (put(ring_at(w->index, threads[i]), arc->node_index,
				 path_through(arc, f->segment[s].path), f->flags, f->index[i]))
			arc->vectors++;
		else
			keep(f, &k, i, f->segment[s].path, congested);
	}
	for (u32 t = 0; t < n; t++)
		if (t != w->index && ring_at(w->index, t)->open)
			publish(ring_at(w->index, t), worker_at(t));
	f->n = (u16)k.n;
	f->n_segments = k.n_segments;
	memcpy(f->segment, k.segment, sizeof(k.segment));
	if (k.n)
		frame_split(w, node, f, k.next);
	else
		frame_free(w, f);
}

static void deliver(struct worker *w, u32 from, const struct slot *s)
{
	const struct frame *f = &s->frame;
	struct node *to = w->nodes[s->node];

	if (unlikely(f->flags & FRAME_TRACE))
		for (u32 i = 0; i < f->n; i++)
			node_trace_hand_over(w, buffer_at(w, f->index[i]), from);
	for (u32 i = 0; i < f->n_segments; i++) {
		u32 first = f->segment[i].from;
		u32 end = i + 1 < f->n_segments ? f->segment[i + 1].from : f->n;

		frame_append(w, to, f->segment[i].path, f->flags, &f->index[first], end - first);
	}
}

u32 handoff_receive(struct worker *w)
{
	u32 n = 0;

	if (likely(!__atomic_load_n(&w->has_handed, __ATOMIC_RELAXED)))
		return 0;
	// Before the rings are read: what comes later sets it again.
	__atomic_store_n(&w->has_handed, false, __ATOMIC_SEQ_CST);
	for (u32 from = 0; from < worker_n(); from++) {
		struct ring *r = ring_at(from, w->index);
		u32 tail = atomic_load_explicit(&r->tail, memory_order_relaxed);

		while (tail != atomic_load_explicit(&r->head, memory_order_acquire)) {
			const struct slot *s = &r->slot[tail % HANDOFF_RING_FRAMES];

			n += s->frame.n;
			deliver(w, from, s);
			atomic_store_explicit(&r->tail, ++tail, memory_order_release);
		}
	}
	return n;
}

struct handoff_counts handoff_counts(u32 from, u32 to)
{
	struct handoff_counts c = {0};
	struct ring *r;

	if (!rings || from >= worker_n() || to >= worker_n())
		return c;
	r = ring_at(from, to);
	c.packets = atomic_load_explicit(&r->packets, memory_order_relaxed);
	c.frames = atomic_load_explicit(&r->frames, memory_order_relaxed);
	c.congested = atomic_load_explicit(&r->congested, memory_order_relaxed);
	c.waiting = atomic_load_explicit(&r->head, memory_order_relaxed) -
		atomic_load_explicit(&r->tail, memory_order_relaxed);
	return c;
}
