// Node interface-output-arc-end: the last node of feature arc interface-output.
// In: packets that went through features of an interface's output; b->tx_interface.
// Out: "<name>-tx" of that interface.
#include "engine/base/vec.h"
#include "engine/net/interface_table.h"

enum { NEXT_DROP };
enum { ERROR_DELETED };

// Next index by sw_if_index; NEXT_DROP: no such interface. Changed at the barrier.
static u16 *next_of;

static inline u16 end_one(const struct node *node, struct buffer *b)
{
	u16 next = likely(b->tx_interface < vec_n(next_of)) ? next_of[b->tx_interface] : NEXT_DROP;

	if (unlikely(next == NEXT_DROP))
		b->error = node->error_base + ERROR_DELETED;
	return next;
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	u16 next[FRAME_MAX];

	frame_buffers(w, f, b);
	FOR_EACH_PACKET (i, f->n)
		next[i] = end_one(node, b[i]);
	node_forward(w, node, f, next);
}

static const struct node_class interface_output_arc_end_node = {
	.name = "interface-output-arc-end",
	.run = run,
	.next = NAMES([NEXT_DROP] = "error-drop"),
	.errors = ERRORS([ERROR_DELETED] = {"interface is deleted", SEVERITY_ERROR, DROP_POLICY}),
	.protocol_hint = 1,
};
NODE_REGISTER(interface_output_arc_end_node);

void interface_output_arc_end_learn(const struct interface *i)
{
	vec_reach(next_of, i->index);
	next_of[i->index] = node_add_next(node_by_name("interface-output-arc-end"), i->tx_node);
}

void interface_output_arc_end_forget(const struct interface *i)
{
	next_of[i->index] = NEXT_DROP;
}
