// Packet tracing as a whole: what is asked for, in all threads.
#pragma once

#include "engine/graph/worker.h"
#include "trace/packet.h"

// Asks for 'count' more packets that node 'node' receives (INDEX_NONE: any input node), on
// 'interface' (INDEX_NONE: any), that match 'filter' (null: all; taken over). With 'ring' it never
// ends and the last 'count' are kept. Main thread.
EXPORT void tracing_add(u32 node, u32 interface, u32 count, bool ring, struct filter *filter);

// Forgets every trace and asks for no more. Main thread.
EXPORT void tracing_clear(void);
