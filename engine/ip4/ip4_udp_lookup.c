// ip4-udp-lookup: UDP for this host, by destination port.
//
// In:   ip4-local and its kin; data at the IPv4 header, whole packets with a right checksum only.
// Out:  the node of the port, data behind the UDP header; ip4-icmp-error when nobody listens;
//       ip4-drop for lengths that lie.
#include "engine/base/error.h"
#include "engine/graph/init.h"
#include "engine/ip4/icmp.h"
#include "engine/ip4/ip4.h"
#include "engine/ip4/udp.h"
#include "engine/graph/node.h"
#include "engine/net/protocol.h"

enum { NEXT_PUNT, NEXT_DROP, NEXT_ICMP_ERROR };
enum { ERROR_NONE, ERROR_NO_LISTENER, ERROR_LENGTH };

static u16 next_of[65536]; // by port; 0: nobody listens. Written by the main thread

struct udp_lookup_trace {
	u16 from, to;
	bool listened;
};

static void trace_record(void *record, struct worker *w, struct node *, struct buffer *b)
{
	struct udp_lookup_trace *r = record;
	struct udp udp;

	if (b->length < IP4_HEADER_SIZE)
		return;
	if (buffer_read(w, b, ip4_header_size(buffer_here(b)), &udp, sizeof(udp)) < sizeof(udp))
		return;
	r->from = host16(udp.from);
	r->to = host16(udp.to);
	r->listened = next_of[r->to];
}

static void trace_text(struct text *t, const void *record)
{
	const struct udp_lookup_trace *r = record;

	text_add(t, "UDP: src-port %u dst-port %u%s", r->from, r->to,
		r->listened ? "" : " (no listener)");
}

int udp_port_register(u16 port, const char *node)
{
	int next;

	if (next_of[port])
		return error(ERR_EXISTS, "UDP port %u is taken already", port);
	next = node_add_next_by_name("ip4-udp-lookup", node);
	if (next < 0)
		return next;
	next_of[port] = next;
	return 0;
}

void udp_port_unregister(u16 port)
{
	next_of[port] = 0;
}

static inline u16 lookup_one(struct node *node, struct buffer *b)
{
	u32 header = b->length < IP4_HEADER_SIZE ? 0 : ip4_header_size(buffer_here(b));
	const struct udp *udp = (const void *)((u8 *)buffer_here(b) + header);
	u16 next;

	if (unlikely(header < IP4_HEADER_SIZE || b->length < header + UDP_HEADER_SIZE ||
		    host16(udp->size) > buffer_packet_size(b) - header)) {
		b->error = node->error_base + ERROR_LENGTH;
		return NEXT_DROP;
	}
	next = next_of[host16(udp->to)];
	if (unlikely(!next)) {
		ip4_icmp_set(b, ICMP_UNREACHABLE, ICMP_PORT_UNREACHABLE, 0);
		b->error = node->error_base + ERROR_NO_LISTENER;
		return NEXT_ICMP_ERROR;
	}
	b->l4_at = b->at + header;
	b->error = node->error_base + ERROR_NONE;
	buffer_move(b, header + UDP_HEADER_SIZE);
	return next;
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	u16 next[FRAME_MAX];

	frame_buffers(w, f, b);
	FOR_EACH_PACKET (i, f->n) {
		next[i] = lookup_one(node, b[i]);
	}
	node_forward(w, node, f, next);
}

static const struct node_class ip4_udp_lookup_node = {
	.name = "ip4-udp-lookup",
	.run = run,
	.trace_size = sizeof(struct udp_lookup_trace),
	.trace_before = true,
	.trace_record = trace_record,
	.trace_text = trace_text,
	.next = NAMES([NEXT_PUNT] = "ip4-punt", [NEXT_DROP] = "ip4-drop",
		[NEXT_ICMP_ERROR] = "ip4-icmp-error"),
	.errors = ERRORS([ERROR_NONE] = {"No error", SEVERITY_INFO, DROP_CONSUMED},
		[ERROR_NO_LISTENER] = {"No listener for dst port", SEVERITY_ERROR,
			DROP_UNSUPPORTED},
		[ERROR_LENGTH] = {"UDP packets with length errors", SEVERITY_ERROR,
			DROP_MALFORMED}),
	.protocol_hint = 2,
};
NODE_REGISTER(ip4_udp_lookup_node);

static int ip4_udp_lookup_init(void)
{
	return protocol_carry(LAYER_UDP_PORT, udp_port_register, udp_port_unregister);
}
static const struct init_function ip4_udp_lookup_init_function = {
	.name = "ip4_udp_lookup_init", .run = ip4_udp_lookup_init, .stage = INIT};
INIT_REGISTER(ip4_udp_lookup_init_function);
