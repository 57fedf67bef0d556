// Between virtio_net_hdr and what a buffer's metadata says of checksums and segments.
#include "devices/vnet_header.h"
#include "engine/base/csum.h"
#include "engine/ip4/ip4.h"
#include "engine/ip4/tcp.h"
#include "engine/ip4/udp.h"
#include "engine/ip6/ip6.h"
#include "engine/net/ethernet.h"
#include "engine/net/offload.h"

enum {
	TAGS_MAX = 4,
	EXTENSIONS_MAX = 8,
	TCP_FLAGS_CWR = 0x80,
	// Linux makes no smaller segments of TCP: the smallest MSS it takes, 48, less 40 bytes of
	// options. A smaller one would only make many packets out of one.
	TCP_SEGMENT_MIN = 8,
	UDP_SEGMENTS_MAX = 128, // of one packet, as Linux
};

enum { HOP_BY_HOP = 0, DESTINATION_OPTIONS = 60 };

// A chain of headers from the packet's start to TCP or UDP, all in the first buffer. Bytes from
// the current header.
struct chain {
	u32 l3, l4, l4_size;
	u8 protocol;
	bool is_ip6, has_options; // of IPv4
};

static bool find_ip6(const u8 *bytes, u32 n, struct chain *c)
{
	const struct ip6 *ip = (const struct ip6 *)(bytes + c->l3);
	u32 at = c->l3 + IP6_HEADER_SIZE;
	u8 protocol;

	if (at > n)
		return false;
	protocol = ip->protocol;
	// Only those that leave alone what the pseudo header is made of: no routing, no fragments.
	for (u32 i = 0; protocol == HOP_BY_HOP || protocol == DESTINATION_OPTIONS; i++) {
		if (i == EXTENSIONS_MAX || at + 8 > n)
			return false;
		protocol = bytes[at];
		at += bytes[at + 1] * 8u + 8;
	}
	c->is_ip6 = true;
	c->has_options = false;
	c->l4 = at;
	c->protocol = protocol;
	return true;
}

static bool find_ip4(const u8 *bytes, u32 n, struct chain *c)
{
	const struct ip4 *ip = (const struct ip4 *)(bytes + c->l3);

	if (c->l3 + IP4_HEADER_SIZE > n || ip4_header_size(ip) < IP4_HEADER_SIZE ||
		ip4_is_fragment(ip))
		return false;
	c->is_ip6 = false;
	c->has_options = ip4_header_size(ip) != IP4_HEADER_SIZE;
	c->l4 = c->l3 + ip4_header_size(ip);
	c->protocol = ip->protocol;
	return true;
}

// What follows the Ethernet header and its tags: 4, 6, or 0 for something else.
static u8 find_ip(const u8 *bytes, u32 n, bool is_ethernet, u32 *at)
{
	const struct ethernet *e = (const struct ethernet *)bytes;
	u16 type;

	*at = 0;
	if (is_ethernet) {
		if (n < ETHERNET_SIZE)
			return 0;
		type = host16(e->type);
		*at = ETHERNET_SIZE;
		for (u32 i = 0; type == ETHERTYPE_VLAN || type == ETHERTYPE_QINQ; i++) {
			if (i == TAGS_MAX || *at + VLAN_TAG_SIZE > n)
				return 0;
			type = host16(((const struct vlan_tag *)(bytes + *at))->type);
			*at += VLAN_TAG_SIZE;
		}
		if (type != ETHERTYPE_IP4 && type != ETHERTYPE_IP6)
			return 0;
	}
	if (*at >= n || (is_ethernet && bytes[*at] >> 4 != (type == ETHERTYPE_IP4 ? 4 : 6)))
		return 0;
	return bytes[*at] >> 4;
}

static bool find_chain(const struct buffer *b, bool is_ethernet, struct chain *c)
{
	const u8 *bytes = b->data + b->at;
	u32 n = b->length;
	u8 version = find_ip(bytes, n, is_ethernet, &c->l3);

	if (version == 4 ? !find_ip4(bytes, n, c) : version != 6 || !find_ip6(bytes, n, c))
		return false;
	if (c->protocol == IP_PROTOCOL_UDP && c->l4 + UDP_HEADER_SIZE <= n) {
		c->l4_size = UDP_HEADER_SIZE;
		return true;
	}
	if (c->protocol != IP_PROTOCOL_TCP || c->l4 + TCP_HEADER_SIZE > n)
		return false;
	c->l4_size = tcp_header_size((const struct tcp *)(bytes + c->l4));
	return c->l4_size >= TCP_HEADER_SIZE && c->l4 + c->l4_size <= n;
}

static u32 csum_at(const struct chain *c)
{
	return c->protocol == IP_PROTOCOL_TCP ? offsetof(struct tcp, csum)
					      : offsetof(struct udp, csum);
}

static void note(struct buffer *b, const struct chain *c)
{
	b->l2_at = b->at;
	b->l3_at = (s16)(b->at + (s32)c->l3);
	b->l4_at = (s16)(b->at + (s32)c->l4);
	b->offload |= c->protocol == IP_PROTOCOL_TCP ? OFFLOAD_TCP_CSUM : OFFLOAD_UDP_CSUM;
	// Nothing on the way here could spoil a checksum that was not made yet.
	b->flags |= BUFFER_OFFLOAD | BUFFER_L2_VALID | BUFFER_L3_VALID | BUFFER_L4_VALID |
		(c->is_ip6 ? BUFFER_IP6 : BUFFER_IP4) | BUFFER_L4_CSUM_COMPUTED |
		BUFFER_L4_CSUM_CORRECT;
}

