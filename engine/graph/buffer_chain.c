// Packets as one run of bytes, however many buffers they lie in.
#include "engine/graph/buffer_private.h"
#include "engine/base/csum.h"
#include "engine/base/error.h"

static struct buffer *chain_last(struct worker *w, struct buffer *b)
{
	while (b->flags & BUFFER_NEXT)
		b = buffer_of(w, b->next);
	return b;
}

int buffer_append(struct worker *w, u32 index, const void *bytes, u32 n)
{
	struct buffer *head = buffer_of(w, index), *last = chain_last(w, head);
	struct buffer *added_last = NULL;
	u32 here = MIN(n, buffer_tailroom(last)), rest = n - here;
	u32 added = 0;
	const u8 *from = (const u8 *)bytes + here;

	if (!n)
		return 0;
	if (last->refs > 1)
		return error(ERR_BUSY, "the end of buffer %u is shared", index);
	while (rest) {
		struct buffer *b;
		u32 more;

		if (!buffer_alloc_from(w, head->pool, &more, 1)) {
			if (added)
				buffer_free_one(w, added);
			return error(ERR_NO_MEMORY, "out of buffers");
		}
		b = buffer_of(w, more);
		b->length = MIN(rest, buffer_tailroom(b));
		memcpy(b->data, from, b->length);
		from += b->length;
		rest -= b->length;
		if (added_last) {
			added_last->next = more;
			added_last->flags |= BUFFER_NEXT;
		} else {
			added = more;
		}
		added_last = b;
	}
	memcpy(last->data + last->at + last->length, bytes, here);
	last->length += here;
	if (last != head)
		head->rest += here;
	if (added) {
		last->next = added;
		last->flags |= BUFFER_NEXT;
		head->rest = (last == head ? 0 : head->rest) + n - here;
	}
	if (head->flags & BUFFER_NEXT)
		head->flags |= BUFFER_REST_VALID;
	return 0;
}

// Calls visit with each piece of [from, from + n) in order; returns the bytes there were.
static u32 chain_walk(struct worker *w, const struct buffer *b, u32 from, u32 n,
	void (*visit)(void *arg, const u8 *bytes, u32 n), void *arg)
{
	u32 done = 0;

	while (true) {
		if (from < b->length) {
			u32 k = MIN(n - done, b->length - from);

			visit(arg, b->data + b->at + from, k);
			done += k;
			from = 0;
		} else {
			from -= b->length;
		}
		if (done == n || !(b->flags & BUFFER_NEXT))
			return done;
		b = buffer_of(w, b->next);
	}
}

static void visit_copy(void *arg, const u8 *bytes, u32 n)
{
	u8 **out = arg;

	memcpy(*out, bytes, n);
	*out += n;
}

u32 buffer_read(struct worker *w, const struct buffer *b, u32 from, void *out, u32 n)
{
	u8 *at = out;

	return chain_walk(w, b, from, n, visit_copy, &at);
}

struct summing {
	u64 sum;
	u32 n; // bytes summed so far
};

static void visit_sum(void *arg, const u8 *bytes, u32 n)
{
	struct summing *s = arg;
	u16 part = csum_fold(csum_bytes(0, bytes, n));

	// After an odd number of bytes every byte stands in the other half of its word.
	s->sum += s->n & 1 ? __builtin_bswap16(part) : part;
	s->n += n;
}

u64 buffer_sum(struct worker *w, const struct buffer *b, u32 from, u32 n)
{
	struct summing s = {0};

	chain_walk(w, b, from, n, visit_sum, &s);
	return s.sum;
}

// Makes buffer 'b' end after 'length' bytes and gives back what follows it.
static void end_here(struct worker *w, struct buffer *b, u32 length)
{
	b->length = length;
	if (b->flags & BUFFER_NEXT) {
		b->flags &= ~(u32)(BUFFER_NEXT | BUFFER_REST_VALID);
		buffer_free_one(w, b->next);
	}
}

// Own buffers with the first 'size' bytes from 'b' on; 0 when there are none.
static u32 copy_start(struct worker *w, const struct buffer *b, u32 size)
{
	u8 bytes[256];
	u32 copy;

	if (!buffer_alloc_from(w, b->pool, &copy, 1))
		return 0;
	for (u32 from = 0, k; from < size; from += k) {
		k = buffer_read(w, b, from, bytes, MIN(sizeof(bytes), size - from));
		if (buffer_append(w, copy, bytes, k)) {
			buffer_free_one(w, copy);
			return 0;
		}
	}
	return copy;
}

int buffer_cut(struct worker *w, struct buffer *head, u32 size)
{
	struct buffer *b = head, *before = NULL;
	u32 left = size;

	invariant(size <= buffer_packet_size(head) && head->refs == 1);
	while (left > b->length && b->refs == 1) {
		left -= b->length;
		before = b;
		b = buffer_of(w, b->next);
	}
	if (b->refs > 1) {
		// One owner alone cannot shorten a shared buffer, nor what hangs on it.
		u32 copy = copy_start(w, b, left);

		if (!copy)
			return error(ERR_NO_MEMORY, "out of buffers");
		buffer_free_one(w, before->next);
		before->next = copy;
	} else {
		end_here(w, b, left);
	}
	if (b != head)
		head->rest = size - head->length;
	return 0;
}
