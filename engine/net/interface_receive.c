// What every driver's input node does with a frame: count, stamp, capture, trace.
#include "engine/graph/capture_tap.h"
#include "engine/graph/dispatch.h"
#include "engine/net/interface.h"

void interface_receive_begin(struct worker *w, u32 index, struct buffer *like)
{
	buffer_fresh(like, 0);
	like->rx_interface = index;
	like->time = w->time;
}

void interface_receive_end(
	struct worker *w, struct node *node, u32 index, struct frame *f, u64 bytes)
{
	counter_add(interface_counter(COUNTER_RX), w, index, f->n, bytes);
	engine_count_in(f->n);
	if (likely(!(f->flags & FRAME_INJECTED)))
		capture_tap(w, CAPTURE_RX, f);
	node_trace_start(w, node, f);
}

void interface_receive(struct worker *w, struct node *node, u32 index, struct frame *f)
{
	u64 bytes = 0;

	for (u32 i = 0; i < f->n; i++) {
		struct buffer *b = buffer_at(w, f->index[i]);

		b->rx_interface = index;
		b->tx_interface = INDEX_NONE;
		if (!b->time)
			b->time = w->time;
		bytes += buffer_packet_size(b);
	}
	interface_receive_end(w, node, index, f, bytes);
}
