// Node ip4-null: packets that a route refuses, with an answer to whoever sent them.
//
// In: ip4_meta(b)->adjacency: 0 unreachable, 1 prohibited; from ip4-lookup and its siblings.
// Out: ip4-icmp-error, which limits the rate of answers.
#include "engine/ip4/ip4_forward.h"
#include "engine/ip4/ip4_trace.h"

enum { NEXT_ICMP_ERROR };
enum { ERROR_UNREACHABLE, ERROR_PROHIBITED };
enum {
	ICMP_UNREACHABLE = 3,
	CODE_HOST_UNREACHABLE = 1,
	CODE_PROHIBITED = 13, // RFC 1812 section 5.2.7.1
};

static inline u16 null_one(struct node *node, struct buffer *b)
{
	bool prohibited = ip4_meta(b)->adjacency;

	b->error = node->error_base + (prohibited ? ERROR_PROHIBITED : ERROR_UNREACHABLE);
	ip4_icmp_set(b, ICMP_UNREACHABLE, prohibited ? CODE_PROHIBITED : CODE_HOST_UNREACHABLE, 0);
	return NEXT_ICMP_ERROR;
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	u16 next[FRAME_MAX];

	frame_buffers(w, f, b);
	FOR_EACH_PACKET (i, f->n)
		next[i] = null_one(node, b[i]);
	node_forward(w, node, f, next);
}

static const struct node_class ip4_null_node = {
	.name = "ip4-null",
	.run = run,
	.trace_size = sizeof(struct ip4_trace),
	.trace_record = ip4_trace_record,
	.trace_text = ip4_trace_forward_text,
	.next = NAMES([NEXT_ICMP_ERROR] = "ip4-icmp-error"),
	.errors =
		ERRORS([ERROR_UNREACHABLE] = {"unreachable by route", SEVERITY_ERROR, DROP_POLICY},
			[ERROR_PROHIBITED] = {"prohibited by route", SEVERITY_ERROR, DROP_POLICY}),
	.protocol_hint = 2,
};
NODE_REGISTER(ip4_null_node);
