// The flow hash of IPv4 packets, which chooses among the buckets of a load-balance.
#include "engine/ip4/ip4_forward.h"

#include "engine/net/protocol.h"

// Odd constants of high entropy (the first from the golden ratio); any would do.
static const u64 multiplier = 0x9e3779b97f4a7c15ull, multiplier_2 = 0xd6e8feb86659fd93ull;

// Source and destination port of TCP and UDP. Fragments have none, so that all of a packet go the
// same way.
static u32 ports(const struct buffer *b, const struct ip4 *ip)
{
	u32 at = ip4_header_size(ip), both;

	if (ip->protocol != IP_PROTOCOL_TCP && ip->protocol != IP_PROTOCOL_UDP)
		return 0;
	if (ip4_is_fragment(ip) || b->length < at + sizeof(both))
		return 0;
	memcpy(&both, (const u8 *)ip + at, sizeof(both));
	return both;
}

u32 ip4_flow_hash(const struct buffer *b, const struct ip4 *ip)
{
	u64 addresses = (u64)ip->from << 32 | ip->to;
	u64 rest = (u64)ports(b, ip) << 8 | ip->protocol;
	u64 x = addresses * multiplier;

	x ^= x >> 32;
	x = (x ^ rest) * multiplier_2;
	x ^= x >> 32;
	x *= multiplier;
	return (u32)(x >> 32) | 1u << 31;
}
