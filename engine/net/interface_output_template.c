// Class of the nodes "<name>-output": the last look at packets before an interface sends them.
// In: packets that begin with their link header; b->tx_interface is set to the interface's index.
// Out: the interface's features on arc interface-output if any are on, else "<name>-tx"; checksums
//      filled in and packets of many segments cut as far as tx does not do that. error-drop while
//      the interface is down, and when buffers for segments run out.
#include "engine/graph/capture_tap.h"
#include "engine/graph/dispatch.h"
#include "engine/graph/feature.h"
#include "engine/graph/init.h"
#include "engine/net/ethernet.h"
#include "engine/net/gso.h"
#include "engine/net/interface_table.h"
#include "engine/net/offload.h"
#include "engine/net/probe.h"
#include <stdio.h>

enum { NEXT_DROP, NEXT_TX };
enum { ERROR_DOWN, ERROR_NO_BUFFERS, ERROR_SEGMENTS };
#define OUTPUT_ERRORS \
	ERRORS([ERROR_DOWN] = {"interface is down", SEVERITY_ERROR, DROP_POLICY}, \
		[ERROR_NO_BUFFERS] = {"no buffers for segments", SEVERITY_ERROR, DROP_RESOURCE}, \
		[ERROR_SEGMENTS] = { \
			"headers that cannot be segmented", SEVERITY_ERROR, DROP_MALFORMED})
enum { TRACE_BYTES = 128 };

struct record {
	u32 flags;
	u16 n;
	bool is_ethernet;
	char name[INTERFACE_NAME_MAX];
	u8 bytes[TRACE_BYTES];
};

static const struct feature_arc_state *arc;

static void record(void *at, struct worker *, struct node *node, struct buffer *b)
{
	const struct interface *i = node->data;
	struct record *r = at;

	r->flags = b->flags;
	r->n = MIN(b->length, TRACE_BYTES);
	r->is_ethernet = i->interface_class->is_ethernet;
	snprintf(r->name, sizeof(r->name), "%s", i->name);
	memcpy(r->bytes, buffer_here(b), r->n);
}

static void text(struct text *t, const void *at)
{
	const struct record *r = at;

	text_add(t, "%s flags 0x%08x", r->name, r->flags);
	if (!r->is_ethernet)
		return;
	text_add(t, "\n");
	ethernet_packet_text(t, r->bytes, r->n);
}

static void drop_all(struct worker *w, struct node *node, struct frame *f)
{
	for (u32 i = 0; i < f->n; i++)
		buffer_at(w, f->index[i])->error = node->error_base + ERROR_DOWN;
	node_forward_all(w, node, f, NEXT_DROP);
}

static NOINLINE void forward_features(
	struct worker *w, struct node *node, struct frame *f, u32 interface)
{
	u16 next[FRAME_MAX];

	for (u32 i = 0; i < f->n; i++) {
		next[i] = NEXT_TX;
		feature_start(w, arc, interface, buffer_at(w, f->index[i]), &next[i]);
	}
	node_forward(w, node, f, next);
}

static inline void leave(
	struct worker *w, struct node *node, struct frame *f, u32 interface, u64 bytes)
{
	counter_add(interface_counter(COUNTER_TX), w, interface, f->n, bytes);
	// The parent of a sub-interface counts and captures what leaves.
	if (likely(((const struct interface *)node->data)->parent == INDEX_NONE)) {
		engine_count_out(f->n);
		capture_tap(w, CAPTURE_TX, f);
	}
	if (unlikely(feature_config(arc, interface)))
		forward_features(w, node, f, interface);
	else
		node_forward_all(w, node, f, NEXT_TX);
}

static bool must_be_cut(const struct buffer *b, u32 offloads)
{
	u32 needed = b->offload & OFFLOAD_UDP_CSUM ? OFFLOADS_UDP_GSO : OFFLOADS_TCP_GSO;

	return b->flags & BUFFER_GSO && (~offloads & (needed | OFFLOADS_CSUM));
}

// Frames with what is left of one whose packets of many segments were cut.
struct cutting {
	struct worker *w;
	struct node *node;
	struct frame *out; // null: none begun
	u32 interface, offloads;
	u64 bytes; // in 'out'
};

static void cutting_send(struct cutting *c)
{
	struct frame *f = c->out;

	c->out = NULL;
	if (f)
		leave(c->w, c->node, f, c->interface, c->bytes);
	c->bytes = 0;
}

static void cutting_add(struct cutting *c, u32 index, u16 path, u16 flags)
{
	struct buffer *b = buffer_at(c->w, index);

	if (b->flags & BUFFER_OFFLOAD && !(c->offloads & OFFLOADS_CSUM))
		offload_finish(c->w, b);
	if (c->out && (c->out->n == FRAME_MAX || c->out->segment[0].path != path))
		cutting_send(c);
	if (!c->out) {
		c->out = frame_alloc(c->w);
		c->out->flags = flags;
		c->out->segment[0] = (struct frame_segment){.path = path};
		c->out->n_segments = 1;
	}
	c->out->index[c->out->n++] = index;
	c->bytes += buffer_packet_size(b);
}

