// The header that Linux puts in front of packets of tap and packet sockets (linux/virtio_net.h,
// virtio 1.2 section 5.1.6): checksums left to the receiver and packets of many segments, as they
// stand in a buffer's metadata (OFFLOAD_..., BUFFER_GSO) and back. Host byte order, 10 bytes.
#pragma once

#include "engine/base/text.h"
#include "engine/graph/buffer.h"
#include <linux/virtio_net.h>

#ifndef VIRTIO_NET_HDR_GSO_UDP_L4
#define VIRTIO_NET_HDR_GSO_UDP_L4 5 // Linux 6.2
#endif

enum vnet_header_verdict {
	VNET_HEADER_FINE,
	VNET_HEADER_BAD_CSUM, // its checksum field lies outside of the packet
	VNET_HEADER_BAD_GSO,  // segments of a kind, or of a size, that the packet cannot have
};
// Errors of input nodes, by verdict.
#define VNET_HEADER_BAD_CSUM_TEXT "checksum offsets outside of the packet"
#define VNET_HEADER_BAD_GSO_TEXT "segmentation that does not fit the packet"

EXPORT enum vnet_header_verdict vnet_header_look(
	struct worker *w, struct buffer *b, const struct virtio_net_hdr *h, bool is_ethernet);
EXPORT void vnet_header_fill(struct worker *w, struct buffer *b, struct virtio_net_hdr *h);

// Takes over what the header says of a packet whose current header is at the byte that the header
// counts from: an Ethernet header, or an IP header when not 'is_ethernet'. Nothing in it is
// trusted. Sets l2_at, l3_at, l4_at if the packet has an offload; a checksum that is none of TCP or
// UDP is filled in at once. Bad ones leave the packet as it is. Own thread.
static inline enum vnet_header_verdict vnet_header_take(
	struct worker *w, struct buffer *b, const struct virtio_net_hdr *h, bool is_ethernet)
{
	if (likely(!h->flags && !h->gso_type))
		return VNET_HEADER_FINE;
	return vnet_header_look(w, b, h, is_ethernet);
}

// The header for a packet that leaves as it is, from its current header on; its checksum fields
// become what the kernel wants to find there. Offloads whose headers do not fit into the first
// buffer are dropped. Own thread.
static inline void vnet_header_make(struct worker *w, struct buffer *b, struct virtio_net_hdr *h)
{
	*h = (struct virtio_net_hdr){0};
	if (unlikely(b->flags & (BUFFER_OFFLOAD | BUFFER_GSO)))
		vnet_header_fill(w, b, h);
}

// "vnet-hdr:" and two lines further in, each after 'column' blanks; no final newline.
EXPORT void vnet_header_text(struct text *t, const struct virtio_net_hdr *h, u32 column);
