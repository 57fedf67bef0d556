// Node pg-input: makes the packets of enabled streams.
// In: nothing. Out: the node of each stream; b->rx_interface is the stream's interface.
//
// Streams without a rate send a frame at each visit. The others send what is due, counted from when
// they were enabled, so that nothing is lost to rounding; a timer brings the node back when the
// next packet is due, or the node polls when that would be too often.
#include "devices/buffer_text.h"
#include "devices/pg/stream.h"
#include "engine/graph/feature.h"
#include "engine/graph/init.h"
#include "engine/graph/timer.h"
#include "engine/net/device_input.h"
#include "engine/net/interface.h"
#include <stdlib.h>

enum { ERROR_NO_BUFFERS };

// Above this rate timers cost more than polling, on the machine's clock. Packets a second.
enum { POLL_RATE = 20000 };

// What a worker is sending. Own thread, or the main thread at the barrier.
struct sender {
	struct pg_stream **streams; // vec
	const struct pg_stream *current;
	struct timer timer;
	u32 thread;
};

static struct sender senders[WORKERS_MAX + 1];
static const struct feature_arc_state *arc;

static const struct node_class pg_input_node;

static u32 node_index(void)
{
	return node_by_name(pg_input_node.name);
}

static void wake(struct timer *t)
{
	node_interrupt(container_of(t, struct sender, timer)->thread, node_index());
}

// Polling, interrupt or disabled: what the streams at hand ask for. Own thread, or the barrier.
static void settle_state(struct sender *p)
{
	enum node_state state = NODE_DISABLED;

	VEC_EACH (p->streams, s) {
		bool polls = (*s)->rate == 0 || ((*s)->rate > POLL_RATE && !clock_is_stopped());

		if (polls)
			state = NODE_POLLING;
		else if (state == NODE_DISABLED)
			state = NODE_INTERRUPT;
	}
	node_set_state(p->thread, node_index(), state);
	if (state == NODE_INTERRUPT)
		node_interrupt(p->thread, node_index());
}

void pg_input_add(struct pg_stream *s)
{
	struct sender *p = &senders[s->thread];

	p->thread = s->thread;
	p->timer.fire = wake;
	vec_push(p->streams, s);
	settle_state(p);
}

void pg_input_remove(struct pg_stream *s)
{
	struct sender *p = &senders[s->thread];

	for (u32 i = 0; i < vec_n(p->streams); i++) {
		if (p->streams[i] == s) {
			vec_remove(p->streams, i);
			settle_state(p);
			return;
		}
	}
}

int pg_input_next(u32 node)
{
	return node_add_next(node_index(), node);
}

static u32 next_size(struct pg_stream *s)
{
	u32 size = s->next_size;

	if (s->size_op == PG_RANDOM)
		return s->size_min +
			(u32)(pg_random(&s->template.random) % (s->size_max - s->size_min + 1));
	s->next_size = size == s->size_max ? s->size_min : size + 1;
	return size;
}

static inline void copy_lines(u8 *to, const u8 *from, u32 size)
{
	for (u32 at = 0; at < size; at += CACHE_LINE)
		memcpy(to + at, from + at, CACHE_LINE);
}

// The fill functions fill a frame with 'n' packets made like 'like', add up their bytes, and return
// how many there were buffers for.

// Packets that fit a buffer, all alike: nothing but copying.
static u32 fill_fixed(struct worker *w, struct pg_stream *s, struct buffer *like, struct frame *f,
	u32 n, u64 *bytes)
{
	const struct pg_template *t = &s->template;
	u32 size = t->size_max;

	like->length = (u16)size;
	n = buffer_alloc_like(w, like, f->index, n);
	for (u32 i = 0; i < n; i++)
		copy_lines(buffer_at(w, f->index[i])->data, t->bytes, size);
	*bytes = (u64)n * size;
	return n;
}

// Packets that fit a buffer, each with its own values.
static u32 fill_edited(struct worker *w, struct pg_stream *s, struct buffer *like, struct frame *f,
	u32 n, u64 *bytes)
{
	struct pg_template *t = &s->template;
	bool variable = t->size_min != t->size_max;
	u8 *packet[FRAME_MAX];
	u32 size[FRAME_MAX];

	n = buffer_alloc_like(w, like, f->index, n);
	for (u32 i = 0; i < n; i++) {
		struct buffer *b = buffer_at(w, f->index[i]);

		size[i] = variable ? next_size(s) : t->size_max;
		packet[i] = b->data;
		b->length = (u16)size[i];
		*bytes += size[i];
		copy_lines(b->data, t->bytes, size[i]);
	}
	pg_template_edit(t, packet, size, n);
	return n;
}

