// Segments of TCP and UDP, cut by software.
#include "engine/net/gso.h"
#include "engine/base/csum.h"

enum {
	IP4_HEADER = 20, // at least
	IP4_SIZE_AT = 2, // RFC 791
	IP4_ID_AT = 4,
	IP4_CSUM_AT = 10,
	IP6_HEADER = 40,
	IP6_SIZE_AT = 4,     // of what follows the header, RFC 8200
	TCP_HEADER = 20,     // at least
	TCP_SEQUENCE_AT = 4, // RFC 9293
	TCP_FLAGS_AT = 13,
	TCP_FIN = 0x01,
	TCP_PSH = 0x08,
	TCP_CWR = 0x80,
	UDP_HEADER = 8,
	UDP_SIZE_AT = 4, // RFC 768
	// Kept free in front of a segment, for link headers to come.
	LINK_ROOM = 48,
};

static bool headers_fit(const struct buffer *b)
{
	s32 l3 = b->flags & BUFFER_IP6 ? IP6_HEADER : IP4_HEADER;
	s32 l4 = b->offload & OFFLOAD_TCP_CSUM ? TCP_HEADER : UDP_HEADER;

	return b->offload & (OFFLOAD_TCP_CSUM | OFFLOAD_UDP_CSUM) && b->gso_size &&
		b->l3_at >= b->at && b->l4_at >= b->l3_at + l3 && b->gso_l4_size >= l4 &&
		b->l4_at + b->gso_l4_size <= b->at + b->length &&
		(u32)(b->l4_at + b->gso_l4_size - b->at) <= buffer_pool_at(0)->data_size;
}

void gso_begin(struct gso *g, struct worker *w, const struct buffer *b)
{
	u32 header_size = (u32)(b->l4_at - b->at) + b->gso_l4_size;
	bool fit = headers_fit(b);

	*g = (struct gso){.w = w,
		.from = b,
		.part = b,
		.at = header_size,
		.header_size = header_size,
		.left = fit ? buffer_packet_size(b) - header_size : 0};
}

static u32 n_left(const struct gso *g)
{
	return g->left ? (g->left + g->from->gso_size - 1) / g->from->gso_size : 0;
}

static u32 take_buffer(struct gso *g)
{
	if (!g->n_ready)
		g->n_ready = buffer_alloc(g->w, g->ready, MIN(n_left(g), (u32)GSO_READY));
	return g->n_ready ? g->ready[--g->n_ready] : 0;
}

// Bytes in one piece at the cursor, at most 'n'; moves it behind them.
static u32 next_piece(struct gso *g, u32 n, const u8 **bytes)
{
	while (g->at == g->part->length && g->part->flags & BUFFER_NEXT) {
		g->part = buffer_at(g->w, g->part->next);
		g->at = 0;
	}
	n = MIN(n, g->part->length - g->at);
	*bytes = g->part->data + g->part->at + g->at;
	g->at += n;
	return n;
}

// Appends 'n' bytes of payload to the packet that begins with 'first'; false: no buffers.
static bool copy_payload(struct gso *g, struct buffer *first, u32 n)
{
	u32 room = buffer_pool_at(first->pool)->data_size - (u32)(first->at + first->length);
	struct buffer *to = first;

	while (n) {
		const u8 *bytes;
		u32 k, more;

		if (!room) {
			more = take_buffer(g);
			if (!more)
				return false;
			to->next = more;
			to->flags |= BUFFER_NEXT;
			to = buffer_at(g->w, more);
			room = buffer_pool_at(to->pool)->data_size;
		}
		k = next_piece(g, MIN(n, room), &bytes);
		if (!k)
			return false;
		memcpy(to->data + to->at + to->length, bytes, k);
		to->length += k;
		if (to != first)
			first->rest += k;
		room -= k;
		n -= k;
	}
	if (first->flags & BUFFER_NEXT)
		first->flags |= BUFFER_REST_VALID;
	return true;
}

