// ip4-local: packets for this host, checked and given to whoever speaks their protocol.
//
// In:   ip4-lookup and ip4-options; data at the IPv4 header. ip4_meta(b)->adjacency becomes the
//       load-balance of the source address, by which a reply made in place leaves.
// Out:  the node of the protocol, ip4-local-full-reassembly for fragments, ip4-punt for a protocol
//       that nobody speaks, ip4-drop; after the features of arc ip4-local.
#include "engine/ip4/ip4_local.h"
#include "engine/base/csum.h"
#include "engine/base/error.h"
#include "engine/graph/feature.h"
#include "engine/graph/init.h"
#include "engine/ip4/ip4_trace.h"
#include "engine/ip4/ip4.h"
#include "engine/ip4/ip4_forward.h"
#include "engine/ip4/udp.h"
#include "engine/net/protocol.h"

enum { NEXT_DROP, NEXT_PUNT, NEXT_ICMP, NEXT_REASSEMBLY };
enum {
	ERROR_NONE,
	ERROR_UNKNOWN_PROTOCOL,
	ERROR_TCP_CSUM,
	ERROR_UDP_CSUM,
	ERROR_UDP_LENGTH,
	ERROR_SPOOFED,
	ERROR_SOURCE_MISS,
	ERROR_BAD_LENGTH,
};

// Written by the main thread at start, before any packet.
static struct {
	const struct feature_arc_state *arc;
	u16 error_base;	  // of ip4-local
	u16 next_of[256]; // by protocol; NEXT_PUNT: nobody
} local;

// Sum of the pseudo header and 'n' bytes behind the IPv4 header, as a correct packet has 0xffff.
static bool csum_right(struct worker *w, const struct buffer *b, const struct ip4 *ip, u32 n)
{
	u64 sum = csum_bytes(0, &ip->from, 8);

	sum += be16_of(ip->protocol);
	sum += be16_of(n);
	return csum_fold(sum + buffer_sum(w, b, ip4_header_size(ip), n)) == 0xffff;
}

static u16 udp_error(struct worker *w, struct buffer *b, const struct ip4 *ip, u32 n)
{
	struct udp udp;

	if (buffer_read(w, b, ip4_header_size(ip), &udp, sizeof(udp)) < sizeof(udp))
		return ERROR_UDP_LENGTH;
	if (host16(udp.size) < sizeof(udp) || host16(udp.size) > n)
		return ERROR_UDP_LENGTH;
	if (!udp.csum || b->offload & OFFLOAD_UDP_CSUM)
		return ERROR_NONE;
	return csum_right(w, b, ip, host16(udp.size)) ? ERROR_NONE : ERROR_UDP_CSUM;
}

static u16 l4_error(struct worker *w, struct buffer *b, const struct ip4 *ip)
{
	u32 n = host16(ip->size) - ip4_header_size(ip); // bytes behind the header
	u16 error = ERROR_NONE;

	if (ip->protocol == IP_PROTOCOL_UDP) {
		error = udp_error(w, b, ip, n);
	} else if (ip->protocol == IP_PROTOCOL_TCP) {
		if (!(b->offload & OFFLOAD_TCP_CSUM) && !csum_right(w, b, ip, n))
			error = ERROR_TCP_CSUM;
	} else {
		return ERROR_NONE;
	}
	b->flags |= BUFFER_L4_CSUM_COMPUTED;
	if (!error)
		b->flags |= BUFFER_L4_CSUM_CORRECT;
	return error;
}

// Looks the source up. There must be a way back, except for who asks everybody, and it must not
// claim to be us (RFC 1812, 5.3.8).
static u16 source_error(struct buffer *b, const struct ip4 *ip)
{
	const struct balance_tables *tables = balance_tables();
	struct ip4_meta *m = ip4_meta(b);

	m->fib = b->tx_interface != INDEX_NONE ? b->tx_interface
					       : fib_of_interface(FAMILY_IP4, b->rx_interface);
	m->adjacency = ip4_fib_lookup(m->fib, ip->from);
	switch (load_balance_bucket(tables, load_balance_of(tables, m->adjacency), 0)->type) {
	case FORWARD_RECEIVE:
		return b->flags & BUFFER_LOCAL ? ERROR_NONE : ERROR_SPOOFED;
	case FORWARD_DROP:
	case FORWARD_PUNT:
	case FORWARD_UNREACHABLE:
	case FORWARD_PROHIBIT:
		return ip->to == 0xffffffff ? ERROR_NONE : ERROR_SOURCE_MISS;
	default:
		return ERROR_NONE;
	}
}

