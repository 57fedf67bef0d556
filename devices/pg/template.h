// A stream's packet, ready to be copied, and the few changes that each copy needs: ranges, lengths,
// checksums. Made once from what the stream's data says and its sizes; nothing is parsed after.
#pragma once

#include "devices/pg/spec.h"
#include "engine/base/csum.h"

enum { PG_MAX_SUMS = 4, PG_PACKET_MAX = 65535 };

// A change of one field. Values advance as packets are made: one thread only.
struct pg_edit {
	u8 op; // enum pg_op; PG_SIZE: the packet's size less 'min'
	u8 width;
	bool hidden;   // counts in sums only: the length in a pseudo header
	u8 in, in_odd; // bit i: part of sum i, from an even or an odd byte of it on
	u16 at;
	u64 mask; // bits that change
	u64 min, max, next;
	u64 random; // state of its generator: not 0
};

// A checksum that is worked out again for each packet.
struct pg_sum {
	u16 at;	      // of the field
	u16 from;     // first byte covered; in a packet of any size up to its end
	u16 left_out; // bytes at the end that are not covered
	bool no_zero; // 0 is sent as 0xffff (RFC 768)
	u64 base;     // of all that never changes
	u32 *of_size; // vec by size: of the bytes up to there; null when sizes are fixed
};

// A piece of the packet as 'show packet-generator verbose' lists it.
struct pg_group {
	u16 at, size;
	const char *edit_function; // as VPP calls it; null: nothing is edited
};

struct pg_template {
	u8 *bytes; // size_max bytes and up to the next multiple of a cache line, aligned to one
	u32 size_min, size_max;
	struct pg_edit *edits; // vec
	struct pg_sum sums[PG_MAX_SUMS];
	u32 n_sums;
	struct pg_group *groups; // vec
	u64 random;		 // state of the generator behind random sizes: not 0
};

// ERR_INVALID_VALUE when the headers do not fit into the smallest packet; 't' is then unchanged.
// 'seed' of random values: not 0.
EXPORT int pg_template_make(
	struct pg_template *t, const struct pg_spec *spec, u32 size_min, u32 size_max, u64 seed);
EXPORT void pg_template_free(struct pg_template *t);

static inline bool pg_template_is_fixed(const struct pg_template *t)
{
	return !vec_n(t->edits) && !t->n_sums && t->size_min == t->size_max;
}

// The next number of xorshift64*.
static inline u64 pg_random(u64 *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 2685821657736338717ull;
}

// Puts a checksum in its place.
static inline void pg_sum_store(const struct pg_sum *s, u8 *packet, u64 sum)
{
	be16 field = csum_field(sum);

	if (unlikely(!field) && s->no_zero)
		field = UINT16_MAX;
	memcpy(packet + s->at, &field, sizeof(field));
}

// Changes copies of the template's first size[i] bytes into the next packets. n <= FRAME_MAX.
EXPORT void pg_template_edit(struct pg_template *t, u8 *const *packet, const u32 *size, u32 n);
