// Node ip4-input: checks IPv4 headers (RFC 791, RFC 1812 section 5.2.2).
//
// In: the packet at its IPv4 header, from ethernet-input, drivers and tunnels; b->rx_interface.
// Out: the features of arc ip4-unicast or ip4-multicast, ip4-lookup or ip4-mfib-forward-lookup;
//      ip4-options for headers with options, ip4-icmp-error for TTL 0, error-drop for the rest.
#include "engine/base/csum.h"
#include "engine/graph/feature.h"
#include "engine/graph/init.h"
#include "engine/fib/fib_table.h"
#include "engine/ip4/ip4.h"
#include "engine/ip4/ip4_error.h"
#include "engine/ip4/ip4_trace.h"
#include "engine/net/interface.h"
#include "engine/net/protocol.h"

enum {
	NEXT_DROP,
	NEXT_PUNT,
	NEXT_OPTIONS,
	NEXT_LOOKUP,
	NEXT_LOOKUP_MULTICAST,
	NEXT_ICMP_ERROR,
};

enum {
	ICMP_TIME_EXCEEDED = 11,
	PLAIN_HEADER = 0x45, // version 4, five words
};

static const struct feature_arc_state *unicast, *multicast;
static u16 error_base;

u16 ip4_error(enum ip4_error e)
{
	return error_base + e;
}

// A header that does not begin with 0x45, or whose 20 bytes are not all there.
static NOINLINE enum ip4_error check_odd(const struct ip4 *ip, u32 n)
{
	u32 size;

	if (n < IP4_HEADER_SIZE)
		return IP4_ERROR_TOO_SHORT;
	if (ip->version_length >> 4 != 4)
		return IP4_ERROR_VERSION;
	size = ip4_header_size(ip);
	if (size < IP4_HEADER_SIZE)
		return IP4_ERROR_SHORT_HEADER;
	if (size > n)
		return IP4_ERROR_BAD_LENGTH;
	if (csum_field(csum_bytes(0, ip, size)))
		return IP4_ERROR_BAD_CSUM;
	return IP4_ERROR_OPTIONS;
}

// When several things are wrong the later check names the error, as in VPP: lengths, fragment
// offset, TTL, and version or checksum last of all.
static NOINLINE enum ip4_error check_slow(const struct buffer *b, enum ip4_error e)
{
	const struct ip4 *ip = buffer_here((struct buffer *)b);
	u32 size = b->length >= offsetof(struct ip4, id) ? host16(ip->size) : 0;

	if (size > buffer_packet_size(b))
		return IP4_ERROR_BAD_LENGTH;
	if (size < IP4_HEADER_SIZE || b->length < IP4_HEADER_SIZE)
		return IP4_ERROR_TOO_SHORT;
	if ((ip->fragment & be16_of(IP4_OFFSET_MASK)) == be16_of(1))
		return IP4_ERROR_FRAGMENT_OFFSET_ONE;
	if (!ip->ttl)
		return IP4_ERROR_TTL;
	if (e == IP4_ERROR_OPTIONS && ip4_header_size(ip) > size)
		return IP4_ERROR_TOO_SHORT;
	return e;
}

static inline enum ip4_error check(const struct buffer *b)
{
	const struct ip4 *ip = buffer_here((struct buffer *)b);
	u32 n = b->length;

	if (unlikely(n < IP4_HEADER_SIZE || ip->version_length != PLAIN_HEADER))
		return check_slow(b, check_odd(ip, n));
	if (unlikely(!csum_ip4_20_valid(ip)))
		return check_slow(b, IP4_ERROR_BAD_CSUM);
	// One comparison for both ends: sizes below that of a header are very big less it.
	if (unlikely(host16(ip->size) - (u32)IP4_HEADER_SIZE > n - IP4_HEADER_SIZE || !ip->ttl ||
		    (ip->fragment & be16_of(IP4_OFFSET_MASK)) == be16_of(1)))
		return check_slow(b, IP4_ERROR_NONE);
	return IP4_ERROR_NONE;
}

static NOINLINE u16 refuse(struct buffer *b, enum ip4_error e)
{
	b->error = error_base + e;
	ip4_meta(b)->fib = fib_of_packet(fib_view(FAMILY_IP4), b);
	ip4_meta(b)->adjacency = 0;
	if (e == IP4_ERROR_OPTIONS)
		return NEXT_OPTIONS;
	if (e != IP4_ERROR_TTL)
		return NEXT_DROP;
	ip4_icmp_set(b, ICMP_TIME_EXCEEDED, 0, 0);
	return NEXT_ICMP_ERROR;
}

// What a run of packets from the same interface has in common.
struct arrival {
	u32 interface;
	u32 first;  // the run's first packet
	u32 config; // the interface's features on the unicast arc, 0: none
};

// The run before packet 'i' ends and is counted, the next one begins.
static void arrive(struct worker *w, struct arrival *from, u32 interface, u32 i)
{
	struct counter *c = interface_counter(COUNTER_IP4);

	if (counter_covers(c, from->interface))
		counter_add(c, w, from->interface, i - from->first, 0);
	*from = (struct arrival){
		.interface = interface, .first = i, .config = feature_config(unicast, interface)};
}

