// Trace records of error-drop, error-punt, drop and punt: the interface and the reason.
#include "engine/graph/drop_private.h"
#include "engine/graph/drop.h"
#include <stdio.h>

static const char *(*interface_name)(u32 interface);

void node_set_interface_name(const char *(*name)(u32 interface))
{
	interface_name = name;
}

const char *node_interface_name(u32 interface, char out[16])
{
	if (interface_name)
		return interface_name(interface);
	snprintf(out, 16, "%u", interface);
	return out;
}

void drop_interface_trace_record(void *record, struct worker *, struct node *, struct buffer *b)
{
	struct drop_interface_trace *r = record;

	u32 rx = b->rx_interface;
	char number[16];

	// What this host makes itself comes from local0.
	snprintf(r->name, sizeof(r->name), "%s",
		node_interface_name(rx == INDEX_NONE ? 0 : rx, number));
}

void drop_interface_trace_text(struct text *t, const void *record)
{
	const struct drop_interface_trace *r = record;

	text_add(t, "rx:%s", r->name);
}

void drop_error_trace_record(void *record, struct worker *, struct node *, struct buffer *b)
{
	*(struct drop_error_trace *)record =
		(struct drop_error_trace){.error = b->error, .reason = drop_reason_of(b)};
}

void drop_error_trace_text(struct text *t, const void *record)
{
	const struct drop_error_trace *r = record;
	const struct node_error *e;
	u32 node = INDEX_NONE;

	e = node_error_at(r->error, &node);
	text_add(t, "%s: %s", node_name(node), e ? e->text : "?");
}

void drop_count_errors(struct worker *w, const struct frame *f)
{
	for (u32 i = 0; i < f->n; i++)
		w->error_counts[buffer_at(w, f->index[i])->error]++;
}
