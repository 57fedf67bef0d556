// ip4-icmp-echo-request: turns an echo request into its reply, in place.
//
// In:   ip4-icmp-input; data at the IPv4 header, ICMP header in the first buffer;
//       ip4_meta(b)->adjacency is the load-balance of the source, set by ip4-local.
// Out:  ip4-load-balance, by that load-balance.
#include "engine/base/csum.h"
#include "engine/graph/init.h"
#include "engine/ip4/icmp.h"
#include "engine/ip4/ip4.h"
#include "engine/ip4/ip4_trace.h"

enum { NEXT_BALANCE };
enum { REPLY_TTL = 64, LOCAL_INTERFACE = 0 };

// Two bytes of a header that begin at an even offset.
static inline void change16(be16 *csum, be16 *field, be16 to)
{
	*csum = csum_change(*csum, *field, to);
	*field = to;
}

// A wrong ICMP checksum stays wrong: who asked will see it.
static inline void reply_one(struct buffer *b)
{
	struct ip4 *ip = buffer_here(b);
	struct icmp *icmp = (void *)((u8 *)buffer_here(b) + ip4_header_size(ip));
	be16 csum, field;
	be32 from = ip->from;

	csum = icmp->csum;
	memcpy(&field, icmp, sizeof(field)); // type and code
	change16(&csum, &field, be16_of(ICMP_ECHO_REPLY << 8 | icmp->code));
	memcpy(icmp, &field, sizeof(field));
	icmp->csum = csum;

	ip->from = ip->to;
	ip->to = from;
	csum = ip->csum;
	memcpy(&field, &ip->ttl, sizeof(field)); // TTL and protocol
	change16(&csum, &field, be16_of(REPLY_TTL << 8 | ip->protocol));
	memcpy(&ip->ttl, &field, sizeof(field));
	field = ip->id;
	change16(&csum, &field, (be16)random_u32());
	ip->id = field;
	ip->csum = csum;

	b->flags |= BUFFER_LOCAL | BUFFER_IP4;
	b->rx_interface = LOCAL_INTERFACE;
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];

	frame_buffers(w, f, b);
	FOR_EACH_PACKET (i, f->n) {
		reply_one(b[i]);
	}
	icmp_count_echo_replies(w, f->n);
	node_forward_all(w, node, f, NEXT_BALANCE);
}

static const struct node_class ip4_icmp_echo_request_node = {
	.name = "ip4-icmp-echo-request",
	.run = run,
	.trace_size = sizeof(struct ip4_trace),
	.trace_before = true,
	.trace_record = ip4_trace_record,
	.trace_text = ip4_trace_header_text,
	.next = NAMES([NEXT_BALANCE] = "ip4-load-balance"),
	.protocol_hint = 2,
};
NODE_REGISTER(ip4_icmp_echo_request_node);

static int ip4_icmp_echo_request_init(void)
{
	return icmp_type_register(ICMP_ECHO_REQUEST, "ip4-icmp-echo-request");
}
static const struct init_function ip4_icmp_echo_request_init_function = {
	.name = "ip4_icmp_echo_request_init", .run = ip4_icmp_echo_request_init, .stage = INIT};
INIT_REGISTER(ip4_icmp_echo_request_init_function);
