// The rig's engine: start, its input node, taps.
#include "tests/lib/rig.h"
#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "engine/base/vec.h"
#include "engine/graph/config.h"
#include "engine/graph/dispatch.h"
#include "engine/graph/node.h"
#include "engine/graph/path.h"
#include "trace/packet.h"
#include <stdio.h>
#include <stdlib.h>

enum { SETTLE_TURNS = 1000 };

typedef void run_fn(struct worker *w, struct node *node, struct frame *f);

struct tap {
	u32 node;
	run_fn *run; // the node's own
};

static struct {
	struct tap *taps;    // vec, set by rig_tap()
	struct rig_out *out; // vec
	u32 under_test;	     // runs once while all others are tapped
	run_fn *under_test_run;
} rig;

static void input_run(struct worker *, struct node *, struct frame *)
{
}

static const struct node_class rig_input_node = {
	.name = "rig-input",
	.type = NODE_INPUT,
	.state = NODE_INTERRUPT,
	.run = input_run,
	.protocol_hint = 1,
};
NODE_REGISTER(rig_input_node);

void rig_start_with(const char *config)
{
	int ret;

	clock_stop(0);
	ret = config ? config_read_text(config, "rig") : 0;
	if (!ret)
		ret = engine_start();
	if (ret)
		ck_abort_msg("the engine does not start: %s", error_text(ret));
	rig_settle();
}

void rig_start(void)
{
	rig_start_with(NULL);
}

static u32 node_index(const char *name)
{
	u32 index = node_by_name(name);

	if (index == INDEX_NONE)
		ck_abort_msg("no node %s", name);
	return index;
}

static void keep(struct worker *w, const struct node *node, const struct frame *f, u32 i)
{
	struct buffer *b = buffer_at(w, f->index[i]);
	struct rig_out *o = vec_add(rig.out);
	const struct node_error *e;
	struct text path = {0};
	u32 from = INDEX_NONE;

	e = node_error_at(b->error, &from);
	path_text(&path, frame_path(f, i));
	o->n = buffer_packet_size(b);
	o->bytes = memory_get(o->n ? o->n : 1);
	ck_assert_uint_eq(buffer_read(w, b, 0, o->bytes, o->n), o->n);
	memcpy(&o->b, b, offsetof(struct buffer, headroom));
	o->path = memory_string(text_string(&path));
	snprintf(o->node, sizeof(o->node), "%s", node->name);
	snprintf(o->error, sizeof(o->error), "%s: %s", node_name(from), e ? e->text : "?");
	text_free(&path);
}

static void tap_run(struct worker *w, struct node *node, struct frame *f)
{
	if (!f)
		return;
	for (u32 i = 0; i < f->n; i++)
		keep(w, node, f, i);
	buffer_free(w, f->index, f->n);
}

static void under_test_run(struct worker *w, struct node *node, struct frame *f)
{
	node->run = tap_run;
	rig.under_test_run(w, node, f);
}

void rig_tap(const char *name)
{
	u32 index = node_index(name);
	struct node *node = node_at(worker_self(), index);

	VEC_EACH (rig.taps, t)
		if (t->node == index)
			return;
	vec_push(rig.taps, (struct tap){.node = index, .run = node->run});
	node->run = tap_run;
}

void rig_untap(const char *name)
{
	u32 index = node_index(name);

	for (u32 i = 0; i < vec_n(rig.taps); i++) {
		if (rig.taps[i].node != index)
			continue;
		node_at(worker_self(), index)->run = rig.taps[i].run;
		vec_remove(rig.taps, i);
		return;
	}
}

static void packet_send(struct worker *w, u16 next, const struct rig_packet *p)
{
	u32 n = p->n, index, first;
	u8 *parsed = p->hex ? rig_bytes(p->hex, &n) : NULL;
	const u8 *bytes = parsed ? parsed : p->bytes;
	struct buffer *b;

	ck_assert_uint_eq(buffer_alloc(w, &index, 1), 1);
	ck_assert_uint_le(p->before, n);
	b = buffer_at(w, index);
	first = p->split ? MIN(p->split, n) : n;
	ck_assert_int_eq(buffer_append(w, index, bytes, first), 0);
	if (first < n) {
		u32 rest;

		ck_assert_uint_eq(buffer_alloc(w, &rest, 1), 1);
		ck_assert_int_eq(buffer_append(w, rest, bytes + first, n - first), 0);
		b->next = rest;
		b->rest = n - first;
		b->flags |= BUFFER_NEXT | BUFFER_REST_VALID;
	}
	buffer_move(b, (int)p->before);
	b->rx_interface = p->rx;
	b->tx_interface = p->tx ? p->tx : INDEX_NONE;
	b->flags |= p->flags;
	if (p->before) {
		b->l2_at = 0;
		b->flags |= BUFFER_L2_VALID;
	}
	if (p->trace) {
		b->trace = packet_trace_start(w->trace, p->rx);
		b->flags |= BUFFER_TRACED;
	}
	if (p->prepare)
		p->prepare(b);
	node_send(w, node_at(w, node_index("rig-input")), NULL, 0, next, index);
	free(parsed);
}

static void packets_send(const char *node, const struct rig_packet *p, u32 n)
{
	int next = node_add_next(node_index("rig-input"), node_index(node));

	ck_assert_int_ge(next, 0);
	for (u32 i = 0; i < n; i++)
		for (u32 k = 0; k < MAX(p[i].copies, 1u); k++)
			packet_send(worker_self(), (u16)next, &p[i]);
}

void rig_inject_n(const char *node, const struct rig_packet *p, u32 n)
{
	packets_send(node, p, n);
	rig_settle();
}

void rig_run_n(const char *name, const struct rig_packet *p, u32 n)
{
	struct worker *w = worker_self();
	u32 n_nodes = node_n();
	run_fn **own = memory_get(n_nodes * sizeof(*own));

	rig_clear();
	rig.under_test = node_index(name);
	for (u32 i = 0; i < n_nodes; i++) {
		struct node *node = node_at(w, i);

		own[i] = node->run;
		if (node->type == NODE_INTERNAL)
			node->run = tap_run;
	}
	rig.under_test_run = own[rig.under_test];
	node_at(w, rig.under_test)->run = under_test_run;
	packets_send(name, p, n);
	rig_settle();
	for (u32 i = 0; i < n_nodes; i++)
		node_at(w, i)->run = own[i];
	free(own);
}

void rig_settle(void)
{
	if (!engine_settle(SETTLE_TURNS))
		ck_abort_msg("the graph is still busy after %d turns", SETTLE_TURNS);
}

void rig_advance(u64 ns)
{
	engine_advance(ns);
}

u32 rig_n(void)
{
	return vec_n(rig.out);
}

const struct rig_out *rig_out(u32 i)
{
	if (i >= vec_n(rig.out))
		ck_abort_msg("packet %u of only %u", i, vec_n(rig.out));
	return &rig.out[i];
}

void rig_clear(void)
{
	VEC_EACH (rig.out, o) {
		free(o->bytes);
		free(o->path);
	}
	vec_clear(rig.out);
	barrier_begin();
	for (u32 i = 0; i < worker_n(); i++)
		packet_trace_clear(worker_at(i)->trace);
	barrier_end();
}
