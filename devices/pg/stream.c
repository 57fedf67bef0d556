// The table of streams.
#include "devices/pg/stream.h"
#include "devices/pg/pg.h"
#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "engine/base/memory.h"
#include "engine/net/rx_queue.h"
#include <stdio.h>
#include <stdlib.h>

static struct pg_stream **streams; // vec, in order of making; main thread

enum { CHAIN_MAX = 256 }; // buffers of a packet

struct pg_stream *pg_stream_at(u32 i)
{
	return i < vec_n(streams) ? streams[i] : NULL;
}

struct pg_stream *pg_stream_by_name(const char *name)
{
	VEC_EACH (streams, s) {
		if (strcmp((*s)->name, name) == 0)
			return *s;
	}
	return NULL;
}

void pg_stream_free(struct pg_stream *s)
{
	pg_spec_free(&s->spec);
	pg_template_free(&s->template);
	pg_replay_free(&s->replay);
	free(s);
}

int pg_stream_check(const struct pg_stream *s)
{
	u32 n;

	if (s->size_max < s->size_min)
		return error(ERR_INVALID_VALUE, "max-size < min-size");
	if (s->buffer_size > buffer_pool_at(0)->data_size)
		return error(ERR_INVALID_VALUE, "buffer-size %u: buffers hold %u bytes",
			s->buffer_size, buffer_pool_at(0)->data_size);
	n = (s->size_max + s->buffer_size - 1) / s->buffer_size;
	if (n > CHAIN_MAX)
		return error(ERR_INVALID_VALUE, "%u buffers a packet; at most %u are possible", n,
			(u32)CHAIN_MAX);
	return 0;
}

// Where the random values of a stream begin. With the stopped clock that depends on its name only.
static u64 stream_seed(const struct pg_stream *s)
{
	u64 seed = 0xcbf29ce484222325ull; // FNV-1a, 64 bits

	if (!clock_is_stopped())
		return (u64)random_u32() << 32 | random_u32() | 1;
	for (const char *c = s->name; *c; c++)
		seed = (seed ^ (u8)*c) * 0x100000001b3ull;
	return seed ? seed : 1;
}

int pg_stream_settle(struct pg_stream *s)
{
	if (vec_n(s->replay.packets)) {
		s->size_min = s->replay.size_min;
		s->size_max = s->replay.size_max;
		return 0;
	}
	return pg_template_make(&s->template, &s->spec, s->size_min, s->size_max, stream_seed(s));
}

// What can still fail once the words are understood. The interface comes last: a new one stays.
static int settle(struct pg_stream *s)
{
	int r = pg_stream_settle(s);

	if (r < 0)
		return r;
	if ((r = pg_input_next(s->node)) < 0)
		return r;
	s->next = (u16)r;
	if (s->rx_interface == INDEX_NONE)
		return pg_interface_default(&s->rx_interface);
	return 0;
}

// A name for a stream that was given none, so that it can be deleted.
static void make_name(struct pg_stream *s)
{
	u32 i = 0;

	do
		snprintf(s->name, sizeof(s->name), "stream%u", i++);
	while (pg_stream_by_name(s->name));
}

int pg_stream_new(const char *text, u32 *error_at)
{
	struct pg_stream *s = memory_get_zero(sizeof(*s)), *old;
	int r;

	*s = (struct pg_stream){
		.size_min = 64,
		.size_max = 64,
		.buffer_size = buffer_pool_at(0)->data_size,
		.max_frame = FRAME_MAX,
		.worker = INDEX_NONE,
		.rx_interface = INDEX_NONE,
		.tx_interface = INDEX_NONE,
		.node = INDEX_NONE,
	};
	r = pg_stream_parse(text, s, error_at);
	if (r >= 0)
		r = settle(s);
	if (r < 0) {
		pg_stream_free(s);
		return r;
	}
	s->next_size = s->size_min;
	if (!s->name[0])
		make_name(s);
	if ((old = pg_stream_by_name(s->name)))
		pg_stream_delete(old);
	vec_push(streams, s);
	return 0;
}

void pg_stream_delete(struct pg_stream *s)
{
	pg_stream_enable(s, false);
	for (u32 i = 0; i < vec_n(streams); i++) {
		if (streams[i] == s)
			vec_remove(streams, i);
	}
	pg_stream_free(s);
}

// A stream that was not given a worker goes where its interface's queue is.
u32 pg_stream_thread(const struct pg_stream *s)
{
	const struct rx_queue *q = rx_queue_at(s->rx_interface, 0);

	if (s->worker != INDEX_NONE)
		return worker_thread_of(s->worker);
	return q ? q->thread : 0;
}

void pg_stream_enable(struct pg_stream *s, bool on)
{
	barrier_begin();
	if (on && !s->enabled) {
		s->n_generated = s->from = 0;
		s->start = now();
		s->enabled = true;
		s->thread = pg_stream_thread(s);
		pg_input_add(s);
	} else if (!on) {
		s->enabled = false;
		pg_input_remove(s);
	}
	barrier_end();
}

void pg_streams_move(u32 interface, u32 thread)
{
	VEC_EACH (streams, p) {
		struct pg_stream *s = *p;

		if (s->rx_interface != interface || s->worker != INDEX_NONE ||
			s->thread == thread || !s->enabled)
			continue;
		pg_input_remove(s);
		s->thread = thread;
		pg_input_add(s);
	}
}

// Streams end with any interface that they need: its indices will be somebody else's.
static void on_delete(struct interface *i)
{
	for (u32 k = vec_n(streams); k-- > 0;) {
		const struct pg_stream *s = streams[k];

		if (s->rx_interface == i->index || s->tx_interface == i->index ||
			s->node == i->tx_node || s->node == i->output_node)
			pg_stream_delete(streams[k]);
	}
}

static const struct interface_hook pg_stream_hook = {.on_delete = on_delete};
INTERFACE_HOOK_REGISTER(pg_stream_hook);

u64 pg_stream_due(const struct pg_stream *s, u64 k)
{
	double after = (double)k * (double)NS_PER_S / s->rate;

	return after < 9e18 ? s->start + (u64)after : UINT64_MAX;
}
