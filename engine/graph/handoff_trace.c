// handoff_trace: the record of a traced packet that another thread handed over.
//
// In:   none; packets that come all the same are dropped.
// Out:  error-drop.
#include "engine/base/clock.h"
#include "engine/graph/init.h"
#include "engine/graph/node.h"
#include "trace/packet.h"

enum { NEXT_DROP };

struct handoff_trace {
	u32 from, to; // threads
	u32 handle;   // in the store of 'from'
};

static u32 node_index; // set once, at start

void node_trace_hand_over(struct worker *w, struct buffer *b, u32 from_thread)
{
	if (!(b->flags & BUFFER_TRACED))
		return;
	u32 handle = packet_trace_continue(w->trace, from_thread, b->trace, b->rx_interface);
	if (handle == INDEX_NONE) {
		b->flags &= ~(u32)BUFFER_TRACED;
		return;
	}
	struct handoff_trace *r = packet_trace_add(w->trace, handle, node_index, now(), sizeof(*r));
	if (r)
		*r = (struct handoff_trace){
			.from = from_thread, .to = w->index, .handle = b->trace};
	b->trace = handle;
}

static void text(struct text *t, const void *record)
{
	const struct handoff_trace *r = record;

	text_add(t, "HANDED-OFF: from thread %u trace index %u to thread %u", r->from,
		packet_trace_number(r->handle), r->to);
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	node_forward_all(w, node, f, NEXT_DROP);
}

static const struct node_class handoff_trace_node = {
	.name = "handoff_trace",
	.run = run,
	.trace_size = sizeof(struct handoff_trace),
	.trace_text = text,
	.next = NAMES([NEXT_DROP] = "error-drop"),
};
NODE_REGISTER(handoff_trace_node);

static int start(void)
{
	node_index = node_by_name("handoff_trace");
	return 0;
}

static const struct init_function handoff_trace_init = {
	.name = "handoff_trace_init",
	.run = start,
	.stage = INIT,
};
INIT_REGISTER(handoff_trace_init);
