// Packet traces of nodes: which packets, what is recorded, how a record reads.
#include "engine/graph/node_private.h"
#include "engine/base/clock.h"
#include "engine/graph/capture_tap.h"
#include "trace/packet.h"

static void trace_at(struct worker *w, struct node *node, struct buffer *b, u64 time)
{
	const struct node_class *c = node->node_class;
	void *record;

	if (!c->trace_text)
		return;
	record = packet_trace_add(w->trace, b->trace, node->index, time, c->trace_size);
	if (record && c->trace_record)
		c->trace_record(record, w, node, b);
}

void node_trace_one(struct worker *w, struct node *node, struct buffer *b)
{
	if (b->flags & BUFFER_TRACED)
		trace_at(w, node, b, now());
}

void node_trace(struct worker *w, struct node *node, const struct frame *f)
{
	u64 time;

	if (likely(!(f->flags & FRAME_TRACE)) || !node->node_class->trace_text)
		return;
	time = now();
	for (u32 i = 0; i < f->n; i++) {
		struct buffer *b = buffer_at(w, f->index[i]);

		if (b->flags & BUFFER_TRACED)
			trace_at(w, node, b, time);
	}
}

// Filters read a packet from its Ethernet header on, wherever it stands.
static bool is_asked_for(struct worker *w, const struct node *node, const struct buffer *b)
{
	u8 scratch[CAPTURE_DEFAULT_BYTES];
	u32 n = sizeof(scratch), size;
	const u8 *bytes =
		capture_tap_view(w, b, node->node_class->protocol_hint == 1, scratch, &n, &size);

	return trace_arm_take(node->index, b->rx_interface, FILTER_ETHERNET, bytes, n, size);
}

bool node_trace_start_slow(struct worker *w, struct node *node, struct frame *f)
{
	bool any = false;

	if (!trace_arm_concerns(node->index))
		return false;
	for (u32 i = 0; i < f->n; i++) {
		struct buffer *b = buffer_at(w, f->index[i]);
		u32 handle;

		if (b->flags & BUFFER_TRACED || !is_asked_for(w, node, b))
			continue;
		handle = packet_trace_start(w->trace, b->rx_interface);
		if (handle == INDEX_NONE)
			continue;
		b->trace = handle;
		b->flags |= BUFFER_TRACED;
		any = true;
	}
	if (any)
		f->flags |= FRAME_TRACE;
	if (!trace_arm_any())
		w->trace_armed = false;
	return any;
}

static bool is_input(u32 node)
{
	const struct node *n = node_at(worker_self(), node);

	return n && n->type == NODE_INPUT;
}

void node_trace_start_own(struct worker *w, const struct node *node, struct buffer *b)
{
	u8 scratch[CAPTURE_DEFAULT_BYTES];
	u32 n = sizeof(scratch), size, handle;
	const u8 *bytes =
		capture_tap_view(w, b, node->node_class->protocol_hint == 1, scratch, &n, &size);

	if (!trace_arm_take_own(is_input, FILTER_ETHERNET, bytes, n, size))
		return;
	handle = packet_trace_start(w->trace, INDEX_NONE);
	if (handle == INDEX_NONE)
		return;
	b->trace = handle;
	b->flags |= BUFFER_TRACED;
}

void node_trace_format(struct text *t, const struct packet_trace_record *r)
{
	const struct node_info *info = node_info_at(r->node);
	char time[TEXT_TIME];

	text_add(t, "%s: %s", text_time(time, r->time),
		!info			? "?"
			: info->deleted ? info->name_was
					: info->name);
	if (info && info->node_class->trace_text) {
		t->indent += 2;
		text_add(t, "\n");
		info->node_class->trace_text(t, r->bytes);
		t->indent -= 2;
	}
	text_add(t, "\n");
}
