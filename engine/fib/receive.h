// Receive objects: what a packet for an address of this host meets.
#pragma once

#include "engine/base/text.h"
#include "engine/net/address.h"

struct receive {
	u32 interface; // that has the address; INDEX_NONE: a 'local' route
	struct ip_address address;
	u32 refs;
};

// Finds or makes one and takes a reference. Main thread.
EXPORT u32 receive_get(u32 interface, const struct ip_address *address);
EXPORT void receive_put(u32 index);
EXPORT const struct receive *receive_at(u32 index); // null if there is none

// "dpo-receive: 10.10.10.11 on pg0", "dpo-receive".
EXPORT void receive_text(struct text *t, u32 index);
