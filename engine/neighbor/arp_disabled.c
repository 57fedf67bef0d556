// Node arp-disabled: ARP packets of interfaces without an IPv4 address.
// In: the packet at its ARP header, on arc arp.
// Out: error-drop.
#include "engine/graph/feature.h"
#include "engine/neighbor/arp_error.h"

enum { NEXT_DROP };
enum { ERROR_DISABLED };

static void run(struct worker *w, struct node *node, struct frame *f)
{
	for (u32 i = 0; i < f->n; i++)
		buffer_at(w, f->index[i])->error = node->error_base + ERROR_DISABLED;
	node_forward_all(w, node, f, NEXT_DROP);
}

static const struct node_class arp_disabled_node = {
	.name = "arp-disabled",
	.run = run,
	.trace_size = sizeof(struct arp_trace),
	.trace_record = arp_trace_record,
	.trace_text = arp_trace_text,
	.next = NAMES([NEXT_DROP] = "error-drop"),
	.errors = ERRORS([ERROR_DISABLED] = {"ARP Disabled on this interface", SEVERITY_ERROR,
				 DROP_POLICY}),
};
NODE_REGISTER(arp_disabled_node);

static const struct feature arp_disabled_feature = {
	.arc = "arp", .node = "arp-disabled", .after = NAMES("arp-reply")};
FEATURE_REGISTER(arp_disabled_feature);