static void copy_metadata(const struct gso *g, struct buffer *to)
{
	const struct buffer *b = g->from;
	u8 pool = to->pool;
	s16 at = (s16)-MIN(g->header_size, (u32)BUFFER_HEADROOM - LINK_ROOM);

	memcpy(to, b, offsetof(struct buffer, headroom));
	to->pool = pool;
	to->refs = 1;
	to->flags &= ~(u32)(BUFFER_NEXT | BUFFER_REST_VALID | BUFFER_GSO);
	to->rest = 0;
	to->gso_size = to->gso_l4_size = 0;
	if (g->number)
		to->flags &= ~(u32)BUFFER_TRACED;
	to->l2_at += at - b->at;
	to->l3_at += at - b->at;
	to->l4_at += at - b->at;
	to->at = at;
	to->length = (u16)g->header_size;
	memcpy(to->data + at, b->data + b->at, g->header_size);
}

static be16 change(u8 *at, be16 to)
{
	be16 from;

	memcpy(&from, at, 2);
	memcpy(at, &to, 2);
	return from;
}

static void edit_ip4(u8 *ip, u32 size, u32 number)
{
	be16 csum, id, old;

	memcpy(&csum, ip + IP4_CSUM_AT, 2);
	old = change(ip + IP4_SIZE_AT, be16_of(size));
	csum = csum_change(csum, old, be16_of(size));
	memcpy(&id, ip + IP4_ID_AT, 2);
	old = change(ip + IP4_ID_AT, be16_of(host16(id) + number));
	csum = csum_change(csum, old, be16_of(host16(id) + number));
	memcpy(ip + IP4_CSUM_AT, &csum, 2);
}

static void edit_tcp(u8 *tcp, u32 before, bool is_first, bool is_last)
{
	be32 sequence;

	memcpy(&sequence, tcp + TCP_SEQUENCE_AT, 4);
	sequence = be32_of(host32(sequence) + before);
	memcpy(tcp + TCP_SEQUENCE_AT, &sequence, 4);
	// What only one of them is to say: the window was reduced, here it ends.
	if (!is_first)
		tcp[TCP_FLAGS_AT] &= (u8)~TCP_CWR;
	if (!is_last)
		tcp[TCP_FLAGS_AT] &= (u8) ~(TCP_FIN | TCP_PSH);
}

static void edit_headers(const struct gso *g, struct buffer *b, u32 payload, bool is_last)
{
	u8 *l3 = b->data + b->l3_at, *l4 = b->data + b->l4_at;
	u32 l4_size = g->from->gso_l4_size + payload;
	u32 l3_header = (u32)(b->l4_at - b->l3_at);

	if (b->flags & BUFFER_IP6)
		change(l3 + IP6_SIZE_AT, be16_of(l3_header - IP6_HEADER + l4_size));
	else
		edit_ip4(l3, l3_header + l4_size, g->number);
	if (b->offload & OFFLOAD_TCP_CSUM)
		edit_tcp(l4, g->number * g->from->gso_size, !g->number, is_last);
	else
		change(l4 + UDP_SIZE_AT, be16_of(l4_size));
}

u32 gso_next(struct gso *g)
{
	u32 payload = MIN(g->left, (u32)g->from->gso_size), index;
	struct buffer *b;

	if (!g->left)
		return 0;
	index = take_buffer(g);
	if (!index)
		return 0;
	b = buffer_at(g->w, index);
	copy_metadata(g, b);
	if (!copy_payload(g, b, payload)) {
		buffer_free_one(g->w, index);
		return 0;
	}
	edit_headers(g, b, payload, payload == g->left);
	g->left -= payload;
	g->number++;
	return index;
}

u32 gso_end(struct gso *g)
{
	buffer_free(g->w, g->ready, g->n_ready);
	g->n_ready = 0;
	return n_left(g);
}
