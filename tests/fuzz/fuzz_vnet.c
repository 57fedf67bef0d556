// Fuzz target: any bytes as a virtio_net_hdr and the packet behind it. First a byte: bit 0, no
// Ethernet header; the rest, where in its first buffer the packet starts.
#include "devices/vnet_header.h"
#include "engine/base/clock.h"
#include "engine/graph/dispatch.h"
#include "engine/net/offload.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PACKET_SIZE_MAX = 65535 };

// What the kernel requires of a header that is given to it.
static void check_made(const struct buffer *b, const struct virtio_net_hdr *h)
{
	bool has_csum = h->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM;

	if (has_csum && (u32)h->csum_start + h->csum_offset + 2 > b->length)
		abort();
	if (h->gso_type &&
		(!has_csum || !h->gso_size || h->hdr_len > b->length ||
			buffer_packet_size(b) - h->hdr_len <= h->gso_size))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool started;
	struct virtio_net_hdr h;
	struct worker *w;
	struct text t = {0};
	struct buffer *b;
	u32 index;

	if (!started) {
		clock_stop(0);
		if (engine_start()) {
			fprintf(stderr, "no engine\n");
			exit(2);
		}
	}
	started = true;
	w = worker_self();
	if (size < 1 + sizeof(h) || size > PACKET_SIZE_MAX)
		return 0;
	if (buffer_alloc(w, &index, 1) != 1)
		abort(); // somebody keeps packets
	b = buffer_at(w, index);
	b->at = (s16)((data[0] >> 1) * 17 - BUFFER_HEADROOM);
	memcpy(&h, data + 1, sizeof(h));
	if (buffer_append(w, index, data + 1 + sizeof(h), size - 1 - sizeof(h)))
		abort();
	vnet_header_text(&t, &h, 0);
	text_free(&t);
	if (vnet_header_take(w, b, &h, !(data[0] & 1)) == VNET_HEADER_FINE) {
		vnet_header_make(w, b, &h);
		check_made(b, &h);
		offload_finish(w, b);
	}
	buffer_free_one(w, index);
	return 0;
}
