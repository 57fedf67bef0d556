// Class of the nodes "<name>-tx" of tap and tun interfaces: packets go to the host, each by one
// system call.
// In: packets that begin with their link header, or for tun with their IP header; checksums and
//     segments may be left to the kernel as far as the interface's offloads say.
// Out: nothing.
#include "devices/buffer_text.h"
#include "devices/probe.h"
#include "devices/tap/tap.h"
#include "devices/vnet_header.h"
#include "engine/net/ethernet.h"
#include <errno.h>
#include <unistd.h>

enum { ERROR_GONE, ERROR_DOWN, ERROR_FULL, ERROR_REFUSED, ERROR_TOO_LONG };

static u16 error_of(struct tap *t, int number)
{
	switch (number) {
	case EBADFD:
		tap_is_gone(t);
		return ERROR_GONE;
	case EIO:
		return ERROR_DOWN;
	case EAGAIN:
	case ENOBUFS:
	case ENOMEM:
		return ERROR_FULL;
	default:
		return ERROR_REFUSED;
	}
}

// A packet of more buffers than one call takes, in one piece.
static NOINLINE u32 flatten(struct worker *w, const struct buffer *b, struct iovec *part)
{
	static __thread u8 bytes[TAP_PACKET_MAX];
	u32 n = buffer_packet_size(b);

	if (n > sizeof(bytes))
		return 0;
	part[1] = (struct iovec){.iov_base = bytes, .iov_len = buffer_read(w, b, 0, bytes, n)};
	return 2;
}

static u32 gather(struct worker *w, struct buffer *first, struct iovec *part)
{
	const struct buffer *b = first;
	u32 n = 1;

	while (true) {
		if (unlikely(n == TAP_IOVEC_MAX))
			return flatten(w, first, part);
		part[n++] =
			(struct iovec){.iov_base = (void *)(b->data + b->at), .iov_len = b->length};
		if (likely(!(b->flags & BUFFER_NEXT)))
			return n;
		b = buffer_at(w, b->next);
	}
}

// False and 'error': it was not sent.
static inline bool send_one(
	struct worker *w, struct tap *t, const struct tap_queue *q, struct buffer *b, u16 *error)
{
	struct iovec part[TAP_IOVEC_MAX];
	struct virtio_net_hdr header;
	u32 n;

	vnet_header_make(w, b, &header);
	part[0] = (struct iovec){.iov_base = &header, .iov_len = sizeof(header)};
	n = gather(w, b, part);
	if (unlikely(!n)) {
		*error = ERROR_TOO_LONG;
		return false;
	}
	while (unlikely(writev(q->fd, part, (int)n) < 0)) {
		if (errno == EINTR)
			continue;
		*error = error_of(t, errno);
		return false;
	}
	return true;
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	const struct interface *i = node->data;
	struct tap *t = i->device;
	struct tap_queue *q = &t->queue[w->index % t->n_tx];
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	u32 n_sent = 0;
	u64 bytes = 0;

	if (f->flags & FRAME_TRACE)
		node_trace(w, node, f);
	frame_buffers(w, f, b);
	for (u32 k = 0; k < f->n; k++) {
		u16 error;

		if (likely(send_one(w, t, q, b[k], &error))) {
			n_sent++;
			bytes += buffer_packet_size(b[k]);
		} else {
			node_count(w, node, error, 1);
		}
	}
	__atomic_fetch_add(&q->n_sent, n_sent, __ATOMIC_RELAXED);
	if (unlikely(n_sent != f->n))
		counter_add(interface_counter(COUNTER_TX_ERROR), w, i->index, f->n - n_sent, 0);
	probe_tx(i, q->number, n_sent, bytes);
	buffer_free(w, f->index, f->n);
}

struct record {
	u32 index;
	u16 l4_size, gso_size;
	u8 is_tun;
	struct buffer_record buffer;
};

static void trace_record(void *record, struct worker *w, struct node *node, struct buffer *b)
{
	const struct interface *i = node->data;
	struct record *r = record;

	r->index = (u32)(((u8 *)b - w->buffer_base) / CACHE_LINE);
	r->is_tun = !i->interface_class->is_ethernet;
	if (b->flags & BUFFER_GSO) {
		r->l4_size = b->gso_l4_size;
		r->gso_size = b->gso_size;
	}
	buffer_record(&r->buffer, b);
}

static void trace_text(struct text *t, const void *record)
{
	const struct record *r = record;

	text_add(t, "buffer 0x%x: ", r->index);
	buffer_record_text(t, &r->buffer, 0);
	if (r->gso_size)
		text_add(t, "\ngso_size %u l4-hdr-sz %u", r->gso_size, r->l4_size);
	text_add(t, "\n");
	buffer_record_packet_text(t, &r->buffer,
		!r->is_tun			       ? 1
			: r->buffer.bytes[0] >> 4 == 6 ? 3
						       : 2);
}

const struct node_class tap_tx_node = {
	.name = "tap-tx",
	.type = NODE_INTERNAL,
	.run = run,
	.trace_size = sizeof(struct record),
	.trace_record = trace_record,
	.trace_text = trace_text,
	.errors = ERRORS([ERROR_GONE] = {"host interface was removed", SEVERITY_ERROR, DROP_POLICY},
		[ERROR_DOWN] = {"host interface is down", SEVERITY_ERROR, DROP_POLICY},
		[ERROR_FULL] = {"the host has no room", SEVERITY_ERROR, DROP_RESOURCE},
		[ERROR_REFUSED] = {"refused by the host", SEVERITY_ERROR, DROP_MALFORMED},
		[ERROR_TOO_LONG] = {"longer than the host takes", SEVERITY_ERROR,
			DROP_UNSUPPORTED}),
	.protocol_hint = 1,
};
