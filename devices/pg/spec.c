// Reads 'data { }': the Ethernet line, the payload, and how values become fields.
#include "devices/pg/spec.h"
#include "engine/base/clock.h"
#include "engine/base/text.h"
#include "engine/graph/node.h"
#include "engine/net/protocol.h"
#include <ctype.h>

enum { PAYLOAD_MAX = 65535 };

struct pg_header *pg_spec_header(struct pg_spec *p, struct pg_scan *s, u8 layer, u16 size)
{
	struct pg_header *h = &p->headers[p->n_headers];

	if (p->n_headers == PG_MAX_HEADERS) {
		pg_scan_expected(s, "fewer headers");
		return NULL;
	}
	p->n_headers++;
	*h = (struct pg_header){.layer = layer, .at = (u16)vec_n(p->bytes), .size = size};
	vec_add_n(p->bytes, size);
	return h;
}

void pg_spec_put(struct pg_spec *p, u16 at, u8 width, u8 bits, u64 value)
{
	u64 mask = bits >= 64 ? UINT64_MAX : (1ull << bits) - 1, old = 0;

	for (u32 i = 0; i < width; i++)
		old = old << 8 | p->bytes[at + i];
	value = (old & ~mask) | (value & mask);
	for (u32 i = width; i-- > 0; value >>= 8)
		p->bytes[at + i] = (u8)value;
}

// What comes after the first value: '- HIGH' or '+ HIGH'. False: something wrong; '*op' tells.
static bool read_range(
	struct pg_scan *s, bool (*read)(struct pg_scan *s, u64 *value), u64 low, u64 *high, int *op)
{
	u32 at;

	*op = -1;
	pg_scan_blanks(s);
	at = s->at;
	if (at == s->length || (s->text[at] != '-' && s->text[at] != '+'))
		return true;
	if (at + 1 < s->length && s->text[at + 1] == '>')
		return true;
	s->at++;
	*op = s->text[at] == '-' ? PG_INCREMENT : PG_RANDOM;
	if (!read(s, high))
		return pg_scan_expected(s, "the end of the range");
	if (*high < low) {
		s->at = at;
		return pg_scan_expected(s, "a range that goes upwards");
	}
	return true;
}

// A place that is given again: the last one counts.
static void forget_range(struct pg_spec *p, u16 at)
{
	for (u32 i = 0; i < p->n_fields; i++) {
		if (p->fields[i].at == at)
			p->fields[i--] = p->fields[--p->n_fields];
	}
}

bool pg_spec_value(struct pg_spec *p, struct pg_scan *s, struct pg_header *h, struct pg_place to,
	bool (*read)(struct pg_scan *s, u64 *value), const char *what)
{
	u64 low, high = 0, max = to.bits >= 64 ? UINT64_MAX : (1ull << to.bits) - 1;
	u16 at = h->at + to.at;
	u32 before;
	int op;

	pg_scan_blanks(s);
	before = s->at;
	if (!read(s, &low) || low > max) {
		s->at = before;
		return pg_scan_expected(s, what);
	}
	if (!read_range(s, read, low, &high, &op))
		return false;
	pg_spec_put(p, at, to.width, to.bits, low);
	forget_range(p, at);
	if (op < 0 || high == low)
		return true;
	if (high > max)
		return pg_scan_expected(s, what);
	if (p->n_fields == PG_MAX_FIELDS)
		return pg_scan_expected(s, "fewer ranges");
	p->fields[p->n_fields++] = (struct pg_field){.op = (u8)op,
		.width = to.width,
		.bits = to.bits,
		.at = at,
		.min = low,
		.max = high};
	h->edited = true;
	return true;
}

static bool read_number(struct pg_scan *s, u64 *value)
{
	return pg_scan_number(s, UINT64_MAX - 1, value);
}

bool pg_spec_number(struct pg_spec *p, struct pg_scan *s, struct pg_header *h, struct pg_place to)
{
	struct text what = {0};
	bool ok;

	text_add(&what, "a number up to %lu", (1ul << to.bits) - 1);
	ok = pg_spec_value(p, s, h, to, read_number, text_string(&what));
	text_free(&what);
	return ok;
}

// "IP4:" or "0x0800:"; the word before the colon.
static bool read_ethertype(struct pg_scan *s, u16 *type)
{
	const struct protocol *p;
	char name[24];
	u32 at = s->at, n = 0;
	u64 number;

	if (pg_scan_number(s, UINT16_MAX, &number) && pg_scan_text(s, ":")) {
		*type = (u16)number;
		return true;
	}
	s->at = at;
	pg_scan_blanks(s);
	while (s->at < s->length && n < sizeof(name) - 1 &&
		(isalnum((u8)s->text[s->at]) || s->text[s->at] == '_'))
		name[n++] = s->text[s->at++];
	name[n] = '\0';
	p = protocol_by_name(LAYER_ETHERTYPE, name);
	if (p && pg_scan_text(s, ":")) {
		*type = p->number;
		return true;
	}
	s->at = at;
	return pg_scan_expected(s, "an Ethernet type and a colon, such as IP4:");
}

