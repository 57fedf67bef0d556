// Copies of a store's packets, for readers that must not hold up the thread that writes it.
//
// Records never change once their node has run, and a packet only gets more of them behind those it
// has. So the copy of a packet is where its records begin and end; what is written later, and the
// words about it in chunks and store, are not looked at.
#include "trace/packet_private.h"
#include "engine/base/vec.h"

void packet_trace_pin(struct packet_trace *t)
{
	t->n_pins++;
	t->copy_next = t->first;
	t->copy_end = packet_trace_number(t->first + t->n);
	vec_free(t->saved);
	t->saved_next = 0;
}

void packet_trace_unpin(struct packet_trace *t)
{
	if (!--t->n_pins)
		vec_free(t->saved);
}

struct packet_trace_copy packet_trace_copy_of(const struct packet_trace *t, u32 number)
{
	const struct traced_packet *p = &t->packets[number & t->mask];

	return (struct packet_trace_copy){
		.thread = t->thread,
		.handle = t->generation << PACKET_TRACE_NUMBER_BITS | number,
		.interface = p->interface,
		.parent_thread = p->parent_thread,
		.parent = p->parent,
		.is_continued = p->is_continued,
		.first = p->first,
		.last = p->last,
		.used = p->used,
	};
}

u32 packet_trace_copy(struct packet_trace *t, struct packet_trace_copy *out, u32 n)
{
	u32 i = 0;

	while (i < n && t->saved_next < vec_n(t->saved)) {
		out[i] = t->saved[t->saved_next++];
		t->copy_next = packet_trace_number(out[i++].handle + 1);
	}
	while (i < n && packet_trace_distance(t->copy_next, t->copy_end) < 0) {
		t->packets[t->copy_next & t->mask].is_copied = true;
		out[i++] = packet_trace_copy_of(t, t->copy_next);
		t->copy_next = packet_trace_number(t->copy_next + 1);
	}
	return i;
}

void packet_trace_copy_each(const struct packet_trace_copy *p,
	bool (*visit)(void *arg, const struct packet_trace_record *r), void *arg)
{
	for (const struct packet_trace_chunk *c = p->first; c; c = c->next) {
		u32 used = c == p->last ? p->used : c->used;

		for (u32 at = 0; at < used;) {
			const struct packet_trace_record *r = (const void *)(c->records + at);

			if (!visit(arg, r))
				return;
			at += packet_trace_record_room(r->size);
		}
		if (c == p->last)
			return;
	}
}

bool packet_trace_sweep(struct packet_trace *t, u32 n)
{
	while (!t->n_pins && t->limbo && n--) {
		struct packet_trace_chunk *c = t->limbo;

		t->limbo = c->next;
		packet_trace_chunk_put(t, c);
	}
	return !t->n_pins && t->limbo;
}
