// ip4-icmp-error: answers a packet with the ICMP error that the node before asked for.
//
// In:   whoever called ip4_icmp_set(); data at the IPv4 header, checked by ip4-input.
// Out:  the answer, a new packet, to ip4-lookup; the packet itself to ip4-drop, where its b->error
//       counts.
#include "engine/base/csum.h"
#include "engine/base/vec.h"
#include "engine/graph/init.h"
#include "engine/ip4/icmp.h"
#include "engine/ip4/ip4.h"
#include "engine/ip4/ip4_trace.h"
#include "engine/net/address.h"
#include "engine/net/ethernet.h"

enum { NEXT_DROP, NEXT_LOOKUP };
enum {
	ERROR_UNREACHABLE_SENT,
	ERROR_TTL_SENT,
	ERROR_PARAMETER_SENT,
	ERROR_DROPPED,
	ERROR_LIMITED,
	ERROR_NO_BUFFERS,
};

enum {
	HEADERS_SIZE = IP4_HEADER_SIZE + ICMP_HEADER_SIZE,
	ANSWER_MAX = 576, // bytes in all; RFC 1812, 4.3.2.3
	ANSWER_TTL = 255,
	LINK_ROOM = 64, // bytes kept free in front for link headers to come
};

// A pair of addresses is answered once in this time, as by VPP; ns.
#define PAIR_TIME NS_PER_MS
enum { PAIRS = 512 }; // that a thread remembers

struct pair {
	u64 addresses; // of the packet answered
	u64 until;     // ns
};

// Answers a thread may still send; refilled as time goes by. In billionths, so that no refill is
// lost to rounding however short the time.
struct allowance {
	u64 tokens;
	u64 refilled; // ns
	struct pair pairs[PAIRS];
};

static struct allowance *allowances; // by thread
static u64 rate = 1000, burst = 1000;

void icmp_error_set_rate(u32 per_second, u32 at_once)
{
	barrier_begin();
	rate = per_second;
	burst = at_once;
	for (u32 i = 0; i < worker_n(); i++)
		allowances[i].tokens = burst * NS_PER_S;
	barrier_end();
}

static bool pair_allowed(struct allowance *a, const struct ip4 *ip, u64 at)
{
	u64 addresses = (u64)ip->to << 32 | ip->from;
	struct pair *p = &a->pairs[addresses * 0x9e3779b97f4a7c15ull >> 55]; // upper 9 bits

	_Static_assert(PAIRS == 1 << (64 - 55), "one place for each hash");
	if (p->addresses == addresses && at < p->until)
		return false;
	*p = (struct pair){.addresses = addresses, .until = at + PAIR_TIME};
	return true;
}

static bool allowed(struct worker *w, const struct ip4 *ip)
{
	struct allowance *a = &allowances[w->index];
	u64 at = w->time, full = burst * NS_PER_S;

	if (at > a->refilled) {
		// No longer than it takes to fill up, so that nothing overflows.
		u64 waited = MIN(at - a->refilled, full / (rate ? rate : 1) + 1);

		a->tokens = MIN(full, a->tokens + waited * rate);
		a->refilled = at;
	}
	if (a->tokens < NS_PER_S || !pair_allowed(a, ip, at))
		return false;
	a->tokens -= NS_PER_S;
	return true;
}

// Not a single host: who must not be answered (RFC 1122, 3.2.2).
static bool is_many(be32 address)
{
	u32 a = host32(address);

	return a >> 28 >= 0xe || a >> 24 == 0 || a >> 24 == 127;
}

static bool is_icmp_error(struct worker *w, const struct buffer *b, const struct ip4 *ip)
{
	u8 type;

	if (ip->protocol != IP_PROTOCOL_ICMP)
		return false;
	if (!buffer_read(w, b, ip4_header_size(ip), &type, 1))
		return true;
	return type != ICMP_ECHO_REQUEST && type != ICMP_ECHO_REPLY && type < 13;
}

// RFC 1812, 4.3.2.7.
static bool may_be_answered(struct worker *w, struct buffer *b)
{
	const struct ip4 *ip = buffer_here(b);
	const struct ethernet *e = (const void *)(b->data + b->l2_at);

	if (b->length < IP4_HEADER_SIZE)
		return false;
	if (!ip4_is_first(ip) || is_many(ip->from) || host32(ip->to) >> 28 >= 0xe)
		return false;
	if (b->flags & BUFFER_L2_VALID && mac_is_multicast(e->to))
		return false;
	return !is_icmp_error(w, b, ip);
}

// The address to answer from: on the side that the packet came in (RFC 1812, 4.3.2.4).
static bool own_address(const struct buffer *b, be32 asker, be32 *address)
{
	const struct interface_address *a;

	if (b->rx_interface == INDEX_NONE)
		return false;
	a = interface_address_covering(b->rx_interface, asker);
	if (!a)
		VEC_EACH (interface_addresses(b->rx_interface), other)
			if (!a && other->address.family == FAMILY_IP4)
				a = other;
	if (a)
		*address = a->address.ip4;
	return a;
}

