// An Ethernet interface for tests: what it sends arrives at "<name>-tx", where a tap may keep it.
#pragma once

#include "engine/net/interface.h"

// Creates it, up, with this MAC address ("02:00:00:00:00:01"; null: made). Its index.
u32 port_create(const char *name, const char *mac);

// Gives it an address: "10.0.0.1/24".
void port_address(u32 port, const char *prefix);
