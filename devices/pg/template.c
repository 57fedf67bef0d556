// Makes the packet of a stream and works out, once, what every copy of it must change.
#include "devices/pg/template.h"
#include "engine/base/clock.h"
#include "engine/base/csum.h"
#include "engine/base/error.h"
#include "engine/net/protocol.h"
#include <stdlib.h>

// What is being made, from what.
struct maker {
	struct pg_template *t;
	const struct pg_spec *spec;
	bool variable; // sizes differ
};

static u8 *bytes_get(u32 size)
{
	u32 room = ROUND_UP(size, CACHE_LINE);
	u8 *p = aligned_alloc(CACHE_LINE, room);

	if (!p)
		panic("out of memory");
	memset(p, 0, room);
	return p;
}

// Headers and payload as given, then the filling up to the biggest size.
static void fill_bytes(struct pg_template *t, const struct pg_spec *spec)
{
	u32 n = MIN(vec_n(spec->bytes), t->size_max);

	t->bytes = bytes_get(t->size_max);
	if (n)
		memcpy(t->bytes, spec->bytes, n);
	for (u32 i = n; i < t->size_max; i++) {
		if (spec->fill == PG_FILL_INCREMENTING)
			t->bytes[i] = (u8)(i - n);
		else if (spec->fill == PG_FILL_RANDOM)
			t->bytes[i] = (u8)random_u32();
	}
}

static const struct pg_header *header_before(const struct pg_spec *s, const struct pg_header *h)
{
	return h > s->headers ? h - 1 : NULL;
}

// Generators of their own, so that what a packet gets does not depend on frames. The first one
// begins with the stream's seed as it is.
static void add_field(struct pg_template *t, const struct pg_field *f, u64 *seed)
{
	u64 mask = f->bits >= 64 ? UINT64_MAX : (1ull << f->bits) - 1;

	vec_push(t->edits,
		(struct pg_edit){.op = f->op,
			.width = f->width,
			.at = f->at,
			.mask = mask,
			.min = f->min,
			.max = f->max,
			.next = f->min,
			.random = *seed});
	if (f->op == PG_RANDOM)
		pg_random(seed);
}

// A 16-bit length of everything from 'from' to the packet's end.
static void add_length(struct maker *m, u16 at, u32 from)
{
	u32 length = m->t->size_max - from;

	if (m->variable) {
		vec_push(m->t->edits,
			(struct pg_edit){.op = PG_SIZE,
				.width = 2,
				.at = at,
				.mask = UINT16_MAX,
				.min = from});
		return;
	}
	m->t->bytes[at] = (u8)(length >> 8);
	m->t->bytes[at + 1] = (u8)length;
}

static void add_lengths(struct maker *m)
{
	for (u32 i = 0; i < m->spec->n_headers; i++) {
		const struct pg_header *h = &m->spec->headers[i];

		if (h->own_length)
			continue;
		if (h->layer == PG_IP4)
			add_length(m, h->at + 2, h->at);
		else if (h->layer == PG_IP6)
			add_length(m, h->at + 4, h->at + h->size);
		else if (h->layer == PG_UDP)
			add_length(m, h->at + 4, h->at);
	}
}

// Marks the edits inside [from, to) as part of sum 'i'.
static void cover_edits(struct pg_template *t, u32 i, u32 from, u32 to)
{
	VEC_EACH (t->edits, e) {
		if (e->hidden || e->at < from || e->at >= to)
			continue;
		if ((e->at - from) % 2)
			e->in_odd |= (u8)(1u << i);
		else
			e->in |= (u8)(1u << i);
	}
}

// The sum of bytes [from, to) of the template without those that edits will add.
static u64 sum_constant(const struct pg_template *t, u32 from, u32 to)
{
	u8 *copy = bytes_get(t->size_max);
	u64 sum;

	memcpy(copy, t->bytes, t->size_max);
	VEC_EACH (t->edits, e) {
		if (!e->hidden && e->mask != 0)
			memset(copy + e->at, 0, e->width);
	}
	sum = to > from ? csum_bytes(0, copy + from, to - from) : 0;
	free(copy);
	return sum;
}