// Packets of a capture that fit a buffer, in turn.
static u32 fill_replayed(struct worker *w, struct pg_stream *s, struct buffer *like,
	struct frame *f, u32 n, u64 *bytes)
{
	const struct pg_replay *r = &s->replay;
	const struct pg_replay_packet *p = r->packets + s->next_packet;
	const struct pg_replay_packet *end = r->packets + vec_n(r->packets);
	u64 sum = 0;

	n = buffer_alloc_like(w, like, f->index, n);
	for (u32 i = 0; i < n; i++) {
		struct buffer *b = buffer_at(w, f->index[i]);
		u32 size = p->size;

		b->length = (u16)size;
		sum += size;
		copy_lines(b->data, r->bytes + p->at, size);
		if (++p == end)
			p = r->packets;
	}
	s->next_packet = (u64)(p - r->packets);
	*bytes = sum;
	return n;
}

// One packet over as many buffers as it takes; 0 when there are none.
static u32 make_chain(
	struct worker *w, const struct buffer *like, const u8 *bytes, u32 size, u32 piece)
{
	u32 indices[256], n = size ? (size + piece - 1) / piece : 1, got;

	got = buffer_alloc_like(w, like, indices, n);
	if (got < n) {
		buffer_free(w, indices, got);
		return 0;
	}
	for (u32 i = 0, at = 0; i < n; i++) {
		struct buffer *b = buffer_at(w, indices[i]);

		b->length = (u16)MIN(piece, size - at);
		memcpy(b->data, bytes + at, b->length);
		at += b->length;
		if (i + 1 < n) {
			b->flags |= BUFFER_NEXT;
			b->next = indices[i + 1];
		}
		if (i == 0) {
			b->rest = size - b->length;
			b->flags |= BUFFER_REST_VALID;
		}
	}
	return indices[0];
}

// Packets that are longer than a buffer.
static NOINLINE u32 fill_slowly(struct worker *w, struct pg_stream *s, struct buffer *like,
	struct frame *f, u32 n, u64 *sum)
{
	struct pg_template *t = &s->template;
	u32 n_packets = vec_n(s->replay.packets), i = 0;
	u8 bytes[ROUND_UP(PG_PACKET_MAX, CACHE_LINE)], *packet = bytes;

	for (; i < n; i++) {
		const u8 *from = bytes;
		u32 size;

		if (n_packets) {
			const struct pg_replay_packet *p = &s->replay.packets[s->next_packet];

			from = s->replay.bytes + p->at;
			size = p->size;
		} else {
			size = t->size_min == t->size_max ? t->size_max : next_size(s);
			copy_lines(bytes, t->bytes, size);
			pg_template_edit(t, &packet, &size, 1);
		}
		f->index[i] = make_chain(w, like, from, size, s->buffer_size);
		if (!f->index[i])
			break;
		*sum += size;
		if (n_packets)
			s->next_packet = (s->next_packet + 1) % n_packets;
	}
	return i;
}

static u32 fill(struct worker *w, struct pg_stream *s, struct buffer *like, struct frame *f, u32 n,
	u64 *bytes)
{
	*bytes = 0;
	// Copying goes by whole cache lines.
	if (unlikely(ROUND_UP(s->size_max, CACHE_LINE) > s->buffer_size))
		return fill_slowly(w, s, like, f, n, bytes);
	if (vec_n(s->replay.packets))
		return fill_replayed(w, s, like, f, n, bytes);
	return pg_template_is_fixed(&s->template) ? fill_fixed(w, s, like, f, n, bytes)
						  : fill_edited(w, s, like, f, n, bytes);
}

// How many packets a stream may send now, at most a frame.
static u32 n_due(const struct pg_stream *s, u64 at)
{
	u64 n = s->max_frame, done = s->n_generated - s->from, due;

	if (s->rate > 0) {
		due = at < s->start ? 0 : (u64)((double)(at - s->start) / 1e9 * s->rate) + 1;
		// Doubles may be off by one: the times of packets decide.
		while (due > done && pg_stream_due(s, due - 1) > at)
			due--;
		while (due < done + n && pg_stream_due(s, due) <= at)
			due++;
		n = due > done ? MIN(n, due - done) : 0;
	}
	if (s->limit)
		n = MIN(n, s->limit > s->n_generated ? s->limit - s->n_generated : 0);
	return (u32)n;
}

