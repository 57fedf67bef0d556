// Node mpls-not-enabled: MPLS packets of interfaces that do not forward MPLS.
// In: the packet at its label, b->error set, from mpls-input.
// Out: error-drop.
#include "engine/base/text.h"
#include "engine/graph/node.h"

enum { NEXT_DROP };

static void text(struct text *t, const void *)
{
	text_add(t, "drop");
}

static void record(void *, struct worker *, struct node *, struct buffer *)
{
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	node_forward_all(w, node, f, NEXT_DROP);
}

static const struct node_class mpls_not_enabled_node = {
	.name = "mpls-not-enabled",
	.run = run,
	.trace_size = 1,
	.trace_record = record,
	.trace_text = text,
	.next = NAMES([NEXT_DROP] = "error-drop"),
};
NODE_REGISTER(mpls_not_enabled_node);
