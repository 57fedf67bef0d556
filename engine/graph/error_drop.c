// error-drop: where nodes send packets that end here; recorded for 'show drops'.
//
// In:   any node, by name; b->error says why, b->rx_interface where from.
// Out:  drop.
#include "engine/graph/drop_private.h"

enum { NEXT_DROP };

static void run(struct worker *w, struct node *node, struct frame *f)
{
	drop_see(w, f, false);
	node_forward_all(w, node, f, NEXT_DROP);
}

static const struct node_class error_drop_node = {
	.name = "error-drop",
	.run = run,
	.trace_size = sizeof(struct drop_interface_trace),
	.trace_record = drop_interface_trace_record,
	.trace_text = drop_interface_trace_text,
	.next = NAMES([NEXT_DROP] = "drop"),
};
NODE_REGISTER(error_drop_node);
