// punt: the end of packets for somebody outside the graph, as long as nobody takes them.
//
// In:   error-punt; b->error says why.
// Out:  none: the reason is counted and the packet freed.
#include "engine/graph/dispatch.h"
#include "engine/graph/drop_private.h"

static void run(struct worker *w, struct node *node, struct frame *f)
{
	node_trace(w, node, f);
	drop_count_errors(w, f);
	engine_count_punt(f->n);
	buffer_free(w, f->index, f->n);
}

static const struct node_class punt_node = {
	.name = "punt",
	.run = run,
	.trace_size = sizeof(struct drop_error_trace),
	.trace_record = drop_error_trace_record,
	.trace_text = drop_error_trace_text,
};
NODE_REGISTER(punt_node);
