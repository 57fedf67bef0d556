// Node <name>-tx: records what is sent to a pcap interface.
// In: frames ready to leave, from the interface's output node.
// Out: nothing; packets end in the interface's tx-file, if it has one.
#include "devices/buffer_text.h"
#include "devices/pcap/pcap_device.h"
#include "engine/base/error.h"
#include "engine/base/log.h"
#include "engine/graph/path.h"
#include <stdio.h>

enum { ERROR_WRITE };

static struct log_class pcap_log = {.name = "pcap"};
LOG_REGISTER(pcap_log);

enum { BYTES_MAX = 65536 };

static int write_one(struct worker *w, const struct interface *i, struct pcap_writer *writer,
	u32 index, const char *comment)
{
	u8 bytes[BYTES_MAX];
	const struct buffer *b = buffer_at(w, index);
	struct pcap_packet packet = {.time = clock_wall(now()),
		.size = buffer_packet_size(b),
		.n = buffer_read(w, b, 0, bytes, sizeof(bytes)),
		.bytes = bytes};
	struct pcap_extra extra = {
		.interface = i->name, .direction = PCAP_OUTBOUND, .comment = comment};

	return pcap_write(writer, &packet, &extra);
}

// Comments say verdict and path; packets of one path share the text.
static int write_frame(
	struct worker *w, const struct interface *i, struct pcap_device *d, const struct frame *f)
{
	struct text comment = {0};
	u32 path = UINT32_MAX;
	int r = 0;

	for (u32 k = 0; k < f->n && r == 0; k++) {
		u16 here = frame_path(f, k);

		if (here != path) {
			text_clear(&comment);
			text_add(&comment, "verdict: forwarded; path: ");
			path_text(&comment, here);
			path = here;
		}
		r = write_one(w, i, d->writer, f->index[k], text_string(&comment));
	}
	text_free(&comment);
	return r == 0 ? pcap_flush(d->writer) : r;
}

static NOINLINE void record_frame(
	struct worker *w, struct node *node, struct pcap_device *d, const struct frame *f)
{
	const struct interface *i = node->data;
	int r;

	while (__atomic_exchange_n(&d->lock, 1, __ATOMIC_ACQUIRE))
		__builtin_ia32_pause();
	r = write_frame(w, i, d, f);
	if (r < 0 && !d->tx_failed) {
		d->tx_failed = true;
		snprintf(d->tx_failure, sizeof(d->tx_failure), "%s", error_text(r));
		log_error(&pcap_log, "%s: %s", i->name, error_text(r));
	}
	__atomic_store_n(&d->lock, 0, __ATOMIC_RELEASE);
	if (r < 0)
		node_count(w, node, ERROR_WRITE, f->n);
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct pcap_device *d = ((const struct interface *)node->data)->device;

	if (f->flags & FRAME_TRACE)
		node_trace(w, node, f);
	if (d->writer)
		record_frame(w, node, d, f);
	buffer_free(w, f->index, f->n);
}

struct record {
	u8 is_ip;
	struct buffer_record buffer;
};

static void trace_record(void *record, struct worker *, struct node *node, struct buffer *b)
{
	const struct interface *i = node->data;
	struct record *r = record;

	r->is_ip = !i->interface_class->is_ethernet;
	buffer_record(&r->buffer, b);
}

static void trace_text(struct text *t, const void *record)
{
	const struct record *r = record;

	buffer_record_text(t, &r->buffer, 0);
	text_add(t, "\n");
	buffer_record_packet_text(t, &r->buffer,
		!r->is_ip			       ? 1
			: r->buffer.bytes[0] >> 4 == 6 ? 3
						       : 2);
}

const struct node_class pcap_tx_node = {
	.name = "pcap-tx",
	.type = NODE_INTERNAL,
	.run = run,
	.trace_size = sizeof(struct record),
	.trace_record = trace_record,
	.trace_text = trace_text,
	.errors = ERRORS([ERROR_WRITE] = {"packets that could not be written", SEVERITY_ERROR,
				 DROP_RESOURCE}),
	.protocol_hint = 1,
};
