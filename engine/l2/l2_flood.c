// Node l2-flood: gives each other port of the domain the frame.
//
// In: frames at their link header, l2_meta set by l2-input.
// Out: l2-output, once for each port but the one it came by and those of its split horizon group,
//      the last ones that joined first; then the node of the ethertype for the BVI. error-drop when
//      there is nobody.
#include "engine/base/vec.h"
#include "engine/l2/bridge.h"
#include "engine/l2/bvi.h"

enum { ERROR_PACKETS, ERROR_FAILED, ERROR_NOBODY, ERROR_BVI_MAC, ERROR_BVI_TYPE, ERROR_BVI_DOWN };

enum {
	PART = 128,		     // copies made at once; a buffer can be shared by 255
	CLONE_HEAD = 256,	     // bytes of each copy's own: more than what anybody writes to
	SHARE_FROM = 2 * CLONE_HEAD, // bytes of a packet whose rest is worth sharing
};

static void record(void *at, struct worker *, struct node *, struct buffer *b)
{
	l2_trace_record(at, b);
}

static void text(struct text *t, const void *at)
{
	const struct l2_trace *r = at;

	l2_trace_text(t, r, "l2-flood:");
	text_add(t, " bd_index %u", r->bridge);
}

struct pass {
	struct worker *w;
	struct node *node;
	const struct frame *f;
	u32 i; // the packet that is flooded
};

static bool is_for(const struct bridge_member *m, const struct buffer *b, u8 group)
{
	return m->flooded && m->interface != b->rx_interface && !(group && m->group == group);
}

static void send(const struct pass *s, u32 index, const struct bridge_member *m)
{
	static const u16 errors[] = {[BVI_BAD_MAC] = ERROR_BVI_MAC,
		[BVI_UNKNOWN_TYPE] = ERROR_BVI_TYPE,
		[BVI_DOWN] = ERROR_BVI_DOWN};
	struct buffer *b = buffer_at(s->w, index);
	enum bvi_verdict verdict;
	u16 next = L2_NEXT_OUTPUT;

	if (m->type == L2_PORT_BVI) {
		verdict = bvi_take(s->w, b, m->interface, &next);
		if (verdict != BVI_TAKEN)
			b->error = s->node->error_base + errors[verdict];
	} else {
		b->tx_interface = m->interface;
	}
	node_send(s->w, s->node, s->f, s->i, next, index);
}

// Up to 'n' packets like 'index', which is one of them no longer. Returns how many there are.
static u32 multiply(struct worker *w, u32 index, u32 *copies, u32 n)
{
	struct buffer *b = buffer_at(w, index);
	u32 traced = b->flags & BUFFER_TRACED, trace = b->trace, made = 0;

	if (b->refs == 1 && buffer_packet_size(b) > SHARE_FROM && b->length >= CLONE_HEAD)
		made = buffer_clone(w, index, copies, n, CLONE_HEAD);
	if (!made) {
		for (made = 0; made < n - 1; made++)
			if (!(copies[made] = buffer_copy(w, index)))
				break;
		copies[made++] = index;
	}
	for (u32 k = 0; traced && k < made; k++) {
		buffer_at(w, copies[k])->flags |= BUFFER_TRACED;
		buffer_at(w, copies[k])->trace = trace;
	}
	return made;
}

// 'to' are members; the last gets what is left of the packet itself.
static void send_part(const struct pass *s, u32 index, const struct bridge_member *const *to, u32 n)
{
	u32 copies[PART], made = n > 1 ? multiply(s->w, index, copies, n) : 1;

	if (n == 1)
		copies[0] = index;
	if (unlikely(made < n))
		node_count(s->w, s->node, ERROR_FAILED, n - made);
	for (u32 k = 0; k < made; k++)
		send(s, copies[k], to[k]);
}

static void flood(const struct pass *s, u32 index)
{
	struct buffer *b = buffer_at(s->w, index);
	const struct bridge *bridge = bridge_at(l2_meta(b)->bridge);
	const struct bridge_member *to[PART];
	u8 group = l2_meta(b)->group;
	u32 n = 0;

	for (u32 k = bridge ? vec_n(bridge->members) : 0; k-- > 0;) {
		u32 rest;

		if (!is_for(&bridge->members[k], b, group))
			continue;
		if (n == PART) {
			// More than fit in one part: they get theirs of a copy.
			rest = buffer_copy(s->w, index);
			if (!rest) {
				node_count(s->w, s->node, ERROR_FAILED, 1);
				continue;
			}
			send_part(s, index, to, n);
			index = rest;
			b = buffer_at(s->w, index);
			n = 0;
		}
		to[n++] = &bridge->members[k];
	}
	if (n) {
		send_part(s, index, to, n);
		return;
	}
	b->error = s->node->error_base + ERROR_NOBODY;
	node_send(s->w, s->node, s->f, s->i, L2_NEXT_DROP, index);
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct pass s = {.w = w, .node = node, .f = f};

	for (; s.i < f->n; s.i++)
		flood(&s, f->index[s.i]);
	node_count(w, node, ERROR_PACKETS, f->n);
}

static const struct node_class l2_flood_node = {
	.name = "l2-flood",
	.run = run,
	.sibling_of = "l2-input",
	.trace_size = sizeof(struct l2_trace),
	.trace_record = record,
	.trace_text = text,
	.errors = ERRORS([ERROR_PACKETS] = {"L2 flood packets", SEVERITY_ERROR, DROP_UNKNOWN},
		[ERROR_FAILED] = {"L2 replication failures", SEVERITY_ERROR, DROP_RESOURCE},
		[ERROR_NOBODY] = {"L2 replication complete", SEVERITY_ERROR, DROP_NO_ROUTE},
		[ERROR_BVI_MAC] = {"BVI L3 mac mismatch", SEVERITY_ERROR, DROP_POLICY},
		[ERROR_BVI_TYPE] = {"BVI packet with unhandled ethertype", SEVERITY_ERROR,
			DROP_UNSUPPORTED},
		[ERROR_BVI_DOWN] = {"BVI is down", SEVERITY_ERROR, DROP_POLICY}),
	.protocol_hint = 1,
};
NODE_REGISTER(l2_flood_node);
