// The packets of a capture, read once, for a stream that sends them in turn.
#pragma once

#include "engine/base/vec.h"

struct pg_replay_packet {
	u64 at; // into bytes
	u32 size;
};

struct pg_replay {
	u8 *bytes;
	u64 n_bytes, room;
	struct pg_replay_packet *packets; // vec
	u32 size_min, size_max;
	int link; // trace/pcap.h
};

// Reads a whole file. ERR_SYSCALL, ERR_SYNTAX (damaged, cut short, empty), ERR_LIMIT (too big for
// this: an interface of the pcap device class replays files of any size).
int pg_replay_read(struct pg_replay *r, const char *path);
void pg_replay_free(struct pg_replay *r);
