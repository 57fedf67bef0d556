// Node ip4-rewrite: takes one off the TTL and puts the link header in front.
//
// In: a whole IPv4 header; ip4_meta(b)->adjacency is a complete adjacency; from ip4-lookup and its
//     siblings, and ip4-frag.
// Out: "<name>-output" of the adjacency's interface, or the features of arc ip4-output;
//      ip4-icmp-error when the TTL runs out or a packet is too big that must not be fragmented;
//      ip4-frag for one that may.
#include "engine/graph/feature.h"
#include "engine/graph/init.h"
#include "engine/ip4/ip4.h"
#include "engine/ip4/ip4_error.h"
#include "engine/ip4/ip4_trace.h"
#include "engine/neighbor/adjacency.h"
#include "engine/net/ethernet.h"
#include "engine/net/gso.h"

// Adjacencies add their interfaces' output nodes behind these.
enum { NEXT_DROP, NEXT_ICMP_ERROR, NEXT_FRAGMENT };
enum {
	ICMP_UNREACHABLE = 3,
	CODE_FRAGMENTATION_NEEDED = 4,
	ICMP_TIME_EXCEEDED = 11,
	HEX_LINE = 32, // bytes a line of the trace
};

static const struct feature_arc_state *output;

static void record(void *at, struct worker *w, struct node *node, struct buffer *b)
{
	struct ip4_trace *r = at;

	ip4_trace_record(at, w, node, b);
	// The record shows where the packet leaves; the FIB is no longer of interest.
	r->fib = b->tx_interface;
}

static void text(struct text *t, const void *at)
{
	const struct ip4_trace *r = at;

	text_add(t, "tx_sw_if_index %d dpo-idx %u : ", (int)r->fib, r->index);
	adjacency_text(t, r->index);
	text_add(t, " flow hash: 0x%08x", r->flow_hash);
	for (u32 i = 0; i < IP4_TRACE_BYTES; i += HEX_LINE) {
		text_add(t, "\n%08x: ", i);
		text_hex(t, r->bytes + i, MIN(HEX_LINE, IP4_TRACE_BYTES - i));
	}
}

static NOINLINE u16 expired(struct buffer *b)
{
	b->error = ip4_error(IP4_ERROR_TTL);
	ip4_icmp_set(b, ICMP_TIME_EXCEEDED, 0, 0);
	return NEXT_ICMP_ERROR;
}

static NOINLINE u16 too_big(struct buffer *b, const struct ip4 *ip, u32 mtu)
{
	if (ip->fragment & be16_of(IP4_DF)) {
		b->error = ip4_error(IP4_ERROR_MTU_EXCEEDED);
		ip4_icmp_set(b, ICMP_UNREACHABLE, CODE_FRAGMENTATION_NEEDED, mtu);
		return NEXT_ICMP_ERROR;
	}
	ip4_meta(b)->icmp_data = mtu;
	return NEXT_FRAGMENT;
}

// What is too big as a whole, fits in segments.
static inline bool gso_fits(const struct buffer *b, u32 mtu)
{
	return b->flags & BUFFER_GSO && gso_l3_size(b) <= mtu;
}

static NOINLINE u16 no_room(struct buffer *b)
{
	b->error = ip4_error(IP4_ERROR_NO_ROOM);
	return NEXT_DROP;
}

// TTL, protocol and checksum are one word. The TTL is the high byte of its 16 bits in the checksum
// (RFC 1624), so the checksum grows by 0x0100 on the wire; the carry is put back in.
static inline void ttl_decrement(struct ip4 *ip)
{
	const u32 csum = 1 << 16, csum_carries = 0xfffe0000;
	u32 word;

	memcpy(&word, &ip->ttl, sizeof(word));
	word += csum - 1 + (word >= csum_carries ? csum : 0);
	memcpy(&ip->ttl, &word, sizeof(word));
}

// Where a run of packets leaves: copies, so that nothing is loaded again after each store.
struct departure {
	u32 index, interface, mtu, size;
	u16 next;
	bool has_features;
	u8 rewrite[REWRITE_MAX];
};

static void depart(struct departure *to, u32 index)
{
	const struct adjacency_way *a = adjacency_way(&adjacency_table()[index]);

	*to = (struct departure){.index = index,
		.interface = a->interface,
		.mtu = a->mtu,
		.next = a->next,
		.size = a->rewrite_size,
		.has_features = feature_config(output, a->interface) != 0};
	memcpy(to->rewrite, a->rewrite, sizeof(to->rewrite));
}

static inline u16 rewrite_one(struct worker *w, struct departure *to, struct buffer *b)
{
	struct ip4 *ip = buffer_here(b);
	bool is_local = b->flags & BUFFER_LOCAL;
	u16 next;

	if (unlikely(ip4_meta(b)->adjacency != to->index))
		depart(to, ip4_meta(b)->adjacency);
	next = to->next;
	if (unlikely(ip->ttl <= 1 && !is_local))
		return expired(b);
	if (unlikely(host16(ip->size) > to->mtu) && !gso_fits(b, to->mtu))
		return too_big(b, ip, to->mtu);
	if (unlikely(buffer_headroom(b) < to->size))
		return no_room(b);
	buffer_move(b, -(int)to->size);
	ip4_meta(b)->save_rewrite = (u16)to->size;
	b->tx_interface = to->interface;
	if (likely(!is_local))
		ttl_decrement(ip);
	// A constant size is two moves instead of a call.
	if (likely(to->size == ETHERNET_SIZE))
		memcpy((u8 *)ip - ETHERNET_SIZE, to->rewrite, ETHERNET_SIZE);
	else
		memcpy((u8 *)ip - to->size, to->rewrite, to->size);
	if (unlikely(to->has_features))
		feature_start(w, output, to->interface, b, &next);
	return next;
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	struct departure to;
	u16 next[FRAME_MAX];

	frame_buffers(w, f, b);
	depart(&to, ip4_meta(b[0])->adjacency);
	FOR_EACH_PACKET (i, f->n) {
		next[i] = rewrite_one(w, &to, b[i]);
	}
	node_forward(w, node, f, next);
}

static const struct node_class ip4_rewrite_node = {
	.name = "ip4-rewrite",
	.run = run,
	.trace_size = sizeof(struct ip4_trace),
	.trace_record = record,
	.trace_text = text,
	.next = NAMES([NEXT_DROP] = "ip4-drop", [NEXT_ICMP_ERROR] = "ip4-icmp-error",
		[NEXT_FRAGMENT] = "ip4-frag"),
	.protocol_hint = 2,
};
NODE_REGISTER(ip4_rewrite_node);

static const struct feature_arc ip4_output_arc = {
	.name = "ip4-output", .start_nodes = NAMES("ip4-rewrite"), .end_node = "interface-output"};
FEATURE_ARC_REGISTER(ip4_output_arc);

static int ip4_rewrite_init(void)
{
	output = feature_arc_state("ip4-output");
	return 0;
}

static const struct init_function ip4_rewrite_init_function = {
	.name = "ip4_rewrite_init",
	.run = ip4_rewrite_init,
	.after = NAMES("feature_init"),
	.stage = INIT,
};
INIT_REGISTER(ip4_rewrite_init_function);
