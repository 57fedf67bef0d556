// Sub-interfaces: interfaces of their own for some of the VLANs of another, their parent. They go
// with it.
#pragma once

#include "engine/net/interface.h"

// Makes "PARENT.ID", down. ERR_NO_SUCH_INTERFACE, ERR_INVALID_VALUE (the parent is one itself, or
// no Ethernet), ERR_INVALID_VLAN, ERR_EXISTS (the id, or the same tags). Main thread.
EXPORT int subinterface_create(u32 parent, u32 id, const struct vlan_match *match, u32 *index);
EXPORT int subinterface_delete(u32 index); // ERR_INVALID_VALUE: it is none
