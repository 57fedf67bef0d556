// Node ip6-input: checks IPv6 headers. No interface is enabled for IPv6 yet.
// In: the packet at its IPv6 header, from ethernet-input or a driver.
// Out: ip6-not-enabled; error-drop.
#include "engine/ip6/ip6_trace.h"
#include "engine/net/interface.h"
#include "engine/net/protocol.h"

enum { NEXT_DROP, NEXT_NOT_ENABLED };
enum { ERROR_TOO_SHORT, ERROR_VERSION, ERROR_HOP_LIMIT };

static inline u16 input_one(struct worker *w, struct node *node, struct buffer *b)
{
	const struct ip6 *ip = buffer_here(b);
	struct counter *c = interface_counter(COUNTER_IP6);
	u16 error;

	if (likely(counter_covers(c, b->rx_interface)))
		counter_add(c, w, b->rx_interface, 1, buffer_packet_size(b));
	if (b->length < IP6_HEADER_SIZE)
		error = ERROR_TOO_SHORT;
	else if (host32(ip->version_class_flow) >> 28 != 6)
		error = ERROR_VERSION;
	else if (ip->hop_limit < 1)
		error = ERROR_HOP_LIMIT;
	else
		return NEXT_NOT_ENABLED;
	b->error = node->error_base + error;
	return NEXT_DROP;
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	u16 next[FRAME_MAX];

	frame_buffers(w, f, b);
	FOR_EACH_PACKET (i, f->n) {
		next[i] = input_one(w, node, b[i]);
	}
	node_forward(w, node, f, next);
}

static const struct node_class ip6_input_node = {
	.name = "ip6-input",
	.run = run,
	.trace_size = sizeof(struct ip6_trace),
	.trace_record = ip6_trace_record,
	.trace_text = ip6_trace_text,
	.next = NAMES([NEXT_DROP] = "error-drop", [NEXT_NOT_ENABLED] = "ip6-not-enabled"),
	.errors = ERRORS([ERROR_TOO_SHORT] = {"ip6 length < 40 bytes", SEVERITY_ERROR,
				 DROP_MALFORMED},
		[ERROR_VERSION] = {"ip6 version != 6", SEVERITY_ERROR, DROP_MALFORMED},
		[ERROR_HOP_LIMIT] = {"ip6 ttl <= 1", SEVERITY_ERROR, DROP_TTL}),
	.protocol_hint = 3,
};
NODE_REGISTER(ip6_input_node);

static const struct protocol ip6_protocol = {.layer = LAYER_ETHERTYPE,
	.number = ETHERTYPE_IP6,
	.name = "IP6",
	.node = "ip6-input",
	.text = ip6_text};
PROTOCOL_REGISTER(ip6_protocol);
