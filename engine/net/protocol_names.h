// Names of protocols by number as VPP's traces print them, for those that nobody registers.
#pragma once

#include "engine/net/protocol.h"

// All of a layer, '*n' of them, in order of number.
const struct protocol *protocol_builtin_names(enum protocol_layer layer, u32 *n);
