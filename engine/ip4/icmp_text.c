// How an ICMP header reads: VPP's names of types and codes (IANA's numbers).
#include "engine/ip4/icmp.h"
#include "engine/net/protocol.h"

static const char *const type_names[] = {
	[0] = "echo_reply",
	[3] = "destination_unreachable",
	[4] = "source_quench",
	[5] = "redirect",
	[6] = "alternate_host_address",
	[8] = "echo_request",
	[9] = "router_advertisement",
	[10] = "router_solicitation",
	[11] = "time_exceeded",
	[12] = "parameter_problem",
	[13] = "timestamp_request",
	[14] = "timestamp_reply",
	[15] = "information_request",
	[16] = "information_reply",
	[17] = "address_mask_request",
	[18] = "address_mask_reply",
	[30] = "traceroute",
	[31] = "datagram_conversion_error",
	[32] = "mobile_host_redirect",
	[33] = "ip6_where_are_you",
	[34] = "ip6_i_am_here",
	[35] = "mobile_registration_request",
	[36] = "mobile_registration_reply",
	[37] = "domain_name_request",
	[38] = "domain_name_reply",
	[39] = "skip",
	[40] = "photuris",
};

static const struct {
	u8 type, code;
	const char *name;
} code_names[] = {
	{3, 0, "destination_unreachable_net"},
	{3, 1, "destination_unreachable_host"},
	{3, 2, "protocol_unreachable"},
	{3, 3, "port_unreachable"},
	{3, 4, "fragmentation_needed_and_dont_fragment_set"},
	{3, 5, "source_route_failed"},
	{3, 6, "destination_network_unknown"},
	{3, 7, "destination_host_unknown"},
	{3, 8, "source_host_isolated"},
	{3, 9, "network_administratively_prohibited"},
	{3, 10, "host_administratively_prohibited"},
	{3, 11, "network_unreachable_for_type_of_service"},
	{3, 12, "host_unreachable_for_type_of_service"},
	{3, 13, "communication_administratively_prohibited"},
	{3, 14, "host_precedence_violation"},
	{3, 15, "precedence_cutoff_in_effect"},
	{5, 0, "network_redirect"},
	{5, 1, "host_redirect"},
	{5, 2, "type_of_service_and_network_redirect"},
	{5, 3, "type_of_service_and_host_redirect"},
	{9, 0, "normal_router_advertisement"},
	{9, 16, "does_not_route_common_traffic"},
	{11, 0, "ttl_exceeded_in_transit"},
	{11, 1, "fragment_reassembly_time_exceeded"},
	{12, 0, "pointer_indicates_error"},
	{12, 1, "missing_required_option"},
	{12, 2, "bad_length"},
};

void icmp_text(struct text *t, const u8 *bytes, u32 n)
{
	enum { FIXED_SIZE = 4 }; // type, code, checksum: all types have these
	struct icmp icmp = {0};

	if (n < FIXED_SIZE) {
		text_add(t, "ICMP header truncated");
		return;
	}
	memcpy(&icmp, bytes, MIN(n, sizeof(icmp)));
	if (icmp.type < ARRAY_N(type_names) && type_names[icmp.type])
		text_add(t, "ICMP %s", type_names[icmp.type]);
	else
		text_add(t, "ICMP unknown 0x%x", icmp.type);
	for (u32 i = 0; i < ARRAY_N(code_names); i++)
		if (code_names[i].type == icmp.type && code_names[i].code == icmp.code)
			text_add(t, " %s", code_names[i].name);
	text_add(t, " checksum 0x%x", host16(icmp.csum));
	if (icmp.type == ICMP_ECHO_REQUEST || icmp.type == ICMP_ECHO_REPLY)
		if (n > FIXED_SIZE + sizeof(icmp.echo.id))
			text_add(t, " id %u", host16(icmp.echo.id));
}

static const struct protocol icmp_protocol = {
	.layer = LAYER_IP_PROTOCOL,
	.number = IP_PROTOCOL_ICMP,
	.name = "ICMP",
	.node = "ip4-icmp-input",
	.text = icmp_text,
};
PROTOCOL_REGISTER(icmp_protocol);
