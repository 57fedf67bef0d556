// Buffers in the traces of devices: flags in the words of VPP, then the packet's headers.
#include "devices/buffer_text.h"
#include "engine/graph/worker.h"
#include "engine/net/ethernet.h"
#include "trace/packet.h"

void buffer_record(struct buffer_record *r, const struct buffer *b)
{
	*r = (struct buffer_record){
		.flags = b->flags,
		.trace = packet_trace_shown(worker_self()->index, b->trace),
		.rest = b->rest,
		.at = b->at,
		.l2_at = b->l2_at,
		.l3_at = b->l3_at,
		.l4_at = b->l4_at,
		.length = b->length,
		.n = MIN(b->length, BUFFER_RECORD_BYTES),
		.offload = b->offload,
		.pool = b->pool,
		.refs = b->refs,
	};
	memcpy(r->bytes, b->data + b->at, r->n);
}

static const struct {
	u32 flag;
	const char *word;
} flag_words[] = {
	{BUFFER_L4_CSUM_COMPUTED, "l4-cksum-computed "},
	{BUFFER_L4_CSUM_CORRECT, "l4-cksum-correct "},
	{BUFFER_VLAN_2, "vlan-2-deep "},
	{BUFFER_VLAN_1, "vlan-1-deep "},
	{BUFFER_LOCAL, "local "},
	{BUFFER_IP4, "ip4 "},
	{BUFFER_IP6, "ip6 "},
};

static void flags_text(struct text *t, const struct buffer_record *r)
{
	for (u32 i = 0; i < ARRAY_N(flag_words); i++) {
		if (r->flags & flag_words[i].flag)
			text_add(t, "%s", flag_words[i].word);
	}
	if (r->flags & BUFFER_OFFLOAD)
		text_add(t, "offload%s%s%s ", r->offload & OFFLOAD_IP4_CSUM ? " ip-ck" : "",
			r->offload & OFFLOAD_TCP_CSUM ? " tcp-ck" : "",
			r->offload & OFFLOAD_UDP_CSUM ? " udp-ck" : "");
	if (r->flags & BUFFER_L2_VALID)
		text_add(t, "l2-hdr-offset %d ", r->l2_at);
	if (r->flags & BUFFER_L3_VALID)
		text_add(t, "l3-hdr-offset %d ", r->l3_at);
	if (r->flags & BUFFER_L4_VALID)
		text_add(t, "l4-hdr-offset %d ", r->l4_at);
}

void buffer_record_text(struct text *t, const struct buffer_record *r, u32 column)
{
	struct text flags = {0};

	text_add(t, "current data %d, length %u, buffer-pool %u, ref-count %u", r->at, r->length,
		r->pool, r->refs);
	if (r->flags & BUFFER_NEXT)
		text_add(t, ", totlen-nifb %u", r->rest);
	if (r->flags & BUFFER_TRACED)
		text_add(t, ", trace handle 0x%x", r->trace);
	flags_text(&flags, r);
	if (flags.length)
		text_add(t, "\n%*s%s", (int)column, "", text_string(&flags));
	text_free(&flags);
}

void buffer_record_packet_text(struct text *t, const struct buffer_record *r, u8 protocol_hint)
{
	const struct protocol *p = NULL;

	if (protocol_hint == 1) {
		ethernet_packet_text(t, r->bytes, r->n);
		return;
	}
	if (protocol_hint == 2)
		p = protocol_by_number(LAYER_ETHERTYPE, ETHERTYPE_IP4);
	else if (protocol_hint == 3)
		p = protocol_by_number(LAYER_ETHERTYPE, ETHERTYPE_IP6);
	else if (protocol_hint == 4)
		p = protocol_by_number(LAYER_IP_PROTOCOL, IP_PROTOCOL_TCP);
	else if (protocol_hint == 5)
		p = protocol_by_number(LAYER_IP_PROTOCOL, IP_PROTOCOL_UDP);
	if (p && p->text)
		p->text(t, r->bytes, r->n);
	else
		text_hex(t, r->bytes, MIN(r->n, 64));
}
