// Node virtio-input: packets that the host sends to tap and tun interfaces, each queue on the
// thread that it is placed on. The name is VPP's, which reads them from virtio rings.
// In: nothing. Out: ethernet-input, or ip4-input and ip6-input for tun; b->rx_interface is the
// interface. Features of arc device-input come first. error-drop for headers that lie.
#include "devices/probe.h"
#include "devices/tap/tap.h"
#include "devices/vnet_header.h"
#include "engine/graph/feature.h"
#include "engine/graph/init.h"
#include "engine/net/device_input.h"
#include <errno.h>
#include <unistd.h>

enum {
	ERROR_BAD_CSUM,
	ERROR_BAD_GSO,
	ERROR_NOT_IP,
	ERROR_TOO_LONG,
	ERROR_SHORT,
	ERROR_NO_BUFFERS,
	ERROR_READ,
};

enum {
	// Bytes that a queue gives in one turn: what the nodes after this one find in the second
	// level cache.
	TURN_BYTES = 512 * 1024,
};

static const struct feature_arc_state *arc;
static u16 next_ip4, next_ip6; // error-drop while nobody takes such packets

// What the trace shows.
struct origin {
	struct virtio_net_hdr header;
	u16 queue, next;
};
BUFFER_META(origin, struct origin);

// Puts buffers into the empty places, the ones in front. Returns false if there are none at all.
static bool prepare(struct worker *w, const struct tap *t, struct tap_queue *q)
{
	u32 index[TAP_BUFFERS_MAX], n = buffer_alloc(w, index, q->first);

	for (u32 i = 0; i < n; i++) {
		struct buffer *b = buffer_at(w, index[i]);

		q->ready[--q->first] = index[i];
		q->part[q->first + 1] = (struct iovec){
			.iov_base = b->data, .iov_len = buffer_pool_at(b->pool)->data_size};
	}
	q->part[q->first] = (struct iovec){.iov_base = &q->header, .iov_len = sizeof(q->header)};
	return q->first < t->n_wanted;
}

// A packet of the first buffers, which hold 'size' bytes; its index.
static u32 take(struct worker *w, struct tap_queue *q, const struct buffer *like, u32 size)
{
	u32 index = q->ready[q->first], at = q->first, left = size;
	struct buffer *first = buffer_at(w, index), *b = first;

	while (true) {
		u8 pool = b->pool;

		memcpy(b, like, offsetof(struct buffer, headroom));
		b->pool = pool;
		b->length = (u16)MIN(left, (u32)q->part[at + 1].iov_len);
		left -= b->length;
		at++;
		if (likely(!left))
			break;
		b->next = q->ready[at];
		b->flags |= BUFFER_NEXT;
		b = buffer_at(w, q->ready[at]);
	}
	if (b != first) {
		first->rest = size - first->length;
		first->flags |= BUFFER_REST_VALID;
	}
	q->first = at;
	return index;
}

static u16 next_of(struct node *node, const struct tap *t, struct buffer *b)
{
	u8 version = b->length ? b->data[0] >> 4 : 0;

	if (!t->is_tun)
		return DEVICE_INPUT_NEXT_ETHERNET;
	if (version == 4)
		return next_ip4;
	if (version == 6)
		return next_ip6;
	b->error = node->error_base + ERROR_NOT_IP;
	return DEVICE_INPUT_NEXT_DROP;
}

static u16 classify(struct worker *w, struct node *node, const struct tap *t,
	const struct tap_queue *q, struct buffer *b)
{
	enum vnet_header_verdict verdict = vnet_header_take(w, b, &q->header, !t->is_tun);
	u16 next;

	if (unlikely(verdict != VNET_HEADER_FINE)) {
		b->error = node->error_base +
			(verdict == VNET_HEADER_BAD_CSUM ? ERROR_BAD_CSUM : ERROR_BAD_GSO);
		next = DEVICE_INPUT_NEXT_DROP;
	} else {
		next = next_of(node, t, b);
		if (next != DEVICE_INPUT_NEXT_DROP)
			feature_start(w, arc, t->interface, b, &next);
	}
	*origin(b) = (struct origin){q->header, q->number, next};
	return next;
}

static NOINLINE void failed(struct worker *w, struct node *node, struct tap *t)
{
	// The host's side has been removed; else it may come right again.
	if (errno == EBADFD)
		tap_is_gone(t);
	node_count(w, node, ERROR_READ, 1);
	counter_add(interface_counter(COUNTER_RX_ERROR), w, t->interface, 1, 0);
}

static NOINLINE void refuse(struct worker *w, struct node *node, struct tap *t, u16 error)
{
	node_count(w, node, error, 1);
	counter_add(interface_counter(COUNTER_RX_ERROR), w, t->interface, 1, 0);
}

// Reads the next packet into the ready buffers: how many bytes it has, 0 for none.
static u32 read_one(struct worker *w, struct node *node, struct tap *t, struct tap_queue *q)
{
	const ssize_t header_size = sizeof(q->header);

	while (true) {
		ssize_t n, room;

		if (q->first && unlikely(!prepare(w, t, q))) {
			node_count(w, node, ERROR_NO_BUFFERS, 1);
			counter_add(interface_counter(COUNTER_RX_NO_BUF), w, t->interface, 1, 0);
			return 0;
		}
		n = readv(q->fd, q->part + q->first, (int)(t->n_wanted - q->first + 1));
		if (n < 0) {
			if (errno == EINTR)
				continue;
			if (unlikely(errno != EAGAIN))
				failed(w, node, t);
			return 0;
		}
		room = (ssize_t)(t->n_wanted - q->first) * (ssize_t)q->part[q->first + 1].iov_len;
		if (likely(n > header_size && n < header_size + room))
			return (u32)(n - header_size);
		// What fills all buffers was probably longer than they are.
		refuse(w, node, t, n > header_size ? ERROR_TOO_LONG : ERROR_SHORT);
	}
}

