// Reads a capture into memory for a stream.
#include "devices/pg/replay.h"
#include "devices/pg/template.h"
#include "engine/base/error.h"
#include "engine/base/memory.h"
#include "trace/pcap.h"
#include <stdlib.h>

static const u64 bytes_max = 1ull << 28;

static int add_packet(struct pg_replay *r, const struct pcap_packet *p, const char *path)
{
	u32 n = vec_n(r->packets) + 1;

	if (p->n > PG_PACKET_MAX)
		return error(ERR_LIMIT, "%s: packet %u is longer than %u bytes", path, n,
			(u32)PG_PACKET_MAX);
	if (r->n_bytes + p->n > bytes_max)
		return error(ERR_LIMIT,
			"%s: more than %lu bytes; a pcap interface replays captures of any size",
			path, bytes_max);
	// Packets are copied by whole cache lines, past the end of the last one.
	if (r->n_bytes + p->n + CACHE_LINE > r->room) {
		r->room = MAX(r->room * 2, r->n_bytes + p->n + 65536);
		r->bytes = memory_resize(r->bytes, r->room);
	}
	memcpy(r->bytes + r->n_bytes, p->bytes, p->n);
	vec_push(r->packets, (struct pg_replay_packet){.at = r->n_bytes, .size = p->n});
	r->n_bytes += p->n;
	r->size_min = n == 1 ? p->n : MIN(r->size_min, p->n);
	r->size_max = MAX(r->size_max, p->n);
	return 0;
}

int pg_replay_read(struct pg_replay *r, const char *path)
{
	struct pcap_reader *reader;
	struct pcap_packet p;
	int result = pcap_open_read(path, &reader);

	*r = (struct pg_replay){0};
	if (result < 0)
		return result;
	r->link = pcap_reader_link(reader);
	if (r->link != LINK_ETHERNET && r->link != LINK_RAW)
		result = error(ERR_UNIMPLEMENTED,
			"%s: link type %d; only Ethernet (1) and raw IP (101) can be replayed",
			path, r->link);
	while (result >= 0 && (result = pcap_read(reader, &p)) > 0)
		result = add_packet(r, &p, path);
	if (result >= 0 && !vec_n(r->packets))
		result = error(ERR_SYNTAX, "%s: no packets", path);
	pcap_close_read(reader);
	if (result < 0)
		pg_replay_free(r);
	return result;
}

void pg_replay_free(struct pg_replay *r)
{
	free(r->bytes);
	vec_free(r->packets);
	*r = (struct pg_replay){0};
}
