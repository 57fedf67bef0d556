// ip4-icmp-input: ICMP (RFC 792) for this host, by type to whoever asked for it.
//
// In:   ip4-local and its kin; data at the IPv4 header, whole packets only.
// Out:  the node of the type, ip4-punt for a type that nobody wants, ip4-drop if cut off.
#include "engine/graph/init.h"
#include "engine/ip4/icmp.h"
#include "engine/ip4/ip4.h"
#include "engine/ip4/ip4_trace.h"

enum { NEXT_PUNT, NEXT_DROP };
enum { ERROR_NONE, ERROR_UNKNOWN_TYPE, ERROR_TOO_SHORT, ERROR_ECHO_REPLIES };

static u16 next_of[256]; // by type; written by the main thread, NEXT_PUNT: nobody
static u32 node_index;

int icmp_type_register(u8 type, const char *node)
{
	int next = node_add_next_by_name("ip4-icmp-input", node);

	if (next < 0)
		return next;
	next_of[type] = next;
	return 0;
}

void icmp_count_echo_replies(struct worker *w, u64 n)
{
	node_count(w, node_at(w, node_index), ERROR_ECHO_REPLIES, n);
}

static inline u16 input_one(struct node *node, struct buffer *b)
{
	const struct ip4 *ip = buffer_here(b);
	const struct icmp *icmp = (const void *)((u8 *)buffer_here(b) + ip4_header_size(ip));

	if (unlikely(b->length < ip4_header_size(ip) + ICMP_HEADER_SIZE)) {
		b->error = node->error_base + ERROR_TOO_SHORT;
		return NEXT_DROP;
	}
	b->error = node->error_base + ERROR_UNKNOWN_TYPE;
	return next_of[icmp->type];
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	u16 next[FRAME_MAX];

	frame_buffers(w, f, b);
	FOR_EACH_PACKET (i, f->n) {
		next[i] = input_one(node, b[i]);
	}
	node_forward(w, node, f, next);
}

static const struct node_class ip4_icmp_input_node = {
	.name = "ip4-icmp-input",
	.run = run,
	.trace_size = sizeof(struct ip4_trace),
	.trace_before = true,
	.trace_record = ip4_trace_record,
	.trace_text = ip4_trace_header_text,
	.next = NAMES([NEXT_PUNT] = "ip4-punt", [NEXT_DROP] = "ip4-drop"),
	.errors = ERRORS([ERROR_NONE] = {"valid packets", SEVERITY_INFO, DROP_CONSUMED},
		[ERROR_UNKNOWN_TYPE] = {"unknown type", SEVERITY_ERROR, DROP_UNSUPPORTED},
		[ERROR_TOO_SHORT] = {"payload length too small for type", SEVERITY_ERROR,
			DROP_MALFORMED},
		[ERROR_ECHO_REPLIES] = {"echo replies sent", SEVERITY_INFO, DROP_CONSUMED}),
	.protocol_hint = 2,
};
NODE_REGISTER(ip4_icmp_input_node);

static int ip4_icmp_input_init(void)
{
	node_index = node_by_name("ip4-icmp-input");
	return 0;
}
static const struct init_function ip4_icmp_input_init_function = {
	.name = "ip4_icmp_input_init", .run = ip4_icmp_input_init, .stage = INIT};
INIT_REGISTER(ip4_icmp_input_init_function);