static bool parse_vlan(struct pg_spec *p, struct pg_scan *s, struct pg_header *h, u16 type)
{
	u16 at = h->size;

	// The tag's type takes the place of the payload's, which moves behind the tag.
	vec_add_n(p->bytes, 4);
	h->size += 4;
	pg_spec_put(p, h->at + at - 2, 2, 16, ETHERTYPE_VLAN);
	pg_spec_put(p, h->at + at + 2, 2, 16, type);
	if (!pg_spec_number(p, s, h, (struct pg_place){at, 2, 12}))
		return false;
	if (pg_scan_word(s, "priority")) {
		u64 priority;

		if (!pg_scan_number(s, 7, &priority))
			return pg_scan_expected(s, "a number up to 7");
		p->bytes[h->at + at] |= (u8)(priority << 5);
	}
	if (pg_scan_word(s, "cfi"))
		p->bytes[h->at + at] |= 0x10;
	return true;
}

static bool parse_ethernet(struct pg_spec *p, struct pg_scan *s)
{
	struct pg_header *h = pg_spec_header(p, s, PG_ETHERNET, 14);
	u16 type = 0;

	if (!h || !read_ethertype(s, &type))
		return false;
	pg_spec_put(p, h->at + 12, 2, 16, type);
	if (!pg_spec_value(p, s, h, (struct pg_place){6, 6, 48}, pg_scan_mac, "a mac address"))
		return false;
	if (!pg_scan_text(s, "->"))
		return pg_scan_expected(s, "->");
	if (!pg_spec_value(p, s, h, (struct pg_place){0, 6, 48}, pg_scan_mac, "a mac address"))
		return false;
	while (pg_scan_word(s, "vlan")) {
		if (!parse_vlan(p, s, h, type))
			return false;
	}
	if (pg_spec_at_payload(s))
		return pg_spec_payload(p, s);
	if (type == ETHERTYPE_IP4)
		return pg_spec_ip4(p, s);
	if (type == ETHERTYPE_IP6)
		return pg_spec_ip6(p, s);
	return pg_scan_expected(s, "hex, incrementing or random");
}

bool pg_spec_at_payload(struct pg_scan *s)
{
	static const char *const words[] = {"hex", "incrementing", "random"};
	u32 at = s->at;

	if (pg_scan_end(s))
		return true;
	for (u32 i = 0; i < ARRAY_N(words); i++) {
		bool is = pg_scan_word(s, words[i]);

		s->at = at;
		if (is)
			return true;
	}
	return false;
}

static bool parse_hex(struct pg_spec *p, struct pg_scan *s)
{
	u32 n = 0;

	if (!pg_scan_text(s, "0x"))
		return pg_scan_expected(s, "0x and hexadecimal digits");
	while (s->at + n < s->length && isxdigit((u8)s->text[s->at + n]))
		n++;
	if (!n || n % 2) {
		s->at -= 2;
		return pg_scan_expected(s, "an even number of hexadecimal digits");
	}
	for (u32 i = 0; i < n && vec_n(p->bytes) < PAYLOAD_MAX; i += 2) {
		const char *pair = s->text + s->at + i;

		vec_push(p->bytes, (u8)(pg_hex_value(pair[0]) << 4 | pg_hex_value(pair[1])));
	}
	s->at += n;
	return true;
}

// 'incrementing [N]', 'random [N]': without a number up to the packet's size.
static bool parse_made(struct pg_spec *p, struct pg_scan *s, u8 kind)
{
	u64 n;

	if (!pg_scan_number(s, PAYLOAD_MAX, &n)) {
		p->fill = kind;
		return pg_scan_end(s) ? true : pg_scan_expected(s, "a number up to 65535");
	}
	for (u64 i = 0; i < n && vec_n(p->bytes) < PAYLOAD_MAX; i++)
		vec_push(p->bytes, kind == PG_FILL_RANDOM ? (u8)random_u32() : (u8)i);
	return true;
}

bool pg_spec_payload(struct pg_spec *p, struct pg_scan *s)
{
	u32 before = vec_n(p->bytes);

	while (!pg_scan_end(s)) {
		bool ok;

		if (pg_scan_word(s, "hex"))
			ok = parse_hex(p, s);
		else if (pg_scan_word(s, "incrementing"))
			ok = parse_made(p, s, PG_FILL_INCREMENTING);
		else if (pg_scan_word(s, "random"))
			ok = parse_made(p, s, PG_FILL_RANDOM);
		else
			return pg_scan_expected(s, "hex, incrementing or random");
		if (!ok)
			return false;
		p->has_payload |= p->fill == PG_FILL_ZERO;
	}
	p->payload = vec_n(p->bytes) - before;
	return true;
}

bool pg_spec_parse(struct pg_spec *p, struct pg_scan *s, u8 hint)
{
	char name[64];
	u32 at = s->at, node;

	if (pg_scan_end(s))
		return pg_scan_expected(s, "packet data");
	if (pg_spec_at_payload(s))
		return pg_spec_payload(p, s);
	// The data may begin with the node whose language it is written in.
	if (pg_scan_name(s, name, sizeof(name)) && (node = node_by_name(name)) != INDEX_NONE)
		hint = node_at(worker_self(), node)->node_class->protocol_hint;
	else
		s->at = at;
	if (hint == 1)
		return parse_ethernet(p, s);
	if (hint == 2)
		return pg_spec_ip4(p, s);
	if (hint == 3)
		return pg_spec_ip6(p, s);
	return pg_scan_expected(s, "hex, incrementing or random");
}

void pg_spec_free(struct pg_spec *p)
{
	vec_free(p->bytes);
}
