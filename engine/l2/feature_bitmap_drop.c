// Node feature-bitmap-drop: frames that no feature of layer 2 took.
//
// In: frames at their link header, l2_meta set by l2-input.
// Out: error-drop.
#include "engine/l2/l2.h"

enum { ERROR_NO_FORWARD };

static void record(void *at, struct worker *, struct node *, struct buffer *b)
{
	l2_trace_record(at, b);
}

static void text(struct text *t, const void *at)
{
	const struct l2_trace *r = at;

	text_add(t, "sw_if_index %u", r->interface);
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	for (u32 i = 0; i < f->n; i++)
		buffer_at(w, f->index[i])->error = node->error_base + ERROR_NO_FORWARD;
	node_forward_all(w, node, f, L2_NEXT_DROP);
}

static const struct node_class feature_bitmap_drop_node = {
	.name = "feature-bitmap-drop",
	.run = run,
	.sibling_of = "l2-input",
	.trace_size = sizeof(struct l2_trace),
	.trace_record = record,
	.trace_text = text,
	.errors = ERRORS([ERROR_NO_FORWARD] = {"L2 feature forwarding disabled", SEVERITY_ERROR,
				 DROP_POLICY}),
	.protocol_hint = 1,
};
NODE_REGISTER(feature_bitmap_drop_node);
