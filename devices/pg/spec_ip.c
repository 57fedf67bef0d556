// Reads the IP line of 'data { }': "UDP: 10.1.0.5 - 10.1.0.7 -> 10.2.0.2 ttl 5".
#include "devices/pg/spec.h"
#include "engine/net/protocol.h"
#include <ctype.h>

static const struct {
	const char *name;
	u8 number;
} extra_protocols[] = {
	{"ICMP", 1}, {"IGMP", 2}, {"TCP", 6}, {"UDP", 17}, {"GRE", 47}, {"ICMP6", 58}};

// "UDP:" or "17:".
static bool read_protocol(struct pg_scan *s, u8 *protocol)
{
	const struct protocol *p;
	char name[24];
	u32 at = s->at, n = 0;
	u64 number = UINT64_MAX;

	if (pg_scan_number(s, UINT8_MAX, &number) && pg_scan_text(s, ":")) {
		*protocol = (u8)number;
		return true;
	}
	s->at = at;
	pg_scan_blanks(s);
	while (s->at < s->length && n < sizeof(name) - 1 &&
		(isalnum((u8)s->text[s->at]) || strchr("_-", s->text[s->at])))
		name[n++] = s->text[s->at++];
	name[n] = '\0';
	if ((p = protocol_by_name(LAYER_IP_PROTOCOL, name)))
		number = p->number;
	for (u32 i = 0; !p && i < ARRAY_N(extra_protocols); i++) {
		if (strcmp(extra_protocols[i].name, name) == 0)
			number = extra_protocols[i].number;
	}
	if (number <= UINT8_MAX && pg_scan_text(s, ":")) {
		*protocol = (u8)number;
		return true;
	}
	s->at = at;
	return pg_scan_expected(s, "an IP protocol and a colon, such as UDP:");
}

static bool read_ip4(struct pg_scan *s, u64 *value)
{
	u32 address;

	if (!pg_scan_ip4(s, &address))
		return false;
	*value = address;
	return true;
}

// The value options of an IPv4 header.
static const struct {
	const char *word;
	struct pg_place to;
} ip4_options[] = {
	{"tos", {1, 1, 8}},
	{"ttl", {8, 1, 8}},
	{"length", {2, 2, 16}},
	{"checksum", {10, 2, 16}},
	{"fragment id", {4, 2, 16}},
	{"id", {4, 2, 16}},
	{"header-length", {0, 1, 4}},
	{"version", {0, 1, 8}},
	{"protocol", {9, 1, 8}},
};

// 1: an option was read, 0: there is none, -1: a wrong one.
static int ip4_option(struct pg_spec *p, struct pg_scan *s, struct pg_header *h)
{
	static const char *const flags[] = {"mf", "df", "ce", "MF", "DF", "CE"};
	u64 v;

	for (u32 i = 0; i < ARRAY_N(ip4_options); i++) {
		if (!pg_scan_word(s, ip4_options[i].word))
			continue;
		if (strcmp(ip4_options[i].word, "version") == 0) {
			if (!pg_scan_number(s, 15, &v))
				return pg_scan_expected(s, "a number up to 15") ? 1 : -1;
			p->bytes[h->at] = (u8)(v << 4) | (p->bytes[h->at] & 0xf);
			return 1;
		}
		h->own_length |= ip4_options[i].to.at == 2;
		h->own_csum |= ip4_options[i].to.at == 10;
		return pg_spec_number(p, s, h, ip4_options[i].to) ? 1 : -1;
	}
	if (pg_scan_word(s, "offset")) {
		// In bytes; the field counts 8 of them.
		if (!pg_scan_number(s, 65528, &v) || v % 8)
			return pg_scan_expected(s, "a multiple of 8 up to 65528") ? 1 : -1;
		pg_spec_put(p, h->at + 6, 2, 13, v / 8);
		return 1;
	}
	for (u32 i = 0; i < ARRAY_N(flags); i++) {
		if (pg_scan_word(s, flags[i])) {
			p->bytes[h->at + 6] |= (u8)(0x20 << (i % 3));
			return 1;
		}
	}
	return 0;
}

