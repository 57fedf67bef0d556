// ip4-drop: where IPv4 packets that go no further are seen before they are dropped.
//
// In:   any node of IPv4; data at the IPv4 header, b->error says why.
// Out:  error-drop, after the features of arc ip4-drop.
#include "engine/graph/feature.h"
#include "engine/graph/init.h"
#include "engine/ip4/ip4_trace.h"

enum { NEXT_DROP };

static const struct feature_arc_state *arc;

static void run(struct worker *w, struct node *node, struct frame *f)
{
	feature_start_all(w, node, f, arc);
}

static const struct node_class ip4_drop_node = {
	.name = "ip4-drop",
	.run = run,
	.trace_size = sizeof(struct ip4_trace),
	.trace_before = true,
	.trace_record = ip4_trace_record,
	.trace_text = ip4_trace_forward_text,
	.next = NAMES([NEXT_DROP] = "error-drop"),
	.protocol_hint = 2,
};
NODE_REGISTER(ip4_drop_node);

static const struct feature_arc ip4_drop_arc = {
	.name = "ip4-drop",
	.start_nodes = NAMES("ip4-drop"),
	.end_node = "error-drop",
};
FEATURE_ARC_REGISTER(ip4_drop_arc);

static const struct feature ip4_drop_end = {.arc = "ip4-drop", .node = "error-drop"};
FEATURE_REGISTER(ip4_drop_end);

static int ip4_drop_init(void)
{
	arc = feature_arc_state("ip4-drop");
	return 0;
}
static const struct init_function ip4_drop_init_function = {
	.name = "ip4_drop_init", .run = ip4_drop_init, .stage = INIT};
INIT_REGISTER(ip4_drop_init_function);
