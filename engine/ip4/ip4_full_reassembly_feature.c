// ip4-full-reassembly-feature: makes whole packets of the fragments that an interface receives.
//
// In:   arc ip4-unicast; data at the IPv4 header, checked by ip4-input.
// Out:  on along the arc, whole; ip4-drop for what is no fragment of any packet.
#include "engine/graph/feature.h"
#include "engine/ip4/reassembly.h"

static void run(struct worker *w, struct node *node, struct frame *f)
{
	reassembly_frame(w, node, f, true);
}

static const struct node_class ip4_full_reassembly_feature_node = {
	.name = "ip4-full-reassembly-feature",
	.run = run,
	.trace_size = sizeof(struct reassembly_trace),
	.trace_record = reassembly_trace_record,
	.trace_text = reassembly_trace_text,
	.next = REASSEMBLY_NEXT("ip4-full-reassembly-feature"),
	.errors = REASSEMBLY_ERRORS,
	.protocol_hint = 2,
};
NODE_REGISTER(ip4_full_reassembly_feature_node);

static const struct feature ip4_full_reassembly_feature = {
	.arc = "ip4-unicast",
	.node = "ip4-full-reassembly-feature",
	.before = NAMES("ip4-not-enabled"),
};
FEATURE_REGISTER(ip4_full_reassembly_feature);