// For variable sizes: the sum from 'from' to each size.
static u32 *sums_of_sizes(const struct pg_template *t, u32 from)
{
	u32 *of_size = NULL, sum = 0;
	u8 *copy = bytes_get(t->size_max);

	memcpy(copy, t->bytes, t->size_max);
	VEC_EACH (t->edits, e) {
		if (!e->hidden)
			memset(copy + e->at, 0, e->width);
	}
	vec_reach(of_size, t->size_max);
	for (u32 i = 0; i < t->size_max; i++) {
		u16 word = 0;

		of_size[i] = sum;
		if (i < from)
			continue;
		memcpy((u8 *)&word + (i - from) % 2, &copy[i], 1);
		sum += word;
	}
	of_size[t->size_max] = sum;
	free(copy);
	return of_size;
}

// The pseudo header of TCP, UDP (RFC 768, RFC 9293) and ICMPv6 (RFC 4443).
static void add_pseudo_header(
	struct maker *m, u32 i, const struct pg_header *ip, const struct pg_header *h, u8 protocol)
{
	struct pg_template *t = m->t;
	u32 from = ip->at + (ip->layer == PG_IP4 ? 12 : 8);
	u32 to = ip->at + ip->size, not_counted = h->at + t->sums[i].left_out;

	cover_edits(t, i, from, to);
	t->sums[i].base += sum_constant(t, from, to) + be16_of(protocol);
	if (m->variable)
		vec_push(t->edits,
			(struct pg_edit){.op = PG_SIZE,
				.width = 2,
				.hidden = true,
				.in = (u8)(1u << i),
				.mask = UINT16_MAX,
				.min = not_counted});
	else
		t->sums[i].base += be16_of((u16)(t->size_max - not_counted));
}

// VPP 26.06 leaves as many bytes at the end out of a TCP checksum, and of the length in its pseudo
// header, as stand before the IP header. Streams written for it come out the same here.
static u16 bytes_left_out(
	const struct maker *m, const struct pg_header *ip, const struct pg_header *h)
{
	if (h->layer != PG_TCP || h->valid_csum || !ip || ip->layer != PG_IP4)
		return 0;
	return (u16)MIN(ip->at, m->t->size_min - h->at);
}

// A checksum over everything from the header on.
static void add_l4_sum(struct maker *m, const struct pg_header *h, u16 at, u8 protocol)
{
	const struct pg_header *ip = header_before(m->spec, h);
	struct pg_template *t = m->t;
	u32 i = t->n_sums++;

	t->sums[i] = (struct pg_sum){.at = h->at + at,
		.from = h->at,
		.left_out = bytes_left_out(m, ip, h),
		.no_zero = h->layer == PG_UDP};
	if (ip && protocol)
		add_pseudo_header(m, i, ip, h, protocol);
	cover_edits(t, i, h->at, t->size_max - t->sums[i].left_out);
	if (m->variable)
		t->sums[i].of_size = sums_of_sizes(t, h->at);
	else
		t->sums[i].base += sum_constant(t, h->at, t->size_max - t->sums[i].left_out);
}

static void add_sums(struct maker *m)
{
	struct pg_template *t = m->t;

	for (u32 k = 0; k < m->spec->n_headers && t->n_sums < PG_MAX_SUMS; k++) {
		const struct pg_header *h = &m->spec->headers[k];

		if (h->own_csum)
			continue;
		if (h->layer == PG_IP4) {
			u32 i = t->n_sums++;

			t->sums[i] = (struct pg_sum){.at = h->at + 10, .from = h->at};
			cover_edits(t, i, h->at, h->at + h->size);
			t->sums[i].base = sum_constant(t, h->at, h->at + h->size);
		} else if (h->layer == PG_UDP) {
			add_l4_sum(m, h, 6, IP_PROTOCOL_UDP);
		} else if (h->layer == PG_TCP) {
			add_l4_sum(m, h, 16, IP_PROTOCOL_TCP);
		} else if (h->layer == PG_ICMP) {
			add_l4_sum(m, h, 2, 0);
		} else if (h->layer == PG_ICMP6) {
			add_l4_sum(m, h, 2, 58);
		}
	}
}

