// ip4-icmp-echo-reply: answers to echo requests that nobody here has sent.
//
// In:   ip4-icmp-input; data at the IPv4 header, ICMP header there.
// Out:  ip4-punt.
#include "engine/graph/init.h"
#include "engine/ip4/icmp.h"
#include "engine/ip4/ip4.h"
#include "engine/graph/node.h"

enum { NEXT_PUNT };

struct echo_reply_trace {
	u16 id, sequence;
};

static void trace_record(void *record, struct worker *w, struct node *, struct buffer *b)
{
	struct echo_reply_trace *r = record;
	struct icmp icmp = {0};

	buffer_read(w, b, ip4_header_size(buffer_here(b)), &icmp, sizeof(icmp));
	r->id = host16(icmp.echo.id);
	r->sequence = host16(icmp.echo.sequence);
}

static void trace_text(struct text *t, const void *record)
{
	const struct echo_reply_trace *r = record;

	text_add(t, "ICMP4 echo id %u seq %u (unknown)", r->id, r->sequence);
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	node_forward_all(w, node, f, NEXT_PUNT);
}

static const struct node_class ip4_icmp_echo_reply_node = {
	.name = "ip4-icmp-echo-reply",
	.run = run,
	.trace_size = sizeof(struct echo_reply_trace),
	.trace_record = trace_record,
	.trace_text = trace_text,
	.next = NAMES([NEXT_PUNT] = "ip4-punt"),
	.protocol_hint = 2,
};
NODE_REGISTER(ip4_icmp_echo_reply_node);

static int ip4_icmp_echo_reply_init(void)
{
	return icmp_type_register(ICMP_ECHO_REPLY, "ip4-icmp-echo-reply");
}
static const struct init_function ip4_icmp_echo_reply_init_function = {
	.name = "ip4_icmp_echo_reply_init", .run = ip4_icmp_echo_reply_init, .stage = INIT};
INIT_REGISTER(ip4_icmp_echo_reply_init_function);