static inline bool has_features(const struct pg_stream *s)
{
	return s->next == DEVICE_INPUT_NEXT_ETHERNET && feature_config(arc, s->rx_interface);
}

static NOINLINE void forward_features(
	struct worker *w, struct node *node, const struct pg_stream *s, struct frame *f)
{
	u16 next[FRAME_MAX];

	for (u32 i = 0; i < f->n; i++) {
		next[i] = s->next;
		feature_start(w, arc, s->rx_interface, buffer_at(w, f->index[i]), &next[i]);
	}
	node_forward(w, node, f, next);
}

static void send(struct worker *w, struct node *node, struct pg_stream *s, u32 n)
{
	struct frame *f = frame_alloc(w);
	struct buffer like;
	u64 bytes;
	u32 made;

	interface_receive_begin(w, s->rx_interface, &like);
	like.tx_interface = s->tx_interface;
	made = fill(w, s, &like, f, n, &bytes);
	if (unlikely(made < n))
		node_count(w, node, ERROR_NO_BUFFERS, n - made);
	if (unlikely(!made)) {
		frame_free(w, f);
		return;
	}
	f->n = (u16)made;
	__atomic_store_n(&s->n_generated, s->n_generated + made, __ATOMIC_RELAXED);
	f->flags |= s->next == DEVICE_INPUT_NEXT_ETHERNET ? 0 : FRAME_INJECTED;
	interface_receive_end(w, node, s->rx_interface, f, bytes);
	f->flags |= FRAME_ETH_SINGLE_IF;
	if (unlikely(has_features(s)))
		forward_features(w, node, s, f);
	else
		node_forward_all(w, node, f, s->next);
}

static void run(struct worker *w, struct node *node, struct frame *)
{
	struct sender *p = &senders[w->index];
	u64 at = now(), next = UINT64_MAX;
	bool ended = false;

	for (u32 i = 0; i < vec_n(p->streams);) {
		struct pg_stream *s = p->streams[i];
		u32 n = n_due(s, at);

		p->current = s;
		if (n)
			send(w, node, s, n);
		if (s->limit && s->n_generated >= s->limit) {
			__atomic_store_n(&s->enabled, false, __ATOMIC_RELEASE);
			ended = true;
			vec_remove(p->streams, i);
			continue;
		}
		if (s->rate > 0)
			next = MIN(next, pg_stream_due(s, s->n_generated - s->from));
		i++;
	}
	if (unlikely(ended))
		settle_state(p);
	if (node->state == NODE_INTERRUPT && next != UINT64_MAX)
		timer_start_at(&p->timer, next);
}

struct record {
	char name[32];
	u32 size, interface, node;
	u8 protocol_hint;
	struct buffer_record buffer;
};

static void trace_record(void *record, struct worker *w, struct node *, struct buffer *b)
{
	const struct pg_stream *s = senders[w->index].current;
	struct record *r = record;

	memcpy(r->name, s->name, MIN(strlen(s->name), sizeof(r->name) - 1));
	r->size = buffer_packet_size(b);
	r->interface = s->rx_interface;
	r->node = s->node;
	r->protocol_hint = s->protocol_hint;
	buffer_record(&r->buffer, b);
	// Of the packet as it was made; flags come later.
	r->buffer.flags &= BUFFER_TRACED | BUFFER_NEXT;
}

static void trace_text(struct text *t, const void *record)
{
	const struct record *r = record;

	text_add(t, "stream %s, %u bytes, sw_if_index %d, next_node %s\n", r->name, r->size,
		(int)r->interface, node_name(r->node));
	buffer_record_text(t, &r->buffer, 0);
	text_add(t, "\n");
	buffer_record_packet_text(t, &r->buffer, r->protocol_hint);
}

static const struct node_class pg_input_node = {
	.name = "pg-input",
	.type = NODE_INPUT,
	.state = NODE_DISABLED,
	.run = run,
	.sibling_of = "device-input",
	.trace_size = sizeof(struct record),
	.trace_record = trace_record,
	.trace_text = trace_text,
	.errors = ERRORS([ERROR_NO_BUFFERS] = {"no buffers for packets of a stream", SEVERITY_ERROR,
				 DROP_RESOURCE}),
};
NODE_REGISTER(pg_input_node);

static int pg_input_init(void)
{
	arc = feature_arc_state("device-input");
	return 0;
}

static const struct init_function pg_input_init_function = {
	.name = "pg_input_init",
	.run = pg_input_init,
	.after = NAMES("feature_init"),
	.stage = INIT,
};
INIT_REGISTER(pg_input_init_function);
