// What the interface room keeps behind struct interface; for its own files.
#pragma once

#include "engine/base/pool.h"
#include "engine/net/interface.h"

// All interfaces by index. Changed by the main thread at the barrier.
struct pool *interface_pool(void);

// Counters of 'index' exist and are zero.
void interface_counters_reach(u32 index);

// interface-output and the end of its arc know where packets of an interface go, or no longer.
void interface_output_learn(const struct interface *i);
void interface_output_forget(const struct interface *i);
void interface_output_arc_end_learn(const struct interface *i);
void interface_output_arc_end_forget(const struct interface *i);

// Tells the hooks.
enum interface_event { EVENT_CREATE, EVENT_DELETE, EVENT_UP, EVENT_LINK, EVENT_MAC, EVENT_MTU };
void interface_tell(enum interface_event event, struct interface *i);
void interface_tell_address(struct interface *i, const struct interface_address *a, bool added);

// Makes "<name>-output" with its arc to i->tx_node; the node index or an error.
int interface_output_create(const char *name, struct interface *i);