bool pg_spec_ip4(struct pg_spec *p, struct pg_scan *s)
{
	struct pg_header *h = pg_spec_header(p, s, PG_IP4, 20);
	u8 protocol;
	int r;

	if (!h || !read_protocol(s, &protocol))
		return false;
	p->bytes[h->at] = 0x45;
	p->bytes[h->at + 8] = 64;
	p->bytes[h->at + 9] = protocol;
	if (!pg_spec_value(p, s, h, (struct pg_place){12, 4, 32}, read_ip4, "an IPv4 address"))
		return false;
	if (!pg_scan_text(s, "->"))
		return pg_scan_expected(s, "->");
	if (!pg_spec_value(p, s, h, (struct pg_place){16, 4, 32}, read_ip4, "an IPv4 address"))
		return false;
	while ((r = ip4_option(p, s, h)) > 0)
		;
	return r == 0 && pg_spec_l4(p, s, protocol, false);
}

// An address or a range of addresses that differ in the last four bytes only.
static bool parse_ip6_address(struct pg_spec *p, struct pg_scan *s, struct pg_header *h, u16 at)
{
	u8 low[16], high[16];
	u32 before, from, to;
	char sign;

	if (!pg_scan_ip6(s, low))
		return pg_scan_expected(s, "an IPv6 address");
	memcpy(p->bytes + h->at + at, low, 16);
	pg_scan_blanks(s);
	before = s->at;
	sign = s->at < s->length ? s->text[s->at] : '\0';
	if ((sign != '-' && sign != '+') || pg_scan_text(s, "->")) {
		s->at = before;
		return true;
	}
	s->at++;
	if (!pg_scan_ip6(s, high))
		return pg_scan_expected(s, "an IPv6 address");
	memcpy(&from, low + 12, 4);
	memcpy(&to, high + 12, 4);
	if (memcmp(low, high, 12) != 0 || be32toh(to) < be32toh(from)) {
		s->at = before;
		return pg_scan_expected(s, "a range that goes upwards in the last 32 bits only");
	}
	if (p->n_fields == PG_MAX_FIELDS)
		return pg_scan_expected(s, "fewer ranges");
	p->fields[p->n_fields++] = (struct pg_field){.op = sign == '-' ? PG_INCREMENT : PG_RANDOM,
		.width = 4,
		.bits = 32,
		.at = h->at + at + 12,
		.min = be32toh(from),
		.max = be32toh(to)};
	h->edited = true;
	return true;
}

static bool traffic_class(struct pg_spec *p, struct pg_scan *s, const struct pg_header *h)
{
	u64 v;

	if (!pg_scan_number(s, UINT8_MAX, &v))
		return pg_scan_expected(s, "a number up to 255");
	pg_spec_put(p, h->at, 2, 12, v << 4);
	return true;
}

bool pg_spec_ip6(struct pg_spec *p, struct pg_scan *s)
{
	struct pg_header *h = pg_spec_header(p, s, PG_IP6, 40);
	bool ok = true;
	u8 protocol;

	if (!h || !read_protocol(s, &protocol))
		return false;
	p->bytes[h->at] = 0x60;
	p->bytes[h->at + 6] = protocol;
	p->bytes[h->at + 7] = 64;
	if (!parse_ip6_address(p, s, h, 8))
		return false;
	if (!pg_scan_text(s, "->"))
		return pg_scan_expected(s, "->");
	if (!parse_ip6_address(p, s, h, 24))
		return false;
	for (bool more = true; ok && more;) {
		if (pg_scan_word(s, "hop-limit"))
			ok = pg_spec_number(p, s, h, (struct pg_place){7, 1, 8});
		else if (pg_scan_word(s, "flow-label"))
			ok = pg_spec_number(p, s, h, (struct pg_place){0, 4, 20});
		else if (pg_scan_word(s, "length"))
			ok = h->own_length = pg_spec_number(p, s, h, (struct pg_place){4, 2, 16});
		else if (pg_scan_word(s, "traffic-class"))
			ok = traffic_class(p, s, h);
		else
			more = false;
	}
	return ok && pg_spec_l4(p, s, protocol, true);
}
