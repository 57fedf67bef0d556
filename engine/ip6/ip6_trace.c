// What ip6 nodes leave in packet traces.
#include "engine/ip6/ip6_trace.h"

void ip6_trace_record(void *record, struct worker *, struct node *, struct buffer *b)
{
	struct ip6_trace *r = record;

	r->n = MIN(b->length, IP6_TRACE_BYTES);
	memcpy(r->bytes, buffer_here(b), r->n);
}

void ip6_trace_text(struct text *t, const void *record)
{
	const struct ip6_trace *r = record;

	ip6_text(t, r->bytes, r->n);
}
