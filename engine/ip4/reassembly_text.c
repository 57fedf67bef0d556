// How reassemblies read: in packet traces and in 'show ip4-full-reassembly details'.
#include "engine/ip4/reassembly.h"
#include <stdio.h>

void reassembly_trace_set(struct worker *w, struct reassembly *r, u32 index, u8 action)
{
	struct reassembly_trace *t = &reassembly_table_of(w)->trace;
	struct buffer *b = index ? buffer_at(w, index) : NULL;

	*t = (struct reassembly_trace){.action = action, .id = INDEX_NONE, .buffer = index};
	if (!b || !(b->flags & BUFFER_TRACED))
		return;
	t->range = *reassembly_range(b);
	if (!r)
		return;
	t->id = r->id;
	t->op = r->n_traced++;
	t->first = r->first;
	t->n_bytes = r->n_bytes;
}

void reassembly_trace_record(void *record, struct worker *w, struct node *, struct buffer *b)
{
	struct reassembly_trace *r = record;

	*r = reassembly_table_of(w)->trace;
	r->from_thread = (u16)w->index;
	r->to_thread = reassembly_thread(w, b);
}

static u16 offset_of(const struct reassembly_range *r)
{
	return r->first - r->whole_first;
}

static u16 size_of(const struct reassembly_range *r)
{
	return r->last - r->first + 1;
}

void reassembly_trace_text(struct text *t, const void *record)
{
	static const char *const words[] = {
		[REASSEMBLY_NEW] = "new",
		[REASSEMBLY_SHRINK] = "shrink",
		[REASSEMBLY_DISCARD] = "discard",
		[REASSEMBLY_OVERLAP] = "overlapping/ignored",
	};
	const struct reassembly_trace *r = record;
	char lead[64];
	int indent = 0;

	if (r->action == REASSEMBLY_HAND_OVER) {
		text_add(t, "handoff from thread #%u to thread #%u", r->from_thread, r->to_thread);
		return;
	}
	if (r->action == REASSEMBLY_PASS) {
		text_add(t, "passthrough - not a fragment");
		return;
	}
	if (r->id != INDEX_NONE) {
		indent = snprintf(lead, sizeof(lead), "reass id: %u, op id: %u, ", r->id, r->op);
		text_add(t, "%sfirst bi: %u, data len: %u, ip/fragment[%u, %u]\n%*s", lead,
			r->first, r->n_bytes, r->range.whole_first, r->range.whole_last, indent,
			"");
	}
	if (r->action == REASSEMBLY_FINALIZE)
		text_add(t, "finalize reassembly");
	else
		text_add(t, "%s range: [%u, %u], off %u, len %u, bi %u", words[r->action],
			r->range.first, r->range.last, offset_of(&r->range), size_of(&r->range),
			r->buffer);
}

void reassembly_text(struct text *t, const struct reassembly *r)
{
	struct worker *w = worker_at(0); // any: buffers have one address space
	char from[TEXT_IP4], to[TEXT_IP4];
	u32 n = 0;

	text_add(t, "ID: %u, key: fib_index: %u, src: %s, dst: %s, frag_id: %u, proto: %u", r->id,
		r->key.fib, text_ip4(from, r->key.from), text_ip4(to, r->key.to), host16(r->key.id),
		r->key.protocol);
	text_add(t, "\n  first_bi: %u, data_len: %u, last_packet_octet: %u, trace_op_counter: %u",
		r->first, r->n_bytes, r->last_octet, r->n_traced);
	for (u32 i = r->first; i != INDEX_NONE; n++) {
		const struct reassembly_range *range = reassembly_range(buffer_at(w, i));

		text_add(t,
			"\n  #%03u: range: [%u, %u], bi: %u, off: %u, len: %u, fragment[%u, %u]", n,
			range->first, range->last, i, offset_of(range), size_of(range),
			range->whole_first, range->whole_last);
		i = range->next;
	}
}
