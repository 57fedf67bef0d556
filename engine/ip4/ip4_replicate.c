// Node ip4-replicate: gives each receiver of a multicast route its packet.
//
// In: ip4_meta(b)->adjacency is a multicast entry, from ip4-mfib-forward-rpf. All entries have one
//     receiver, this host, so nothing needs to be copied.
// Out: ip4-receive.
#include "engine/graph/node.h"
#include "engine/ip4/ip4.h"
#include "engine/ip4/mfib.h"

enum { NEXT_DROP, NEXT_RECEIVE };

struct record {
	u32 index; // VPP numbers them from 0, without an entry that drops
};

static void record(void *at, struct worker *, struct node *, struct buffer *b)
{
	const struct ip4 *ip = buffer_here(b);

	((struct record *)at)->index = mfib_lookup(ip->to) - MFIB_ALL_HOSTS;
}

static void text(struct text *t, const void *at)
{
	const struct record *r = at;

	text_add(t, "replicate: %u via [@%u]: dpo-receive", r->index, NEXT_RECEIVE);
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];

	frame_buffers(w, f, b);
	FOR_EACH_PACKET (i, f->n)
		ip4_meta(b[i])->adjacency = mfib_receive();
	node_forward_all(w, node, f, NEXT_RECEIVE);
}

static const struct node_class ip4_replicate_node = {
	.name = "ip4-replicate",
	.run = run,
	.trace_size = sizeof(struct record),
	.trace_record = record,
	.trace_text = text,
	.next = NAMES([NEXT_DROP] = "ip4-drop", [NEXT_RECEIVE] = "ip4-receive"),
	.protocol_hint = 2,
};
NODE_REGISTER(ip4_replicate_node);
