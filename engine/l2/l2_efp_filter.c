// Node l2-efp-filter: keeps frames off a port that nobody behind it would take for its own.
//
// In: frames at their link header, ready to leave by tx_interface.
// Out: the interface's "<name>-output"; error-drop when the tags are not those of the interface.
#include "engine/l2/l2.h"

enum { NEXT_DROP };
enum { ERROR_PACKETS, ERROR_DROP };

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

	l2_trace_text(t, &r->l2, "l2-efp-filter:");
	l2_trace_data_text(t, r->data);
}

static u16 filter_one(struct node *node, struct l2_ports ports, struct buffer *b)
{
	const struct l2_port *p = l2_ports_at(ports, b->tx_interface);

	if (p && p->output_next && l2_tags_match(b, &p->own))
		return p->output_next;
	b->error = node->error_base + ERROR_DROP;
	return NEXT_DROP;
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	struct l2_ports ports = l2_ports();
	u16 next[FRAME_MAX];

	frame_buffers(w, f, b);
	FOR_EACH_PACKET (i, f->n) {
		next[i] = filter_one(node, ports, b[i]);
	}
	node_count(w, node, ERROR_PACKETS, f->n);
	node_forward(w, node, f, next);
}

static const struct node_class l2_efp_filter_node = {
	.name = "l2-efp-filter",
	.run = run,
	.sibling_of = "l2-output",
	.trace_size = sizeof(struct record),
	.trace_record = record,
	.trace_text = text,
	.errors = ERRORS([ERROR_PACKETS] = {"L2 EFP filter packets", SEVERITY_ERROR, DROP_UNKNOWN},
		[ERROR_DROP] = {"L2 EFP filter post-rewrite drops", SEVERITY_ERROR, DROP_POLICY}),
	.protocol_hint = 1,
};
NODE_REGISTER(l2_efp_filter_node);
