// Addresses of either family as such: their kinds, their bits, how they read.
#include "engine/net/address.h"

#include <stdio.h>

bool ip_address_is_zero(const struct ip_address *a)
{
	static const u8 zero[16];

	return !memcmp(a->ip6, zero, a->family == FAMILY_IP6 ? 16 : 4);
}

bool ip_address_is_multicast(const struct ip_address *a)
{
	return a->family == FAMILY_IP6 ? a->ip6[0] == 0xff : a->ip6[0] >> 4 == 0xe;
}

bool ip_address_is_link_local(const struct ip_address *a)
{
	return a->family == FAMILY_IP6 && a->ip6[0] == 0xfe && a->ip6[1] >> 6 == 2;
}

struct ip_address ip_address_cut(const struct ip_address *a, u8 length)
{
	struct ip_address cut;

	memset(&cut, 0, sizeof(cut));
	cut.family = a->family;
	memcpy(cut.ip6, a->ip6, (length + 7) / 8);
	if (length % 8)
		cut.ip6[length / 8] &= 0xff << (8 - length % 8);
	return cut;
}

bool ip_address_within(const struct ip_address *a, const struct ip_address *b, u8 length)
{
	u32 n = length / 8;

	if (memcmp(a->ip6, b->ip6, n))
		return false;
	return length % 8 == 0 || (a->ip6[n] ^ b->ip6[n]) >> (8 - length % 8) == 0;
}

char *text_ip(char out[TEXT_IP6], const struct ip_address *a)
{
	return a->family == FAMILY_IP6 ? text_ip6(out, a->ip6) : text_ip4(out, a->ip4);
}

char *text_ip_prefix(char out[TEXT_IP_PREFIX], const struct ip_prefix *p)
{
	char address[TEXT_IP6];

	snprintf(out, TEXT_IP_PREFIX, "%s/%u", text_ip(address, &p->address), p->length);
	return out;
}
