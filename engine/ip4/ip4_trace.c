// What IPv4 nodes leave in packet traces: the object met and the start of the packet.
#include "engine/ip4/ip4_trace.h"

#include "engine/ip4/ip4.h"

void ip4_trace_record(void *record, struct worker *, struct node *, struct buffer *b)
{
	struct ip4_trace *r = record;
	const struct ip4_meta *m = ip4_meta(b);

	r->index = m->adjacency;
	r->fib = m->fib;
	r->flow_hash = b->flow_hash;
	r->n = MIN(b->length, IP4_TRACE_BYTES);
	memcpy(r->bytes, buffer_here(b), r->n);
}

void ip4_trace_header_text(struct text *t, const void *record)
{
	const struct ip4_trace *r = record;

	ip4_text(t, r->bytes, r->n);
}

void ip4_trace_forward_text(struct text *t, const void *record)
{
	const struct ip4_trace *r = record;

	text_add(t, "  fib:%u adj:%u flow:0x%08x\n", r->fib, r->index, r->flow_hash);
	ip4_text(t, r->bytes, r->n);
}

void ip4_trace_lookup_text(struct text *t, const void *record)
{
	const struct ip4_trace *r = record;

	text_add(t, "fib %u dpo-idx %u flow hash: 0x%08x\n", r->fib, r->index, r->flow_hash);
	ip4_text(t, r->bytes, r->n);
}
