// Node af-packet-input: takes packets out of the receive rings of host interfaces.
// In: nothing. Out: ethernet-input, or ip4-input and ip6-input for interfaces of mode ip; features
// of arc device-input come first. VLAN tags, which the kernel keeps beside the packet, are put
// back.
//
// A frame (V2) or block (V3) whose status says TP_STATUS_USER is ours until we say
// TP_STATUS_KERNEL. The kernel is trusted to write the ring, not to be right about packets: lengths
// and offsets are checked against the frame or block before they are used.
#include "devices/af_packet/af_packet.h"
#include "devices/probe.h"
#include "devices/vnet_header.h"
#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "engine/base/memory.h"
#include "engine/graph/dispatch.h"
#include "engine/graph/feature.h"
#include "engine/graph/init.h"
#include "engine/net/device_input.h"
#include "engine/net/ethernet.h"
#include <sys/socket.h>

enum {
	ERROR_TIMED_OUT_BLOCK,
	ERROR_BLOCKS,
	ERROR_NO_BUFFERS,
	ERROR_TRUNCATED,
	ERROR_BAD_FRAME,
	ERROR_BAD_CSUM,
	ERROR_BAD_GSO,
	ERROR_NOT_IP,
};

// What the ring says of a packet, whichever version.
struct arrival {
	const u8 *bytes; // from the link header on
	u32 n, size;	 // bytes at hand, bytes on the wire
	u32 status;
	u16 mac_at, net_at, vlan_tci, vlan_tpid;
	u32 sec, nsec;
	u32 hash;
	const struct tpacket_block_desc *block; // V3; null: V2
	u32 sequence, number;
	struct virtio_net_hdr vnet;
};

struct record {
	u32 interface;
	u16 queue, next;
	u8 version;
	u32 block, block_version, sequence, number;
	u64 address;
	u32 status, n, size, sec, nsec;
	u16 mac_at, net_at, vlan_tci, vlan_tpid;
	struct virtio_net_hdr vnet;
};

// What traces say of the packets of a frame, until they are forwarded: FRAME_MAX for each thread.
static struct record *scratch;

struct origin {
	u16 place; // of its record, while traces are armed
};
BUFFER_META(origin, struct origin);

static const struct feature_arc_state *arc;

static const struct node_class af_packet_input_node;

// For the kernel's times, which count from the epoch, in now()'s.
static inline u64 time_of(
	const struct worker *w, const struct af_packet *d, const struct arrival *a)
{
	u64 at = d->now_at_epoch + a->sec * (u64)NS_PER_S + a->nsec;

	// The machine's clock may have been set meanwhile: what cannot be is not believed.
	return likely(at - 1 < w->time && w->time - at < NS_PER_S) ? at : w->time;
}

// Copies a packet, its VLAN tag put back, into new buffers. 0: none are left.
static inline u32 make_packet(struct worker *w, const struct buffer *like, const struct arrival *a)
{
	const u32 room = BUFFER_DATA_SIZE;
	const u8 *from = a->bytes;
	u32 index, left = a->n, n;
	struct buffer *b;
	u8 *to;

	if (unlikely(!buffer_alloc_like(w, like, &index, 1)))
		return 0;
	b = buffer_at(w, index);
	to = b->data;
	if (unlikely(a->status & TP_STATUS_VLAN_VALID) && left >= ETHERNET_SIZE) {
		be16 tag[2] = {be16_of(a->vlan_tpid), be16_of(a->vlan_tci)};

		memcpy(to, from, 12);
		memcpy(to + 12, tag, sizeof(tag));
		to += 12 + VLAN_TAG_SIZE;
		from += 12;
		left -= 12;
	}
	n = MIN(left, room - (u32)(to - b->data));
	memcpy(to, from, n);
	b->length = (u16)(to - b->data + n);
	if (unlikely(left > n) && buffer_append(w, index, from + n, left - n) < 0) {
		buffer_free_one(w, index);
		return 0;
	}
	return index;
}

static void remember(const struct af_packet_rx *q, struct record *r, const struct arrival *a)
{
	const struct af_packet_ring *ring = &q->ring;

	*r = (struct record){
		.interface = q->device->interface,
		.queue = q->number,
		.version = ring->version,
		.block = ring->next,
		.block_version = a->block ? a->block->version : 0,
		.sequence = a->sequence,
		.number = a->number,
		.address = (u64)(uintptr_t)a->block,
		.status = a->status,
		.n = a->n,
		.size = a->size,
		.sec = a->sec,
		.nsec = a->nsec,
		.mac_at = a->mac_at,
		.net_at = a->net_at,
		.vlan_tci = a->vlan_tci,
		.vlan_tpid = a->vlan_tpid,
		.vnet = a->vnet,
	};
}

