// Plugin: a node that sends packets to the node of another plugin.
#include "engine/graph/node.h"
#include "engine/graph/plugin.h"

static void run(struct worker *w, struct node *node, struct frame *f)
{
	node_forward_all(w, node, f, 0);
}

static const struct node_class depends_node = {
	.name = "depends-node", .run = run, .next = NAMES("unfit-node")};
NODE_REGISTER(depends_node);

PLUGIN_REGISTER() = {.version = QUIVER_VERSION, .description = "Builds on another"};
