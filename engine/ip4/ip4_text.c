// How an IPv4 header reads, with what follows it by registered protocol.
#include "engine/ip4/ip4.h"
#include "engine/base/csum.h"
#include "engine/net/protocol.h"

// Traces keep this much of a packet, so a header that is cut off reads as if zeros followed.
enum { TEXT_MIN = 64, TEXT_MAX = 128 };

static const char *dscp_name(u8 dscp)
{
	static const char *const class_names[] = {
		"CS0", "CS1", "CS2", "CS3", "CS4", "CS5", "CS6", "CS7"}; // RFC 2474
	static const char *const assured_names[4][3] = {{"AF11", "AF12", "AF13"},
		{"AF21", "AF22", "AF23"}, {"AF31", "AF32", "AF33"},
		{"AF41", "AF42", "AF43"}}; // RFC 2597
	u8 high = dscp >> 3, low = dscp & 7;

	if (!low)
		return class_names[high];
	if (high >= 1 && high <= 4 && (low == 2 || low == 4 || low == 6))
		return assured_names[high - 1][low / 2 - 1];
	return dscp == 46 ? "EF" : "unknown"; // RFC 3246
}

static const char *ecn_name(u8 ecn)
{
	static const char *const names[] = {"NON_ECN", "ECT_1", "ECT_0", "CE"}; // RFC 3168

	return names[ecn];
}

// The field as it should be. Headers shorter than the fixed part are taken as having all of it.
static be16 header_csum(const u8 *bytes, u32 size)
{
	struct ip4 ip;
	u64 sum;

	memcpy(&ip, bytes, sizeof(ip));
	ip.csum = 0;
	sum = csum_bytes(0, &ip, sizeof(ip));
	if (size > sizeof(ip))
		sum = csum_bytes(sum, bytes + sizeof(ip), size - sizeof(ip));
	return csum_field(sum);
}

static void fragment_text(struct text *t, const struct ip4 *ip)
{
	static const struct {
		u16 flag;
		const char *name;
	} flags[] = {{IP4_MF, "MORE_FRAGMENTS"}, {IP4_DF, "DONT_FRAGMENT"}, {0x8000, "CONGESTION"}};
	u16 f = host16(ip->fragment);

	text_add(t, "\n  fragment id 0x%04x", host16(ip->id));
	if (f & IP4_OFFSET_MASK)
		text_add(t, " offset %u", 8 * (f & IP4_OFFSET_MASK));
	if (f & ~IP4_OFFSET_MASK)
		text_add(t, ", flags ");
	for (u32 i = 0; i < ARRAY_N(flags); i++)
		if (f & flags[i].flag)
			text_add(t, "%s", flags[i].name);
}

void ip4_text(struct text *t, const u8 *bytes, u32 n)
{
	u8 copy[TEXT_MAX] = {0};
	struct ip4 ip;
	u32 size;
	be16 csum;
	const struct protocol *p;
	char from[TEXT_IP4], to[TEXT_IP4];

	n = MIN(n, sizeof(copy));
	memcpy(copy, bytes, n);
	n = MAX(n, TEXT_MIN);
	memcpy(&ip, copy, sizeof(ip));
	size = ip4_header_size(&ip);

	protocol_name_text(t, LAYER_IP_PROTOCOL, ip.protocol);
	text_add(t, ": %s -> %s", text_ip4(from, ip.from), text_ip4(to, ip.to));
	if (ip.version_length != 0x45)
		text_add(t, "\n  version %u, header length %u", ip.version_length >> 4, size);
	text_add(t, "\n  tos 0x%02x, ttl %u, length %u, checksum 0x%04x", ip.tos, ip.ttl,
		host16(ip.size), host16(ip.csum));
	csum = header_csum(copy, size);
	if (csum != ip.csum)
		text_add(t, " (should be 0x%04x)", host16(csum));
	text_add(t, " dscp %s ecn %s", dscp_name(ip.tos >> 2), ecn_name(ip.tos & 3));
	fragment_text(t, &ip);
	if (!ip4_is_first(&ip))
		return;
	p = protocol_by_number(LAYER_IP_PROTOCOL, ip.protocol);
	if (!p || !p->text)
		return;
	text_add(t, "\n");
	p->text(t, copy + size, n - size);
}
