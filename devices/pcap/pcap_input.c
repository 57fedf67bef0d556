// Node pcap-input: replays captures, each on the thread that its interface's queue is placed on.
// In: nothing. Out: ethernet-input, or ip4-input and ip6-input for interfaces of mode ip;
// b->rx_interface is the interface. Features of arc device-input come first.
//
// On the stopped clock a capture replayed at its recorded times drives the clock: when no packet is
// due it is moved on to the next one, but never past a timer, which fires first. That is the main
// thread's to do, so such captures are replayed there wherever they are placed.
#include "devices/buffer_text.h"
#include "devices/pcap/pcap_device.h"
#include "engine/base/error.h"
#include "engine/base/log.h"
#include "engine/base/vec.h"
#include "engine/graph/feature.h"
#include "engine/graph/init.h"
#include "engine/graph/timer.h"
#include "engine/net/device_input.h"
#include "engine/net/rx_queue.h"
#include <stdio.h>

enum {
	ERROR_CAPTURE,
	ERROR_NOT_IP,
	ERROR_TOO_LONG,
	ERROR_TRUNCATED,
	ERROR_NO_BUFFERS,
	ERROR_NO_ROOM
};

static struct log_class pcap_input_log = {.name = "pcap", .sub = "input"};
LOG_REGISTER(pcap_input_log);

enum { SIZE_MAX_16 = 65535 };

// Longer silences than this are taken for an error in time stamps. ns.
static const u64 jump_max = 7 * 24 * 3600 * NS_PER_S;

// What a thread replays. Its own, or the main thread's at the barrier.
struct player {
	struct pcap_device **running; // vec
	struct timer timer;
	u32 thread;
};

static struct player players[WORKERS_MAX + 1];
static const struct feature_arc_state *arc;
static u16 next_ip4, next_ip6; // error-drop while nobody takes such packets

static const struct node_class pcap_input_node;

// Of the packet in the capture, for traces; gone after this node.
struct origin {
	u64 number, time; // from 1; ns since the epoch
	u32 size;	  // bytes on the wire
};
BUFFER_META(origin, struct origin);

static void wake(struct timer *t)
{
	node_interrupt(
		container_of(t, struct player, timer)->thread, node_by_name(pcap_input_node.name));
}

static void settle_state(struct player *p)
{
	enum node_state state = NODE_DISABLED;

	VEC_EACH (p->running, d) {
		if (!(*d)->recorded || clock_is_stopped())
			state = NODE_POLLING;
		else if (state == NODE_DISABLED)
			state = NODE_INTERRUPT;
	}
	p->timer.fire = wake;
	node_set_state(p->thread, node_by_name(pcap_input_node.name), state);
	if (state == NODE_INTERRUPT)
		wake(&p->timer);
}

// Its player takes up a device, or gives it up. At the barrier, or in the player's thread.
static void take_up(struct pcap_device *d)
{
	struct player *p = &players[d->thread];

	p->thread = d->thread;
	vec_push(p->running, d);
	settle_state(p);
}

static void give_up(struct pcap_device *d)
{
	struct player *p = &players[d->thread];

	for (u32 i = 0; i < vec_n(p->running); i++) {
		if (p->running[i] == d) {
			vec_remove(p->running, i);
			settle_state(p);
			return;
		}
	}
}

static void end(struct pcap_device *d, u8 state)
{
	d->has_next = false;
	give_up(d);
	__atomic_store_n(&d->state, state, __ATOMIC_RELEASE);
}

static void fail(struct worker *w, struct node *node, struct pcap_device *d, int code)
{
	snprintf(d->failure, sizeof(d->failure), "%s", error_text(code));
	log_error(&pcap_input_log, "%s: %s", interface_name(d->interface), d->failure);
	node_count(w, node, ERROR_CAPTURE, 1);
	end(d, PCAP_FAILED);
}

static u16 next_to(const char *node)
{
	int next = node_add_next_by_name(pcap_input_node.name, node);

	return next < 0 ? DEVICE_INPUT_NEXT_DROP : (u16)next;
}

static u32 thread_for(const struct pcap_device *d)
{
	const struct rx_queue *q = rx_queue_at(d->interface, 0);

	return q && !(d->recorded && clock_is_stopped()) ? q->thread : 0;
}

int pcap_input_start(struct pcap_device *d)
{
	int r = 0;

	// Standard input cannot be read again: it goes on from where it is the first time.
	if (d->touched)
		r = pcap_rewind(d->reader);
	if (r < 0)
		return r;
	barrier_begin();
	next_ip4 = next_to("ip4-input");
	next_ip6 = next_to("ip6-input");
	end(d, PCAP_RUNNING);
	d->n_passes = d->n_in_pass = d->n_packets = 0;
	d->last_due = now();
	d->thread = thread_for(d);
	take_up(d);
	barrier_end();
	return 0;
}

void pcap_input_move(struct pcap_device *d)
{
	if (!pcap_device_is_replaying(d) || d->thread == thread_for(d))
		return;
	give_up(d);
	d->thread = thread_for(d);
	take_up(d);
}

