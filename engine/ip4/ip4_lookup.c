// Node ip4-lookup: finds the route of each packet.
//
// In: a whole IPv4 header; b->rx_interface, or b->tx_interface as the FIB index to look in.
// Out: where the route leads (ip4_forward.h), with the object's index in ip4_meta.
#include "engine/ip4/ip4_forward.h"
#include "engine/ip4/ip4_trace.h"

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct ip4_lookup l = ip4_lookup_begin(load_balance_counter());
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	u16 next[FRAME_MAX];

	frame_buffers(w, f, b);
	FOR_EACH_PACKET (i, f->n) {
		prefetch_ahead(b, i);
		next[i] = ip4_lookup_in(&l, w, b[i], fib_of_packet(l.fibs, b[i]));
	}
	node_forward(w, node, f, next);
}

static const struct node_class ip4_lookup_node = {
	.name = "ip4-lookup",
	.run = run,
	.trace_size = sizeof(struct ip4_trace),
	.trace_record = ip4_trace_record,
	.trace_text = ip4_trace_lookup_text,
	.next = NAMES([IP4_NEXT_DROP] = "ip4-drop", [IP4_NEXT_PUNT] = "ip4-punt",
		[IP4_NEXT_LOCAL] = "ip4-local", [IP4_NEXT_ARP] = "ip4-arp",
		[IP4_NEXT_GLEAN] = "ip4-glean", [IP4_NEXT_REWRITE] = "ip4-rewrite",
		[IP4_NEXT_ICMP_ERROR] = "ip4-icmp-error", [IP4_NEXT_RECEIVE] = "ip4-receive",
		[IP4_NEXT_LOAD_BALANCE] = "ip4-load-balance", [IP4_NEXT_LOOKUP] = "lookup-ip4-dst",
		[IP4_NEXT_NULL] = "ip4-null"),
	.protocol_hint = 2,
};
NODE_REGISTER(ip4_lookup_node);