// Gives what the queue has, within bounds; how many packets.
static u32 receive(struct worker *w, struct node *node, struct tap *t, struct tap_queue *q)
{
	struct frame *f = frame_alloc(w);
	u16 next[FRAME_MAX];
	struct buffer like;
	u64 bytes = 0;
	u32 size, n;

	interface_receive_begin(w, t->interface, &like);
	while (f->n < FRAME_MAX && bytes < TURN_BYTES && (size = read_one(w, node, t, q))) {
		u32 index = take(w, q, &like, size);

		f->index[f->n] = index;
		next[f->n] = classify(w, node, t, q, buffer_at(w, index));
		f->n++;
		bytes += size;
	}
	n = f->n;
	if (!n) {
		frame_free(w, f);
		return 0;
	}
	q->n_received += n;
	probe_rx(interface_at(t->interface), q->number, n, bytes);
	if (!t->is_tun)
		f->flags |= FRAME_ETH_SINGLE_IF;
	interface_receive_end(w, node, t->interface, f, bytes);
	node_forward(w, node, f, next);
	return n;
}

// The kernel says that nothing will ever come.
static void broken(struct interface *i, u16)
{
	tap_is_gone(i->device);
}

const struct rx_queue_class virtio_input_queues = {
	.modes = 1 << RX_POLLING | 1 << RX_INTERRUPT | 1 << RX_ADAPTIVE,
	.mode = RX_INTERRUPT,
	.broken = broken,
};

int virtio_input_add(struct tap *t, struct tap_queue *q)
{
	int r;

	if (!next_ip4) {
		r = node_add_next_by_name("virtio-input", "ip4-input");
		next_ip4 = r < 0 ? DEVICE_INPUT_NEXT_DROP : (u16)r;
		r = node_add_next_by_name("virtio-input", "ip6-input");
		next_ip6 = r < 0 ? DEVICE_INPUT_NEXT_DROP : (u16)r;
	}
	q->tap = t;
	q->first = t->n_wanted;
	r = rx_queue_add(t->interface, q->number, INDEX_NONE);
	return r < 0 ? r : rx_source_add(&q->source, t->interface, q->number, q->fd, q, "tap");
}

void virtio_input_release(struct tap *t, struct tap_queue *q)
{
	rx_source_remove(&q->source);
	buffer_free(worker_self(), q->ready + q->first, t->n_wanted - q->first);
	q->first = t->n_wanted;
}

static void run(struct worker *w, struct node *node, struct frame *)
{
	u32 at = 0;

	for (struct rx_source *s; (s = rx_source_next(w, node, &at));) {
		struct tap_queue *q = s->data;

		rx_source_gave(w, s, receive(w, node, q->tap, q));
	}
}

struct record {
	struct virtio_net_hdr header;
	u32 interface; // hw_if_index
	u16 queue, next;
	u32 size;
};

static void trace_record(void *at, struct worker *, struct node *, struct buffer *b)
{
	const struct interface *i = interface_at(b->rx_interface);
	const struct origin *o = origin(b);

	*(struct record *)at = (struct record){.header = o->header,
		.interface = i ? i->hw_index : b->rx_interface,
		.queue = o->queue,
		.next = o->next,
		.size = buffer_packet_size(b)};
}

static void trace_text(struct text *t, const void *at)
{
	const struct record *r = at;
	const struct virtio_net_hdr *h = &r->header;

	text_add(t, "virtio: hw_if_index %u next-index %u vring %u len %u\n", r->interface, r->next,
		r->queue, r->size);
	text_add(t,
		"  hdr: flags 0x%02x gso_type 0x%02x hdr_len %u gso_size %u csum_start %u "
		"csum_offset %u num_buffers %u",
		h->flags, h->gso_type, h->hdr_len, h->gso_size, h->csum_start, h->csum_offset, 1);
}

static const struct node_class virtio_input_node = {
	.name = "virtio-input",
	.type = NODE_INPUT,
	.state = NODE_DISABLED,
	.run = run,
	.sibling_of = "device-input",
	.trace_size = sizeof(struct record),
	.trace_record = trace_record,
	.trace_text = trace_text,
	.errors = ERRORS([ERROR_BAD_CSUM] = {VNET_HEADER_BAD_CSUM_TEXT, SEVERITY_ERROR,
				 DROP_MALFORMED},
		[ERROR_BAD_GSO] = {VNET_HEADER_BAD_GSO_TEXT, SEVERITY_ERROR, DROP_MALFORMED},
		[ERROR_NOT_IP] = {"packets that are neither IPv4 nor IPv6", SEVERITY_ERROR,
			DROP_MALFORMED},
		[ERROR_TOO_LONG] = {"packets longer than the buffers of a queue", SEVERITY_ERROR,
			DROP_UNSUPPORTED},
		[ERROR_SHORT] = {"reads without a packet", SEVERITY_ERROR, DROP_MALFORMED},
		[ERROR_NO_BUFFERS] = {"no buffers, packets wait", SEVERITY_WARNING, DROP_RESOURCE},
		[ERROR_READ] = {"reads that failed", SEVERITY_ERROR, DROP_RESOURCE}),
};
NODE_REGISTER(virtio_input_node);

static int virtio_input_init(void)
{
	arc = feature_arc_state("device-input");
	return 0;
}

static const struct init_function virtio_input_init_function = {
	.name = "virtio_input_init",
	.run = virtio_input_init,
	.after = NAMES("feature_init"),
	.stage = INIT,
};
INIT_REGISTER(virtio_input_init_function);
