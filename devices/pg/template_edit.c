// The changes of a copied packet: next values of its ranges, its lengths, its checksums.
#include "devices/pg/template.h"
#include "engine/base/csum.h"

static inline u64 edit_value(struct pg_template *t, struct pg_edit *e, u32 size)
{
	u64 v;

	switch (e->op) {
	case PG_INCREMENT:
		v = e->next;
		e->next = v == e->max ? e->min : v + 1;
		return v;
	case PG_RANDOM:
		return e->min + pg_template_random(t) % (e->max - e->min + 1);
	default:
		return size - e->min;
	}
}

// Stores the field, keeping the bits around it, and gives its 16-bit words as they stand in memory.
static inline u64 edit_store(const struct pg_edit *e, u8 *packet, u64 value)
{
	u8 unused[8], *p = e->hidden ? unused : packet + e->at;
	be16 w2;
	be32 w4;
	be64 w8;

	switch (e->width) {
	case 1:
		p[0] = (u8)((p[0] & ~e->mask) | value);
		return be16_of((u16)(p[0] << 8));
	case 2:
		if (e->mask == UINT16_MAX) {
			w2 = be16_of((u16)value);
		} else {
			memcpy(&w2, p, sizeof(w2));
			w2 = be16_of((u16)((host16(w2) & ~e->mask) | value));
		}
		memcpy(p, &w2, sizeof(w2));
		return w2;
	case 4:
		if (e->mask == UINT32_MAX) {
			w4 = be32_of((u32)value);
		} else {
			memcpy(&w4, p, sizeof(w4));
			w4 = be32_of((u32)((host32(w4) & ~e->mask) | value));
		}
		memcpy(p, &w4, sizeof(w4));
		return (w4 & 0xffff) + (w4 >> 16);
	default:
		// A MAC address: in no sum.
		w8 = htobe64(value << 16);
		memcpy(p, &w8, 6);
		return 0;
	}
}

// What the words of a field count when they stand one byte off a sum's words.
static inline u64 odd_words(u64 words)
{
	u16 w = csum_fold(words);

	return (u16)(w << 8 | w >> 8);
}

static inline u64 first_sum(const struct pg_sum *s, u32 size)
{
	return s->of_size ? s->base + s->of_size[size - s->left_out] : s->base;
}

void pg_template_edit(struct pg_template *t, u8 *packet, u32 size)
{
	u64 sums[PG_MAX_SUMS];

	for (u32 i = 0; i < t->n_sums; i++)
		sums[i] = first_sum(&t->sums[i], size);
	VEC_EACH (t->edits, e) {
		u64 words = edit_store(e, packet, edit_value(t, e, size));

		for (u32 i = 0; i < t->n_sums; i++) {
			if (e->in & 1u << i)
				sums[i] += words;
			else if (e->in_odd & 1u << i)
				sums[i] += odd_words(words);
		}
	}
	for (u32 i = 0; i < t->n_sums; i++) {
		be16 field = csum_field(sums[i]);

		if (!field && t->sums[i].no_zero)
			field = UINT16_MAX;
		memcpy(packet + t->sums[i].at, &field, sizeof(field));
	}
}
