// The addresses of interfaces, of either family.
#pragma once

#include "engine/base/types.h"

enum { FAMILY_IP4 = 4, FAMILY_IP6 = 6 };

struct ip_address {
	u8 family; // FAMILY_IP4 or FAMILY_IP6
	union {
		be32 ip4;
		u8 ip6[16];
	};
};

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
