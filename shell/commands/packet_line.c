// A packet's headers in one line: addresses, protocol, ports; whatever is at hand of them.
#include "shell/commands/packet_line.h"
#include "engine/ip4/ip4.h"
#include "engine/ip4/udp.h"
#include "engine/net/ethernet.h"
#include <arpa/inet.h>

enum { IP6_HEADER_SIZE = 40, ARP_SIZE = 28 };

static u16 u16_at(const u8 *bytes)
{
	return (u16)(bytes[0] << 8 | bytes[1]);
}

static bool has_ports(u8 protocol)
{
	return protocol == IP_PROTOCOL_TCP || protocol == IP_PROTOCOL_UDP;
}

// "UDP FROM:PORT > TO:PORT"; 'l4' is null where the header is not at hand.
static void ip_line(struct text *t, u8 protocol, const char *from, const char *to, const u8 *l4)
{
	protocol_name_text(t, LAYER_IP_PROTOCOL, protocol);
	if (l4 && has_ports(protocol))
		text_add(t, " %s:%u > %s:%u", from, u16_at(l4), to, u16_at(l4 + 2));
	else
		text_add(t, " %s > %s", from, to);
	if (l4 && protocol == IP_PROTOCOL_ICMP)
		text_add(t, " type %u code %u", l4[0], l4[1]);
}

static void ip4_line(struct text *t, const u8 *bytes, u32 n)
{
	const struct ip4 *ip = (const struct ip4 *)bytes;
	char from[TEXT_IP4], to[TEXT_IP4];
	bool has_l4;

	if (n < IP4_HEADER_SIZE) {
		text_add(t, "IP4 cut short");
		return;
	}
	has_l4 = ip4_is_first(ip) && ip4_header_size(ip) >= IP4_HEADER_SIZE &&
		ip4_header_size(ip) + 4 <= n;
	ip_line(t, ip->protocol, text_ip4(from, ip->from), text_ip4(to, ip->to),
		has_l4 ? bytes + ip4_header_size(ip) : NULL);
	if (ip4_is_fragment(ip))
		text_add(t, " fragment at %u", (host16(ip->fragment) & IP4_OFFSET_MASK) * 8);
	text_add(t, " ttl %u", ip->ttl);
}

static void ip6_line(struct text *t, const u8 *bytes, u32 n)
{
	char from[INET6_ADDRSTRLEN], to[INET6_ADDRSTRLEN];

	if (n < IP6_HEADER_SIZE) {
		text_add(t, "IP6 cut short");
		return;
	}
	inet_ntop(AF_INET6, bytes + 8, from, sizeof(from));
	inet_ntop(AF_INET6, bytes + 24, to, sizeof(to));
	text_add(t, "IP6 ");
	// Ports would need brackets around the addresses; the addresses alone say who it is.
	ip_line(t, bytes[6], from, to, NULL);
}

static void arp_line(struct text *t, const u8 *bytes, u32 n)
{
	char from[TEXT_IP4], to[TEXT_IP4];
	be32 sender, target;

	if (n < ARP_SIZE) {
		text_add(t, "ARP cut short");
		return;
	}
	memcpy(&sender, bytes + 14, sizeof(sender));
	memcpy(&target, bytes + 24, sizeof(target));
	text_ip4(from, sender);
	text_ip4(to, target);
	if (u16_at(bytes + 6) == 1)
		text_add(t, "ARP who-has %s tell %s", to, from);
	else
		text_add(t, "ARP %s to %s, operation %u", from, to, u16_at(bytes + 6));
}

static void payload_line(struct text *t, u16 type, const u8 *bytes, u32 n, const u8 *macs)
{
	char from[TEXT_MAC], to[TEXT_MAC];

	if (type == ETHERTYPE_IP4) {
		ip4_line(t, bytes, n);
	} else if (type == ETHERTYPE_IP6) {
		ip6_line(t, bytes, n);
	} else if (type == ETHERTYPE_ARP) {
		arp_line(t, bytes, n);
	} else {
		protocol_name_text(t, LAYER_ETHERTYPE, type);
		text_add(t, " %s > %s", text_mac(from, macs + 6), text_mac(to, macs));
	}
}

static void ethernet_line(struct text *t, const u8 *bytes, u32 n)
{
	u32 at = ETHERNET_SIZE;
	u16 type;

	if (n < ETHERNET_SIZE) {
		text_add(t, "Ethernet cut short");
		return;
	}
	type = u16_at(bytes + 12);
	while ((type == ETHERTYPE_VLAN || type == ETHERTYPE_QINQ) && at + VLAN_TAG_SIZE <= n) {
		text_add(t, "vlan %u ", u16_at(bytes + at) & 0xfff);
		type = u16_at(bytes + at + 2);
		at += VLAN_TAG_SIZE;
	}
	payload_line(t, type, bytes + at, n - at, bytes);
}

void packet_line(struct text *t, const u8 *bytes, u32 n, bool is_ethernet)
{
	if (is_ethernet)
		ethernet_line(t, bytes, n);
	else if (n && bytes[0] >> 4 == 4)
		ip4_line(t, bytes, n);
	else if (n && bytes[0] >> 4 == 6)
		ip6_line(t, bytes, n);
	else
		text_add(t, "%u bytes of something", n);
}
