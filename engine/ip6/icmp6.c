// How ICMPv6 messages (RFC 4443, RFC 4861) read.
#include "engine/ip6/ip6.h"
#include "engine/net/protocol.h"

enum {
	ICMP6_SIZE = 4,		// type, code, checksum
	TARGET_AT = 8,		// target address of neighbour messages
	NEIGHBOR_SIZE = 8 + 16, // up to the end of the target
	NEIGHBOR_SOLICITATION = 135,
	NEIGHBOR_ADVERTISEMENT = 136,
};

static const struct {
	u8 type;
	const char *name;
} types[] = {
	{1, "destination_unreachable"},
	{2, "packet_too_big"},
	{3, "time_exceeded"},
	{4, "parameter_problem"},
	{128, "echo_request"},
	{129, "echo_reply"},
	{130, "multicast_listener_request"},
	{131, "multicast_listener_report"},
	{132, "multicast_listener_done"},
	{133, "router_solicitation"},
	{134, "router_advertisement"},
	{NEIGHBOR_SOLICITATION, "neighbor_solicitation"},
	{NEIGHBOR_ADVERTISEMENT, "neighbor_advertisement"},
	{137, "redirect"},
	{143, "multicast_listener_report_v2"},
};

static const struct {
	u8 type, code;
	const char *name;
} codes[] = {
	{1, 0, "no_route_to_destination"},
	{1, 1, "destination_administratively_prohibited"},
	{1, 2, "beyond_scope_of_source_address"},
	{1, 3, "address_unreachable"},
	{1, 4, "port_unreachable"},
	{1, 5, "source_address_failed_policy"},
	{1, 6, "reject_route_to_destination"},
	{3, 0, "ttl_exceeded_in_transit"},
	{3, 1, "fragment_reassembly_time_exceeded"},
	{4, 0, "erroneous_header_field"},
	{4, 1, "unrecognized_next_header"},
	{4, 2, "unrecognized_option"},
};

static void kind_text(struct text *t, u8 type, u8 code)
{
	const char *name = NULL;

	for (u32 i = 0; i < ARRAY_N(types); i++)
		if (types[i].type == type)
			name = types[i].name;
	if (name)
		text_add(t, "ICMP %s", name);
	else
		text_add(t, "ICMP unknown 0x%x", type);
	for (u32 i = 0; i < ARRAY_N(codes); i++) {
		if (codes[i].type == type && codes[i].code == code) {
			text_add(t, " %s", codes[i].name);
			return;
		}
	}
	if (code)
		text_add(t, " unknown 0x%x", code);
}

static void icmp6_text(struct text *t, const u8 *bytes, u32 n)
{
	char target[TEXT_IP6];

	if (n < ICMP6_SIZE) {
		text_add(t, "ICMP header truncated: %u bytes", n);
		return;
	}
	kind_text(t, bytes[0], bytes[1]);
	text_add(t, " checksum 0x%x", bytes[2] << 8 | bytes[3]);
	if (n >= NEIGHBOR_SIZE &&
		(bytes[0] == NEIGHBOR_SOLICITATION || bytes[0] == NEIGHBOR_ADVERTISEMENT))
		text_add(t, "\n  target address %s", text_ip6(target, bytes + TARGET_AT));
}

static const struct protocol icmp6_protocol = {
	.layer = LAYER_IP_PROTOCOL, .number = 58, .name = "ICMP6", .text = icmp6_text};
PROTOCOL_REGISTER(icmp6_protocol);
