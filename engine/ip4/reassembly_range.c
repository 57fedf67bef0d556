// Ranges of a packet under reassembly: putting a fragment among them, and joining them at the end.
//
// Ranges are kept in order and never overlap. Where a fragment overlaps what is there, VPP's rules
// hold: one that brings nothing new is refused, one that covers a range replaces it, one that
// reaches into the next range shortens that one, one that begins inside a range is shortened.
#include "engine/ip4/reassembly.h"
#include "engine/base/csum.h"

static u32 range_size(const struct reassembly_range *range)
{
	return range->last - range->first + 1u;
}

// Puts it behind 'before', or in front of all for INDEX_NONE.
static void insert_after(struct worker *w, struct reassembly *r, u32 before, u32 index)
{
	struct reassembly_range *range = reassembly_range(buffer_at(w, index));
	u32 *link =
		before == INDEX_NONE ? &r->first : &reassembly_range(buffer_at(w, before))->next;

	range->next = *link;
	*link = index;
	r->n_bytes += range_size(range);
}

static void discard(
	struct worker *w, struct node *node, struct reassembly *r, u32 before, u32 index)
{
	struct reassembly_range *range = reassembly_range(buffer_at(w, index));

	*(before == INDEX_NONE ? &r->first : &reassembly_range(buffer_at(w, before))->next) =
		range->next;
	r->n_bytes -= range_size(range);
	reassembly_trace_set(w, r, index, REASSEMBLY_DISCARD);
	node_trace_one(w, node, buffer_at(w, index));
	buffer_free_one(w, index);
}

enum reassembly_error reassembly_insert(
	struct worker *w, struct node *node, struct reassembly *r, u32 index)
{
	struct reassembly_range *range = reassembly_range(buffer_at(w, index));
	const u32 first = range->first, last = range->last;
	u32 before = INDEX_NONE, at = r->first;

	while (at != INDEX_NONE) {
		struct reassembly_range *here = reassembly_range(buffer_at(w, at));
		u32 next = here->next;

		if (first > here->last) {
			before = at;
		} else if (last < here->first) {
			break;
		} else if (first >= here->first && last <= here->last) {
			reassembly_trace_set(w, r, index, REASSEMBLY_OVERLAP);
			return REASSEMBLY_ERROR_DUPLICATE;
		} else if (first < here->first && last < here->last) {
			r->n_bytes -= last - here->first + 1u;
			here->first = last + 1;
			reassembly_trace_set(w, r, at, REASSEMBLY_SHRINK);
			node_trace_one(w, node, buffer_at(w, at));
			break;
		} else if (first > here->first) {
			range->first = here->last + 1;
			before = at;
		} else {
			discard(w, node, r, before, at);
		}
		at = next;
	}
	insert_after(w, r, before, index);
	r->n_fragments++;
	reassembly_trace_set(w, r, index, REASSEMBLY_NEW);
	node_trace_one(w, node, buffer_at(w, index));
	return REASSEMBLY_ERROR_NONE;
}

// Takes 'n' bytes off the start of a packet, freeing the buffers that get empty; the new start.
static u32 cut_front(struct worker *w, u32 index, u32 n)
{
	struct buffer *b = buffer_at(w, index);
	u32 size = buffer_packet_size(b) - n;

	while (n >= b->length && b->flags & BUFFER_NEXT) {
		u32 empty = index;

		n -= b->length;
		index = b->next;
		b->flags &= ~(u32)BUFFER_NEXT;
		buffer_free_one(w, empty);
		b = buffer_at(w, index);
	}
	buffer_move(b, n);
	b->rest = size - b->length;
	return index;
}

static struct buffer *last_of(struct worker *w, struct buffer *b)
{
	while (b->flags & BUFFER_NEXT)
		b = buffer_at(w, b->next);
	return b;
}

enum reassembly_error reassembly_join(struct worker *w, struct reassembly *r)
{
	struct buffer *head = buffer_at(w, r->first), *tail;
	struct ip4 *ip = buffer_here(head);
	u32 header = ip4_header_size(ip), size = header + r->n_bytes;
	u32 next = reassembly_range(head)->next;

	if (size > UINT16_MAX)
		return REASSEMBLY_ERROR_MALFORMED;
	buffer_cut(w, head, header + range_size(reassembly_range(head)));
	tail = last_of(w, head);
	while (next != INDEX_NONE) {
		struct buffer *b = buffer_at(w, next);
		struct reassembly_range range = *reassembly_range(b);
		u32 front = ip4_header_size(buffer_here(b)) + (range.first - range.whole_first);

		tail->next = cut_front(w, next, front);
		tail->flags |= BUFFER_NEXT;
		b = buffer_at(w, tail->next);
		buffer_cut(w, b, range_size(&range));
		tail = last_of(w, b);
		next = range.next;
	}
	head->rest = size - head->length;
	head->flags |= BUFFER_REST_VALID;
	head->flags &= ~(u32)(BUFFER_L4_CSUM_COMPUTED | BUFFER_L4_CSUM_CORRECT);
	ip->size = be16_of(size);
	ip->fragment = 0;
	ip->csum = 0;
	ip->csum = csum_field(csum_bytes(0, ip, header));
	return REASSEMBLY_ERROR_NONE;
}
