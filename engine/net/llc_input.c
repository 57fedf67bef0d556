// Node llc-input: IEEE 802.2 frames. Nobody speaks a protocol over them yet.
// In: the packet at its LLC header, from ethernet-input.
// Out: error-drop.
#include "engine/base/text.h"
#include "engine/graph/node.h"

enum { NEXT_DROP };
enum { ERROR_UNKNOWN_PROTOCOL, ERROR_TRUNCATED };
enum { LLC_SIZE = 3 }; // destination and source access point, control

struct record {
	u8 n, to, from;
};

// IEEE registration authority, "Standard group MAC/LSAP" tables.
static const char *access_point_name(u8 number)
{
	switch (number) {
	case 0x00:
		return "null";
	case 0x02:
		return "sublayer";
	case 0x04:
		return "sna_path_control";
	case 0x06:
		return "ip4";
	case 0x08:
		return "sna1";
	case 0x0c:
		return "sna2";
	case 0x0e:
		return "proway_lan";
	case 0x10:
		return "netware1";
	case 0x42:
		return "bpdu";
	case 0x80:
		return "xns";
	case 0x98:
		return "arp";
	case 0xaa:
		return "snap";
	case 0xba:
		return "vines1";
	case 0xbc:
		return "vines2";
	case 0xe0:
		return "netware2";
	case 0xf0:
		return "netbios";
	case 0xfe:
		return "osi_layer5";
	case 0xff:
		return "global_dsap";
	}
	return NULL;
}

static void add_access_point(struct text *t, u8 number)
{
	const char *name = access_point_name(number);

	if (name)
		text_add(t, "%s", name);
	else
		text_add(t, "0x%02x", number);
}

static void record(void *at, struct worker *, struct node *, struct buffer *b)
{
	const u8 *llc = buffer_here(b);
	struct record *r = at;

	r->n = MIN(b->length, LLC_SIZE);
	if (r->n < LLC_SIZE)
		return;
	r->to = llc[0];
	r->from = llc[1];
}

static void text(struct text *t, const void *at)
{
	const struct record *r = at;

	if (r->n < LLC_SIZE) {
		text_add(t, "LLC header truncated: %u bytes", r->n);
		return;
	}
	text_add(t, "LLC ");
	add_access_point(t, r->from);
	text_add(t, " -> ");
	add_access_point(t, r->to);
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	for (u32 i = 0; i < f->n; i++) {
		struct buffer *b = buffer_at(w, f->index[i]);

		b->error = node->error_base +
			(b->length < LLC_SIZE ? ERROR_TRUNCATED : ERROR_UNKNOWN_PROTOCOL);
	}
	node_forward_all(w, node, f, NEXT_DROP);
}

static const struct node_class llc_input_node = {
	.name = "llc-input",
	.run = run,
	.trace_size = sizeof(struct record),
	.trace_record = record,
	.trace_text = text,
	.next = NAMES([NEXT_DROP] = "error-drop"),
	.errors = ERRORS([ERROR_UNKNOWN_PROTOCOL] = {"unknown llc ssap/dsap", SEVERITY_ERROR,
				 DROP_UNSUPPORTED},
		[ERROR_TRUNCATED] = {"llc header truncated", SEVERITY_ERROR, DROP_MALFORMED}),
};
NODE_REGISTER(llc_input_node);
