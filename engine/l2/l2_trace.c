// What the nodes of layer 2 leave in packet traces.
#include "engine/base/text.h"
#include "engine/l2/l2.h"

void l2_trace_record(struct l2_trace *r, struct buffer *b)
{
	const struct ethernet *e = (const struct ethernet *)(b->data + b->l2_at);

	r->interface = l2_meta(b)->port;
	r->bridge = l2_meta(b)->bridge;
	memcpy(r->to, e->to, sizeof(r->to));
	memcpy(r->from, e->from, sizeof(r->from));
}

void l2_trace_text(struct text *t, const struct l2_trace *r, const char *node)
{
	char to[TEXT_MAC], from[TEXT_MAC];

	text_add(t, "%s sw_if_index %u dst %s src %s", node, r->interface, text_mac(to, r->to),
		text_mac(from, r->from));
}

void l2_trace_data(u8 data[L2_TRACE_DATA], const struct buffer *b)
{
	u32 from = 2 * sizeof(((struct ethernet *)0)->to);

	memset(data, 0, L2_TRACE_DATA);
	if (b->length > from)
		memcpy(data, b->data + b->at + from, MIN((u32)L2_TRACE_DATA, b->length - from));
}

void l2_trace_data_text(struct text *t, const u8 data[L2_TRACE_DATA])
{
	text_add(t, " data");
	for (u32 k = 0; k < L2_TRACE_DATA; k++)
		text_add(t, " %02x", data[k]);
}
