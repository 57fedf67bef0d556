// How IPv6 headers read.
#include "engine/ip6/ip6.h"
#include "engine/net/protocol.h"

void ip6_text(struct text *t, const u8 *bytes, u32 n)
{
	const struct ip6 *ip = (const struct ip6 *)bytes;
	const struct protocol *p;
	char from[TEXT_IP6], to[TEXT_IP6];
	u32 word;

	if (n < IP6_HEADER_SIZE) {
		text_add(t, "IP6 header truncated: %u bytes", n);
		return;
	}
	word = host32(ip->version_class_flow);
	protocol_name_text(t, LAYER_IP_PROTOCOL, ip->protocol);
	text_add(t, ": %s -> %s", text_ip6(from, ip->from), text_ip6(to, ip->to));
	if (word >> 28 != 6)
		text_add(t, "\n  version %u", word >> 28);
	text_add(t, "\n  tos 0x%02x, flow label 0x%x, hop limit %u, payload length %u",
		word >> 20 & 0xff, word & 0xfffff, ip->hop_limit, host16(ip->payload_size));
	p = protocol_by_number(LAYER_IP_PROTOCOL, ip->protocol);
	if (!p || !p->text || n == IP6_HEADER_SIZE)
		return;
	text_add(t, "\n");
	p->text(t, bytes + IP6_HEADER_SIZE, n - IP6_HEADER_SIZE);
}
