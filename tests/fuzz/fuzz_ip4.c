// Fuzz target: any bytes as IPv4 headers to be read, and as packets for the nodes of IPv4.
//
// Input: packets of {node: 1 byte, size: 2 bytes, split: 1 byte, bytes}. They go through a running
// engine; afterwards every buffer must be free again.
#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "engine/graph/dispatch.h"
#include "engine/graph/node.h"
#include "engine/ip4/ip4.h"
#include "engine/ip4/reassembly.h"
#include "engine/net/address.h"
#include "engine/net/interface.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TURNS = 1000, PACKET_HEAD = 4 };

static const char *const entries[] = {"ip4-input", "ip4-local", "ip4-receive", "ip4-options",
	"ip4-icmp-input", "ip4-udp-lookup", "ip4-icmp-error", "ip4-frag", "ip4-full-reassembly",
	"igmp-input", "ip4-lookup"};

static u32 input, rx, idle_buffers;
static u16 next_of[ARRAY_N(entries)];

static void nothing(struct worker *, struct node *, struct frame *)
{
}

static const struct node_class fuzz_input_node = {
	.name = "fuzz-input", .type = NODE_INPUT, .state = NODE_INTERRUPT, .run = nothing};
NODE_REGISTER(fuzz_input_node);

static void swallow(struct worker *w, struct node *, struct frame *f)
{
	buffer_free(w, f->index, f->n);
}

static const struct node_class fuzz_tx_node = {.name = "fuzz-tx", .run = swallow};
static const struct interface_class fuzz_class = {
	.name = "fuzz", .tx = &fuzz_tx_node, .is_ethernet = true};

static void check(int status)
{
	if (status < 0)
		panic("%s", error_text(status));
}

static u32 buffers_used(void)
{
	const struct buffer_pool *p;
	u32 used = 0;

	for (u32 i = 0; (p = buffer_pool_at(i)); i++)
		used += p->n - p->n_shared - p->n_fresh - buffer_pool_n_cached(i);
	return used;
}

static void start(void)
{
	const struct interface_params params = {.name = "fuzz0", .interface_class = &fuzz_class};
	struct interface_address address = {.address = {.family = FAMILY_IP4}, .length = 24};

	clock_stop(0);
	check(engine_start());
	check(interface_create(&params, &rx));
	check(interface_set_up(rx, true));
	address.address.ip4 = be32_of(0x0a0a0a0c);
	check(interface_address_add(rx, &address));
	check(reassembly_enable(rx, true));
	input = node_by_name("fuzz-input");
	for (u32 i = 0; i < ARRAY_N(entries); i++) {
		int next = node_add_next_by_name("fuzz-input", entries[i]);

		check(next);
		next_of[i] = next;
	}
	engine_settle(TURNS);
	idle_buffers = buffers_used();
}

static void send(const u8 *bytes, u32 n, u32 split, u32 entry)
{
	struct worker *w = worker_self();
	struct buffer *b;
	u32 index;

	if (!buffer_alloc(w, &index, 1))
		return;
	b = buffer_at(w, index);
	if (split < n && split) {
		// Two buffers: the first is filled up to its end by moving its start.
		b->at = BUFFER_DATA_SIZE - split;
		check(buffer_append(w, index, bytes, split));
		check(buffer_append(w, index, bytes + split, n - split));
	} else {
		check(buffer_append(w, index, bytes, n));
	}
	b->rx_interface = rx;
	ip4_icmp_set(b, 11, 0, 0);
	if (!strcmp(entries[entry], "ip4-frag"))
		ip4_meta(b)->icmp_data = split * 8;
	node_send(w, node_at(w, input), NULL, 0, next_of[entry], index);
}

static void read_as_text(const u8 *bytes, u32 n)
{
	struct text t = {0};

	ip4_text(&t, bytes, n);
	text_free(&t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const u8 *end = data + size;

	if (!rx)
		start();
	while (end - data >= PACKET_HEAD) {
		u32 entry = data[0] % ARRAY_N(entries), split = data[3];
		u32 n = MIN((u32)(data[1] | data[2] << 8), (u32)(end - data) - PACKET_HEAD);

		data += PACKET_HEAD;
		read_as_text(data, n);
		send(data, n, split, entry);
		data += n;
	}
	engine_settle(TURNS);
	engine_advance(NS_PER_S); // everything that waits times out
	if (buffers_used() != idle_buffers)
		panic("%u buffers are lost", buffers_used() - idle_buffers);
	return 0;
}
