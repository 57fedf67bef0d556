// How a GRE header (RFC 2784) reads; its packets have no node yet.
#include "engine/net/protocol.h"

struct gre {
	be16 flags_version;
	be16 protocol; // an ethertype
} PACKED;

static void gre_text(struct text *t, const u8 *bytes, u32 n)
{
	static const struct {
		u16 number;
		const char *name;
	} payloads[] = {{0x0800, "ip4"}, {0x86dd, "ip6"}, {0x6558, "teb"}, {0x0806, "arp"},
		{0x8847, "mpls_unicast"}, {0x88be, "erspan"}, {0x894f, "nsh"}};
	struct gre gre;

	if (n < sizeof(gre)) {
		text_add(t, "gre header truncated");
		return;
	}
	memcpy(&gre, bytes, sizeof(gre));
	for (u32 i = 0; i < ARRAY_N(payloads); i++)
		if (payloads[i].number == host16(gre.protocol)) {
			text_add(t, "GRE %s", payloads[i].name);
			return;
		}
	text_add(t, "GRE 0x%04x", host16(gre.protocol));
}

static const struct protocol gre_protocol = {
	.layer = LAYER_IP_PROTOCOL,
	.number = IP_PROTOCOL_GRE,
	.name = "GRE",
	.text = gre_text,
};
PROTOCOL_REGISTER(gre_protocol);
