// Answering in place of the hosts of a bridge domain: ARP and neighbour discovery.
#pragma once

#include "engine/l2/bridge.h"

// The packet, at its link header with the IPv6 header at l3_at, asks who has an address that the
// domain's table knows: it becomes the answer, and true. Else it is as it was.
bool nd_term_answer(const struct bridge *bridge, struct buffer *b);
