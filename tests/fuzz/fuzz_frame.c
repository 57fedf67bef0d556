// Fuzz target: any bytes as an Ethernet frame, read as text and sent through the whole graph,
// traced: received by an interface that routes, and by one that bridges.
#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "engine/graph/dispatch.h"
#include "engine/l2/bridge.h"
#include "engine/net/address.h"
#include "engine/net/ethernet.h"
#include "engine/net/interface.h"
#include "trace/packet.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FRAME_SIZE_MAX = 9216, SETTLE_TURNS = 1000 };

static const u8 mac[6] = {0x02, 0xfe, 0x32, 0x93, 0x55, 0x0e}; // of the seeds
static u32 port, bridged;

static void tx_run(struct worker *w, struct node *node, struct frame *f)
{
	node_trace(w, node, f);
	buffer_free(w, f->index, f->n);
}

static const struct node_class fuzz_tx_node = {.name = "fuzz-tx", .run = tx_run};
static const struct interface_class fuzz_class = {
	.name = "fuzz", .tx = &fuzz_tx_node, .is_ethernet = true};

static void input_run(struct worker *, struct node *, struct frame *)
{
}

static const struct node_class fuzz_input_node = {.name = "fuzz-input",
	.type = NODE_INPUT,
	.state = NODE_INTERRUPT,
	.run = input_run,
	.next = NAMES("ethernet-input"),
	.protocol_hint = 1};
NODE_REGISTER(fuzz_input_node);

static u32 port_make(const char *name, enum l2_port_type type)
{
	const struct interface_params p = {.name = name, .interface_class = &fuzz_class};
	u32 index;

	if (interface_create(&p, &index) || interface_set_up(index, true) ||
		l2_port_bridge(index, 1, type, 0))
		abort();
	return index;
}

// A domain that answers for hosts of the seeds, with a port that rewrites tags.
static void start_bridge(void)
{
	const struct ip_address four = {.family = FAMILY_IP4, .ip4 = be32_of(0x0a0a0a0c)};
	const struct ip_address six = {.family = FAMILY_IP6, .ip6 = {0xfe, 0x80, [15] = 1}};
	const struct l2_tag_settings tags = {.operation = L2_TAGS_PUSH_1, .tag = {7}};

	bridged = port_make("fuzz1", L2_PORT_NORMAL);
	port_make("fuzz2", L2_PORT_BVI);
	if (l2_port_set_tags(port_make("fuzz3", L2_PORT_NORMAL), &tags) ||
		bridge_host_add(bridge_by_id(1), &four, mac) ||
		bridge_host_add(bridge_by_id(1), &six, mac))
		abort();
	bridge_set_feature(bridge_by_id(1), L2_ARP_TERM, true);
}

static void start(void)
{
	const struct interface_params p = {
		.name = "fuzz0", .interface_class = &fuzz_class, .mac = mac};
	struct interface_address a = {
		.address = {.family = FAMILY_IP4, .ip4 = be32_of(0x0a0a0a0c)}, .length = 24};

	clock_stop(0);
	if (engine_start() || interface_create(&p, &port) || interface_set_up(port, true) ||
		interface_address_add(port, &a)) {
		fprintf(stderr, "no engine: %s\n", error_text(0));
		exit(2);
	}
	start_bridge();
	engine_settle(SETTLE_TURNS);
}

static bool format(void *arg, const struct packet_trace_record *r)
{
	node_trace_format(arg, r);
	return true;
}

static void send(struct worker *w, u32 interface, const u8 *bytes, u32 n)
{
	struct node *input = node_at(w, node_by_name("fuzz-input"));
	struct frame *f = frame_alloc(w);
	struct buffer *b;

	if (buffer_alloc(w, f->index, 1) != 1)
		abort(); // somebody keeps packets
	f->n = 1;
	if (buffer_append(w, f->index[0], bytes, n))
		abort();
	b = buffer_at(w, f->index[0]);
	b->trace = packet_trace_start(w->trace, interface);
	b->flags |= BUFFER_TRACED;
	f->flags |= FRAME_TRACE;
	interface_receive(w, input, interface, f);
	node_forward_all(w, input, f, 0);
	if (!engine_settle(SETTLE_TURNS))
		abort(); // goes round for ever
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool started;
	struct text t = {0};
	struct worker *w;

	if (!started)
		start();
	started = true;
	w = worker_self();
	if (size > FRAME_SIZE_MAX)
		return 0;
	ethernet_packet_text(&t, data, size);
	send(w, port, data, size);
	send(w, bridged, data, size);
	for (u32 i = 0; i < packet_trace_n(w->trace); i++)
		packet_trace_each(w->trace, i, format, &t);
	packet_trace_clear(w->trace);
	text_free(&t);
	// Throttles, reassembly and ages move on.
	engine_advance(NS_PER_MS);
	return 0;
}
