// Node arp-term-l2bd: answers ARP requests and neighbour solicitations for hosts that the bridge
// domain's table knows, so that they are not flooded.
//
// In: frames at their link header, l2_meta set by l2-input, which lets only flooded ARP and ICMPv6
//     come here.
// Out: l2-output with the answer, back to where the question came from; arp-input or its IPv6 like
//      for questions of the BVI; the next feature for what is not answered; error-drop for ARP that
//      contradicts itself.
#include "engine/l2/arp_term.h"
#include "engine/l2/bvi.h"
#include "engine/neighbor/arp.h"
#include "engine/neighbor/arp_error.h"
#include "engine/net/protocol.h"

enum { TRACE_BYTES = 80 };

struct record {
	be16 type;
	u16 n;
	u8 bytes[TRACE_BYTES];
};

static be16 type_of(const struct buffer *b)
{
	be16 type;

	memcpy(&type, b->data + b->l3_at - sizeof(type), sizeof(type));
	return type;
}

// Bytes behind the link header; 0 when that is cut off.
static u32 payload(const struct buffer *b)
{
	int end = b->at + b->length;

	return end > b->l3_at ? (u32)(end - b->l3_at) : 0;
}

static void record(void *at, struct worker *, struct node *, struct buffer *b)
{
	struct record *r = at;

	r->type = type_of(b);
	r->n = MIN(payload(b), TRACE_BYTES);
	memcpy(r->bytes, b->data + b->l3_at, r->n);
}

static void text(struct text *t, const void *at)
{
	const struct record *r = at;
	const struct protocol *p = protocol_by_number(LAYER_ETHERTYPE, host16(r->type));

	if (p && p->text)
		p->text(t, r->bytes, r->n);
}

// The answer goes back by the port, whatever its split horizon group; a BVI gets its own up again.
static u16 give_back(struct worker *w, struct buffer *b)
{
	const struct l2_port *p = l2_port_at(b->rx_interface);
	u16 next;

	if (p && p->type == L2_PORT_BVI) {
		bvi_take(w, b, b->rx_interface, &next);
		return next;
	}
	l2_meta(b)->group = 0;
	b->tx_interface = b->rx_interface;
	return L2_NEXT_OUTPUT;
}

static void answer(struct buffer *b, struct arp *a, const u8 mac[6])
{
	struct ethernet *e = buffer_here(b);
	be32 asked = a->to.ip;

	a->operation = be16_of(ARP_REPLY);
	a->to = a->from;
	a->from.ip = asked;
	memcpy(a->from.mac, mac, sizeof(a->from.mac));
	memcpy(e->to, a->to.mac, sizeof(e->to));
	memcpy(e->from, mac, sizeof(e->from));
}

enum { PASS = 0xffff, ANSWERED = 0xfffe }; // beside enum arp_error

// The order of the checks is VPP's.
static u16 judge(struct buffer *b, const struct bridge *bridge)
{
	struct arp *a = (struct arp *)(b->data + b->l3_at);
	const struct ethernet *e = buffer_here(b);
	struct ip_address ip = {.family = FAMILY_IP4};
	const u8 *mac;

	if (payload(b) < ARP_SIZE)
		return ARP_ERROR_TRUNCATED;
	if (a->hardware != be16_of(ARP_HARDWARE_ETHERNET))
		return ARP_ERROR_HARDWARE;
	if (a->protocol != be16_of(ETHERTYPE_IP4))
		return ARP_ERROR_PROTOCOL;
	if (!mac_equal(e->from, a->from.mac) || mac_is_multicast(a->from.mac))
		return ARP_ERROR_LINK_MISMATCH;
	if (a->operation != be16_of(ARP_REQUEST) || a->from.ip == a->to.ip)
		return PASS;
	ip.ip4 = a->to.ip;
	mac = bridge_host_find(bridge, &ip);
	if (!mac)
		return PASS;
	answer(b, a, mac);
	return ANSWERED;
}

static u16 term_one(struct worker *w, struct node *node, const u16 *nexts, struct buffer *b)
{
	const struct bridge *bridge = bridge_at(l2_meta(b)->bridge);
	u16 verdict = PASS;

	if (bridge && type_of(b) == be16_of(ETHERTYPE_ARP))
		verdict = judge(b, bridge);
	else if (bridge && type_of(b) == be16_of(ETHERTYPE_IP6))
		verdict = nd_term_answer(bridge, b) ? ANSWERED : PASS;
	if (verdict == PASS)
		return l2_feature_next(nexts, b, L2_ARP_TERM);
	if (verdict == ANSWERED) {
		node_count(w, node, ARP_ERROR_REPLIES_SENT, 1);
		return give_back(w, b);
	}
	b->error = node->error_base + verdict;
	return L2_NEXT_DROP;
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	const u16 *nexts = l2_feature_nexts();
	u16 next[FRAME_MAX];

	frame_buffers(w, f, b);
	FOR_EACH_PACKET (i, f->n) {
		next[i] = term_one(w, node, nexts, b[i]);
	}
	node_forward(w, node, f, next);
}

static const struct node_class arp_term_l2bd_node = {
	.name = "arp-term-l2bd",
	.run = run,
	.sibling_of = "l2-input",
	.trace_size = sizeof(struct record),
	.trace_before = true,
	.trace_record = record,
	.trace_text = text,
	.errors = ARP_ERRORS,
	.protocol_hint = 1,
};
NODE_REGISTER(arp_term_l2bd_node);