static void cut_one(struct cutting *c, u32 index, u16 path, u16 flags)
{
	struct buffer *b = buffer_at(c->w, index);
	struct gso g;
	u32 segment, n_lost;

	gso_begin(&g, c->w, b);
	while ((segment = gso_next(&g)))
		cutting_add(c, segment, path, flags);
	n_lost = gso_end(&g);
	if (likely(!n_lost && g.number)) {
		buffer_free_one(c->w, index);
		return;
	}
	b->error = c->node->error_base + (n_lost ? ERROR_NO_BUFFERS : ERROR_SEGMENTS);
	if (n_lost > 1)
		node_count(c->w, c->node, ERROR_NO_BUFFERS, n_lost - 1);
	node_send(c->w, c->node, NULL, 0, NEXT_DROP, index);
}

static NOINLINE void cut_frame(struct worker *w, struct node *node, struct frame *f, u32 offloads)
{
	const struct interface *interface = node->data;
	struct cutting c = {
		.w = w, .node = node, .interface = interface->index, .offloads = offloads};

	for (u32 i = 0; i < f->n; i++) {
		u16 path = frame_path(f, i);

		if (must_be_cut(buffer_at(w, f->index[i]), offloads))
			cut_one(&c, f->index[i], path, f->flags);
		else
			cutting_add(&c, f->index[i], path, f->flags);
	}
	cutting_send(&c);
}

// What the interface cannot do itself. True: the packets have been sent on.
static NOINLINE bool finish_offloads(
	struct worker *w, struct node *node, struct frame *f, struct buffer **b, u32 offloads)
{
	for (u32 i = 0; i < f->n; i++) {
		if (must_be_cut(b[i], offloads)) {
			cut_frame(w, node, f, offloads);
			return true;
		}
	}
	if (!(offloads & OFFLOADS_CSUM))
		for (u32 i = 0; i < f->n; i++)
			if (b[i]->flags & BUFFER_OFFLOAD)
				offload_finish(w, b[i]);
	return false;
}

static NOINLINE void stamp_probes(struct buffer **b, u32 n)
{
	for (u32 i = 0; i < n; i++)
		if (b[i]->flags & BUFFER_LOCAL && b[i]->probe)
			probe_left(b[i]->probe);
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	const struct interface *interface = node->data;
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	u32 n = f->n, index = interface->index, flags = 0;
	u64 bytes = 0;

	if (unlikely(!interface->up)) {
		drop_all(w, node, f);
		return;
	}
	frame_buffers(w, f, b);
	FOR_EACH_PACKET (i, n) {
		b[i]->tx_interface = index;
		bytes += buffer_packet_size(b[i]);
		flags |= b[i]->flags;
	}
	if (unlikely(flags & (BUFFER_OFFLOAD | BUFFER_GSO)) &&
		finish_offloads(w, node, f, b, interface->offloads))
		return;
	if (unlikely(flags & BUFFER_LOCAL))
		stamp_probes(b, n);
	leave(w, node, f, index, bytes);
}

// The template never gets packets: as a registered start node of the arc it makes the arc's
// features known, at next indices that no output node uses for anything else.
static const struct node_class interface_output_template_node = {
	.name = "interface-output-template",
	.run = drop_all,
	.next = NAMES([NEXT_DROP] = "error-drop", [NEXT_TX] = "error-drop"),
	.errors = OUTPUT_ERRORS,
};
NODE_REGISTER(interface_output_template_node);

static const struct node_class output_class = {
	.name = "interface-output-template",
	.run = run,
	.trace_size = sizeof(struct record),
	.trace_record = record,
	.trace_text = text,
	.next = NAMES([NEXT_DROP] = "error-drop"),
	.errors = OUTPUT_ERRORS,
	.protocol_hint = 1,
};

static const struct feature_arc interface_output_arc = {
	.name = "interface-output",
	.start_nodes = NAMES("interface-output-template"),
	.end_node = "interface-output-arc-end",
};
FEATURE_ARC_REGISTER(interface_output_arc);

static int init(void)
{
	arc = feature_arc_state("interface-output");
	return 0;
}

static const struct init_function interface_output_init = {.after = NAMES("feature_init"),
	.name = "interface_output_init",
	.run = init,
	.stage = INIT};
INIT_REGISTER(interface_output_init);

int interface_output_create(const char *name, struct interface *i)
{
	int node = node_create(&output_class, name, i);
	int code;

	if (node < 0)
		return node;
	code = node_add_next_at(node, i->tx_node, NEXT_TX);
	if (code == 0)
		code = feature_arc_add_start("interface-output", node);
	if (code < 0) {
		node_delete(node);
		return code;
	}
	return node;
}
