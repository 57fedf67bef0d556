// igmp-input: IGMP (RFC 3376) for this host. Nobody here joins groups yet, so all of it ends here.
//
// In:   ip4-local and its kin; data at the IPv4 header.
// Out:  error-drop.
#include "engine/base/csum.h"
#include "engine/ip4/ip4.h"
#include "engine/graph/node.h"
#include "engine/net/protocol.h"

enum { NEXT_DROP };
enum { ERROR_BAD_CSUM, ERROR_NOT_ENABLED };

struct igmp {
	u8 type, code;
	be16 csum;
} PACKED;

struct igmp_trace {
	u32 interface, next;
	struct igmp igmp;
};

static void trace_record(void *record, struct worker *w, struct node *, struct buffer *b)
{
	struct igmp_trace *r = record;

	r->interface = b->rx_interface;
	r->next = NEXT_DROP;
	if (b->length >= IP4_HEADER_SIZE)
		buffer_read(w, b, ip4_header_size(buffer_here(b)), &r->igmp, sizeof(r->igmp));
}

static const char *type_name(u8 type)
{
	switch (type) {
	case 0x11:
		return "membership_query";
	case 0x12:
		return "membership_report_v1";
	case 0x13:
		return "dvmrp";
	case 0x14:
		return "pim_v1";
	case 0x15:
		return "cisco_trace";
	case 0x16:
		return "membership_report_v2";
	case 0x17:
		return "leave_group_v2";
	case 0x1e:
		return "traceroute_response";
	case 0x1f:
		return "traceroute_request";
	case 0x22:
		return "membership_report_v3";
	case 0x30:
		return "router_advertisement";
	case 0x31:
		return "router_solicitation";
	case 0x32:
		return "router_termination";
	default:
		return NULL;
	}
}

static void trace_text(struct text *t, const void *record)
{
	const struct igmp_trace *r = record;
	const char *name = type_name(r->igmp.type);

	text_add(t, "sw_if_index %d next-index %u\n", (int)r->interface, r->next);
	if (name)
		text_add(t, "%s", name);
	else
		text_add(t, "unknown:%u", r->igmp.type);
	text_add(t, ": code %u, checksum 0x%04x", r->igmp.code, host16(r->igmp.csum));
}

static u16 error_of(struct worker *w, struct buffer *b)
{
	const struct ip4 *ip = buffer_here(b);
	u32 n;

	if (b->length < IP4_HEADER_SIZE || host16(ip->size) < ip4_header_size(ip))
		return ERROR_BAD_CSUM;
	n = host16(ip->size) - ip4_header_size(ip);
	if (n < sizeof(struct igmp) ||
		csum_fold(buffer_sum(w, b, ip4_header_size(ip), n)) != 0xffff)
		return ERROR_BAD_CSUM;
	return ERROR_NOT_ENABLED;
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];

	frame_buffers(w, f, b);
	FOR_EACH_PACKET (i, f->n) {
		b[i]->error = node->error_base + error_of(w, b[i]);
	}
	node_forward_all(w, node, f, NEXT_DROP);
}

static const struct node_class igmp_input_node = {
	.name = "igmp-input",
	.run = run,
	.trace_size = sizeof(struct igmp_trace),
	.trace_record = trace_record,
	.trace_text = trace_text,
	.next = NAMES([NEXT_DROP] = "error-drop"),
	.errors = ERRORS([ERROR_BAD_CSUM] = {"bad checksum", SEVERITY_ERROR, DROP_MALFORMED},
		[ERROR_NOT_ENABLED] = {"IGMP not enabled on this interface", SEVERITY_ERROR,
			DROP_POLICY}),
	.protocol_hint = 2,
};
NODE_REGISTER(igmp_input_node);

static const struct protocol igmp_protocol = {
	.layer = LAYER_IP_PROTOCOL,
	.number = IP_PROTOCOL_IGMP,
	.name = "IGMP",
	.node = "igmp-input",
};
PROTOCOL_REGISTER(igmp_protocol);
