// The IPv4 header (RFC 791), what the ip4 nodes keep with a packet, and how it reads.
#pragma once

#include "engine/base/text.h"
#include "engine/graph/buffer.h"

struct ip4 {
	u8 version_length; // version 4 bits, header length in 32-bit words 4 bits
	u8 tos;		   // DSCP 6 bits, ECN 2 bits
	be16 size;	   // bytes, header included
	be16 id;
	be16 fragment; // flags 3 bits (reserved, DF, MF), offset 13 bits in units of 8 bytes
	u8 ttl;
	u8 protocol;
	be16 csum;
	be32 from, to;
} PACKED;

enum {
	IP4_HEADER_SIZE = 20,
	IP4_DF = 0x4000,
	IP4_MF = 0x2000,
	IP4_OFFSET_MASK = 0x1fff,
};

static inline u32 ip4_header_size(const struct ip4 *ip)
{
	return (ip->version_length & 0xf) * 4u;
}

static inline bool ip4_is_fragment(const struct ip4 *ip)
{
	return ip->fragment & be16_of(IP4_MF | IP4_OFFSET_MASK);
}

static inline bool ip4_is_first(const struct ip4 *ip)
{
	return !(ip->fragment & be16_of(IP4_OFFSET_MASK));
}

// The header lies in the packet's first buffer, and the size it states in the packet. Nodes that
// may get packets from elsewhere than ip4-input ask before they read a field.
static inline bool ip4_lengths_valid(const struct buffer *b)
{
	const struct ip4 *ip = (const struct ip4 *)(b->data + b->at);

	if (unlikely(b->length < IP4_HEADER_SIZE))
		return false;
	return ip4_header_size(ip) >= IP4_HEADER_SIZE && ip4_header_size(ip) <= b->length &&
		host16(ip->size) >= ip4_header_size(ip) &&
		host16(ip->size) <= buffer_packet_size(b);
}

struct ip4_meta {
	u32 adjacency; // or the index of whatever object comes next: the 'dpo-idx' of traces
	u32 fib;       // FIB index looked up in
	u32 icmp_data; // for ip4-icmp-error: the word after type and code; for ip4-frag: the MTU
	u8 icmp_type, icmp_code;
	u16 save_rewrite;
	u8 lookups; // tables that sent the packet on to another one
};
BUFFER_META(ip4_meta, struct ip4_meta);

// What ip4-icmp-error is to answer with. The copy in flow_hash is where VPP keeps type and code, so
// later traces of the packet ("flow:0x0000000b") read the same.
static inline void ip4_icmp_set(struct buffer *b, u8 type, u8 code, u32 data)
{
	struct ip4_meta *m = ip4_meta(b);

	m->icmp_type = type;
	m->icmp_code = code;
	m->icmp_data = data;
	b->flow_hash = type | code << 8;
}

// The header and what follows it by registered protocol:
// "UDP: 10.1.0.5 -> 10.2.0.2\n  tos 0x00, ttl 64, ...\n  fragment id 0x0000\nUDP: 1 -> 2\n  ...".
EXPORT void ip4_text(struct text *t, const u8 *bytes, u32 n);
