// Fuzz target: any bytes as an Ethernet frame, read as text and sent through the whole graph,
// traced.
#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "engine/graph/dispatch.h"
#include "engine/net/address.h"
#include "engine/net/ethernet.h"
#include "engine/net/interface.h"
#include "trace/packet.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FRAME_SIZE_MAX = 9216, SETTLE_TURNS = 1000 };

static const u8 mac[6] = {0x02, 0xfe, 0x32, 0x93, 0x55, 0x0e}; // of the seeds
static u32 port;

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
	engine_settle(SETTLE_TURNS);
}

static bool format(void *arg, const struct packet_trace_record *r)
{
	node_trace_format(arg, r);
	return true;
}

static void send(struct worker *w, const u8 *bytes, u32 n)
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
	b->trace = packet_trace_start(w->trace, port);
	b->flags |= BUFFER_TRACED;
	f->flags |= FRAME_TRACE;
	interface_receive(w, input, port, f);
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
	send(w, data, size);
	for (u32 i = 0; i < packet_trace_n(w->trace); i++)
		packet_trace_each(w->trace, i, format, &t);
	packet_trace_clear(w->trace);
	text_free(&t);
	// Throttles, reassembly and ages move on.
	engine_advance(NS_PER_MS);
	return 0;
}
