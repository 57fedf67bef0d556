// Checksums of IPv4 headers, TCP and UDP for interfaces without hardware that does it.
#include "engine/net/offload.h"
#include "engine/base/csum.h"

enum {
	IP4_SIZE = 20,
	IP4_SIZE_AT = 2,  // of the packet, RFC 791
	IP4_CSUM_AT = 10, // of the header checksum
	IP4_FROM_AT = 12, // source and destination, 8 bytes
	IP6_SIZE = 40,
	IP6_SIZE_AT = 4,  // of what follows the header, RFC 8200
	IP6_FROM_AT = 8,  // source and destination, 32 bytes
	UDP_CSUM_AT = 6,  // RFC 768
	TCP_CSUM_AT = 16, // RFC 9293
	PROTOCOL_TCP = 6,
	PROTOCOL_UDP = 17,
};

// A header whose checksum is to be filled in.
struct l4 {
	u8 *field;    // packets may stand at any byte
	u32 field_at; // bytes from the header
	u32 size;     // header and payload, without padding of the link
	u8 protocol;
};

static bool l3_fits(const struct buffer *b)
{
	s32 size = b->flags & BUFFER_IP6 ? IP6_SIZE : IP4_SIZE;

	return b->l3_at >= b->at && b->l3_at + size <= b->at + b->length;
}

// Bytes of the packet from the IP header on, as that says unless it says too much; 0 is what Linux
// writes into packets of many segments that are longer than the field can tell.
static u32 l3_size(const struct buffer *b)
{
	u32 there = buffer_packet_size(b) - (u32)(b->l3_at - b->at), said;
	bool is_ip6 = b->flags & BUFFER_IP6;
	be16 field;

	memcpy(&field, b->data + b->l3_at + (is_ip6 ? IP6_SIZE_AT : IP4_SIZE_AT), 2);
	said = host16(field) + (is_ip6 && field ? IP6_SIZE : 0u);
	return said && said < there ? said : there;
}

static bool l4_find(struct buffer *b, struct l4 *l4)
{
	bool is_tcp = b->offload & OFFLOAD_TCP_CSUM;
	s32 l3_header = b->flags & BUFFER_IP6 ? IP6_SIZE : IP4_SIZE;
	u32 size;

	if (!(b->offload & (OFFLOAD_TCP_CSUM | OFFLOAD_UDP_CSUM)) || !l3_fits(b))
		return false;
	l4->protocol = is_tcp ? PROTOCOL_TCP : PROTOCOL_UDP;
	l4->field_at = is_tcp ? TCP_CSUM_AT : UDP_CSUM_AT;
	if (b->l4_at < b->l3_at + l3_header || b->l4_at + (s32)l4->field_at + 2 > b->at + b->length)
		return false;
	size = l3_size(b);
	l4->field = b->data + b->l4_at + l4->field_at;
	l4->size = size - MIN(size, (u32)(b->l4_at - b->l3_at));
	return l4->size >= l4->field_at + 2;
}

static u64 pseudo_sum(const struct buffer *b, const struct l4 *l4)
{
	const u8 *l3 = b->data + b->l3_at;
	u64 sum = b->flags & BUFFER_IP6 ? csum_bytes(0, l3 + IP6_FROM_AT, 32)
					: csum_bytes(0, l3 + IP4_FROM_AT, 8);

	return sum + be16_of(l4->protocol) + be16_of(l4->size >> 16) + be16_of(l4->size);
}

static void finish_l4(struct worker *w, struct buffer *b, const struct l4 *l4)
{
	u32 from = (u32)(b->l4_at - b->at);
	be16 field = 0;

	memcpy(l4->field, &field, sizeof(field));
	field = csum_field(pseudo_sum(b, l4) + buffer_sum(w, b, from, l4->size));
	// An all-zero UDP checksum would mean "none" (RFC 768).
	if (l4->protocol == PROTOCOL_UDP && !field)
		field = 0xffff;
	memcpy(l4->field, &field, sizeof(field));
}

static void finish_ip4(struct buffer *b)
{
	u8 *l3 = b->data + b->l3_at;
	be16 field = 0;
	u32 size;

	if (!(b->offload & OFFLOAD_IP4_CSUM) || !l3_fits(b))
		return;
	size = (l3[0] & 0xf) * 4u;
	if (size < IP4_SIZE || b->l3_at + (s32)size > b->at + b->length)
		return;
	memcpy(l3 + IP4_CSUM_AT, &field, 2);
	field = csum_field(csum_bytes(0, l3, size));
	memcpy(l3 + IP4_CSUM_AT, &field, 2);
}

void offload_finish(struct worker *w, struct buffer *b)
{
	struct l4 l4;

	if (l4_find(b, &l4))
		finish_l4(w, b, &l4);
	finish_ip4(b);
	b->flags &= ~BUFFER_OFFLOAD;
	b->offload = 0;
}

u32 offload_leave_l4(struct buffer *b)
{
	struct l4 l4;
	be16 sum;

	finish_ip4(b);
	if (!l4_find(b, &l4))
		return 0;
	sum = csum_fold(pseudo_sum(b, &l4));
	memcpy(l4.field, &sum, sizeof(sum));
	return l4.field_at;
}
