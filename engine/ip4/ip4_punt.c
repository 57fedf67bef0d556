// ip4-punt: where IPv4 packets that nobody here understands leave the graph.
//
// In:   any node of IPv4; data at the IPv4 header, b->error says why.
// Out:  error-punt, after the features of arc ip4-punt.
#include "engine/graph/feature.h"
#include "engine/graph/init.h"
#include "engine/ip4/ip4_trace.h"

enum { NEXT_PUNT };

static const struct feature_arc_state *arc;

static void run(struct worker *w, struct node *node, struct frame *f)
{
	feature_start_all(w, node, f, arc);
}

static const struct node_class ip4_punt_node = {
	.name = "ip4-punt",
	.run = run,
	.trace_size = sizeof(struct ip4_trace),
	.trace_before = true,
	.trace_record = ip4_trace_record,
	.trace_text = ip4_trace_forward_text,
	.next = NAMES([NEXT_PUNT] = "error-punt"),
	.protocol_hint = 2,
};
NODE_REGISTER(ip4_punt_node);

static const struct feature_arc ip4_punt_arc = {
	.name = "ip4-punt",
	.start_nodes = NAMES("ip4-punt"),
	.end_node = "error-punt",
};
FEATURE_ARC_REGISTER(ip4_punt_arc);

static const struct feature ip4_punt_end = {.arc = "ip4-punt", .node = "error-punt"};
FEATURE_REGISTER(ip4_punt_end);

static int ip4_punt_init(void)
{
	arc = feature_arc_state("ip4-punt");
	return 0;
}
static const struct init_function ip4_punt_init_function = {
	.name = "ip4_punt_init", .run = ip4_punt_init, .stage = INIT};
INIT_REGISTER(ip4_punt_init_function);
