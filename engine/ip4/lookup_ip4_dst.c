// Node lookup-ip4-dst: looks the destination up once more, in the table that a route names.
//
// In: ip4_meta(b)->adjacency is a FIB index, from ip4-lookup and ip4-load-balance.
// Out: as ip4-lookup, its sibling; ip4-drop for packets that tables send round in circles.
#include "engine/ip4/ip4_forward.h"
#include "engine/ip4/ip4_trace.h"

enum { ERROR_LOOP };
// Tables that look up in each other would keep a packet for ever. As many as VPP allows.
enum { LOOKUPS_MAX = 4 };

struct record {
	u32 fib, balance;
	be32 to;
};

static void record(void *at, struct worker *, struct node *, struct buffer *b)
{
	const struct ip4 *ip = buffer_here(b);
	struct record *r = at;

	r->fib = ip4_meta(b)->fib;
	r->balance = ip4_fib_lookup(r->fib, ip->to);
	r->to = ip->to;
}

static void text(struct text *t, const void *at)
{
	const struct record *r = at;
	char to[TEXT_IP4];

	text_add(
		t, "fib-index:%u addr:%s load-balance:%u", r->fib, text_ip4(to, r->to), r->balance);
}

static inline u16 lookup_one(
	const struct ip4_lookup *l, struct worker *w, struct node *node, struct buffer *b)
{
	struct ip4_meta *m = ip4_meta(b);
	u16 next = ip4_lookup_in(l, w, b, m->adjacency);

	if (likely(next != FORWARD_NEXT_LOOKUP))
		m->lookups = 0;
	else if (++m->lookups > LOOKUPS_MAX) {
		m->lookups = 0;
		b->error = node->error_base + ERROR_LOOP;
		next = FORWARD_NEXT_DROP;
	}
	return next;
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct ip4_lookup l = ip4_lookup_begin(load_balance_counter());
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	u16 next[FRAME_MAX];

	frame_buffers(w, f, b);
	FOR_EACH_PACKET (i, f->n) {
		next[i] = lookup_one(&l, w, node, b[i]);
	}
	node_forward(w, node, f, next);
}

static const struct node_class lookup_ip4_dst_node = {
	.name = "lookup-ip4-dst",
	.run = run,
	.trace_size = sizeof(struct record),
	.trace_record = record,
	.trace_text = text,
	.sibling_of = "ip4-lookup",
	.errors = ERRORS([ERROR_LOOP] = {"tables look up in each other", SEVERITY_ERROR,
				 DROP_NO_ROUTE}),
	.protocol_hint = 2,
};
NODE_REGISTER(lookup_ip4_dst_node);
