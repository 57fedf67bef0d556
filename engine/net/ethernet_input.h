// Who takes an interface's frames out of the hands of ethernet-input.
#pragma once

#include "engine/base/types.h"

enum ethernet_stage {
	ETHERNET_WHOLE, // as they came, before anything of them is read: members of a bond
	ETHERNET_L2,	// once it is clear which interface they are for, VLANs included: bridging
	ETHERNET_STAGES,
};

// Frames of 'interface' go to 'node', at their link header, l2_at set; at ETHERNET_L2 l3_at is
// behind the header and its tags. Null: no longer. Main thread; at the barrier. Errors:
// ERR_NO_SUCH_INTERFACE, ERR_BUSY (another node has them), ERR_NO_SUCH_NODE (no such node).
EXPORT int ethernet_input_take(u32 interface, enum ethernet_stage stage, const char *node);
