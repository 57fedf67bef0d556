// The record of link type 280: version, buffer index, strings about the buffer, the packet.
// Format: what Wireshark's dissector "vpp" (packet-vpp.c) reads; the words are VPP's.
#include "engine/graph/dispatch_text.h"
#include "engine/base/vec.h"
#include "trace/packet.h"

static void (**describers)(struct text *t, const struct buffer *b); // vec

void dispatch_text_describe(void (*lines)(struct text *t, const struct buffer *b))
{
	vec_push(describers, lines);
}

static void put(u8 **out, const void *bytes, u32 n)
{
	if (n)
		memcpy(vec_add_n(*out, n), bytes, n);
}

static void put_string(u8 **out, const char *s)
{
	put(out, s, strlen(s) + 1);
}

static void put_text(u8 **out, struct text *t)
{
	put_string(out, text_string(t));
	text_clear(t);
}

static void flags_text(struct text *t, u32 flags)
{
	static const struct {
		u32 flag;
		const char *name;
	} names[] = {
		{BUFFER_L4_CSUM_COMPUTED, "l4-cksum-computed"},
		{BUFFER_L4_CSUM_CORRECT, "l4-cksum-correct"},
		{BUFFER_VLAN_2, "vlan-2-deep"},
		{BUFFER_VLAN_1, "vlan-1-deep"},
		{BUFFER_LOCAL, "local"},
		{BUFFER_IP4, "ip4"},
		{BUFFER_IP6, "ip6"},
		{BUFFER_OFFLOAD, "offload"},
		{BUFFER_L2_VALID, "l2_hdr_offset_valid"},
		{BUFFER_L3_VALID, "l3_hdr_offset_valid"},
		{BUFFER_L4_VALID, "l4_hdr_offset_valid"},
		{BUFFER_GSO, "gso"},
	};

	text_add(t, "flags: ");
	for (u32 i = 0; i < ARRAY_N(names); i++)
		if (flags & names[i].flag)
			text_add(t, "%s ", names[i].name);
	text_add(t, "\n");
}

static void metadata_text(struct text *t, const struct worker *w, const struct buffer *b)
{
	flags_text(t, b->flags);
	text_add(t, "current_data: %d, current_length: %d\n", b->at, b->length);
	text_add(t, "current_config_index/punt_reason: %d, flow_id: %x, next_buffer: %x\n",
		b->config, 0, b->flags & BUFFER_NEXT ? b->next : 0);
	text_add(
		t, "error: %d, ref_count: %d, buffer_pool_index: %d\n", b->error, b->refs, b->pool);
	text_add(t, "trace_handle: 0x%x, len_not_first_buf: %d\n",
		packet_trace_shown(w->index, b->trace), b->flags & BUFFER_NEXT ? b->rest : 0);
	// The format has no place for it; readers show lines that they do not know as they are.
	if (worker_n() > 1)
		text_add(t, "thread_index: %u\n", w->index);
}

static void words_text(struct text *t, const u32 *words, u32 n)
{
	text_add(t, "raw: ");
	for (u32 i = 0; i < n; i++)
		text_add(t, "%08x ", words[i]);
	text_add(t, "\n");
}

static void offload_text(struct text *t, const struct buffer *b)
{
	u16 offload = b->flags & BUFFER_OFFLOAD ? b->offload : 0;

	text_add(t, "offload flags: %s%s%s%s\n", offload ? "" : "none ",
		offload & OFFLOAD_IP4_CSUM ? "offload-ip-cksum " : "",
		offload & OFFLOAD_TCP_CSUM ? "offload-tcp-cksum " : "",
		offload & OFFLOAD_UDP_CSUM ? "offload-udp-cksum " : "");
}

// The ten raw words are those of VPP up to the offsets; the last six are this engine's own.
static void opaque_text(struct text *t, const struct buffer *b)
{
	u32 words[10] = {b->rx_interface, b->tx_interface, (u16)b->l2_at | (u32)(u16)b->l3_at << 16,
		(u16)b->l4_at | (u32)b->offload << 24};

	_Static_assert(BUFFER_META_SIZE == 6 * sizeof(u32), "the rest of the ten words");
	memcpy(words + 4, b->meta, BUFFER_META_SIZE);
	words_text(t, words, ARRAY_N(words));
	text_add(t, "sw_if_index[VLIB_RX]: %d, sw_if_index[VLIB_TX]: %d\n", b->rx_interface,
		b->tx_interface);
	text_add(t, "L2 offset %d, L3 offset %d, L4 offset %d, unused 0\n", b->l2_at, b->l3_at,
		b->l4_at);
	offload_text(t, b);
	VEC_EACH (describers, d)
		(*d)(t, b);
}

static void opaque2_text(struct text *t, const struct buffer *b)
{
	u32 words[14] = {[7] = b->gso_size | (u32)b->gso_l4_size << 16};

	words_text(t, words, ARRAY_N(words));
	text_add(t, "qos.bits: 0, qos.source: 0\nloop_counter: 0\n");
	text_add(t, "gso_size: %d, gso_l4_hdr_sz: %d\n", b->gso_size, b->gso_l4_size);
}

static bool record_keep(void *arg, const struct packet_trace_record *r)
{
	u8 **out = arg;

	put(out, r, packet_trace_record_room(r->size));
	return true;
}

void dispatch_text_keep_trace(struct worker *w, const struct buffer *b, u8 **out)
{
	if (b->flags & BUFFER_TRACED)
		packet_trace_each_of(w->trace, b->trace, record_keep, out);
}

// As in 'show trace', but each node begins with a newline instead of ending in one.
void dispatch_text_trace(const u8 *kept, u32 n, struct text *t, u8 **out)
{
	text_clear(t);
	text_add(t, "\n");
	for (u32 at = 0; at < n;) {
		const struct packet_trace_record *r = (const void *)(kept + at);

		node_trace_format(t, r);
		at += packet_trace_record_room(r->size);
	}
	t->data[--t->length] = 0;
	put_text(out, t);
}

void dispatch_text_head(
	struct worker *w, const struct node *node, u32 index, struct text *t, u8 **out)
{
	const struct buffer *b = buffer_at(w, index);
	u8 n_strings = b->flags & BUFFER_TRACED ? 5 : 4;
	u8 head[4] = {1, 0, n_strings, node->node_class->protocol_hint};
	be32 wire_index = be32_of(index);

	text_clear(t);
	put(out, head, sizeof(head));
	put(out, &wire_index, sizeof(wire_index));
	put_string(out, node_name(node->index));
	metadata_text(t, w, b);
	put_text(out, t);
	opaque_text(t, b);
	put_text(out, t);
	opaque2_text(t, b);
	put_text(out, t);
}
