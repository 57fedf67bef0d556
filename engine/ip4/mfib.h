// Multicast routes: the groups that this host itself is in (RFC 1112), on every interface with
// IPv4. Everything else is refused.
#pragma once

#include "engine/base/types.h"

enum { MFIB_DROP, MFIB_ALL_HOSTS, MFIB_ALL_ROUTERS, MFIB_ENTRIES };

// The entry of a group; MFIB_DROP for none. Any thread.
EXPORT u32 mfib_lookup(be32 group);
EXPORT be32 mfib_group(u32 entry);

// Whether packets of an entry are accepted from an interface. Any thread.
EXPORT bool mfib_accepts(u32 entry, u32 interface);

// The receive object that an entry's packets go to.
EXPORT u32 mfib_receive(void);
