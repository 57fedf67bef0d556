// Node ip6-not-enabled: IPv6 packets of interfaces that do not forward IPv6.
// In: the packet at its IPv6 header, from ip6-input. b->error stays what it was, as VPP has it.
// Out: error-drop.
#include "engine/graph/node.h"
#include "engine/ip6/ip6_trace.h"

enum { NEXT_DROP };

static void text(struct text *t, const void *record)
{
	text_add(t, "  fib:0 adj:0 flow:0x00000000\n");
	ip6_trace_text(t, record);
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	for (u32 i = 0; i < f->n; i++)
		buffer_at(w, f->index[i])->drop_reason = DROP_POLICY;
	node_forward_all(w, node, f, NEXT_DROP);
}

static const struct node_class ip6_not_enabled_node = {
	.name = "ip6-not-enabled",
	.run = run,
	.trace_size = sizeof(struct ip6_trace),
	.trace_record = ip6_trace_record,
	.trace_text = text,
	.next = NAMES([NEXT_DROP] = "error-drop"),
	.protocol_hint = 3,
};
NODE_REGISTER(ip6_not_enabled_node);
