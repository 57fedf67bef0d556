// Node device-input: never runs itself; drivers' input nodes are its siblings and share its arcs.
// Out: ethernet-input, or a feature of arc device-input, or nodes that drivers add.
#include "engine/net/device_input.h"
#include "engine/graph/feature.h"

static void run(struct worker *, struct node *, struct frame *)
{
}

static const struct node_class device_input_node = {
	.name = "device-input",
	.type = NODE_INPUT,
	.state = NODE_DISABLED,
	.run = run,
	.next = NAMES([DEVICE_INPUT_NEXT_IP4_CHECKED] = "ip4-input",
		[DEVICE_INPUT_NEXT_IP4] = "ip4-input", [DEVICE_INPUT_NEXT_IP6] = "ip6-input",
		[DEVICE_INPUT_NEXT_MPLS] = "mpls-input",
		[DEVICE_INPUT_NEXT_ETHERNET] = "ethernet-input",
		[DEVICE_INPUT_NEXT_DROP] = "error-drop"),
};
NODE_REGISTER(device_input_node);

static const struct feature_arc device_input_arc = {
	.name = "device-input",
	.start_nodes = NAMES("device-input"),
	.end_node = "ethernet-input",
};
FEATURE_ARC_REGISTER(device_input_arc);