// A frame under construction.
struct intake {
	struct worker *w;
	struct node *node;
	struct af_packet_rx *q;
	struct frame *f;
	u64 bytes;
	bool traced;
	u32 status; // of all its packets, or'ed
	struct buffer like;
};

// False when there was no buffer for it: the packet is lost.
static inline bool take(struct intake *in, struct arrival *a)
{
	struct worker *w = in->w;
	enum vnet_header_verdict verdict;
	struct buffer *b;
	u32 index;

	in->status |= a->status;
	in->like.time = time_of(w, in->q->device, a);
	index = make_packet(w, &in->like, a);
	if (unlikely(!index)) {
		node_count(w, in->node, ERROR_NO_BUFFERS, 1);
		counter_add(
			interface_counter(COUNTER_RX_NO_BUF), w, in->q->device->interface, 1, 0);
		return false;
	}
	b = buffer_at(w, index);
	if (unlikely(a->n < a->size))
		node_count(w, in->node, ERROR_TRUNCATED, 1);
	if (unlikely(a->status & TP_STATUS_VLAN_VALID) &&
		a->vnet.flags & VIRTIO_NET_HDR_F_NEEDS_CSUM)
		a->vnet.csum_start += VLAN_TAG_SIZE;
	verdict = vnet_header_take(w, b, &a->vnet, !in->q->device->is_ip);
	if (unlikely(verdict != VNET_HEADER_FINE))
		node_count(w, in->node,
			verdict == VNET_HEADER_BAD_CSUM ? ERROR_BAD_CSUM : ERROR_BAD_GSO, 1);
	if (unlikely(in->traced)) {
		origin(b)->place = in->f->n;
		remember(in->q, &scratch[w->index * FRAME_MAX + in->f->n], a);
	}
	in->bytes += buffer_packet_size(b);
	in->f->index[in->f->n++] = index;
	return true;
}

// The header in front of a packet at 'mac_at' of 'room' bytes at 'base', if all of it is there.
static inline bool look(struct arrival *a, const u8 *base, u32 room)
{
	if (unlikely(a->mac_at < sizeof(a->vnet) || a->mac_at > room || a->n > room - a->mac_at))
		return false;
	a->bytes = base + a->mac_at;
	memcpy(&a->vnet, a->bytes - sizeof(a->vnet), sizeof(a->vnet));
	if (!(a->status & TP_STATUS_VLAN_TPID_VALID))
		a->vlan_tpid = a->status & TP_STATUS_VLAN_VALID ? ETHERTYPE_VLAN : 0;
	return true;
}

