// Node <name>-tx: the end of what is sent to a packet-generator interface.
// In: frames ready to leave, from the interface's output node.
// Out: nothing; a running capture gets a copy.
#include "devices/buffer_text.h"
#include "devices/pg/pg.h"
#include "engine/base/error.h"
#include "engine/base/log.h"

static struct log_class pg_log = {.name = "pg"};
LOG_REGISTER(pg_log);

int pg_capture_start(struct pg_interface *p, const char *path, u64 count)
{
	struct pcap_writer *writer;
	int link = p->mode == PG_MODE_ETHERNET ? LINK_ETHERNET : LINK_RAW;
	int r = pcap_open_write(path, PCAP_BY_NAME, link, PG_CAPTURE_SNAPLEN, &writer);

	if (r < 0)
		return r;
	pg_capture_stop(p);
	p->writer = writer;
	p->capture_left = count ? count : UINT64_MAX;
	p->capturing = true;
	return 0;
}

int pg_capture_stop(struct pg_interface *p)
{
	struct pcap_writer *writer;

	barrier_begin();
	writer = p->writer;
	p->writer = NULL;
	p->capturing = false;
	barrier_end();
	return writer ? pcap_close_write(writer) : 0;
}

static void lock(u32 *word)
{
	while (__atomic_exchange_n(word, 1, __ATOMIC_ACQUIRE))
		__builtin_ia32_pause();
}

// Writes packets until the count is reached or the disk is full; either ends the capture.
static NOINLINE void capture(
	struct pg_interface *p, struct worker *w, const struct interface *i, const struct frame *f)
{
	u8 bytes[PG_CAPTURE_SNAPLEN];
	int r = 0;

	lock(&p->lock);
	for (u32 k = 0; k < f->n && r == 0 && p->capturing; k++) {
		const struct buffer *b = buffer_at(w, f->index[k]);
		struct pcap_packet packet = {.time = clock_wall(now()),
			.size = buffer_packet_size(b),
			.n = buffer_read(w, b, 0, bytes, sizeof(bytes)),
			.bytes = bytes};
		struct pcap_extra extra = {.interface = i->name, .direction = PCAP_OUTBOUND};

		r = pcap_write(p->writer, &packet, &extra);
		if (r == 0 && --p->capture_left == 0)
			p->capturing = false;
	}
	if (r == 0)
		r = pcap_flush(p->writer);
	if (r < 0) {
		log_error(&pg_log, "capture of %s ends: %s", i->name, error_text(r));
		p->capturing = false;
	}
	__atomic_store_n(&p->lock, 0, __ATOMIC_RELEASE);
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	const struct interface *i = node->data;
	struct pg_interface *p = i->device;

	if (f->flags & FRAME_TRACE)
		node_trace(w, node, f);
	if (unlikely(p->capturing))
		capture(p, w, i, f);
	buffer_free(w, f->index, f->n);
}

struct record {
	u32 index;
	u8 is_ethernet;
	struct buffer_record buffer;
};

static void trace_record(void *record, struct worker *w, struct node *node, struct buffer *b)
{
	const struct interface *i = node->data;
	struct record *r = record;

	r->index = (u32)(((u8 *)b - w->buffer_base) >> 6);
	r->is_ethernet = i->interface_class->is_ethernet;
	buffer_record(&r->buffer, b);
}

static void trace_text(struct text *t, const void *record)
{
	const struct record *r = record;
	struct text head = {0};

	text_add(&head, "  buffer 0x%x: ", r->index);
	text_add(t, "%s", text_string(&head));
	buffer_record_text(t, &r->buffer, head.length);
	text_free(&head);
	text_add(t, "\n");
	buffer_record_packet_text(t, &r->buffer,
		r->is_ethernet			       ? 1
			: r->buffer.bytes[0] >> 4 == 6 ? 3
						       : 2);
}

const struct node_class pg_tx_node = {
	.name = "pg-tx",
	.type = NODE_INTERNAL,
	.run = run,
	.trace_size = sizeof(struct record),
	.trace_record = trace_record,
	.trace_text = trace_text,
	.protocol_hint = 1,
};
