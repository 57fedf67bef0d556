// Node l2-input-vtr: takes tags off frames that come by a port, and puts others on.
//
// In: frames at their link header, l2_meta set by l2-input.
// Out: the next feature; error-drop for frames that lack the tags.
#include "engine/l2/l2.h"

enum { ERROR_PACKETS, ERROR_DROP };

struct record {
	struct l2_trace l2;
	u8 data[L2_TRACE_DATA];
};

static void record(void *at, struct worker *, struct node *, struct buffer *b)
{
	struct record *r = at;

	l2_trace_record(&r->l2, b);
	l2_trace_data(r->data, b);
}

static void text(struct text *t, const void *at)
{
	const struct record *r = at;

	l2_trace_text(t, &r->l2, "l2-input-vtr:");
	l2_trace_data_text(t, r->data);
}

static inline u16 rewrite_one(
	struct node *node, struct l2_ports ports, const u16 *nexts, struct buffer *b)
{
	const struct l2_port *p = l2_ports_at(ports, b->rx_interface);

	if (unlikely(!p || !l2_rewrite(b, &p->in))) {
		b->error = node->error_base + ERROR_DROP;
		return L2_NEXT_DROP;
	}
	return l2_feature_next(nexts, b, L2_VTR);
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	struct l2_ports ports = l2_ports();
	const u16 *nexts = l2_feature_nexts();
	u16 next[FRAME_MAX];

	frame_buffers(w, f, b);
	FOR_EACH_PACKET (i, f->n) {
		next[i] = rewrite_one(node, ports, nexts, b[i]);
	}
	node_forward(w, node, f, next);
}

static const struct node_class l2_input_vtr_node = {
	.name = "l2-input-vtr",
	.run = run,
	.sibling_of = "l2-input",
	.trace_size = sizeof(struct record),
	.trace_record = record,
	.trace_text = text,
	.errors = ERRORS([ERROR_PACKETS] = {"L2 inverter packets", SEVERITY_ERROR, DROP_UNKNOWN},
		[ERROR_DROP] = {"L2 input tag rewrite drops", SEVERITY_ERROR, DROP_MALFORMED}),
	.protocol_hint = 1,
};
NODE_REGISTER(l2_input_vtr_node);
