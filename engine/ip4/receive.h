// Receive objects: what a packet for an address of this host meets.
#pragma once

#include "engine/base/text.h"

struct receive {
	u32 interface; // that has the address; INDEX_NONE: a 'local' route
	be32 address;
	u32 refs;
};

// Finds or makes one and takes a reference. Main thread.
u32 receive_get(u32 interface, be32 address);
void receive_put(u32 index);
EXPORT const struct receive *receive_at(u32 index); // null if there is none

// "dpo-receive: 10.10.10.11 on pg0", "dpo-receive".
void receive_text(struct text *t, u32 index);
