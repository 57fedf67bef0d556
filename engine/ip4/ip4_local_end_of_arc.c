// ip4-local-end-of-arc: packets for this host that the features of arc ip4-local let pass.
//
// In:   the last feature of the arc; checked by ip4-local or ip4-receive.
// Out:  as ip4-local.
#include "engine/ip4/ip4_local.h"
#include "engine/ip4/ip4_trace.h"

static const struct node_class ip4_local_end_of_arc_node = {
	.name = "ip4-local-end-of-arc",
	.run = ip4_local_frame_end,
	.trace_size = sizeof(struct ip4_trace),
	.trace_before = true,
	.trace_record = ip4_trace_record,
	.trace_text = ip4_trace_forward_text,
	.sibling_of = "ip4-local",
	.protocol_hint = 2,
};
NODE_REGISTER(ip4_local_end_of_arc_node);
