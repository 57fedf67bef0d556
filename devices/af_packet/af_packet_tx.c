// Node <name>-tx of a host interface: puts packets into a transmit ring and tells the kernel.
// In: frames ready to leave. Out: nothing; error-drop is not used, what does not fit is counted.
//
// What is in a frame of the ring is sent from where it stands: the kernel hands the ring's pages to
// the receiver, yet calls the frame available as soon as the receiver's IP layer has the packet
// (packet_mmap.rst, tpacket_destruct_skb). A socket that reads slowly would see the frame's next
// packet in its place. So the kernel is told to copy what is not large (hdr_len says up to where
// it copies), and the ring is larger than what sockets keep of large ones.
#include "devices/af_packet/af_packet.h"
#include "devices/buffer_text.h"
#include "devices/probe.h"
#include "devices/vnet_header.h"
#include "engine/base/error.h"
#include "engine/graph/dispatch.h"
#include "engine/net/protocol.h"
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <sys/socket.h>

enum { ERROR_FULL, ERROR_TOO_LONG, ERROR_WRONG_FORMAT, ERROR_CLOSED, ERROR_KERNEL, ERROR_AGAIN };

enum {
	COPIED_MAX = 16384, // bytes: longer packets are sent from the ring's pages
	KICKS_MAX = 4,	    // how often the kernel is asked to go on with a frame of packets
};

struct record {
	u32 interface, index;
	u16 queue;
	u8 version, protocol_hint;
	u32 status, size;
	struct virtio_net_hdr vnet;
	struct buffer_record buffer;
};

// Where packet and header stand in a frame of the ring.
static inline u32 data_at(const struct af_packet_ring *r)
{
	return (r->version == TPACKET_V3 ? TPACKET3_HDRLEN : TPACKET2_HDRLEN) -
		(u32)sizeof(struct sockaddr_ll);
}

static inline u32 *status_of(const struct af_packet_ring *r, u8 *frame)
{
	return r->version == TPACKET_V3 ? &((struct tpacket3_hdr *)frame)->tp_status
					: &((struct tpacket2_hdr *)frame)->tp_status;
}

static inline void set_size(const struct af_packet_ring *r, u8 *frame, u32 size)
{
	if (r->version == TPACKET_V3) {
		struct tpacket3_hdr *h = (struct tpacket3_hdr *)frame;

		h->tp_len = h->tp_snaplen = size;
		h->tp_next_offset = 0;
	} else {
		struct tpacket2_hdr *h = (struct tpacket2_hdr *)frame;

		h->tp_len = h->tp_snaplen = size;
	}
}

static u8 hint_of(const struct af_packet *d, const struct buffer *b)
{
	const u8 *bytes = b->data + b->at;

	if (!d->is_ip)
		return 1;
	return b->length && bytes[0] >> 4 == 6 ? 3 : 2;
}

static void trace_record(void *at, struct worker *w, struct node *node, struct buffer *b)
{
	const struct interface *i = node->data;
	const struct af_packet *d = i->device;
	const struct af_packet_tx *q = &d->tx[w->index % d->n_tx];
	struct record *r = at;

	*r = (struct record){.interface = i->index,
		.index = (u32)(((u8 *)b - w->buffer_base) >> 6),
		.queue = q->number,
		.version = q->ring.version,
		.protocol_hint = hint_of(d, b),
		.status = TP_STATUS_SEND_REQUEST,
		.size = buffer_packet_size(b) + (u32)sizeof(r->vnet),
		.vnet = q->vnet};
	buffer_record(&r->buffer, b);
}

static inline void copy_packet(struct worker *w, const struct buffer *b, u8 *to, u32 size)
{
	memcpy(to, b->data + b->at, b->length);
	if (unlikely(b->flags & BUFFER_NEXT))
		buffer_read(w, b, b->length, to + b->length, size - b->length);
}

// Puts a packet into the next frame. An error code of this node, or -1.
static inline int put(struct worker *w, struct node *node, struct af_packet_tx *q, struct buffer *b)
{
	struct af_packet_ring *r = &q->ring;
	u8 *frame = af_packet_frame(r, r->next), *to = frame + data_at(r);
	u32 *status = status_of(r, frame), now_is = __atomic_load_n(status, __ATOMIC_ACQUIRE);
	u32 size = buffer_packet_size(b);

	if (unlikely(now_is & TP_STATUS_WRONG_FORMAT)) {
		node_count(w, node, ERROR_WRONG_FORMAT, 1);
		now_is = TP_STATUS_AVAILABLE;
	}
	if (unlikely(now_is & (TP_STATUS_SEND_REQUEST | TP_STATUS_SENDING)))
		return ERROR_FULL;
	if (unlikely(size > r->shape.frame_size - data_at(r) - sizeof(q->vnet)))
		return ERROR_TOO_LONG;
	vnet_header_make(w, b, &q->vnet);
	node_trace_one(w, node, b);
	if (likely(size <= COPIED_MAX))
		q->vnet.hdr_len = (u16)size;
	memcpy(to, &q->vnet, sizeof(q->vnet));
	copy_packet(w, b, to + sizeof(q->vnet), size);
	set_size(r, frame, size + (u32)sizeof(q->vnet));
	__atomic_store_n(status, TP_STATUS_SEND_REQUEST, __ATOMIC_RELEASE);
	r->next = r->next + 1 == r->shape.n_frames ? 0 : r->next + 1;
	return -1;
}

