// ip4-local-full-reassembly: makes whole packets of fragments for this host.
//
// In:   ip4-local and its kin; data at the IPv4 header.
// Out:  ip4-input, whole; ip4-drop for what is no fragment of any packet.
#include "engine/ip4/reassembly.h"

static void run(struct worker *w, struct node *node, struct frame *f)
{
	reassembly_frame(w, node, f, false);
}

static const struct node_class ip4_local_full_reassembly_node = {
	.name = "ip4-local-full-reassembly",
	.run = run,
	.trace_size = sizeof(struct reassembly_trace),
	.trace_record = reassembly_trace_record,
	.trace_text = reassembly_trace_text,
	.next = REASSEMBLY_NEXT("ip4-local-full-reassembly"),
	.errors = REASSEMBLY_ERRORS,
	.protocol_hint = 2,
};
NODE_REGISTER(ip4_local_full_reassembly_node);
