// Spreading what an interface receives over workers, by flow.
#pragma once

#include "engine/base/types.h"

enum handoff_hash {
	HANDOFF_ASYMMETRICAL, // both directions of a flow may go to different workers
	HANDOFF_SYMMETRICAL,  // both to the same
};

// Packets that 'interface' receives go on in threads[hash of their flow % n]; n 0: where they were
// received, as before. Flows are told apart by IP addresses, protocol and ports, other packets by
// MAC addresses. Main thread. Errors: ERR_NO_SUCH_INTERFACE, ERR_INVALID_VALUE (no such thread).
EXPORT int worker_handoff_set(u32 interface, const u32 *threads, u32 n, enum handoff_hash hash);

// The threads of an interface: a vec that stays the table's; null for none.
EXPORT const u32 *worker_handoff_threads(u32 interface, enum handoff_hash *hash);