// The answer's bytes; returns how many.
static u32 answer_write(struct worker *w, u8 out[ANSWER_MAX], struct buffer *b, be32 from)
{
	const struct ip4 *cause = buffer_here(b);
	const struct ip4_meta *m = ip4_meta(b);
	struct ip4 *ip = (void *)out;
	struct icmp *icmp = (void *)(ip + 1);
	u32 quoted = MIN(host16(cause->size), ANSWER_MAX - HEADERS_SIZE);

	quoted = buffer_read(w, b, 0, icmp + 1, quoted);
	*icmp = (struct icmp){
		.type = m->icmp_type, .code = m->icmp_code, .data = be32_of(m->icmp_data)};
	icmp->csum = csum_field(csum_bytes(0, icmp, ICMP_HEADER_SIZE + quoted));
	*ip = (struct ip4){
		.version_length = 0x45,
		.size = be16_of(HEADERS_SIZE + quoted),
		.ttl = ANSWER_TTL,
		.protocol = IP_PROTOCOL_ICMP,
		.from = from,
		.to = cause->from,
	};
	ip->csum = csum_ip4_20(ip);
	return HEADERS_SIZE + quoted;
}

// A packet that answers 'b'; 0 when there are no buffers.
static u32 answer_make(struct worker *w, struct buffer *b, be32 from)
{
	u8 bytes[ANSWER_MAX];
	u32 index, n = answer_write(w, bytes, b, from);
	struct buffer *answer;

	if (!buffer_alloc(w, &index, 1))
		return 0;
	answer = buffer_at(w, index);
	// Where VPP puts it, if that leaves room in front.
	answer->at = MAX(MIN(b->at - HEADERS_SIZE, 0), LINK_ROOM - BUFFER_HEADROOM);
	if (buffer_append(w, index, bytes, n)) {
		buffer_free_one(w, index);
		return 0;
	}
	answer->flags |= BUFFER_LOCAL | (b->flags & BUFFER_TRACED);
	answer->trace = b->trace;
	answer->rx_interface = b->rx_interface;
	return index;
}

static u16 sent_as(u8 type)
{
	if (type == ICMP_UNREACHABLE)
		return ERROR_UNREACHABLE_SENT;
	return type == ICMP_TIME_EXCEEDED ? ERROR_TTL_SENT : ERROR_PARAMETER_SENT;
}

// Returns the count that says what came of it.
static u16 answer_one(
	struct worker *w, struct node *node, const struct frame *f, u32 i, struct buffer *b)
{
	const struct ip4 *ip = buffer_here(b);
	be32 from;
	u32 index;

	if (!may_be_answered(w, b) || !own_address(b, ip->from, &from))
		return ERROR_DROPPED;
	if (!allowed(w, ip))
		return ERROR_LIMITED;
	index = answer_make(w, b, from);
	if (!index)
		return ERROR_NO_BUFFERS;
	node_send(w, node, f, i, NEXT_LOOKUP, index);
	return sent_as(ip4_meta(b)->icmp_type);
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];

	frame_buffers(w, f, b);
	FOR_EACH_PACKET (i, f->n) {
		node_count(w, node, answer_one(w, node, f, i, b[i]), 1);
	}
	node_forward_all(w, node, f, NEXT_DROP);
}

static const struct node_class ip4_icmp_error_node = {
	.name = "ip4-icmp-error",
	.run = run,
	.trace_size = sizeof(struct ip4_trace),
	.trace_before = true,
	.trace_record = ip4_trace_record,
	.trace_text = ip4_trace_header_text,
	.next = NAMES([NEXT_DROP] = "ip4-drop", [NEXT_LOOKUP] = "ip4-lookup"),
	.errors = ERRORS([ERROR_UNREACHABLE_SENT] = {"destination unreachable response sent",
				 SEVERITY_INFO, DROP_CONSUMED},
		[ERROR_TTL_SENT] = {"hop limit exceeded response sent", SEVERITY_INFO,
			DROP_CONSUMED},
		[ERROR_PARAMETER_SENT] = {"parameter problem response sent", SEVERITY_INFO,
			DROP_CONSUMED},
		[ERROR_DROPPED] = {"error message dropped", SEVERITY_ERROR, DROP_POLICY},
		[ERROR_LIMITED] = {"error message over the rate limit", SEVERITY_ERROR,
			DROP_POLICY},
		[ERROR_NO_BUFFERS] = {"no buffers for an error message", SEVERITY_ERROR,
			DROP_RESOURCE}),
	.protocol_hint = 2,
};
NODE_REGISTER(ip4_icmp_error_node);

static int ip4_icmp_error_init(void)
{
	allowances = memory_get_zero(worker_n() * sizeof(*allowances));
	for (u32 i = 0; i < worker_n(); i++)
		allowances[i].tokens = burst * NS_PER_S;
	return 0;
}
static const struct init_function ip4_icmp_error_init_function = {
	.name = "ip4_icmp_error_init", .run = ip4_icmp_error_init, .stage = INIT};
INIT_REGISTER(ip4_icmp_error_init_function);
