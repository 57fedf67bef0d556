// null-node: the end of packets that nobody gave a next node; they are blackholed.
//
// In:   nodes without anything better; any packet.
// Out:  none: counted as this node's error 0, which is error 0 of the whole graph, and freed.
#include "engine/graph/node.h"
#include "engine/graph/dispatch.h"

static void run(struct worker *w, struct node *node, struct frame *f)
{
	node_count(w, node, 0, f->n);
	engine_count_drop(f->n);
	buffer_free(w, f->index, f->n);
}

static const struct node_class null_node = {
	.name = "null-node",
	.run = run,
	.errors = ERRORS({"blackholed packets", SEVERITY_ERROR, DROP_UNKNOWN}),
};
NODE_REGISTER(null_node);
