// ip4-options: packets with IPv4 options (RFC 791) leave the fast path here.
//
// In:   ip4-input; data at the IPv4 header, checked; b->error says that there are options.
// Out:  ip4-local for IGMP with a router alert (RFC 2113, 3376), ip4-punt for all others.
#include "engine/graph/node.h"
#include "engine/ip4/ip4.h"
#include "engine/net/protocol.h"

enum { NEXT_PUNT, NEXT_LOCAL };

enum { OPTION_ROUTER_ALERT = 0x94 };

struct options_trace {
	u8 option[4]; // the first bytes of the options
};

static void trace_record(void *record, struct worker *w, struct node *, struct buffer *b)
{
	struct options_trace *r = record;

	buffer_read(w, b, IP4_HEADER_SIZE, r->option, sizeof(r->option));
}

static void trace_text(struct text *t, const void *record)
{
	const struct options_trace *r = record;

	text_add(t, "  option:[0x%x,0x%x,0x%x,0x%x]", r->option[0], r->option[1], r->option[2],
		r->option[3]);
}

static inline u16 options_one(struct buffer *b)
{
	const struct ip4 *ip = buffer_here(b);

	if (b->length <= IP4_HEADER_SIZE || ip4_header_size(ip) <= IP4_HEADER_SIZE)
		return NEXT_PUNT;
	if (b->data[b->at + IP4_HEADER_SIZE] == OPTION_ROUTER_ALERT &&
		ip->protocol == IP_PROTOCOL_IGMP)
		return NEXT_LOCAL;
	return NEXT_PUNT;
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	u16 next[FRAME_MAX];

	frame_buffers(w, f, b);
	FOR_EACH_PACKET (i, f->n) {
		next[i] = options_one(b[i]);
	}
	node_forward(w, node, f, next);
}

static const struct node_class ip4_options_node = {
	.name = "ip4-options",
	.run = run,
	.trace_size = sizeof(struct options_trace),
	.trace_record = trace_record,
	.trace_text = trace_text,
	.next = NAMES([NEXT_PUNT] = "ip4-punt", [NEXT_LOCAL] = "ip4-local"),
	.protocol_hint = 2,
};
NODE_REGISTER(ip4_options_node);
