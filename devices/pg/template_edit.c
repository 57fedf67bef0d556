// The changes of copied packets: next values of ranges, lengths, checksums.
//
// One change is made to all packets of a frame before the next one, so that what kind it is is
// asked once a frame.
#include "devices/pg/template.h"
#include "engine/graph/frame.h"

static void next_values(struct pg_edit *e, const u32 *size, u64 *value, u32 n)
{
	u64 next = e->next, min = e->min, max = e->max, span = max - min + 1;

	switch (e->op) {
	case PG_INCREMENT:
		for (u32 i = 0; i < n; i++) {
			value[i] = next;
			next = next == max ? min : next + 1;
		}
		e->next = next;
		break;
	case PG_RANDOM:
		for (u32 i = 0; i < n; i++)
			value[i] = min + pg_random(&e->random) % span;
		break;
	default:
		for (u32 i = 0; i < n; i++)
			value[i] = size[i] - min;
	}
}

// Each stores a field and leaves its 16-bit words, as they stand in memory, in 'value'.

static void store_bits(const struct pg_edit *e, u8 *const *packet, u64 *value, u32 n)
{
	for (u32 i = 0; i < n; i++) {
		u8 *p = packet[i] + e->at;
		u64 old = 0, new;

		for (u32 k = 0; k < e->width; k++)
			old = old << 8 | p[k];
		new = (old & ~e->mask) | value[i];
		for (u32 k = e->width, left = 0; k-- > 0; left += 8)
			p[k] = (u8)(new >> left);
		// Odd widths are one byte: the first of a word.
		value[i] = e->width == 1 ? be16_of((u16)(new << 8))
					 : be16_of((u16) new) + be16_of((u16)(new >> 16));
	}
}

static void store_16(const struct pg_edit *e, u8 *const *packet, u64 *value, u32 n)
{
	for (u32 i = 0; i < n; i++) {
		be16 v = be16_of((u16)value[i]);

		memcpy(packet[i] + e->at, &v, sizeof(v));
		value[i] = v;
	}
}

static void store_32(const struct pg_edit *e, u8 *const *packet, u64 *value, u32 n)
{
	for (u32 i = 0; i < n; i++) {
		be32 v = be32_of((u32)value[i]);

		memcpy(packet[i] + e->at, &v, sizeof(v));
		value[i] = (v & 0xffff) + (v >> 16);
	}
}

// MAC addresses: in no sum.
static void store_48(const struct pg_edit *e, u8 *const *packet, u64 *value, u32 n)
{
	for (u32 i = 0; i < n; i++) {
		be64 v = htobe64(value[i] << 16);

		memcpy(packet[i] + e->at, &v, 6);
	}
}

static void store(const struct pg_edit *e, u8 *const *packet, u64 *value, u32 n)
{
	if (e->hidden) {
		for (u32 i = 0; i < n; i++)
			value[i] = be16_of((u16)value[i]);
	} else if (e->width == 6) {
		store_48(e, packet, value, n);
	} else if (e->width == 2 && e->mask == UINT16_MAX) {
		store_16(e, packet, value, n);
	} else if (e->width == 4 && e->mask == UINT32_MAX) {
		store_32(e, packet, value, n);
	} else {
		store_bits(e, packet, value, n);
	}
}

// What the words of a field count when they stand one byte off a sum's words.
static inline u64 odd_words(u64 words)
{
	u16 w = csum_fold(words);

	return (u16)(w << 8 | w >> 8);
}

static void count(const struct pg_edit *e, u32 sum, u64 *sums, const u64 *words, u32 n)
{
	if (e->in & 1u << sum) {
		for (u32 i = 0; i < n; i++)
			sums[i] += words[i];
	} else if (e->in_odd & 1u << sum) {
		for (u32 i = 0; i < n; i++)
			sums[i] += odd_words(words[i]);
	}
}

static void first_sums(const struct pg_sum *s, const u32 *size, u64 *sums, u32 n)
{
	for (u32 i = 0; i < n; i++)
		sums[i] = s->of_size ? s->base + s->of_size[size[i] - s->left_out] : s->base;
}

void pg_template_edit(struct pg_template *t, u8 *const *packet, const u32 *size, u32 n)
{
	u64 sums[PG_MAX_SUMS][FRAME_MAX], value[FRAME_MAX];

	for (u32 k = 0; k < t->n_sums; k++)
		first_sums(&t->sums[k], size, sums[k], n);
	VEC_EACH (t->edits, e) {
		next_values(e, size, value, n);
		store(e, packet, value, n);
		for (u32 k = 0; k < t->n_sums; k++)
			count(e, k, sums[k], value, n);
	}
	for (u32 k = 0; k < t->n_sums; k++) {
		for (u32 i = 0; i < n; i++)
			pg_sum_store(&t->sums[k], packet[i], sums[k][i]);
	}
}
