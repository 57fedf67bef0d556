// What commands about nodes share.
#pragma once

#include "engine/graph/node.h"

u32 *node_list_by_name(void); // a vec of indices that the caller frees

// "active", "polling", "interrupt wait", "event wait".
const char *node_state_text(const struct node *node);
