// ip4-punt: where IPv4 packets that nobody here understands leave the graph.
//
// In:   any node of IPv4; data at the IPv4 header, b->error says why.
// Out:  error-punt, after the features of arc ip4-punt.
#include "engine/graph/feature.h"
#include "engine/graph/init.h"
#include "engine/ip4/ip4_trace.h"

enum { NEXT_PUNT };

static const struct feature_arc_state *arc;

static inline u16 punt_one(struct worker *w, struct buffer *b)
{
	u16 next = NEXT_PUNT;

	feature_start(w, arc, b->rx_interface, b, &next);
	return next;
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	u16 next[FRAME_MAX];

	frame_buffers(w, f, b);
	FOR_EACH_PACKET (i, f->n) {
		prefetch_ahead(b, i);
		next[i] = punt_one(w, b[i]);
	}
	node_forward(w, node, f, next);
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