static inline u16 input_one(struct worker *w, struct arrival *from, struct buffer *b, u32 i)
{
	enum ip4_error e = check(b);
	const struct ip4 *ip = buffer_here(b);
	u16 next = NEXT_LOOKUP;

	if (unlikely(b->rx_interface != from->interface))
		arrive(w, from, b->rx_interface, i);
	if (unlikely(e))
		return refuse(b, e);
	if (unlikely((ip->to & be32_of(0xf0000000)) == be32_of(0xe0000000))) {
		next = NEXT_LOOKUP_MULTICAST;
		feature_start(w, multicast, b->rx_interface, b, &next);
	} else if (unlikely(from->config)) {
		feature_start(w, unicast, b->rx_interface, b, &next);
	}
	return next;
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct arrival from = {.interface = INDEX_NONE};
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	u16 next[FRAME_MAX];

	frame_buffers(w, f, b);
	arrive(w, &from, b[0]->rx_interface, 0);
	FOR_EACH_PACKET (i, f->n) {
		next[i] = input_one(w, &from, b[i], i);
	}
	arrive(w, &from, INDEX_NONE, f->n);
	node_forward(w, node, f, next);
}

static const struct node_class ip4_input_node = {
	.name = "ip4-input",
	.run = run,
	.trace_size = sizeof(struct ip4_trace),
	.trace_record = ip4_trace_record,
	.trace_text = ip4_trace_header_text,
	.next = NAMES([NEXT_DROP] = "error-drop", [NEXT_PUNT] = "error-punt",
		[NEXT_OPTIONS] = "ip4-options", [NEXT_LOOKUP] = "ip4-lookup",
		[NEXT_LOOKUP_MULTICAST] = "ip4-mfib-forward-lookup",
		[NEXT_ICMP_ERROR] = "ip4-icmp-error"),
	// clang-format off
	.errors = ERRORS(
		[IP4_ERROR_NONE] = {"valid ip4 packets", SEVERITY_INFO, DROP_UNKNOWN},
		[IP4_ERROR_TOO_SHORT] = {"ip4 length < 20 bytes", SEVERITY_ERROR, DROP_MALFORMED},
		[IP4_ERROR_BAD_LENGTH] = {"ip4 length > l2 length", SEVERITY_ERROR, DROP_MALFORMED},
		[IP4_ERROR_BAD_CSUM] = {"bad ip4 checksum", SEVERITY_ERROR, DROP_MALFORMED},
		[IP4_ERROR_VERSION] = {"ip4 version != 4", SEVERITY_ERROR, DROP_MALFORMED},
		[IP4_ERROR_SHORT_HEADER] = {"ip4 IHL < 5", SEVERITY_ERROR, DROP_MALFORMED},
		[IP4_ERROR_OPTIONS] = {"ip4 options present", SEVERITY_INFO, DROP_UNSUPPORTED},
		[IP4_ERROR_FRAGMENT_OFFSET_ONE] =
			{"ip4 fragment offset == 1", SEVERITY_ERROR, DROP_MALFORMED},
		[IP4_ERROR_TTL] = {"ip4 ttl <= 1", SEVERITY_ERROR, DROP_TTL},
		[IP4_ERROR_MTU_EXCEEDED] =
			{"ip4 MTU exceeded and DF set", SEVERITY_ERROR, DROP_POLICY},
		[IP4_ERROR_DST_LOOKUP_MISS] =
			{"ip4 destination lookup miss", SEVERITY_ERROR, DROP_NO_ROUTE},
		[IP4_ERROR_RPF_FAILURE] =
			{"Multicast RPF check failed", SEVERITY_ERROR, DROP_NO_ROUTE},
		[IP4_ERROR_NO_ROOM] =
			{"no room for the link header", SEVERITY_ERROR, DROP_RESOURCE}),
	// clang-format on
	.protocol_hint = 2,
};
NODE_REGISTER(ip4_input_node);

static const struct feature_arc ip4_unicast_arc = {
	.name = "ip4-unicast", .start_nodes = NAMES("ip4-input"), .end_node = "ip4-lookup"};
FEATURE_ARC_REGISTER(ip4_unicast_arc);

static const struct feature_arc ip4_multicast_arc = {.name = "ip4-multicast",
	.start_nodes = NAMES("ip4-input"),
	.end_node = "ip4-mfib-forward-lookup"};
FEATURE_ARC_REGISTER(ip4_multicast_arc);

static const struct protocol ip4_protocol = {.layer = LAYER_ETHERTYPE,
	.number = ETHERTYPE_IP4,
	.name = "IP4",
	.node = "ip4-input",
	.text = ip4_text};
PROTOCOL_REGISTER(ip4_protocol);

static int ip4_input_init(void)
{
	error_base = node_at(worker_self(), node_by_name("ip4-input"))->error_base;
	unicast = feature_arc_state("ip4-unicast");
	multicast = feature_arc_state("ip4-multicast");
	return 0;
}

static const struct init_function ip4_input_init_function = {
	.name = "ip4_input_init",
	.run = ip4_input_init,
	.after = NAMES("feature_init"),
	.stage = INIT,
};
INIT_REGISTER(ip4_input_init_function);
