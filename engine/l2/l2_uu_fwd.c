// Node l2-uu-fwd: unknown destinations go to the one port of the domain that takes them.
//
// In: frames at their link header, l2_meta set by l2-input.
// Out: l2-output with tx_interface set; error-drop when the domain has no such port, or when the
//      frame came from there.
#include "engine/l2/bridge.h"

enum { ERROR_PACKETS, ERROR_NONE };

static void record(void *at, struct worker *, struct node *, struct buffer *b)
{
	l2_trace_record(at, b);
}

static void text(struct text *t, const void *at)
{
	const struct l2_trace *r = at;

	l2_trace_text(t, r, "l2-uu-fwd:");
	text_add(t, " bd_index %u", r->bridge);
}

static u16 forward_one(struct node *node, struct buffer *b)
{
	const struct bridge *bridge = bridge_at(l2_meta(b)->bridge);

	if (!bridge || bridge->uu_fwd == INDEX_NONE || bridge->uu_fwd == b->rx_interface) {
		b->error = node->error_base + ERROR_NONE;
		return L2_NEXT_DROP;
	}
	b->tx_interface = bridge->uu_fwd;
	return L2_NEXT_OUTPUT;
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	u16 next[FRAME_MAX];

	frame_buffers(w, f, b);
	FOR_EACH_PACKET (i, f->n) {
		next[i] = forward_one(node, b[i]);
	}
	node_count(w, node, ERROR_PACKETS, f->n);
	node_forward(w, node, f, next);
}

static const struct node_class l2_uu_fwd_node = {
	.name = "l2-uu-fwd",
	.run = run,
	.sibling_of = "l2-input",
	.trace_size = sizeof(struct l2_trace),
	.trace_record = record,
	.trace_text = text,
	.errors = ERRORS([ERROR_PACKETS] = {"L2 UU-forwarded packets", SEVERITY_ERROR,
				 DROP_UNKNOWN},
		[ERROR_NONE] = {"L2 unknown unicast has no way", SEVERITY_ERROR, DROP_NO_ROUTE}),
	.protocol_hint = 1,
};
NODE_REGISTER(l2_uu_fwd_node);