void pcap_input_stop(struct pcap_device *d)
{
	barrier_begin();
	if (d->state == PCAP_RUNNING)
		end(d, PCAP_IDLE);
	barrier_end();
}

// When the packet read ahead is due. ns of now().
static inline u64 due_at(const struct pcap_device *d)
{
	return d->next.time + d->shift;
}

// Puts a new packet in time: the first of a pass follows the last of the one before at once.
static void place_in_time(struct pcap_device *d)
{
	if (!d->n_in_pass) {
		d->shift = d->last_due - d->next.time;
		if (!d->n_packets && clock_is_stopped() && d->recorded)
			clock_set_wall(d->next.time - (d->last_due - now()));
	} else if ((s64)(due_at(d) - d->last_due) < 0) {
		// Time stamps that go back: at once, and go on from there only when they passed.
		return;
	} else if (due_at(d) - d->last_due > jump_max) {
		d->n_jumps++;
		d->shift = d->last_due - d->next.time;
	}
	d->last_due = due_at(d);
}

// Reads ahead. False: nothing more, and the device is at its end.
static bool look_ahead(struct worker *w, struct node *node, struct pcap_device *d)
{
	int r;

	while (!d->has_next) {
		d->touched = true;
		if ((r = pcap_read(d->reader, &d->next)) < 0) {
			fail(w, node, d, r);
			return false;
		}
		if (r > 0) {
			d->has_next = true;
			place_in_time(d);
			return true;
		}
		d->n_passes++;
		if (!d->n_in_pass || d->n_passes == d->loop) {
			end(d, PCAP_DONE);
			return false;
		}
		if ((r = pcap_rewind(d->reader)) < 0) {
			fail(w, node, d, r);
			return false;
		}
		d->n_in_pass = 0;
	}
	return true;
}

static bool is_due(const struct pcap_device *d, u64 at)
{
	return !d->recorded || (s64)(due_at(d) - at) <= 0;
}

static u16 next_of(struct node *node, const struct pcap_device *d, struct buffer *b)
{
	u8 version = b->length ? b->data[0] >> 4 : 0;

	if (!d->is_ip)
		return DEVICE_INPUT_NEXT_ETHERNET;
	if (version == 4)
		return next_ip4;
	if (version == 6)
		return next_ip6;
	b->error = node->error_base + ERROR_NOT_IP;
	return DEVICE_INPUT_NEXT_DROP;
}

// The packet read ahead as a buffer made like 'like'; 0 when there is none for it.
static u32 make_packet(struct worker *w, const struct pcap_device *d, const struct buffer *like)
{
	const struct pcap_packet *p = &d->next;
	u32 index, room = buffer_pool_at(0)->data_size, n = MIN(p->n, room);
	struct buffer *b;

	if (!buffer_alloc_like(w, like, &index, 1))
		return 0;
	b = buffer_at(w, index);
	memcpy(b->data, p->bytes, n);
	b->length = (u16)n;
	*origin(b) = (struct origin){d->n_packets + 1, p->time, p->size};
	if (unlikely(p->n > n) && buffer_append(w, index, p->bytes + n, p->n - n) < 0) {
		buffer_free_one(w, index);
		return 0;
	}
	return index;
}

// A packet longer than all buffers would wait for ever, and all others behind it.
static bool fits_ever(const struct pcap_device *d)
{
	const struct buffer_pool *pool = buffer_pool_at(0);

	return d->next.n <= (u64)pool->n * pool->data_size;
}

// Fills a frame with what is due; returns how many bytes that is. Stops early, to try again, when
// buffers run out.
static u64 fill(struct worker *w, struct node *node, struct pcap_device *d, struct frame *f)
{
	u64 at = now(), bytes = 0;
	struct buffer like;

	interface_receive_begin(w, d->interface, &like);

	while (f->n < FRAME_MAX && look_ahead(w, node, d) && is_due(d, at)) {
		u32 index = 0;

		if (unlikely(d->next.n > SIZE_MAX_16)) {
			node_count(w, node, ERROR_TOO_LONG, 1);
		} else if (unlikely(!fits_ever(d))) {
			node_count(w, node, ERROR_NO_ROOM, 1);
		} else if (!(index = make_packet(w, d, &like))) {
			node_count(w, node, ERROR_NO_BUFFERS, 1);
			return bytes;
		}
		if (unlikely(d->next.n < d->next.size)) {
			d->n_truncated++;
			node_count(w, node, ERROR_TRUNCATED, 1);
		}
		d->has_next = false;
		d->n_in_pass++;
		d->n_packets++;
		if (!index)
			continue;
		f->index[f->n++] = index;
		bytes += d->next.n;
	}
	return bytes;
}

