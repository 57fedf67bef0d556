// Streams of made-up packets, as 'packet-generator new' describes them.
//
// The main thread makes, changes and deletes them, at the barrier when they are enabled; the worker
// of an enabled stream counts and advances it.
#pragma once

#include "devices/pg/replay.h"
#include "devices/pg/template.h"
#include "engine/graph/node.h"

struct pg_stream {
	char name[64];
	u64 limit;   // packets; 0: no end
	double rate; // packets a second; 0: as fast as possible
	u32 size_min, size_max;
	u8 size_op;	 // enum pg_op: how sizes go from the smallest to the biggest
	u32 buffer_size; // bytes of a packet in each buffer of a chain
	u32 worker; // as given, from 0 and without the main thread; INDEX_NONE: its interface's
	u32 thread; // that sends it while it is enabled
	u32 max_frame;
	u32 rx_interface, tx_interface; // sw_if_index; INDEX_NONE: not given
	u32 node;
	u16 next; // of pg-input
	u8 protocol_hint;
	struct pg_spec spec;
	struct pg_template template;
	struct pg_replay replay; // its packets go out instead of the template, when there are any

	// Since it was enabled.
	bool enabled;	 // atomic: its thread ends it
	u64 n_generated; // atomic
	u64 start, from; // when 'rate' began to count, ns of now(), and n_generated then
	u32 next_size;
	u64 next_packet; // of the replay
};

// Reads the words after 'packet-generator new', in braces or not, and adds the stream, in place of
// one of the same name. ERR_SYNTAX and others; '*error_at' is then the place in 'text', in
// characters. Nothing is left behind by an error.
EXPORT int pg_stream_new(const char *text, u32 *error_at);

// 'limit N', 'rate N', 'size A-B', 'size A+B', 'buffer-size N', 'maxframe N', in any number.
EXPORT int pg_stream_configure(struct pg_stream *s, const char *text, u32 *error_at);

EXPORT struct pg_stream *pg_stream_by_name(const char *name);
EXPORT struct pg_stream *pg_stream_at(u32 i); // in order of making; null past the last
EXPORT void pg_stream_delete(struct pg_stream *s);

static inline bool pg_stream_is_enabled(const struct pg_stream *s)
{
	return __atomic_load_n(&s->enabled, __ATOMIC_ACQUIRE);
}

// Enabling one that is enabled changes nothing; its counts begin again otherwise.
EXPORT void pg_stream_enable(struct pg_stream *s, bool on);

// The thread that sends it, or would if it were enabled.
EXPORT u32 pg_stream_thread(const struct pg_stream *s);

// ---- Between the files of this folder ----

int pg_stream_parse(const char *text, struct pg_stream *s, u32 *error_at);
int pg_stream_check(const struct pg_stream *s);
void pg_stream_free(struct pg_stream *s);
int pg_stream_settle(struct pg_stream *s); // makes the template after sizes changed

// The streams of an interface that go with its queue go to another thread; at the barrier.
void pg_streams_move(u32 interface, u32 thread);

// pg_input.c: takes up or gives up a stream; at the barrier.
void pg_input_add(struct pg_stream *s);
void pg_input_remove(struct pg_stream *s);
int pg_input_next(u32 node); // next index of pg-input to a node
// When packet 'k' since s->start is due, ns of now().
u64 pg_stream_due(const struct pg_stream *s, u64 k);
