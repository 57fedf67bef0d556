// Node ip4-mfib-forward-lookup: finds the multicast route of each packet.
//
// In: a checked header with a multicast destination, from ip4-input or arc ip4-multicast.
// Out: ip4-mfib-forward-rpf, with the entry in ip4_meta(b)->adjacency.
#include "engine/graph/node.h"
#include "engine/fib/fib_table.h"
#include "engine/ip4/ip4.h"
#include "engine/ip4/mfib.h"

enum { NEXT_RPF };

struct record {
	u32 fib, entry;
};

static void record(void *at, struct worker *, struct node *, struct buffer *b)
{
	struct record *r = at;

	r->fib = ip4_meta(b)->fib;
	r->entry = ip4_meta(b)->adjacency;
}

static void text(struct text *t, const void *at)
{
	const struct record *r = at;

	text_add(t, "fib %u entry %u", r->fib, r->entry);
}

static inline u16 lookup_one(const struct fib_view *fibs, struct buffer *b)
{
	const struct ip4 *ip = buffer_here(b);
	struct ip4_meta *m = ip4_meta(b);

	m->fib = fib_of_packet(fibs, b);
	m->adjacency = mfib_lookup(ip->to);
	return NEXT_RPF;
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	const struct fib_view *fibs = fib_view(FAMILY_IP4);
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	u16 next[FRAME_MAX];

	frame_buffers(w, f, b);
	FOR_EACH_PACKET (i, f->n) {
		next[i] = lookup_one(fibs, b[i]);
	}
	node_forward(w, node, f, next);
}

static const struct node_class ip4_mfib_forward_lookup_node = {
	.name = "ip4-mfib-forward-lookup",
	.run = run,
	.trace_size = sizeof(struct record),
	.trace_record = record,
	.trace_text = text,
	.next = NAMES([NEXT_RPF] = "ip4-mfib-forward-rpf"),
	.protocol_hint = 2,
};
NODE_REGISTER(ip4_mfib_forward_lookup_node);
