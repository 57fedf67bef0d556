// Node arp-reply: answers requests for our addresses and learns from what it hears.
// In: the packet at its checked ARP header, l2_at set, on arc arp.
// Out: interface-output with the answer in place of the request; the next feature of the arc for
//      packets that need no answer, b->error saying why.
#include "engine/graph/feature.h"
#include "engine/neighbor/arp.h"
#include "engine/neighbor/arp_error.h"
#include "engine/neighbor/arp_stats.h"
#include "engine/neighbor/neighbor.h"
#include "engine/net/ethernet.h"
#include "engine/net/link_header.h"

enum { NEXT_DROP, NEXT_OUTPUT };
enum { ANSWER = 0xffff }; // beside enum arp_error: all is well

static void learn(u32 interface, const struct arp *a)
{
	const struct ip_address ip = {.family = FAMILY_IP4, .ip4 = a->from.ip};

	neighbor_learn(interface, &ip, a->from.mac);
}

// Whether the frame was sent by who the packet says it is from.
static inline bool link_matches(struct buffer *b, const struct arp *a)
{
	const struct ethernet *e = (const struct ethernet *)(b->data + b->l2_at);

	return !(b->flags & BUFFER_L2_VALID) || mac_equal(e->from, a->from.mac);
}

// What the packet is to us: ANSWER or why it gets none. Learns on the way. The order of the checks
// decides what people read in error counters; it is VPP's.
static u16 judge(struct buffer *b, const struct arp *a, const struct interface *i)
{
	u32 rx = b->rx_interface;
	u32 owner = interface_of_address(i->ip4_table_id, a->to.ip);
	bool announces = a->from.ip == a->to.ip;

	if (owner == INDEX_NONE && neighbor_is_known(rx, a->to.ip)) {
		if (!announces)
			return ARP_ERROR_REPLIES_SENT;
		if (!link_matches(b, a))
			return ARP_ERROR_LINK_MISMATCH;
		learn(rx, a);
		return ARP_ERROR_LEARNED;
	}
	if (owner == INDEX_NONE && !interface_address_covering(rx, a->to.ip))
		return ARP_ERROR_TARGET_NOT_LOCAL;
	if (interface_of_address(i->ip4_table_id, a->from.ip) != INDEX_NONE)
		return ARP_ERROR_SOURCE_IS_OURS;
	if (!interface_address_covering(rx, a->from.ip))
		return ARP_ERROR_SOURCE_NOT_LOCAL;
	if (!link_matches(b, a))
		return ARP_ERROR_LINK_MISMATCH;
	if (a->operation == be16_of(ARP_REPLY)) {
		if (owner == INDEX_NONE)
			return ARP_ERROR_GRATUITOUS;
		learn(rx, a);
		return ARP_ERROR_LEARNED;
	}
	if (a->operation != be16_of(ARP_REQUEST) || owner == INDEX_NONE)
		return ARP_ERROR_REPLIES_SENT;
	if (owner != rx)
		return ARP_ERROR_UNNUMBERED;
	learn(rx, a);
	return ANSWER;
}

// Turns the request into the answer, with its link header in front.
static void answer(struct buffer *b, struct arp *a, const struct interface *i)
{
	be32 asked = a->to.ip;

	a->operation = be16_of(ARP_REPLY);
	a->to = a->from;
	a->from.ip = asked;
	memcpy(a->from.mac, i->mac, 6);
	buffer_move(b, -(int)ethernet_header_size(i));
	ethernet_header_write(buffer_here(b), i, a->to.mac, ETHERTYPE_ARP);
	b->flags |= BUFFER_LOCAL;
	b->tx_interface = b->rx_interface;
}

static inline u16 reply_one(struct worker *w, struct node *node, struct buffer *b)
{
	const struct interface *i = interface_at(b->rx_interface);
	struct arp *a = buffer_here(b);
	u16 error = i && b->length >= ARP_SIZE ? judge(b, a, i) : ARP_ERROR_TRUNCATED;

	if (error != ANSWER) {
		b->error = node->error_base + error;
		// VPP counts a request for somebody else as if it had been answered.
		if (error == ARP_ERROR_REPLIES_SENT)
			b->drop_reason = DROP_POLICY;
		return feature_next(w, b);
	}
	answer(b, a, i);
	node_count(w, node, ARP_ERROR_REPLIES_SENT, 1);
	arp_stats_sent(w, b->tx_interface, a);
	return NEXT_OUTPUT;
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	u16 next[FRAME_MAX];

	frame_buffers(w, f, b);
	FOR_EACH_PACKET (i, f->n) {
		next[i] = reply_one(w, node, b[i]);
	}
	node_forward(w, node, f, next);
}

static const struct node_class arp_reply_node = {
	.name = "arp-reply",
	.run = run,
	.trace_size = sizeof(struct arp_trace),
	.trace_before = true,
	.trace_record = arp_trace_record,
	.trace_text = arp_trace_text,
	.next = NAMES([NEXT_DROP] = "error-drop", [NEXT_OUTPUT] = "interface-output"),
	.errors = ARP_ERRORS,
};
NODE_REGISTER(arp_reply_node);

static const struct feature arp_reply_feature = {.arc = "arp", .node = "arp-reply"};
FEATURE_REGISTER(arp_reply_feature);
