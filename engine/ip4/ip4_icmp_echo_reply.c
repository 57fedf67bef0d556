// ip4-icmp-echo-reply: answers to echo requests, to the prober that sent them.
//
// In:   ip4-icmp-input; data at the IPv4 header, ICMP header there.
// Out:  none for those that somebody waits for; ip4-punt for others.
#include "engine/base/csum.h"
#include "engine/graph/init.h"
#include "engine/ip4/icmp.h"
#include "engine/ip4/ip4.h"
#include "engine/graph/node.h"
#include "engine/net/probe.h"

enum { NEXT_PUNT };
enum { TIME_SIZE = 8 }; // bytes in front of the data of a probe

struct echo_reply_trace {
	u16 id, sequence;
	u32 owner; // node; INDEX_NONE: nobody asked
};

static void trace_record(void *record, struct worker *w, struct node *, struct buffer *b)
{
	struct echo_reply_trace *r = record;
	struct icmp icmp = {0};

	buffer_read(w, b, ip4_header_size(buffer_here(b)), &icmp, sizeof(icmp));
	r->id = host16(icmp.echo.id);
	r->sequence = host16(icmp.echo.sequence);
	r->owner = probe_owner(r->id);
}

static void trace_text(struct text *t, const void *record)
{
	const struct echo_reply_trace *r = record;

	text_add(t, "ICMP4 echo id %u seq %u", r->id, r->sequence);
	if (r->owner == INDEX_NONE)
		text_add(t, " (unknown)");
	else
		text_add(t, " send to cli node %u", r->owner);
}

// The data of probes counts from 0 behind the time they were made.
static bool data_is_right(struct worker *w, const struct buffer *b, u32 from, u32 end)
{
	u8 bytes[256];
	u8 expected = 0;

	for (u32 n; from < end; from += n) {
		n = buffer_read(w, b, from, bytes, MIN(end - from, (u32)sizeof(bytes)));
		if (!n)
			return false;
		for (u32 i = 0; i < n; i++)
			if (bytes[i] != expected++)
				return false;
	}
	return true;
}

static bool deliver(struct worker *w, struct buffer *b)
{
	const struct ip4 *ip = buffer_here(b);
	u32 header = ip4_header_size(ip), size = host16(ip->size);
	struct probe_answer a = {.time = b->time ? b->time : now(),
		.from = {.family = FAMILY_IP4, .ip4 = ip->from},
		.size = size,
		.ttl = ip->ttl};
	struct icmp icmp;

	if (!ip4_lengths_valid(b) || size < header + sizeof(icmp) ||
		buffer_read(w, b, header, &icmp, sizeof(icmp)) != sizeof(icmp) ||
		probe_owner(host16(icmp.echo.id)) == INDEX_NONE)
		return false;
	a.sequence = host16(icmp.echo.sequence);
	if (csum_fold(buffer_sum(w, b, header, size - header)) != 0xffff)
		a.fault = PROBE_BAD_CSUM;
	else if (!data_is_right(w, b, header + ICMP_HEADER_SIZE + TIME_SIZE, size))
		a.fault = PROBE_BAD_DATA;
	return probe_deliver(host16(icmp.echo.id), &a);
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	for (u32 i = 0; i < f->n; i++) {
		struct buffer *b = buffer_at(w, f->index[i]);

		if (deliver(w, b)) {
			node_trace_one(w, node, b);
			buffer_free_one(w, f->index[i]);
		} else {
			node_send(w, node, f, i, NEXT_PUNT, f->index[i]);
		}
	}
}

static const struct node_class ip4_icmp_echo_reply_node = {
	.name = "ip4-icmp-echo-reply",
	.run = run,
	.trace_size = sizeof(struct echo_reply_trace),
	.trace_record = trace_record,
	.trace_text = trace_text,
	.next = NAMES([NEXT_PUNT] = "ip4-punt"),
	.protocol_hint = 2,
};
NODE_REGISTER(ip4_icmp_echo_reply_node);

static int ip4_icmp_echo_reply_init(void)
{
	return icmp_type_register(ICMP_ECHO_REPLY, "ip4-icmp-echo-reply");
}
static const struct init_function ip4_icmp_echo_reply_init_function = {
	.name = "ip4_icmp_echo_reply_init", .run = ip4_icmp_echo_reply_init, .stage = INIT};
INIT_REGISTER(ip4_icmp_echo_reply_init_function);