static bool gso_kind_fits(u8 type, const struct chain *c)
{
	switch (type & ~VIRTIO_NET_HDR_GSO_ECN) {
	case VIRTIO_NET_HDR_GSO_TCPV4:
		return c->protocol == IP_PROTOCOL_TCP && !c->is_ip6;
	case VIRTIO_NET_HDR_GSO_TCPV6:
		return c->protocol == IP_PROTOCOL_TCP && c->is_ip6;
	case VIRTIO_NET_HDR_GSO_UDP_L4:
		return c->protocol == IP_PROTOCOL_UDP && !(type & VIRTIO_NET_HDR_GSO_ECN);
	default:
		return false;
	}
}

// Segments are cut by the size of the packet, each gets its own: what the IP header says must
// agree.
static bool l3_size_fits(const struct buffer *b, const struct chain *c)
{
	const u8 *l3 = b->data + b->at + c->l3;
	u32 size = c->is_ip6 ? host16(((const struct ip6 *)l3)->payload_size) + IP6_HEADER_SIZE
			     : host16(((const struct ip4 *)l3)->size);

	return size == buffer_packet_size(b) - c->l3;
}

static enum vnet_header_verdict take_gso(
	struct buffer *b, const struct virtio_net_hdr *h, bool is_ethernet)
{
	bool has_csum = h->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM;
	struct chain c;
	u32 payload;

	if (!find_chain(b, is_ethernet, &c) || !gso_kind_fits(h->gso_type, &c) ||
		!l3_size_fits(b, &c))
		return VNET_HEADER_BAD_GSO;
	if (has_csum && (h->csum_start != c.l4 || h->csum_offset != csum_at(&c)))
		return VNET_HEADER_BAD_CSUM;
	payload = buffer_packet_size(b) - c.l4 - c.l4_size;
	if (c.protocol == IP_PROTOCOL_TCP ? h->gso_size < TCP_SEGMENT_MIN
					  : h->gso_size * (u32)UDP_SEGMENTS_MAX < payload)
		return VNET_HEADER_BAD_GSO;
	note(b, &c);
	// What is one segment already is an ordinary packet.
	if (payload > h->gso_size) {
		b->flags |= BUFFER_GSO;
		b->gso_size = h->gso_size;
		b->gso_l4_size = (u16)c.l4_size;
	}
	return VNET_HEADER_FINE;
}

// Any other sum of this kind: of a packet inside of a tunnel, of a protocol not known here.
static enum vnet_header_verdict finish_now(
	struct worker *w, struct buffer *b, const struct virtio_net_hdr *h)
{
	u32 size = buffer_packet_size(b), field_at = (u32)h->csum_start + h->csum_offset;
	be16 field;

	if (field_at + 2 > b->length)
		return VNET_HEADER_BAD_CSUM;
	// The sender has left the sum of the pseudo header in the field.
	field = csum_field(buffer_sum(w, b, h->csum_start, size - h->csum_start));
	field = field ? field : 0xffff; // which is 0, too, but for UDP
	memcpy(b->data + b->at + field_at, &field, 2);
	return VNET_HEADER_FINE;
}

enum vnet_header_verdict vnet_header_look(
	struct worker *w, struct buffer *b, const struct virtio_net_hdr *h, bool is_ethernet)
{
	struct chain c;

	if (h->gso_type)
		return take_gso(b, h, is_ethernet);
	if (h->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM) {
		// Options may have a route: 'to' is not what the pseudo header has, then.
		if (!find_chain(b, is_ethernet, &c) || c.has_options || h->csum_start != c.l4 ||
			h->csum_offset != csum_at(&c))
			return finish_now(w, b, h);
		note(b, &c);
	} else if (h->flags & VIRTIO_NET_HDR_F_DATA_VALID) {
		b->flags |= BUFFER_L4_CSUM_COMPUTED | BUFFER_L4_CSUM_CORRECT;
	}
	return VNET_HEADER_FINE;
}

static void fill_gso(const struct buffer *b, struct virtio_net_hdr *h)
{
	const struct tcp *tcp = (const struct tcp *)(b->data + b->l4_at);
	u32 size = h->csum_start + b->gso_l4_size;

	if (b->offload & OFFLOAD_UDP_CSUM)
		h->gso_type = VIRTIO_NET_HDR_GSO_UDP_L4;
	else
		h->gso_type =
			b->flags & BUFFER_IP6 ? VIRTIO_NET_HDR_GSO_TCPV6 : VIRTIO_NET_HDR_GSO_TCPV4;
	// Linux keeps the bit with each packet whose first segment alone is to have CWR (RFC 3168).
	if (b->offload & OFFLOAD_TCP_CSUM && tcp->flags & TCP_FLAGS_CWR)
		h->gso_type |= VIRTIO_NET_HDR_GSO_ECN;
	h->hdr_len = (u16)size;
	h->gso_size = b->gso_size;
}

void vnet_header_fill(struct worker *, struct buffer *b, struct virtio_net_hdr *h)
{
	u32 field_at = offload_leave_l4(b);

	if (!field_at)
		return;
	h->flags = VIRTIO_NET_HDR_F_NEEDS_CSUM;
	h->csum_start = (u16)(b->l4_at - b->at);
	h->csum_offset = (u16)field_at;
	if (b->flags & BUFFER_GSO)
		fill_gso(b, h);
}

void vnet_header_text(struct text *t, const struct virtio_net_hdr *h, u32 column)
{
	text_add(t,
		"%*svnet-hdr:\n%*s  flags 0x%02x gso_type 0x%02x hdr_len %u\n"
		"%*s  gso_size %u csum_start %u csum_offset %u",
		column, "", column, "", h->flags, h->gso_type, h->hdr_len, column, "", h->gso_size,
		h->csum_start, h->csum_offset);
}
