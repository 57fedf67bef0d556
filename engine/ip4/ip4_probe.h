// Echo requests over IPv4 of this host's own.
#pragma once

#include "engine/net/probe.h"

struct ip4_probe {
	be32 from, to;
	u32 fib; // FIB index that the destination is looked up in
	u16 id, sequence;
	u16 size; // bytes of data behind the 8 of the ICMP header and the 8 of the time
	u8 ttl;
};

// The address that packets to 'to' are sent from, which is the one on the interface they leave by.
// ERR_NO_MATCHING_INTERFACE: no route; ERR_ADDRESS_NOT_FOUND_FOR_INTERFACE. Main thread.
EXPORT int ip4_probe_source(u32 fib, be32 to, be32 *from);

// ERR_NO_MEMORY: no buffers. Main thread.
EXPORT int ip4_probe_send(const struct ip4_probe *p, struct prober *prober);
