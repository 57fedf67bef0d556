// Sending packets on: splitting a frame by next index into the frames that are being filled.
#include "engine/graph/node_private.h"
#include "engine/base/error.h"
#include "engine/base/simd.h"
#include "engine/graph/path.h"

// Path of packets that begin their journey in 'node'.
static inline u16 path_start(const struct node *node)
{
	return path_extend(0, node->index);
}

_Static_assert((int)SIMD_MASK_MAX >= (int)FRAME_MAX, "a bit for each packet");

void frame_append(struct worker *w, struct node *to, u16 path, u16 flags, const u32 *index, u32 n)
{
	while (n) {
		struct frame *f = to->pending;
		u32 k;

		if (!f || f->n == FRAME_MAX) {
			f = frame_alloc(w);
			frame_pend(w, to, f);
		}
		k = MIN(n, (u32)FRAME_MAX - f->n);
		frame_segment_add(f, path);
		memcpy(&f->index[f->n], index, k * sizeof(u32));
		f->n += k;
		f->flags |= flags;
		index += k;
		n -= k;
	}
}

static inline struct node_next *next_at(struct node *node, u32 next)
{
	if (unlikely(next >= node->n_next))
		panic("node %s sends to its next node %u of %u", node->name, next, node->n_next);
	return &node->next[next];
}

void frame_leave(struct worker *w, struct node *node, struct frame *f)
{
	w->forwarded += f->n;
	if (unlikely(f->flags & FRAME_TRACE) && !node->node_class->trace_before)
		node_trace(w, node, f);
	if (!f->n_segments) {
		f->segment[0] = (struct frame_segment){.path = path_start(node)};
		f->n_segments = 1;
	}
}

// All packets go one way: the frame itself goes, unless another is being filled there.
static void forward_whole(struct worker *w, struct node *node, struct frame *f, u32 next)
{
	struct node_next *arc = next_at(node, next);
	struct node *to = w->nodes[arc->node_index];

	arc->vectors += f->n;
	for (u32 s = 0; s < f->n_segments; s++)
		f->segment[s].path = path_through(arc, f->segment[s].path);
	if (likely(!to->pending)) {
		if (f == w->running)
			w->running = NULL;
		frame_pend(w, to, f);
		return;
	}
	for (u32 s = 0; s < f->n_segments; s++) {
		u32 from = f->segment[s].from;
		u32 end = s + 1 < f->n_segments ? f->segment[s + 1].from : f->n;

		frame_append(w, to, f->segment[s].path, f->flags, &f->index[from], end - from);
	}
	frame_free(w, f);
}

void node_forward_all(struct worker *w, struct node *node, struct frame *f, u16 next)
{
	if (unlikely(!f->n)) {
		frame_free(w, f);
		return;
	}
	frame_leave(w, node, f);
	forward_whole(w, node, f, next);
}

// Packets [from, end) share 'path': sends those with the same next index together, first come
// first.
static void forward_split(struct worker *w, struct node *node, const struct frame *f,
	const u16 *next, u16 path, u32 from, u32 end)
{
	u64 left[SIMD_MASK_WORDS], same[SIMD_MASK_WORDS];
	u32 index[FRAME_MAX + 16], n = end - from;

	for (u32 i = 0; i < SIMD_MASK_WORDS; i++)
		left[i] = n >= (i + 1) * 64 ? UINT64_MAX : n > i * 64 ? (1ull << n % 64) - 1 : 0;
	for (u32 i = 0; i < SIMD_MASK_WORDS;) {
		struct node_next *arc;
		u32 first, k;

		if (!left[i]) {
			i++;
			continue;
		}
		first = from + i * 64 + (u32)__builtin_ctzll(left[i]);
		arc = next_at(node, next[first]);
		simd_equal_16(next + from, n, next[first], same);
		for (u32 j = i; j < SIMD_MASK_WORDS; j++)
			left[j] &= ~same[j];
		k = simd_compress_32(f->index + from, same, index);
		arc->vectors += k;
		frame_append(
			w, w->nodes[arc->node_index], path_through(arc, path), f->flags, index, k);
	}
}

void frame_split(struct worker *w, struct node *node, struct frame *f, const u16 *next)
{
	u32 n = f->n;

	if (likely(simd_all_equal_16(next, n))) {
		forward_whole(w, node, f, next[0]);
		return;
	}
	for (u32 s = 0; s < f->n_segments; s++) {
		u32 end = s + 1 < f->n_segments ? f->segment[s + 1].from : n;

		forward_split(w, node, f, next, f->segment[s].path, f->segment[s].from, end);
	}
	frame_free(w, f);
}

void node_forward(struct worker *w, struct node *node, struct frame *f, const u16 *next)
{
	if (unlikely(!f->n)) {
		frame_free(w, f);
		return;
	}
	frame_leave(w, node, f);
	frame_split(w, node, f, next);
}

void node_send(
	struct worker *w, struct node *node, const struct frame *f, u32 i, u16 next, u32 index)
{
	struct node_next *arc = next_at(node, next);
	struct buffer *b = buffer_at(w, index);
	u16 path = f && f->n_segments ? frame_path(f, i) : path_start(node);
	u16 flags = 0;

	w->forwarded++;
	arc->vectors++;
	if (unlikely(w->trace_own) && (b->flags & (BUFFER_LOCAL | BUFFER_TRACED)) == BUFFER_LOCAL)
		node_trace_start_own(w, node, b);
	if (unlikely(b->flags & BUFFER_TRACED)) {
		flags = FRAME_TRACE;
		if (!node->node_class->trace_before)
			node_trace_one(w, node, b);
	}
	frame_append(w, w->nodes[arc->node_index], path_through(arc, path), flags, &index, 1);
}
