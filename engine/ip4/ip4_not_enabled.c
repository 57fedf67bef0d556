// Node ip4-not-enabled: IPv4 packets of interfaces that have no IPv4 address.
//
// In: a checked header, from ip4-input over arc ip4-unicast or ip4-multicast; b->error stays what
//     it was, as VPP has it.
// Out: error-drop. The other next nodes belong to features of the arcs.
#include "engine/graph/feature.h"
#include "engine/fib/fib_table.h"
#include "engine/ip4/ip4.h"
#include "engine/ip4/ip4_trace.h"

enum { NEXT_DROP };

static inline u16 refuse_one(const struct fib_view *fibs, struct buffer *b)
{
	struct ip4_meta *m = ip4_meta(b);

	m->adjacency = 0;
	m->fib = fib_of_packet(fibs, b);
	b->drop_reason = DROP_POLICY;
	return NEXT_DROP;
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	const struct fib_view *fibs = fib_view(FAMILY_IP4);
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	u16 next[FRAME_MAX];

	frame_buffers(w, f, b);
	FOR_EACH_PACKET (i, f->n)
		next[i] = refuse_one(fibs, b[i]);
	node_forward(w, node, f, next);
}

static const struct node_class ip4_not_enabled_node = {
	.name = "ip4-not-enabled",
	.run = run,
	.trace_size = sizeof(struct ip4_trace),
	.trace_record = ip4_trace_record,
	.trace_text = ip4_trace_forward_text,
	.next = NAMES([NEXT_DROP] = "error-drop"),
	.protocol_hint = 2,
};
NODE_REGISTER(ip4_not_enabled_node);

static const struct feature unicast_feature = {
	.arc = "ip4-unicast", .node = "ip4-not-enabled", .before = NAMES("ip4-lookup")};
FEATURE_REGISTER(unicast_feature);

static const struct feature multicast_feature = {.arc = "ip4-multicast",
	.node = "ip4-not-enabled",
	.before = NAMES("ip4-mfib-forward-lookup")};
FEATURE_REGISTER(multicast_feature);
