// Checksums that nodes leave to the sender, filled in by software.
#pragma once

#include "engine/graph/node.h"

// Fills in what b->offload asks for, at b->l3_at and b->l4_at, and clears BUFFER_OFFLOAD. Headers
// that do not fit into the first buffer are left as they are.
EXPORT void offload_finish(struct worker *w, struct buffer *b);
