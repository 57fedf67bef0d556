// Checksums of IPv4 headers, TCP and UDP for interfaces without hardware that does it.
#include "engine/net/offload.h"
#include "engine/base/csum.h"

enum {
	IP4_SIZE = 20,
	IP4_CSUM_AT = 10, // of the header checksum, RFC 791
	IP4_FROM_AT = 12, // source and destination, 8 bytes
	IP6_SIZE = 40,
	IP6_FROM_AT = 8,  // source and destination, 32 bytes
	UDP_CSUM_AT = 6,  // RFC 768
	TCP_CSUM_AT = 16, // RFC 9293
	PROTOCOL_TCP = 6,
	PROTOCOL_UDP = 17,
};

static void finish_l4(struct worker *w, struct buffer *b, u32 at, u8 protocol)
{
	const u8 *l3 = b->data + b->l3_at;
	bool is_ip6 = b->flags & BUFFER_IP6;
	u32 from = b->l4_at - b->at, size = buffer_packet_size(b) - from;
	be16 *field = (be16 *)(b->data + b->l4_at + at);
	u64 sum = is_ip6 ? csum_bytes(0, l3 + IP6_FROM_AT, 32) : csum_bytes(0, l3 + IP4_FROM_AT, 8);

	*field = 0;
	sum += be16_of(protocol);
	sum += be16_of(size >> 16) + be16_of(size);
	*field = csum_field(sum + buffer_sum(w, b, from, size));
	// An all-zero UDP checksum would mean "none" (RFC 768).
	if (protocol == PROTOCOL_UDP && !*field)
		*field = 0xffff;
}

void offload_finish(struct worker *w, struct buffer *b)
{
	s32 end = b->at + b->length;
	u32 l3_size = b->flags & BUFFER_IP6 ? IP6_SIZE : IP4_SIZE;
	u16 offload = b->offload;

	b->flags &= ~BUFFER_OFFLOAD;
	b->offload = 0;
	if (b->l3_at < b->at || b->l3_at + (s32)l3_size > end)
		return;
	if (offload & (OFFLOAD_TCP_CSUM | OFFLOAD_UDP_CSUM) &&
		b->l4_at >= b->l3_at + (s32)l3_size) {
		if (offload & OFFLOAD_TCP_CSUM && b->l4_at + TCP_CSUM_AT + 2 <= end)
			finish_l4(w, b, TCP_CSUM_AT, PROTOCOL_TCP);
		else if (offload & OFFLOAD_UDP_CSUM && b->l4_at + UDP_CSUM_AT + 2 <= end)
			finish_l4(w, b, UDP_CSUM_AT, PROTOCOL_UDP);
	}
	if (offload & OFFLOAD_IP4_CSUM) {
		u8 *l3 = b->data + b->l3_at;
		u32 size = (l3[0] & 0xf) * 4u;
		be16 field = 0;

		if (size < IP4_SIZE || b->l3_at + (s32)size > end)
			return;
		memcpy(l3 + IP4_CSUM_AT, &field, 2);
		field = csum_field(csum_bytes(0, l3, size));
		memcpy(l3 + IP4_CSUM_AT, &field, 2);
	}
}
