// The Ethernet header of what leaves by an interface, with the tags of a sub-interface.
#pragma once

#include "engine/net/ethernet.h"
#include "engine/net/interface.h"

enum { LINK_HEADER_MAX = ETHERNET_SIZE + 2 * VLAN_TAG_SIZE };

// Whether it is clear which tags a frame must have; sub-interfaces that take many cannot route.
EXPORT bool ethernet_has_header(const struct interface *i);
EXPORT u32 ethernet_header_size(const struct interface *i); // bytes
// Writes it and returns its size. 'type': of the payload, host order.
EXPORT u32 ethernet_header_write(void *at, const struct interface *i, const u8 to[6], u16 type);
