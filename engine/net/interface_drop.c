// Drops and punts, counted on the interfaces that received the packets.
#include "engine/graph/drop.h"
#include "engine/graph/init.h"
#include "engine/net/interface.h"

// On its parent, too, when it is a sub-interface.
static inline void count_one(struct worker *w, struct counter *c, const struct buffer *b)
{
	const struct interface *i = interface_at(b->rx_interface);

	counter_add(c, w, b->rx_interface, 1, buffer_packet_size(b));
	if (unlikely(i && i->parent != INDEX_NONE))
		counter_add(c, w, i->parent, 1, buffer_packet_size(b));
}

static void count(struct worker *w, const struct frame *f, bool punted)
{
	struct counter *c = interface_counter(punted ? COUNTER_PUNT : COUNTER_DROPS);

	for (u32 i = 0; i < f->n; i++) {
		const struct buffer *b = buffer_at(w, f->index[i]);

		if (likely(counter_covers(c, b->rx_interface)))
			count_one(w, c, b);
	}
}

static int init(void)
{
	drop_hook_add(count);
	node_set_interface_name(interface_name);
	return 0;
}

static const struct init_function interface_drop_init = {
	.name = "interface_drop_init", .run = init, .stage = INIT};
INIT_REGISTER(interface_drop_init);
