// Which interfaces have IPv4, and the routes that their addresses bring.
#pragma once

#include "engine/base/types.h"

// Whether the interface has an IPv4 address. Any thread.
EXPORT bool ip4_is_enabled(u32 interface);
