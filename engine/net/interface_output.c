// Node interface-output: packets leave by the interface they name.
// In: b->tx_interface, the packet begins with its link header. From nodes that answer or make
//     packets and do not know the way to an interface's own output node.
// Out: "<name>-output" of that interface; error-drop when it is gone.
#include "engine/base/error.h"
#include "engine/base/vec.h"
#include "engine/net/interface_table.h"

enum { NEXT_DROP };
enum { ERROR_DELETED };

// Next index by sw_if_index; NEXT_DROP: no such interface. Changed at the barrier.
static u16 *next_of;

static inline u16 output_one(const struct node *node, struct buffer *b)
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
		next[i] = output_one(node, b[i]);
	node_forward(w, node, f, next);
}

static const struct node_class interface_output_node = {
	.name = "interface-output",
	.run = run,
	.next = NAMES([NEXT_DROP] = "error-drop"),
	.errors = ERRORS([ERROR_DELETED] = {"interface is deleted", SEVERITY_ERROR, DROP_POLICY}),
	.protocol_hint = 1,
};
NODE_REGISTER(interface_output_node);

int interface_send(struct worker *w, u32 interface, u32 buffer)
{
	struct buffer *b = buffer_at(w, buffer);
	u32 node = node_by_name("interface-output");

	if (interface >= vec_n(next_of) || next_of[interface] == NEXT_DROP)
		return ERR_NO_SUCH_INTERFACE;
	b->tx_interface = interface;
	b->flags |= BUFFER_LOCAL;
	node_send(w, node_at(w, node), NULL, 0, next_of[interface], buffer);
	return 0;
}

void interface_output_learn(const struct interface *i)
{
	int next = node_add_next(node_by_name("interface-output"), i->output_node);

	vec_reach(next_of, i->index);
	next_of[i->index] = next;
}

void interface_output_forget(const struct interface *i)
{
	next_of[i->index] = NEXT_DROP;
}

int interface_output_next(u32 from_node, u32 interface)
{
	const struct interface *i = interface_at(interface);

	if (!i)
		return error(ERR_NO_SUCH_INTERFACE, "no interface with index %u", interface);
	return node_add_next(from_node, i->output_node);
}
