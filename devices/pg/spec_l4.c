// Reads the UDP, TCP or ICMP line of 'data { }'.
#include "devices/pg/spec.h"
#include "engine/net/protocol.h"

static bool read_port(struct pg_scan *s, u64 *value)
{
	return pg_scan_number(s, UINT16_MAX, value);
}

static bool parse_ports(struct pg_spec *p, struct pg_scan *s, struct pg_header *h)
{
	if (!pg_spec_value(p, s, h, (struct pg_place){0, 2, 16}, read_port, "a port number"))
		return false;
	if (!pg_scan_text(s, "->"))
		return pg_scan_expected(s, "->");
	return pg_spec_value(p, s, h, (struct pg_place){2, 2, 16}, read_port, "a port number");
}

static bool parse_udp(struct pg_spec *p, struct pg_scan *s)
{
	struct pg_header *h = pg_spec_header(p, s, PG_UDP, 8);
	bool ok;

	if (!h || !parse_ports(p, s, h))
		return false;
	for (;;) {
		if (pg_scan_word(s, "length"))
			ok = h->own_length = pg_spec_number(p, s, h, (struct pg_place){4, 2, 16});
		else if (pg_scan_word(s, "checksum"))
			ok = h->own_csum = pg_spec_number(p, s, h, (struct pg_place){6, 2, 16});
		else
			return pg_spec_payload(p, s);
		if (!ok)
			return false;
	}
}

static bool tcp_flag(struct pg_spec *p, struct pg_scan *s, struct pg_header *h)
{
	static const char *const flags[] = {"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR",
		"fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr"};

	for (u32 i = 0; i < ARRAY_N(flags); i++) {
		if (pg_scan_word(s, flags[i])) {
			p->bytes[h->at + 13] |= (u8)(1u << (i % 8));
			return true;
		}
	}
	return false;
}

static bool parse_tcp(struct pg_spec *p, struct pg_scan *s)
{
	static const struct {
		const char *word;
		struct pg_place to;
	} options[] = {
		{"window", {14, 2, 16}},
		{"checksum", {16, 2, 16}},
		{"seqnum", {4, 4, 32}},
		{"acknum", {8, 4, 32}},
		{"urgent", {18, 2, 16}},
	};
	struct pg_header *h = pg_spec_header(p, s, PG_TCP, 20);
	bool more = true;

	if (!h || !parse_ports(p, s, h))
		return false;
	pg_spec_put(p, h->at + 12, 1, 8, 5 << 4);
	pg_spec_put(p, h->at + 14, 2, 16, 4096); // the window that VPP's streams have
	while (more) {
		more = tcp_flag(p, s, h);
		for (u32 i = 0; !more && i < ARRAY_N(options); i++) {
			if (!pg_scan_word(s, options[i].word))
				continue;
			more = true;
			if (options[i].to.at == 16 && pg_scan_word(s, "valid")) {
				h->valid_csum = true;
				break;
			}
			h->own_csum |= options[i].to.at == 16;
			if (!pg_spec_number(p, s, h, options[i].to))
				return false;
		}
	}
	return pg_spec_payload(p, s);
}

struct icmp_type {
	const char *name;
	u8 number;
};

static const struct icmp_type icmp4_types[] = {
	{"echo_reply", 0},
	{"destination_unreachable", 3},
	{"source_quench", 4},
	{"redirect", 5},
	{"echo_request", 8},
	{"router_advertisement", 9},
	{"router_solicitation", 10},
	{"time_exceeded", 11},
	{"parameter_problem", 12},
	{"timestamp_request", 13},
	{"timestamp_reply", 14},
};

static const struct icmp_type icmp6_types[] = {
	{"destination_unreachable", 1},
	{"packet_too_big", 2},
	{"time_exceeded", 3},
	{"parameter_problem", 4},
	{"echo_request", 128},
	{"echo_reply", 129},
	{"router_solicitation", 133},
	{"router_advertisement", 134},
	{"neighbor_solicitation", 135},
	{"neighbor_advertisement", 136},
	{"redirect", 137},
};

// Four bytes only, as in VPP: what follows the checksum is payload.
static bool parse_icmp(struct pg_spec *p, struct pg_scan *s, u8 layer)
{
	const struct icmp_type *types = layer == PG_ICMP ? icmp4_types : icmp6_types;
	u32 n = layer == PG_ICMP ? ARRAY_N(icmp4_types) : ARRAY_N(icmp6_types), i = 0;
	struct pg_header *h = pg_spec_header(p, s, layer, 4);
	bool ok = true;

	if (!h)
		return false;
	while (i < n && !pg_scan_word(s, types[i].name))
		i++;
	if (i < n)
		p->bytes[h->at] = types[i].number;
	else if (pg_scan_word(s, "type"))
		ok = pg_spec_number(p, s, h, (struct pg_place){0, 1, 8});
	else
		ok = pg_scan_expected(s, "an ICMP type, such as echo_request");
	while (ok) {
		if (pg_scan_word(s, "code"))
			ok = pg_spec_number(p, s, h, (struct pg_place){1, 1, 8});
		else if (pg_scan_word(s, "checksum"))
			ok = h->own_csum = pg_spec_number(p, s, h, (struct pg_place){2, 2, 16});
		else
			return pg_spec_payload(p, s);
	}
	return false;
}

bool pg_spec_l4(struct pg_spec *p, struct pg_scan *s, u8 protocol, bool ip6)
{
	u32 at = s->at;

	if (protocol == IP_PROTOCOL_UDP && pg_scan_text(s, "UDP:"))
		return parse_udp(p, s);
	if (protocol == IP_PROTOCOL_TCP && pg_scan_text(s, "TCP:"))
		return parse_tcp(p, s);
	if (protocol == IP_PROTOCOL_ICMP && pg_scan_word(s, "ICMP"))
		return parse_icmp(p, s, PG_ICMP);
	if (protocol == 58 && ip6 && (pg_scan_word(s, "ICMP6") || pg_scan_word(s, "ICMP")))
		return parse_icmp(p, s, PG_ICMP6);
	s->at = at;
	return pg_spec_payload(p, s);
}
