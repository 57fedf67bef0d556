// Node ip4-arp: packets for a next hop whose link address is not known.
//
// In: a whole IPv4 header; ip4_meta(b)->adjacency is an incomplete adjacency; from ip4-lookup and
//     its siblings. The ARP request for the next hop leaves on its own.
// Out: ip4-drop; the sender will try again.
#include "engine/ip4/ip4_ask.h"
#include "engine/ip4/ip4_trace.h"

// Adjacencies add their interfaces' output nodes behind it.
enum { NEXT_DROP };

static inline u16 arp_one(struct worker *w, struct node *node, struct buffer *b)
{
	const struct adjacency *a = &adjacency_table()[ip4_meta(b)->adjacency];
	enum ip4_ask_error e = ASK_RESOLVED;

	if (adjacency_kind(a) == ADJACENCY_INCOMPLETE)
		e = ip4_ask(w, a, a->next_hop.ip4, 0, b);
	b->error = node->error_base + e;
	return NEXT_DROP;
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	u16 next[FRAME_MAX];

	frame_buffers(w, f, b);
	FOR_EACH_PACKET (i, f->n)
		next[i] = arp_one(w, node, b[i]);
	node_forward(w, node, f, next);
}

static const struct node_class ip4_arp_node = {
	.name = "ip4-arp",
	.run = run,
	.trace_size = sizeof(struct ip4_trace),
	.trace_record = ip4_trace_record,
	.trace_text = ip4_trace_forward_text,
	.next = NAMES([NEXT_DROP] = "ip4-drop"),
	.errors = IP4_ASK_ERRORS,
	.protocol_hint = 2,
};
NODE_REGISTER(ip4_arp_node);
