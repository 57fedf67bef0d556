// Up from layer 2, by ethertype.
#include "engine/l2/bvi.h"
#include "engine/base/vec.h"
#include "engine/graph/init.h"
#include "engine/net/interface.h"
#include "engine/net/protocol.h"

// Few: looked through. Written at start, and when a plugin comes.
static struct taker {
	be16 type;
	u16 next;
} * takers;

static u16 next_of(be16 type)
{
	VEC_EACH (takers, t)
		if (t->type == type)
			return t->next;
	return L2_NEXT_DROP;
}

enum bvi_verdict bvi_take(struct worker *w, struct buffer *b, u32 bvi, u16 *next)
{
	const struct interface *i = interface_at(bvi);
	const struct ethernet *e = buffer_here(b);

	*next = L2_NEXT_DROP;
	if (!i || !i->up)
		return BVI_DOWN;
	if (!mac_is_multicast(e->to) && !mac_equal(e->to, i->mac))
		return BVI_BAD_MAC;
	*next = next_of(e->type);
	if (*next == L2_NEXT_DROP)
		return BVI_UNKNOWN_TYPE;
	b->rx_interface = bvi;
	b->tx_interface = INDEX_NONE;
	buffer_move(b, ETHERNET_SIZE);
	b->l3_at = b->at;
	counter_add(interface_counter(COUNTER_RX), w, bvi, 1, buffer_packet_size(b));
	return BVI_TAKEN;
}

static int add(u16 type, const char *node)
{
	int next = node_add_next_by_name("l2-input", node);
	struct taker t = {.type = be16_of(type), .next = (u16)next};

	if (next < 0)
		return next;
	vec_push(takers, t);
	return 0;
}

static void remove_type(u16 type)
{
	VEC_EACH (takers, t)
		if (t->type == be16_of(type))
			t->next = L2_NEXT_DROP;
}

static int init(void)
{
	return protocol_carry(LAYER_ETHERTYPE, add, remove_type);
}

static const struct init_function bvi_init = {.name = "bvi_init", .run = init, .stage = INIT};
INIT_REGISTER(bvi_init);
