// Loopback interfaces: what is sent to one is received from it.
#include "devices/device.h"
#include "engine/base/error.h"
#include "engine/l2/l2.h"
#include "engine/net/ethernet.h"
#include <stdio.h>

// Node <name>-tx
// In: frames with an Ethernet header ready to leave, b->tx_interface the loopback.
// Out: ethernet-input, as received on the same interface; l2-input when it is a bridge domain's own
//      (BVI), whose frames enter the domain; error-drop for those that come again and again, as
//      when loopbacks that are ports of one domain flood each other.

enum { NEXT_ETHERNET_INPUT, NEXT_L2_INPUT, NEXT_DROP };
enum { ERROR_LOOP };

// Times that one packet may be sent to loopbacks: what BVIs and routes between them need, and few
// enough for a packet that is multiplied at each.
enum { LOOPS_MAX = 4 };

// A port's frames did not come from outside: who multiplies them in a circle never stops.
static NOINLINE void run_port(
	struct worker *w, struct node *node, struct frame *f, const struct l2_port *port, u32 index)
{
	u16 next[FRAME_MAX], way = NEXT_ETHERNET_INPUT;

	if (port->type == L2_PORT_BVI)
		way = NEXT_L2_INPUT;
	for (u32 k = 0; k < f->n; k++) {
		struct buffer *b = buffer_at(w, f->index[k]);

		next[k] = way;
		if (way == NEXT_L2_INPUT) {
			b->rx_interface = index;
			b->l2_at = b->at;
			b->l3_at = b->at + ETHERNET_SIZE;
			b->flags |= BUFFER_L2_VALID | BUFFER_L3_VALID;
		}
		if (++b->loops > LOOPS_MAX || b->length < ETHERNET_SIZE) {
			b->error = node->error_base + ERROR_LOOP;
			next[k] = NEXT_DROP;
		}
	}
	node_forward(w, node, f, next);
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	const struct interface *i = node->data;
	const struct l2_port *port = l2_port_at(i->index);

	if (!port || port->type != L2_PORT_BVI) {
		interface_receive(w, node, i->index, f);
		f->flags |= FRAME_ETH_SINGLE_IF;
	}
	if (unlikely(port))
		run_port(w, node, f, port, i->index);
	else
		node_forward_all(w, node, f, NEXT_ETHERNET_INPUT);
}

static const struct node_class loopback_tx_node = {
	.name = "loopback-tx",
	.type = NODE_INTERNAL,
	.run = run,
	.next = NAMES([NEXT_ETHERNET_INPUT] = "ethernet-input", [NEXT_L2_INPUT] = "l2-input",
		[NEXT_DROP] = "error-drop"),
	.errors = ERRORS([ERROR_LOOP] = {"packet came too often", SEVERITY_ERROR, DROP_POLICY}),
	.protocol_hint = 1,
};

static const struct interface_class loopback_interface = {
	.name = "Loopback",
	.tx = &loopback_tx_node,
	.is_ethernet = true,
	.no_flood = true,
};

enum { INSTANCE_MAX = 16383 }; // as many as VPP has

static const struct device_arg loopback_args[] = {
	{.name = "mac", .type = ARG_MAC, .help = "Ethernet address, default de:ad:00:00:HI:LO"},
	{.name = "instance",
		.type = ARG_U64,
		.max = INSTANCE_MAX,
		.help = "N of its name loopN, default the lowest free one"},
	{0},
};

static const struct device_class loopback_device;

static int free_instance(u32 *instance)
{
	char name[INTERFACE_NAME_MAX];

	for (u32 i = 0; i <= INSTANCE_MAX; i++) {
		snprintf(name, sizeof(name), "loop%u", i);
		if (!interface_by_name(name)) {
			*instance = i;
			return 0;
		}
	}
	return error(ERR_LIMIT, "all loopback names are taken");
}

static int make(const struct device_values *v, u32 *interface)
{
	const struct device_class *c = &loopback_device;
	u32 instance = (u32)device_value(c, v, "instance")->u64;
	struct interface_params params = {.interface_class = &loopback_interface};
	char name[INTERFACE_NAME_MAX];
	u8 mac[6] = {0xde, 0xad};
	int r;

	if (!device_given(c, v, "instance") && (r = free_instance(&instance)) < 0)
		return r;
	snprintf(name, sizeof(name), "loop%u", instance);
	mac[4] = (u8)(instance >> 8);
	mac[5] = (u8)instance;
	if (device_given(c, v, "mac"))
		memcpy(mac, device_value(c, v, "mac")->mac, sizeof(mac));
	if (mac_is_multicast(mac))
		return error(ERR_INVALID_VALUE, "the mac of an interface cannot be a group's");
	params.name = name;
	params.mac = mac;
	return interface_create(&params, interface);
}

static const struct device_class loopback_device = {
	.name = "loopback",
	.create = "loopback interface",
	.help = "an interface that receives what is sent to it",
	.args = loopback_args,
	.make = make,
	.interface_class = &loopback_interface,
	.delete_word = "intfc",
	.tells_name = true,
};
DEVICE_REGISTER(loopback_device);
