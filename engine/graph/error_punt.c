// error-punt: where nodes send packets for somebody outside the graph; recorded as drops are.
//
// In:   any node, by name; b->error says why, b->rx_interface where from.
// Out:  punt.
#include "engine/graph/drop_private.h"

enum { NEXT_PUNT };

static void run(struct worker *w, struct node *node, struct frame *f)
{
	drop_see(w, f, true);
	node_forward_all(w, node, f, NEXT_PUNT);
}

static const struct node_class error_punt_node = {
	.name = "error-punt",
	.run = run,
	.trace_size = sizeof(struct drop_interface_trace),
	.trace_record = drop_interface_trace_record,
	.trace_text = drop_interface_trace_text,
	.next = NAMES([NEXT_PUNT] = "punt"),
};
NODE_REGISTER(error_punt_node);