static const char *edit_function(const struct maker *m, const struct pg_header *h)
{
	switch (h->layer) {
	case PG_IP4:
		return (h->edited && !h->own_csum) || (m->variable && !h->own_length)
			? "ip4_pg_edit_function"
			: NULL;
	case PG_IP6:
		return m->variable && !h->own_length ? "ip6_pg_edit_function" : NULL;
	case PG_UDP:
		return h->own_csum ? NULL : "udp_pg_edit_function";
	case PG_TCP:
		return h->own_csum ? NULL : "tcp_pg_edit_function";
	case PG_ICMP:
		return h->own_csum ? NULL : "icmp4_pg_edit_function";
	case PG_ICMP6:
		return h->own_csum ? NULL : "icmp6_pg_edit_function";
	default:
		return NULL;
	}
}

static void add_groups(struct maker *m, u32 n_headers)
{
	for (u32 i = 0; i < m->spec->n_headers; i++) {
		const struct pg_header *h = &m->spec->headers[i];

		vec_push(m->t->groups, (struct pg_group){h->at, h->size, edit_function(m, h)});
	}
	// A payload takes the rest; without one the rest belongs to nobody.
	if (m->spec->has_payload || m->spec->fill)
		vec_push(m->t->groups,
			(struct pg_group){
				.at = (u16)n_headers, .size = (u16)(m->t->size_max - n_headers)});
}

static bool sum_is_constant(const struct pg_template *t, u32 i)
{
	if (t->sums[i].of_size)
		return false;
	VEC_EACH (t->edits, e) {
		if ((e->in | e->in_odd) & 1u << i)
			return false;
	}
	return true;
}

// Bit 'from' of each edit's masks becomes bit 'to', which is not in use.
static void move_bits(struct pg_template *t, u32 from, u32 to)
{
	VEC_EACH (t->edits, e) {
		e->in = (u8)((e->in & ~(1u << from)) | (e->in >> from & 1u) << to);
		e->in_odd = (u8)((e->in_odd & ~(1u << from)) | (e->in_odd >> from & 1u) << to);
	}
}

// Checksums that are the same in all packets are worked out here and left alone from then on.
static void settle_constant(struct pg_template *t)
{
	u32 n = 0;

	for (u32 i = 0; i < t->n_sums; i++) {
		if (sum_is_constant(t, i)) {
			pg_sum_store(&t->sums[i], t->bytes, t->sums[i].base);
			continue;
		}
		if (n < i) {
			t->sums[n] = t->sums[i];
			t->sums[i].of_size = NULL;
			move_bits(t, i, n);
		}
		n++;
	}
	t->n_sums = n;
}

int pg_template_make(
	struct pg_template *t, const struct pg_spec *spec, u32 size_min, u32 size_max, u64 seed)
{
	struct pg_template new = {.size_min = size_min, .size_max = size_max};
	struct maker m = {.t = &new, .spec = spec, .variable = size_min != size_max};
	u32 n_headers = vec_n(spec->bytes) - spec->payload, need = n_headers;

	// As in VPP a payload is padded, or cut, to the biggest size.
	if (spec->has_payload)
		need = spec->fill ? MIN(vec_n(spec->bytes), MAX(size_max, n_headers))
				  : MAX(size_max, n_headers);
	if (size_min < need)
		return error(ERR_INVALID_VALUE, "min-size < total header size %u", need);
	new.random = ~seed ? ~seed : 1;
	fill_bytes(&new, spec);
	for (u32 i = 0; i < spec->n_fields; i++)
		add_field(&new, &spec->fields[i], &seed);
	add_lengths(&m);
	add_sums(&m);
	add_groups(&m, n_headers);
	settle_constant(&new);
	pg_template_free(t);
	*t = new;
	return 0;
}

void pg_template_free(struct pg_template *t)
{
	free(t->bytes);
	for (u32 i = 0; i < PG_MAX_SUMS; i++)
		vec_free(t->sums[i].of_size);
	vec_free(t->edits);
	vec_free(t->groups);
	*t = (struct pg_template){0};
}
