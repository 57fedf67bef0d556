// Node ip4-load-balance: goes on through a load-balance that is already known.
//
// In: ip4_meta(b)->adjacency is a load-balance index, from ip4-lookup for routes that resolve
//     through others, or from nodes that answer a packet whose source was looked up.
// Out: as ip4-lookup, its sibling.
#include "engine/ip4/ip4_forward.h"
#include "engine/ip4/ip4_trace.h"

// One load-balance behind another must not split a flow's packets by the same bits.
static inline u32 hash_on(const struct buffer *b)
{
	return b->flow_hash ? b->flow_hash >> 1 | 1u << 31
			    : ip4_flow_hash(b, buffer_here((struct buffer *)b));
}

static inline u16 balance_one(const struct ip4_lookup *l, struct worker *w, struct buffer *b)
{
	u32 index = ip4_meta(b)->adjacency;
	const struct load_balance *balance;

	if (unlikely(index >= l->n_balances))
		index = BALANCE_DROP;
	balance = load_balance_of(l->balances, index);
	if (unlikely(balance->mask))
		b->flow_hash = hash_on(b);
	counter_add(l->counter, w, index, 1, buffer_packet_size(b));
	return ip4_forward_meet(b, load_balance_bucket(l->balances, balance, b->flow_hash));
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct ip4_lookup l = ip4_lookup_begin(load_balance_via_counter());
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	u16 next[FRAME_MAX];

	frame_buffers(w, f, b);
	FOR_EACH_PACKET (i, f->n) {
		next[i] = balance_one(&l, w, b[i]);
	}
	node_forward(w, node, f, next);
}

static const struct node_class ip4_load_balance_node = {
	.name = "ip4-load-balance",
	.run = run,
	.trace_size = sizeof(struct ip4_trace),
	.trace_record = ip4_trace_record,
	.trace_text = ip4_trace_lookup_text,
	.sibling_of = "ip4-lookup",
	.protocol_hint = 2,
};
NODE_REGISTER(ip4_load_balance_node);