static void take_v2(struct intake *in)
{
	struct af_packet_ring *r = &in->q->ring;

	while (in->f->n < FRAME_MAX) {
		struct tpacket2_hdr *h = (struct tpacket2_hdr *)af_packet_frame(r, r->next);
		u32 status = __atomic_load_n(&h->tp_status, __ATOMIC_ACQUIRE);
		struct arrival a = {.status = status,
			.n = h->tp_snaplen,
			.size = h->tp_len,
			.mac_at = h->tp_mac,
			.net_at = h->tp_net,
			.vlan_tci = h->tp_vlan_tci,
			.vlan_tpid = h->tp_vlan_tpid,
			.sec = h->tp_sec,
			.nsec = h->tp_nsec};

		if (!(status & TP_STATUS_USER))
			break;
		if (likely(look(&a, (const u8 *)h, r->shape.frame_size)))
			take(in, &a);
		else
			node_count(in->w, in->node, ERROR_BAD_FRAME, 1);
		__atomic_store_n(&h->tp_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
		r->next = r->next + 1 == r->shape.n_frames ? 0 : r->next + 1;
	}
}

static inline struct tpacket_block_desc *block_at(const struct af_packet_ring *r)
{
	return (struct tpacket_block_desc *)(r->memory + (size_t)r->next * r->shape.block_size);
}

static void give_back_block(struct af_packet_ring *r, struct tpacket_block_desc *d)
{
	__atomic_store_n(&d->hdr.bh1.block_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
	r->next = r->next + 1 == r->shape.n_blocks ? 0 : r->next + 1;
	r->in_block = r->packet_at = 0;
}

// Takes what there is of a block. False when the block is not done with.
static bool take_block(struct intake *in, const struct tpacket_block_desc *d)
{
	struct af_packet_ring *r = &in->q->ring;
	u32 n = d->hdr.bh1.num_pkts, size = r->shape.block_size;

	if (!r->in_block)
		r->packet_at = d->hdr.bh1.offset_to_first_pkt;
	for (; r->in_block < n && in->f->n < FRAME_MAX; r->in_block++) {
		const struct tpacket3_hdr *h =
			(const struct tpacket3_hdr *)((const u8 *)d + r->packet_at);
		struct arrival a;

		if (unlikely(r->packet_at > size - sizeof(*h))) {
			node_count(in->w, in->node, ERROR_BAD_FRAME, n - r->in_block);
			return true;
		}
		a = (struct arrival){.status = h->tp_status,
			.n = h->tp_snaplen,
			.size = h->tp_len,
			.mac_at = h->tp_mac,
			.net_at = h->tp_net,
			.vlan_tci = (u16)h->hv1.tp_vlan_tci,
			.vlan_tpid = h->hv1.tp_vlan_tpid,
			.sec = h->tp_sec,
			.nsec = h->tp_nsec,
			.block = d,
			.sequence = (u32)d->hdr.bh1.seq_num,
			.number = r->in_block};
		if (likely(look(&a, (const u8 *)h, size - r->packet_at)))
			take(in, &a);
		else
			node_count(in->w, in->node, ERROR_BAD_FRAME, 1);
		r->packet_at += MIN(h->tp_next_offset, size - r->packet_at);
	}
	return r->in_block >= n;
}

static void take_v3(struct intake *in)
{
	struct af_packet_ring *r = &in->q->ring;

	while (in->f->n < FRAME_MAX) {
		struct tpacket_block_desc *d = block_at(r);
		u32 status = __atomic_load_n(&d->hdr.bh1.block_status, __ATOMIC_ACQUIRE);

		if (!(status & TP_STATUS_USER))
			break;
		if (!r->in_block) {
			node_count(in->w, in->node, ERROR_BLOCKS, 1);
			if (status & TP_STATUS_BLK_TMO)
				node_count(in->w, in->node, ERROR_TIMED_OUT_BLOCK, 1);
		}
		if (!take_block(in, d))
			break;
		give_back_block(r, d);
	}
}

static u16 next_of_ip(struct node *node, struct buffer *b)
{
	u8 version = b->length ? b->data[0] >> 4 : 0;

	if (version == 4 || version == 6)
		return version == 4 ? DEVICE_INPUT_NEXT_IP4 : DEVICE_INPUT_NEXT_IP6;
	b->error = node->error_base + ERROR_NOT_IP;
	return DEVICE_INPUT_NEXT_DROP;
}

static NOINLINE void send_with_features(struct intake *in, bool is_ip)
{
	u16 next[FRAME_MAX];

	for (u32 i = 0; i < in->f->n; i++) {
		struct buffer *b = buffer_at(in->w, in->f->index[i]);

		next[i] = is_ip ? next_of_ip(in->node, b) : DEVICE_INPUT_NEXT_ETHERNET;
		feature_start(in->w, arc, in->q->device->interface, b, &next[i]);
	}
	node_forward(in->w, in->node, in->f, next);
}

// Packets that the kernel had no room for, since it was asked last.
static NOINLINE void count_missed(struct worker *w, const struct af_packet_rx *q)
{
	union {
		struct tpacket_stats v2;
		struct tpacket_stats_v3 v3;
	} stats = {0};
	socklen_t size = q->ring.version == TPACKET_V3 ? sizeof(stats.v3) : sizeof(stats.v2);

	if (getsockopt(q->ring.fd, SOL_PACKET, PACKET_STATISTICS, &stats, &size) == 0)
		counter_add(interface_counter(COUNTER_RX_MISS), w, q->device->interface,
			stats.v2.tp_drops, 0);
}

static u32 receive(struct worker *w, struct node *node, struct af_packet_rx *q)
{
	const struct af_packet *d = q->device;
	const struct interface *i = interface_at(d->interface);
	struct intake in = {.w = w, .node = node, .q = q, .f = frame_alloc(w)};
	u32 n;

	in.traced = w->trace_armed;
	interface_receive_begin(w, d->interface, &in.like);
	in.like.flags |= BUFFER_REST_VALID;
	if (q->ring.version == TPACKET_V3)
		take_v3(&in);
	else
		take_v2(&in);
	if (unlikely(in.status & TP_STATUS_LOSING))
		count_missed(w, q);
	n = in.f->n;
	if (!n) {
		frame_free(w, in.f);
		return 0;
	}
	interface_receive_end(w, node, d->interface, in.f, in.bytes);
	probe_rx(i, q->number, n, in.bytes);
	if (unlikely(d->is_ip || feature_config(arc, d->interface)))
		send_with_features(&in, d->is_ip);
	else
		node_forward_all(w, node, in.f, DEVICE_INPUT_NEXT_ETHERNET);
	return n;
}

static void run(struct worker *w, struct node *node, struct frame *)
{
	u32 at = 0;

	for (struct rx_source *s; (s = rx_source_next(w, node, &at));) {
		struct af_packet_rx *q = s->data;

		if (likely(q->ring.memory))
			rx_source_gave(w, s, receive(w, node, q));
	}
}

static void trace_record(void *at, struct worker *w, struct node *, struct buffer *b)
{
	*(struct record *)at = scratch[w->index * FRAME_MAX + origin(b)->place % FRAME_MAX];
}

static void trace_text(struct text *t, const void *record)
{
	const struct record *r = record;
	const struct interface *i = interface_at(r->interface);

	text_add(t, "af_packet: hw_if_index %u rx-queue %u next-index %u\n",
		i ? i->hw_index : INDEX_NONE, r->queue, DEVICE_INPUT_NEXT_ETHERNET);
	if (r->version == TPACKET_V3)
		text_add(t, "  block %u:\n    address 0x%lx version %u seq_num %u pkt_num %u\n",
			r->block, r->address, r->block_version, r->sequence, r->number);
	text_add(t,
		"  tpacket%u_hdr:\n    status 0x%x len %u snaplen %u mac %u net %u\n"
		"    sec 0x%x nsec 0x%x vlan %u vlan_tpid %u\n",
		r->version + 1, r->status, r->size, r->n, r->mac_at, r->net_at, r->sec, r->nsec,
		r->vlan_tci, r->vlan_tpid);
	vnet_header_text(t, &r->vnet, 2);
}

static const struct node_class af_packet_input_node = {
	.name = "af-packet-input",
	.type = NODE_INPUT,
	.state = NODE_DISABLED,
	.run = run,
	.sibling_of = "device-input",
	.trace_size = sizeof(struct record),
	.trace_record = trace_record,
	.trace_text = trace_text,
	.errors = ERRORS([ERROR_TIMED_OUT_BLOCK] = {"timed out block", SEVERITY_ERROR,
				 DROP_CONSUMED},
		[ERROR_BLOCKS] = {"total received block", SEVERITY_ERROR, DROP_CONSUMED},
		[ERROR_NO_BUFFERS] = {"no buffers, packets lost", SEVERITY_ERROR, DROP_RESOURCE},
		[ERROR_TRUNCATED] = {"packets longer than a frame of the ring", SEVERITY_ERROR,
			DROP_MALFORMED},
		[ERROR_BAD_FRAME] = {"frames with offsets outside of them", SEVERITY_ERROR,
			DROP_MALFORMED},
		[ERROR_BAD_CSUM] = {VNET_HEADER_BAD_CSUM_TEXT, SEVERITY_ERROR, DROP_MALFORMED},
		[ERROR_BAD_GSO] = {VNET_HEADER_BAD_GSO_TEXT, SEVERITY_ERROR, DROP_MALFORMED},
		[ERROR_NOT_IP] = {"packets that are neither IPv4 nor IPv6", SEVERITY_ERROR,
			DROP_MALFORMED}),
};
NODE_REGISTER(af_packet_input_node);

static int init(void)
{
	arc = feature_arc_state("device-input");
	scratch = memory_get_zero(worker_n() * FRAME_MAX * sizeof(*scratch));
	return 0;
}

static const struct init_function af_packet_input_init = {
	.name = "af_packet_input_init",
	.run = init,
	.after = NAMES("feature_init"),
	.stage = INIT,
};
INIT_REGISTER(af_packet_input_init);

void af_packet_rx_skip(struct af_packet_rx *q)
{
	struct af_packet_ring *r = &q->ring;
	u32 n = r->version == TPACKET_V3 ? r->shape.n_blocks : r->shape.n_frames;

	if (!r->memory)
		return;
	for (u32 i = 0; i < n; i++) {
		if (r->version == TPACKET_V3) {
			struct tpacket_block_desc *d = block_at(r);

			if (!(__atomic_load_n(&d->hdr.bh1.block_status, __ATOMIC_ACQUIRE) &
				    TP_STATUS_USER))
				return;
			give_back_block(r, d);
			continue;
		}
		struct tpacket2_hdr *h = (struct tpacket2_hdr *)af_packet_frame(r, r->next);

		if (!(__atomic_load_n(&h->tp_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER))
			return;
		__atomic_store_n(&h->tp_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
		r->next = r->next + 1 == r->shape.n_frames ? 0 : r->next + 1;
	}
}