static inline u16 local_one(struct worker *w, struct buffer *b, bool end_of_arc)
{
	const struct ip4 *ip = buffer_here(b);
	u16 error = ERROR_NONE, next;

	if (unlikely(!ip4_lengths_valid(b))) {
		b->error = local.error_base + ERROR_BAD_LENGTH;
		return NEXT_DROP;
	}
	if (unlikely(ip4_is_fragment(ip)))
		return NEXT_REASSEMBLY;
	if (!end_of_arc) {
		if (!(b->flags & BUFFER_L4_CSUM_CORRECT))
			error = l4_error(w, b, ip);
		if (!error)
			error = source_error(b, ip);
		else
			source_error(b, ip); // traces show where the source would be
	}
	b->error = local.error_base + (error ? error : ERROR_UNKNOWN_PROTOCOL);
	if (error)
		return NEXT_DROP;
	next = local.next_of[ip->protocol];
	if (!end_of_arc)
		feature_start(w, local.arc, b->rx_interface, b, &next);
	return next;
}

static inline void local_frame(
	struct worker *w, struct node *node, struct frame *f, bool end_of_arc)
{
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	u16 next[FRAME_MAX];

	frame_buffers(w, f, b);
	FOR_EACH_PACKET (i, f->n) {
		next[i] = local_one(w, b[i], end_of_arc);
	}
	node_forward(w, node, f, next);
}

void ip4_local_frame(struct worker *w, struct node *node, struct frame *f)
{
	local_frame(w, node, f, false);
}

void ip4_local_frame_end(struct worker *w, struct node *node, struct frame *f)
{
	local_frame(w, node, f, true);
}

static const struct node_class ip4_local_node = {
	.name = "ip4-local",
	.run = ip4_local_frame,
	.trace_size = sizeof(struct ip4_trace),
	.trace_before = true,
	.trace_record = ip4_trace_record,
	.trace_text = ip4_trace_forward_text,
	.next = NAMES([NEXT_DROP] = "ip4-drop", [NEXT_PUNT] = "ip4-punt",
		[NEXT_ICMP] = "ip4-icmp-input", [NEXT_REASSEMBLY] = "ip4-local-full-reassembly"),
	.errors = ERRORS([ERROR_NONE] = {"valid ip4 packets", SEVERITY_INFO, DROP_CONSUMED},
		[ERROR_UNKNOWN_PROTOCOL] = {"unknown ip protocol", SEVERITY_ERROR,
			DROP_UNSUPPORTED},
		[ERROR_TCP_CSUM] = {"bad tcp checksum", SEVERITY_ERROR, DROP_MALFORMED},
		[ERROR_UDP_CSUM] = {"bad udp checksum", SEVERITY_ERROR, DROP_MALFORMED},
		[ERROR_UDP_LENGTH] = {"inconsistent udp/ip lengths", SEVERITY_ERROR,
			DROP_MALFORMED},
		[ERROR_SPOOFED] = {"ip4 spoofed local-address packet drops", SEVERITY_ERROR,
			DROP_POLICY},
		[ERROR_SOURCE_MISS] = {"ip4 source lookup miss", SEVERITY_ERROR, DROP_NO_ROUTE},
		[ERROR_BAD_LENGTH] = {"ip4 length > l2 length", SEVERITY_ERROR, DROP_MALFORMED}),
	.protocol_hint = 2,
};
NODE_REGISTER(ip4_local_node);

static const struct feature_arc ip4_local_arc = {
	.name = "ip4-local",
	.start_nodes = NAMES("ip4-local", "ip4-receive"),
	.end_node = "ip4-local-end-of-arc",
};
FEATURE_ARC_REGISTER(ip4_local_arc);

static const struct feature ip4_local_end = {.arc = "ip4-local", .node = "ip4-local-end-of-arc"};
FEATURE_REGISTER(ip4_local_end);

static int protocol_add(u16 protocol, const char *node)
{
	int next;

	if (protocol >= ARRAY_N(local.next_of))
		return error(ERR_INVALID_VALUE, "%u is no IP protocol", protocol);
	next = node_add_next_by_name("ip4-local", node);
	if (next < 0)
		return next;
	local.next_of[protocol] = next;
	return 0;
}

static void protocol_remove(u16 protocol)
{
	local.next_of[protocol] = NEXT_PUNT;
}

static int ip4_local_init(void)
{
	local.arc = feature_arc_state("ip4-local");
	local.error_base = node_at(worker_at(0), node_by_name("ip4-local"))->error_base;
	for (u32 i = 0; i < ARRAY_N(local.next_of); i++)
		local.next_of[i] = NEXT_PUNT;
	return protocol_carry(LAYER_IP_PROTOCOL, protocol_add, protocol_remove);
}
static const struct init_function ip4_local_init_function = {
	.name = "ip4_local_init", .run = ip4_local_init, .stage = INIT};
INIT_REGISTER(ip4_local_init_function);
