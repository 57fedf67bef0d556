// ip4-probe: echo requests of this host's own begin their way here.
//
// In:   ip4_probe_send() only; packets that come otherwise are dropped.
// Out:  ip4-lookup; data at the IPv4 header, b->tx_interface the FIB index.
#include "engine/ip4/ip4_probe.h"
#include "engine/base/csum.h"
#include "engine/base/error.h"
#include "engine/base/vec.h"
#include "engine/ip4/icmp.h"
#include "engine/ip4/ip4.h"
#include "engine/ip4/ip4_trace.h"
#include "engine/ip4/ip4_forward.h"
#include "engine/neighbor/adjacency.h"
#include "engine/net/protocol.h"
#include <stdlib.h>

enum { NEXT_DROP, NEXT_LOOKUP };
enum { LOCAL_INTERFACE = 0, TIME_SIZE = 8, DEPTH_MAX = 8 };

static int interface_of(const struct forward *f, be32 to, be32 *from)
{
	const struct interface_address *a = NULL;
	u32 interface = adjacency_at(f->index)->interface;

	a = interface_address_covering(interface, to);
	VEC_EACH (interface_addresses(interface), other)
		if (!a && other->address.family == FAMILY_IP4)
			a = other;
	if (!a)
		return error(ERR_ADDRESS_NOT_FOUND_FOR_INTERFACE,
			"no source address for egress interface");
	*from = a->address.ip4;
	return 0;
}

int ip4_probe_source(u32 fib, be32 to, be32 *from)
{
	const struct balance_tables *t = balance_tables();
	u32 index = ip4_fib_lookup(fib, to);

	for (u32 depth = 0; depth < DEPTH_MAX; depth++) {
		const struct forward *f = load_balance_bucket(t, load_balance_of(t, index), 0);

		switch (f->type) {
		case FORWARD_BALANCE:
			index = f->index;
			break;
		case FORWARD_LOOKUP:
			index = ip4_fib_lookup(f->index, to);
			break;
		case FORWARD_RECEIVE:
			*from = to;
			return 0;
		case FORWARD_GLEAN:
		case FORWARD_INCOMPLETE:
		case FORWARD_REWRITE:
			return interface_of(f, to, from);
		default:
			return error(ERR_NO_MATCHING_INTERFACE, "no egress interface");
		}
	}
	return error(ERR_NO_MATCHING_INTERFACE, "no egress interface");
}

// Header, time, and data that counts from 0; checksums filled in. Returns how many bytes.
static u32 write_packet(u8 *out, const struct ip4_probe *p)
{
	struct ip4 *ip = (void *)out;
	struct icmp *icmp = (void *)(ip + 1);
	u32 icmp_size = ICMP_HEADER_SIZE + TIME_SIZE + p->size;
	u64 time = now();
	u8 *data = (u8 *)(icmp + 1);

	*ip = (struct ip4){
		.version_length = 0x45,
		.size = be16_of(IP4_HEADER_SIZE + icmp_size),
		.ttl = p->ttl,
		.protocol = IP_PROTOCOL_ICMP,
		.from = p->from,
		.to = p->to,
	};
	ip->csum = csum_ip4_20(ip);
	*icmp = (struct icmp){.type = ICMP_ECHO_REQUEST,
		.echo = {.id = be16_of(p->id), .sequence = be16_of(p->sequence)}};
	memcpy(data, &time, TIME_SIZE);
	for (u32 i = 0; i < p->size; i++)
		data[TIME_SIZE + i] = (u8)i;
	icmp->csum = csum_field(csum_bytes(0, icmp, icmp_size));
	return IP4_HEADER_SIZE + icmp_size;
}

int ip4_probe_send(const struct ip4_probe *p, struct prober *prober)
{
	struct worker *w = worker_self();
	u8 *bytes = memory_get(IP4_HEADER_SIZE + ICMP_HEADER_SIZE + TIME_SIZE + p->size);
	u32 index, n = write_packet(bytes, p);
	struct buffer *b;
	int code = 0;

	if (!buffer_alloc(w, &index, 1)) {
		free(bytes);
		return error(ERR_NO_MEMORY, "could not allocate a new buffer");
	}
	if (buffer_append(w, index, bytes, n)) {
		buffer_free_one(w, index);
		code = error(ERR_NO_MEMORY, "could not allocate a new buffer");
	}
	free(bytes);
	if (code)
		return code;
	b = buffer_at(w, index);
	b->flags |= BUFFER_LOCAL | BUFFER_IP4;
	b->rx_interface = LOCAL_INTERFACE;
	b->tx_interface = p->fib;
	b->probe = probe_mark(p->id, p->sequence);
	prober_sent_set(prober, p->sequence, now());
	node_send(w, node_at(w, node_by_name("ip4-probe")), NULL, 0, NEXT_LOOKUP, index);
	return 0;
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	node_forward_all(w, node, f, NEXT_DROP);
}

static const struct node_class ip4_probe_node = {
	.name = "ip4-probe",
	.run = run,
	.trace_size = sizeof(struct ip4_trace),
	.trace_record = ip4_trace_record,
	.trace_text = ip4_trace_header_text,
	.next = NAMES([NEXT_DROP] = "ip4-drop", [NEXT_LOOKUP] = "ip4-lookup"),
	.protocol_hint = 2,
};
NODE_REGISTER(ip4_probe_node);
