// What the neighbour room keeps behind struct neighbor; for its own files.
#pragma once

#include "engine/neighbor/neighbor.h"

// The oldest dynamic entries of a family come first: calls visit(n, arg) for each dynamic entry
// until it returns false. 'visit' may delete the entry it is called with.
void neighbor_each_dynamic(u8 family, bool (*visit)(struct neighbor *n, void *arg), void *arg);

// Makes packets of a neighbour's adjacency leave with its MAC, or wait again (mac null).
void adjacency_resolve(u32 interface, const struct ip_address *ip, const u8 *mac);

// Takes what packets taught out of the threads' queues into the table. Main thread.
void neighbor_learn_drain(void);

// Keeps what neighbor_is_known() says. Main thread.
void neighbor_known_set(u32 interface, be32 ip, bool is_known);
