// Node l2-output: the port by which a frame of layer 2 leaves.
//
// In: frames at their link header, tx_interface set, l2_meta as l2-input set it.
// Out: the port's output features, then the interface's "<name>-output"; error-drop for ports of
// the
//      frame's split horizon group, for interfaces that are no ports, and for frames that lack the
//      tags that the port takes off.
#include "engine/l2/l2.h"

enum { NEXT_DROP, NEXT_EFP_FILTER };
enum { ERROR_PACKETS, ERROR_EFP, ERROR_VTR, ERROR_GROUP, ERROR_DROP, ERROR_INVALID };

struct record {
	struct l2_trace l2;
	u8 data[L2_TRACE_DATA];
};

static void record(void *at, struct worker *, struct node *, struct buffer *b)
{
	struct record *r = at;

	l2_trace_record(&r->l2, b);
	r->l2.interface = b->tx_interface;
	l2_trace_data(r->data, b);
}

static void text(struct text *t, const void *at)
{
	const struct record *r = at;

	l2_trace_text(t, &r->l2, "l2-output:");
	l2_trace_data_text(t, r->data);
}

// What is the same for a run of packets to one port.
struct departure {
	u32 interface;
	const struct l2_port *port;
	u16 way;       // 0: no port
	bool is_plain; // neither a split horizon group nor tags to rewrite
};

static NOINLINE void depart(struct departure *d, struct l2_ports ports, u32 interface)
{
	const struct l2_port *p = l2_ports_at(ports, interface);

	*d = (struct departure){.interface = interface, .port = p};
	if (!p)
		return;
	d->way = p->output_way;
	d->is_plain = p->output_way && !p->group && !l2_rewrite_is_set(&p->out);
}

static NOINLINE u16 output_odd(const struct node *node, const struct departure *d, struct buffer *b)
{
	const struct l2_port *p = d->port;
	u16 error;

	if (!d->way)
		error = ERROR_INVALID;
	else if (p->group && p->group == l2_meta(b)->group)
		error = ERROR_GROUP;
	else if (l2_rewrite_is_set(&p->out) && !l2_rewrite(b, &p->out))
		error = ERROR_VTR;
	else
		return d->way;
	b->error = node->error_base + error;
	return NEXT_DROP;
}

static inline u16 output_one(
	const struct node *node, struct departure *d, struct l2_ports ports, struct buffer *b)
{
	if (unlikely(b->tx_interface != d->interface))
		depart(d, ports, b->tx_interface);
	return likely(d->is_plain) ? d->way : output_odd(node, d, b);
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	struct l2_ports ports = l2_ports();
	struct departure d;
	u16 next[FRAME_MAX];

	frame_buffers(w, f, b);
	depart(&d, ports, b[0]->tx_interface);
	FOR_EACH_PACKET (i, f->n) {
		next[i] = output_one(node, &d, ports, b[i]);
	}
	node_count(w, node, ERROR_PACKETS, f->n);
	node_forward(w, node, f, next);
}

static const struct node_class l2_output_node = {
	.name = "l2-output",
	.run = run,
	.trace_size = sizeof(struct record),
	.trace_record = record,
	.trace_text = text,
	.next = NAMES([NEXT_DROP] = "error-drop", [NEXT_EFP_FILTER] = "l2-efp-filter"),
	.errors = ERRORS([ERROR_PACKETS] = {"L2 output packets", SEVERITY_ERROR, DROP_UNKNOWN},
		[ERROR_EFP] = {"L2 EFP filter pre-rewrite drops", SEVERITY_ERROR, DROP_POLICY},
		[ERROR_VTR] = {"L2 output tag rewrite drops", SEVERITY_ERROR, DROP_MALFORMED},
		[ERROR_GROUP] = {"L2 split horizon drops", SEVERITY_ERROR, DROP_POLICY},
		[ERROR_DROP] = {"L2 output drops", SEVERITY_ERROR, DROP_POLICY},
		[ERROR_INVALID] = {"L2 Output interface not valid", SEVERITY_ERROR, DROP_POLICY}),
	.protocol_hint = 1,
};
NODE_REGISTER(l2_output_node);
