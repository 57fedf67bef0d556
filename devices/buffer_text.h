// The state of a buffer as device nodes keep it in packet traces, and how it reads.
#pragma once

#include "engine/base/text.h"
#include "engine/graph/buffer.h"

enum { BUFFER_RECORD_BYTES = 128 }; // of the packet that a trace record keeps

struct buffer_record {
	u32 flags, trace, rest;
	s16 at, l2_at, l3_at, l4_at;
	u16 length, n; // n: bytes kept
	u16 offload;
	u8 pool, refs;
	u8 bytes[BUFFER_RECORD_BYTES]; // from the current header on
};

void buffer_record(struct buffer_record *r, const struct buffer *b);

// "current data 0, length 64, buffer-pool 0, ref-count 1, trace handle 0x0" and, if there is
// something to say about flags, one more line that begins 'column' characters further right.
void buffer_record_text(struct text *t, const struct buffer_record *r, u32 column);

// The packet itself, read as what a node class's protocol_hint says it starts with.
void buffer_record_packet_text(struct text *t, const struct buffer_record *r, u8 protocol_hint);