// Whether the frame put last still waits for the kernel.
static bool is_waiting(const struct af_packet_ring *r)
{
	u32 last = (r->next ? r->next : r->shape.n_frames) - 1;
	u32 status = __atomic_load_n(status_of(r, af_packet_frame(r, last)), __ATOMIC_ACQUIRE);

	return status & TP_STATUS_SEND_REQUEST;
}

// The kernel sends what is in the ring. It may stop early, when its own queues are full.
static void kick(struct worker *w, struct node *node, const struct af_packet *d,
	const struct af_packet_tx *q, u16 protocol)
{
	struct sockaddr_ll to = {.sll_family = AF_PACKET,
		.sll_protocol = htons(protocol),
		.sll_ifindex = d->host_index,
		.sll_halen = ETH_ALEN,
		.sll_addr = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

	for (u32 i = 0; i < KICKS_MAX; i++) {
		ssize_t sent = d->is_ip ? sendto(q->ring.fd, NULL, 0, MSG_DONTWAIT,
						  (struct sockaddr *)&to, sizeof(to))
					: sendto(q->ring.fd, NULL, 0, MSG_DONTWAIT, NULL, 0);

		if (sent < 0 && errno != EAGAIN && errno != ENOBUFS && errno != EINTR)
			node_count(w, node, ERROR_KERNEL, 1);
		if (!is_waiting(&q->ring))
			return;
	}
	node_count(w, node, ERROR_AGAIN, 1);
}

static inline u16 protocol_of(const struct af_packet *d, const struct buffer *b)
{
	if (likely(!d->is_ip))
		return 0;
	return hint_of(d, b) == 3 ? ETHERTYPE_IP6 : ETHERTYPE_IP4;
}

// Sends a frame, in runs of one ethertype where there is no header that tells it.
static void send_frame(struct worker *w, struct node *node, struct frame *f, struct af_packet_tx *q)
{
	const struct interface *i = node->data;
	const struct af_packet *d = i->device;
	u32 n_sent = 0, n_full = 0, since_kick = 0;
	u16 protocol = 0;
	u64 bytes = 0;

	for (u32 k = 0; k < f->n; k++) {
		struct buffer *b = buffer_at(w, f->index[k]);
		u16 wanted = protocol_of(d, b);
		int error;

		if (unlikely(wanted != protocol) && since_kick) {
			kick(w, node, d, q, protocol);
			since_kick = 0;
		}
		protocol = wanted;
		error = put(w, node, q, b);
		if (unlikely(error == ERROR_FULL) && since_kick) {
			kick(w, node, d, q, protocol);
			since_kick = 0;
			error = put(w, node, q, b);
		}
		if (likely(error < 0)) {
			n_sent++;
			since_kick++;
			bytes += buffer_packet_size(b);
			continue;
		}
		node_count(w, node, (u16)error, 1);
		n_full++;
	}
	if (since_kick)
		kick(w, node, d, q, protocol);
	if (unlikely(n_full))
		counter_add(interface_counter(COUNTER_TX_ERROR), w, i->index, n_full, 0);
	probe_tx(i, q->number, n_sent, bytes);
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	const struct interface *i = node->data;
	const struct af_packet *d = i->device;
	struct af_packet_tx *q = &d->tx[w->index % d->n_tx];

	if (likely(q->ring.memory)) {
		while (__atomic_exchange_n(&q->lock, 1, __ATOMIC_ACQUIRE))
			__builtin_ia32_pause();
		send_frame(w, node, f, q);
		__atomic_store_n(&q->lock, 0, __ATOMIC_RELEASE);
	} else {
		node_count(w, node, ERROR_CLOSED, f->n);
		counter_add(interface_counter(COUNTER_TX_ERROR), w, i->index, f->n, 0);
	}
	buffer_free(w, f->index, f->n);
}

static void trace_text(struct text *t, const void *record)
{
	const struct record *r = record;
	const struct interface *i = interface_at(r->interface);

	text_add(t, "af_packet: hw_if_index %u tx-queue %u\n", i ? i->hw_index : INDEX_NONE,
		r->queue);
	text_add(t,
		"  tpacket%u_hdr:\n    status 0x%x len %u snaplen %u mac 0 net 0\n"
		"    sec 0x0 nsec 0x0 vlan 0 vlan_tpid 0\n",
		r->version + 1, r->status, r->size, r->size);
	vnet_header_text(t, &r->vnet, 2);
	text_add(t, "\n  buffer 0x%x:\n    ", r->index);
	t->indent += 2;
	buffer_record_text(t, &r->buffer, 2);
	text_add(t, "\n");
	buffer_record_packet_text(t, &r->buffer, r->protocol_hint);
	t->indent -= 2;
}

const struct node_class af_packet_tx_node = {
	.name = "af-packet-tx",
	.type = NODE_INTERNAL,
	.run = run,
	.trace_size = sizeof(struct record),
	.trace_record = trace_record,
	.trace_text = trace_text,
	.errors = ERRORS([ERROR_FULL] = {"transmit ring full, packets lost", SEVERITY_ERROR,
				 DROP_RESOURCE},
		[ERROR_TOO_LONG] = {"packets longer than a frame of the ring", SEVERITY_ERROR,
			DROP_MALFORMED},
		[ERROR_WRONG_FORMAT] = {"frames that the kernel refused", SEVERITY_ERROR,
			DROP_MALFORMED},
		[ERROR_CLOSED] = {"the Linux interface is gone, packets lost", SEVERITY_ERROR,
			DROP_POLICY},
		[ERROR_KERNEL] = {"the kernel would not send", SEVERITY_ERROR, DROP_RESOURCE},
		[ERROR_AGAIN] = {"packets left for the next turn", SEVERITY_WARNING, DROP_PENDING}),
	.protocol_hint = 1,
};