// Sends what is due of one device. Returns whether there was anything.
static bool deliver(struct worker *w, struct node *node, struct pcap_device *d)
{
	struct frame *f = frame_alloc(w);
	u16 next[FRAME_MAX];
	u64 bytes = fill(w, node, d, f);

	if (!f->n) {
		frame_free(w, f);
		return false;
	}
	interface_receive_end(w, node, d->interface, f, bytes);
	for (u32 i = 0; i < f->n; i++) {
		struct buffer *b = buffer_at(w, f->index[i]);

		next[i] = next_of(node, d, b);
		feature_start(w, arc, d->interface, b, &next[i]);
	}
	if (!d->is_ip)
		f->flags |= FRAME_ETH_SINGLE_IF;
	node_forward(w, node, f, next);
	return true;
}

static bool deliver_all(struct worker *w, struct node *node)
{
	struct player *p = &players[w->index];
	bool any = false;

	for (u32 i = 0; i < vec_n(p->running);) {
		struct pcap_device *d = p->running[i];

		any |= deliver(w, node, d);
		if (i < vec_n(p->running) && p->running[i] == d)
			i++;
	}
	return any;
}

// When the next packet that waits for its time is due; UINT64_MAX: none waits.
static u64 next_due(const struct player *p)
{
	u64 next = UINT64_MAX;

	VEC_EACH (p->running, d) {
		if ((*d)->recorded && (*d)->has_next)
			next = MIN(next, due_at(*d));
	}
	return next;
}

// Lives on to 'next', or to a timer before it.
static void drive_clock(struct worker *w, struct node *node, u64 next)
{
	clock_set(MIN(next, timer_next(w)));
	w->time = now();
	if (now() >= next)
		deliver_all(w, node);
}

static void run(struct worker *w, struct node *node, struct frame *)
{
	bool any = deliver_all(w, node);
	u64 next = next_due(&players[w->index]);

	if (next == UINT64_MAX)
		return;
	if (!clock_is_stopped())
		timer_start_at(&players[w->index].timer, next);
	// What others received at this moment goes first.
	else if (w->index == 0 && !any && !vec_n(w->pending) &&
		!__atomic_load_n(&w->interrupted, __ATOMIC_RELAXED))
		drive_clock(w, node, next);
}

struct record {
	u64 number, time;
	u32 size, interface;
	char file[40];
	u8 is_ip;
	struct buffer_record buffer;
};

static void trace_record(void *at, struct worker *, struct node *, struct buffer *b)
{
	const struct pcap_device *d = pcap_device_at(b->rx_interface);
	struct record *r = at;

	r->number = origin(b)->number;
	r->time = origin(b)->time;
	r->size = origin(b)->size;
	r->interface = b->rx_interface;
	if (d) {
		const char *path = pcap_reader_path(d->reader), *slash = strrchr(path, '/');

		r->is_ip = d->is_ip;
		snprintf(r->file, sizeof(r->file), "%s", slash ? slash + 1 : path);
	}
	buffer_record(&r->buffer, b);
}

static void trace_text(struct text *t, const void *record)
{
	const struct record *r = record;
	u32 n = r->buffer.length + (r->buffer.flags & BUFFER_NEXT ? r->buffer.rest : 0);

	text_add(t, "%s: packet %lu of %s, time %lu.%09lu, length %u", interface_name(r->interface),
		r->number, r->file, (u64)(r->time / NS_PER_S), (u64)(r->time % NS_PER_S), r->size);
	if (n < r->size)
		text_add(t, ", captured %u", n);
	text_add(t, "\n");
	buffer_record_packet_text(t, &r->buffer,
		!r->is_ip			       ? 1
			: r->buffer.bytes[0] >> 4 == 6 ? 3
						       : 2);
}

static const struct node_class pcap_input_node = {
	.name = "pcap-input",
	.type = NODE_INPUT,
	.state = NODE_DISABLED,
	.run = run,
	.sibling_of = "device-input",
	.trace_size = sizeof(struct record),
	.trace_record = trace_record,
	.trace_text = trace_text,
	.errors = ERRORS([ERROR_CAPTURE] = {"captures that broke off", SEVERITY_ERROR,
				 DROP_MALFORMED},
		[ERROR_NOT_IP] = {"packets that are neither IPv4 nor IPv6", SEVERITY_ERROR,
			DROP_MALFORMED},
		[ERROR_TOO_LONG] = {"packets of more than 65535 bytes, skipped", SEVERITY_ERROR,
			DROP_UNSUPPORTED},
		[ERROR_TRUNCATED] = {"packets captured in part only", SEVERITY_WARNING,
			DROP_CONSUMED},
		[ERROR_NO_BUFFERS] = {"no buffers, packets wait", SEVERITY_WARNING, DROP_RESOURCE},
		[ERROR_NO_ROOM] = {"packets longer than all buffers, skipped", SEVERITY_ERROR,
			DROP_RESOURCE}),
};
NODE_REGISTER(pcap_input_node);

static int pcap_input_init(void)
{
	arc = feature_arc_state("device-input");
	return 0;
}

static const struct init_function pcap_input_init_function = {
	.name = "pcap_input_init",
	.run = pcap_input_init,
	.after = NAMES("feature_init"),
	.stage = INIT,
};
INIT_REGISTER(pcap_input_init_function);
