// Node ip4-mfib-forward-rpf: whether a multicast packet came in where its route accepts it.
//
// In: ip4_meta(b)->adjacency is a multicast entry, from ip4-mfib-forward-lookup.
// Out: ip4-replicate; ip4-drop for packets that are not accepted.
#include "engine/graph/node.h"
#include "engine/ip4/ip4.h"
#include "engine/ip4/ip4_error.h"
#include "engine/ip4/mfib.h"

enum { NEXT_DROP, NEXT_REPLICATE };

struct record {
	u32 entry, interface; // INDEX_NONE: the entry has none like it
};

static void record(void *at, struct worker *, struct node *, struct buffer *b)
{
	u32 entry = ip4_meta(b)->adjacency;

	*(struct record *)at = (struct record){.entry = entry,
		.interface = mfib_accepts(entry, b->rx_interface) ? b->rx_interface : INDEX_NONE};
}

static void text(struct text *t, const void *at)
{
	const struct record *r = at;

	text_add(t, "entry %u itf %d flags %s", r->entry, (int)r->interface,
		r->interface == INDEX_NONE ? "" : "Accept,");
}

static inline u16 rpf_one(struct buffer *b)
{
	if (likely(mfib_accepts(ip4_meta(b)->adjacency, b->rx_interface)))
		return NEXT_REPLICATE;
	b->error = ip4_error(IP4_ERROR_RPF_FAILURE);
	return NEXT_DROP;
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	u16 next[FRAME_MAX];

	frame_buffers(w, f, b);
	FOR_EACH_PACKET (i, f->n)
		next[i] = rpf_one(b[i]);
	node_forward(w, node, f, next);
}

static const struct node_class ip4_mfib_forward_rpf_node = {
	.name = "ip4-mfib-forward-rpf",
	.run = run,
	.trace_size = sizeof(struct record),
	.trace_record = record,
	.trace_text = text,
	.next = NAMES([NEXT_DROP] = "ip4-drop", [NEXT_REPLICATE] = "ip4-replicate"),
	.protocol_hint = 2,
};
NODE_REGISTER(ip4_mfib_forward_rpf_node);
