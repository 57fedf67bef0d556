// Node l2-input: what a frame of layer 2 has to pass, by the port it came by.
//
// In: frames at their link header of 14 bytes at least, l2_at and l3_at set, b->rx_interface a
// port;
//     from ethernet-input and from the tx node of a BVI.
// Out: the first of the port's features (l2.h), l2_meta set; tx_interface set for what is
//      cross-connected; error-drop when the interface is no port any more.
#include "engine/l2/l2.h"
#include "engine/neighbor/arp.h"

enum { ERROR_PACKETS, ERROR_DROP };
enum { IP6_PROTOCOL_AT = 6, ICMP6 = 58 };

struct record {
	struct l2_trace l2;
	u32 features;
};

// Flooded ones do not pass these. What is meant for one does not pass what answers for others.
#define FLOODED_OFF (1u << L2_FWD | 1u << L2_UU_FLOOD | 1u << L2_UU_FWD)
#define UNICAST_OFF (1u << L2_ARP_TERM | 1u << L2_ARP_UFWD)

static void record(void *at, struct worker *, struct node *, struct buffer *b)
{
	struct record *r = at;

	l2_trace_record(&r->l2, b);
	r->features = l2_meta(b)->features;
}

static void text(struct text *t, const void *at)
{
	const struct record *r = at;

	l2_trace_text(t, &r->l2, "l2-input:");
	text_add(t, " [");
	for (u32 f = L2_FEATURES; f-- > 1;)
		if (r->features & 1u << f)
			text_add(t, "%s ", l2_feature_node(f));
	text_add(t, "]");
}

static bool is_arp_request(const struct buffer *b, const u8 *l3)
{
	const struct arp *a = (const struct arp *)l3;

	return b->data + b->at + b->length >= l3 + ARP_SIZE && a->operation == be16_of(ARP_REQUEST);
}

// A group's frame: the features that are for ARP and neighbour discovery only. A BVI's question
// goes to everybody, whatever its split horizon group.
static NOINLINE u32 flooded(struct buffer *b, const struct l2_port *p, struct l2_meta *m)
{
	const u8 *l3 = b->data + b->l3_at;
	const u8 *end = b->data + b->at + b->length;
	u32 off = FLOODED_OFF;
	be16 type;

	memcpy(&type, l3 - sizeof(type), sizeof(type));
	if (type != be16_of(ETHERTYPE_ARP))
		off |= 1u << L2_ARP_UFWD;
	if (type == be16_of(ETHERTYPE_ARP)) {
		if (p->type == L2_PORT_BVI && is_arp_request(b, l3))
			m->group = 0;
	} else if (type == be16_of(ETHERTYPE_IP6) && end > l3 + IP6_PROTOCOL_AT &&
		l3[IP6_PROTOCOL_AT] == ICMP6) {
		if (p->type == L2_PORT_BVI)
			m->group = 0;
	} else {
		off |= 1u << L2_ARP_TERM;
	}
	return off;
}

// What is the same for a run of packets of one port.
struct arrival {
	u32 interface;
	const struct l2_port *port;
	struct l2_meta meta; // of unicast frames
	u16 next;	     // of those
};

static NOINLINE void arrive(struct arrival *a, struct l2_ports ports, u32 interface)
{
	const struct l2_port *p = l2_ports_at(ports, interface);

	*a = (struct arrival){.interface = interface, .port = p};
	if (!p || !p->features)
		return;
	a->meta = (struct l2_meta){.features = p->features & ~UNICAST_OFF,
		.bridge = p->bridge,
		.sequence = p->sequence,
		.group = p->group,
		.ages = p->ages,
		.port = interface};
	a->next = l2_feature_nexts()[31 - __builtin_clz(a->meta.features)];
}

static NOINLINE u16 input_flooded(const struct arrival *a, struct buffer *b)
{
	struct l2_meta *m = l2_meta(b);

	m->features = a->port->features & ~flooded(b, a->port, m);
	return m->features ? l2_feature_nexts()[31 - __builtin_clz(m->features)] : L2_NEXT_DROP;
}

static inline u16 input_one(
	const struct node *node, struct arrival *a, struct l2_ports ports, struct buffer *b)
{
	const struct ethernet *e = buffer_here(b);

	if (unlikely(b->rx_interface != a->interface))
		arrive(a, ports, b->rx_interface);
	if (unlikely(!a->meta.features)) {
		b->error = node->error_base + ERROR_DROP;
		return L2_NEXT_DROP;
	}
	*l2_meta(b) = a->meta;
	b->tx_interface = a->port->peer;
	if (unlikely(mac_is_multicast(e->to)))
		return input_flooded(a, b);
	return a->next;
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	struct l2_ports ports = l2_ports();
	struct arrival a;
	u16 next[FRAME_MAX];

	frame_buffers(w, f, b);
	arrive(&a, ports, b[0]->rx_interface);
	FOR_EACH_PACKET (i, f->n) {
		next[i] = input_one(node, &a, ports, b[i]);
	}
	node_count(w, node, ERROR_PACKETS, f->n);
	node_forward(w, node, f, next);
}

static const struct node_class l2_input_node = {
	.name = "l2-input",
	.run = run,
	.trace_size = sizeof(struct record),
	.trace_record = record,
	.trace_text = text,
	.next = NAMES([L2_NEXT_DROP] = "error-drop", [L2_NEXT_OUTPUT] = "l2-output"),
	.errors = ERRORS([ERROR_PACKETS] = {"L2 input packets", SEVERITY_ERROR, DROP_UNKNOWN},
		[ERROR_DROP] = {"L2 input drops", SEVERITY_ERROR, DROP_POLICY}),
	.protocol_hint = 1,
};
NODE_REGISTER(l2_input_node);
