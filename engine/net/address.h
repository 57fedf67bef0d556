// Addresses and prefixes of either family, and the addresses of interfaces.
#pragma once

#include "engine/base/text.h"

enum { FAMILY_IP4 = 4, FAMILY_IP6 = 6 };

struct ip_address {
	u8 family; // FAMILY_IP4 or FAMILY_IP6
	union {
		be32 ip4;
		u8 ip6[16];
	};
};

struct ip_prefix {
	struct ip_address address;
	u8 length; // 0..32 or 0..128
};

static inline u8 ip_address_bits(u8 family)
{
	return family == FAMILY_IP6 ? 128 : 32;
}

static inline struct ip_address ip4_address(be32 address)
{
	return (struct ip_address){.family = FAMILY_IP4, .ip4 = address};
}

static inline struct ip_prefix ip4_prefix(be32 address, u8 length)
{
	return (struct ip_prefix){.address = ip4_address(address), .length = length};
}

static inline bool ip_address_equal(const struct ip_address *a, const struct ip_address *b)
{
	if (a->family != b->family)
		return false;
	return a->family == FAMILY_IP6 ? !memcmp(a->ip6, b->ip6, sizeof(a->ip6)) : a->ip4 == b->ip4;
}

// Bytes are in network order, so this is the order of numbers; both of the same family.
static inline int ip_address_compare(const struct ip_address *a, const struct ip_address *b)
{
	return memcmp(a->ip6, b->ip6, a->family == FAMILY_IP6 ? 16 : 4);
}

EXPORT bool ip_address_is_zero(const struct ip_address *a);
EXPORT bool ip_address_is_multicast(const struct ip_address *a);
// fe80::/10: means something only on its own link.
EXPORT bool ip_address_is_link_local(const struct ip_address *a);
// The address with the bits past 'length' zero.
EXPORT struct ip_address ip_address_cut(const struct ip_address *a, u8 length);
// Whether the first 'length' bits of both are the same; both of the same family.
EXPORT bool ip_address_within(const struct ip_address *a, const struct ip_address *b, u8 length);

enum { TEXT_IP_PREFIX = TEXT_IP6 + 4 };
EXPORT char *text_ip(char out[TEXT_IP6], const struct ip_address *a);
EXPORT char *text_ip_prefix(char out[TEXT_IP_PREFIX], const struct ip_prefix *p);

struct interface_address {
	struct ip_address address; // as configured, host bits included
	u8 length;		   // of the prefix: 0..32 or 0..128
};

// Adds and tells the hooks. ERR_EXISTS if any interface of the same table has the address or an
// overlapping prefix; ERR_NO_SUCH_INTERFACE. Main thread.
EXPORT int interface_address_add(u32 interface, const struct interface_address *a);
EXPORT int interface_address_delete(u32 interface, const struct interface_address *a);
EXPORT int interface_address_delete_all(u32 interface);

// The addresses of an interface: a vec, not the caller's.
EXPORT const struct interface_address *interface_addresses(u32 interface);

// Any thread: the address of 'interface' whose prefix covers 'ip', null if none does.
EXPORT const struct interface_address *interface_address_covering(u32 interface, be32 ip);
// Any thread: whether 'ip' is itself an address of the interface.
EXPORT bool interface_has_address(u32 interface, be32 ip);
// Any thread: the interface of table 'table_id' that has the address, INDEX_NONE if none has.
EXPORT u32 interface_of_address(u32 table_id, be32 ip);
