// How a UDP header reads.
#include "engine/ip4/udp.h"
#include "engine/net/protocol.h"

void udp_text(struct text *t, const u8 *bytes, u32 n)
{
	struct udp udp;
	const struct protocol *p;

	if (n < sizeof(udp)) {
		text_add(t, "UDP header truncated");
		return;
	}
	memcpy(&udp, bytes, sizeof(udp));
	text_add(t, "UDP: %u -> %u\n  length %u, checksum 0x%04x", host16(udp.from), host16(udp.to),
		host16(udp.size), host16(udp.csum));
	p = protocol_by_number(LAYER_UDP_PORT, host16(udp.to));
	if (!p || !p->text || n == sizeof(udp))
		return;
	text_add(t, "\n");
	p->text(t, bytes + sizeof(udp), n - sizeof(udp));
}

static const struct protocol udp_protocol = {
	.layer = LAYER_IP_PROTOCOL,
	.number = IP_PROTOCOL_UDP,
	.name = "UDP",
	.node = "ip4-udp-lookup",
	.text = udp_text,
};
PROTOCOL_REGISTER(udp_protocol);
