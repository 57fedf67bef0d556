// Node mpls-input: label stacks (RFC 3032). No interface is enabled for MPLS yet.
// In: the packet at its first label, from ethernet-input.
// Out: mpls-not-enabled; error-drop when the label is cut off.
#include "engine/base/text.h"
#include "engine/net/interface.h"
#include "engine/net/protocol.h"

enum { NEXT_DROP, NEXT_NOT_ENABLED };
enum { ERROR_NONE, ERROR_DECAPSULATED, ERROR_NOT_ENABLED, ERROR_TRUNCATED };
enum { LABEL_SIZE = 4 };

struct record {
	be32 label; // label 20 bits, class 3, bottom 1, TTL 8
	bool truncated;
};

static void label_text(struct text *t, be32 label)
{
	u32 l = host32(label);

	text_add(t, "label %u ttl %u exp %u", l >> 12, l & 0xff, l >> 9 & 7);
}

static void record(void *at, struct worker *, struct node *, struct buffer *b)
{
	struct record *r = at;

	r->truncated = b->length < LABEL_SIZE;
	if (!r->truncated)
		memcpy(&r->label, buffer_here(b), LABEL_SIZE);
}

static void text(struct text *t, const void *at)
{
	const struct record *r = at;

	if (r->truncated) {
		text_add(t, "MPLS: label truncated");
		return;
	}
	text_add(t, "MPLS: next mpls-not-enabled[%d]  ", NEXT_NOT_ENABLED);
	label_text(t, r->label);
}

static inline u16 input_one(struct worker *w, struct node *node, struct buffer *b)
{
	struct counter *c = interface_counter(COUNTER_MPLS);

	if (likely(counter_covers(c, b->rx_interface)))
		counter_add(c, w, b->rx_interface, 1, buffer_packet_size(b));
	if (b->length < LABEL_SIZE) {
		b->error = node->error_base + ERROR_TRUNCATED;
		return NEXT_DROP;
	}
	node_count(w, node, ERROR_DECAPSULATED, 1);
	b->error = node->error_base + ERROR_NOT_ENABLED;
	return NEXT_NOT_ENABLED;
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	u16 next[FRAME_MAX];

	for (u32 i = 0; i < f->n; i++)
		next[i] = input_one(w, node, buffer_at(w, f->index[i]));
	node_forward(w, node, f, next);
}

static const struct node_class mpls_input_node = {
	.name = "mpls-input",
	.run = run,
	.trace_size = sizeof(struct record),
	.trace_record = record,
	.trace_text = text,
	.next = NAMES([NEXT_DROP] = "error-drop", [NEXT_NOT_ENABLED] = "mpls-not-enabled"),
	.errors = ERRORS([ERROR_NONE] = {"no error", SEVERITY_INFO, DROP_UNKNOWN},
		[ERROR_DECAPSULATED] = {"MPLS input packets decapsulated", SEVERITY_INFO,
			DROP_CONSUMED},
		[ERROR_NOT_ENABLED] = {"MPLS not enabled", SEVERITY_ERROR, DROP_POLICY},
		[ERROR_TRUNCATED] = {"MPLS label truncated", SEVERITY_ERROR, DROP_MALFORMED}),
};
NODE_REGISTER(mpls_input_node);

// Lines of the labels down to the bottom of the stack.
static void stack_text(struct text *t, const u8 *bytes, u32 n)
{
	be32 label = 0;

	for (u32 at = 0; at + LABEL_SIZE <= n; at += LABEL_SIZE) {
		memcpy(&label, bytes + at, LABEL_SIZE);
		text_add(t, at ? "\nMPLS: " : "MPLS: ");
		label_text(t, label);
		if (label & be32_of(0x100))
			return;
	}
	text_add(t, n < LABEL_SIZE ? "MPLS: label truncated" : "\nMPLS: stack truncated");
}

static const struct protocol mpls_protocol = {.layer = LAYER_ETHERTYPE,
	.number = ETHERTYPE_MPLS,
	.name = "MPLS",
	.node = "mpls-input",
	.text = stack_text};
PROTOCOL_REGISTER(mpls_protocol);
