// Second packets from one: full copies, and clones that share the tail.
#include "engine/graph/buffer_private.h"
#include "engine/base/error.h"

enum { REFS_MAX = 255 };

// Everything but place, ownership and trace, with all bytes from the headroom to the end of data.
static void copy_one(struct buffer *to, const struct buffer *from, int end)
{
	u8 pool = to->pool;

	memcpy(to, from, offsetof(struct buffer, headroom));
	to->pool = pool;
	to->refs = 1;
	to->flags &= ~(u32)BUFFER_TRACED;
	to->trace = 0;
	memcpy(to->headroom, from->headroom, BUFFER_HEADROOM + MAX(end, 0));
}

u32 buffer_copy(struct worker *w, u32 index)
{
	const struct buffer *from = buffer_of(w, index);
	struct buffer *last = NULL;
	u32 first = 0, copy;

	while (true) {
		struct buffer *to;

		if (!buffer_alloc_from(w, from->pool, &copy, 1)) {
			if (first)
				buffer_free_one(w, first);
			return 0;
		}
		to = buffer_of(w, copy);
		copy_one(to, from, from->at + from->length);
		// The chain made so far must be whole at any time: the free above relies on it.
		to->flags &= ~(u32)BUFFER_NEXT;
		if (last) {
			last->next = copy;
			last->flags |= BUFFER_NEXT;
		} else {
			first = copy;
		}
		if (!(from->flags & BUFFER_NEXT))
			return first;
		last = to;
		from = buffer_of(w, from->next);
	}
}

static u32 refs_left(struct worker *w, u32 index)
{
	u32 left = REFS_MAX;

	while (true) {
		const struct buffer *b = buffer_of(w, index);

		left = MIN(left, (u32)REFS_MAX - b->refs);
		if (!(b->flags & BUFFER_NEXT))
			return left;
		index = b->next;
	}
}

static void add_refs(struct worker *w, u32 index, u32 n)
{
	while (n) {
		struct buffer *b = buffer_of(w, index);

		__atomic_add_fetch(&b->refs, n, __ATOMIC_ACQ_REL);
		if (!(b->flags & BUFFER_NEXT))
			return;
		index = b->next;
	}
}

u32 buffer_clone(struct worker *w, u32 index, u32 *clones, u32 n, u32 own)
{
	struct buffer *b = buffer_of(w, index);
	u32 size = buffer_packet_size(b);
	bool has_tail = own < size;
	u32 tail = own < b->length ? index : b->next;

	invariant(own <= b->length && b->refs == 1);
	if (has_tail)
		n = MIN(n, refs_left(w, tail) + 1);
	n = buffer_alloc_from(w, b->pool, clones, n);
	if (!n)
		return 0;
	for (u32 i = 0; i < n; i++) {
		struct buffer *head = buffer_of(w, clones[i]);

		copy_one(head, b, b->at + (int)own);
		head->length = own;
		head->flags &= ~(u32)(BUFFER_NEXT | BUFFER_REST_VALID);
		if (has_tail) {
			head->next = tail;
			head->flags |= BUFFER_NEXT | BUFFER_REST_VALID;
			head->rest = size - own;
		}
	}
	if (tail == index && has_tail) {
		buffer_move(b, (int)own);
	} else {
		// The old head is of no use to anyone; what follows it goes to the clones.
		b->flags &= ~(u32)BUFFER_NEXT;
		buffer_free_one(w, index);
	}
	if (has_tail)
		add_refs(w, tail, n - 1);
	return n;
}
