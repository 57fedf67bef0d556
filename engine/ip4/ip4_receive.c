// ip4-receive: packets for an address of one of our interfaces.
//
// In:   ip4-lookup and ip4-load-balance, for a receive object.
// Out:  as ip4-local.
#include "engine/ip4/ip4_local.h"
#include "engine/ip4/ip4_trace.h"

static const struct node_class ip4_receive_node = {
	.name = "ip4-receive",
	.run = ip4_local_frame,
	.trace_size = sizeof(struct ip4_trace),
	.trace_before = true,
	.trace_record = ip4_trace_record,
	.trace_text = ip4_trace_forward_text,
	.sibling_of = "ip4-local",
	.protocol_hint = 2,
};
NODE_REGISTER(ip4_receive_node);
