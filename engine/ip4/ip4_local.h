// What the nodes for packets to this host have in common: ip4-local, ip4-receive and the end of
// their feature arc. Errors are counted on ip4-local, whichever of them found one, as VPP does.
#pragma once

#include "engine/graph/node.h"

// The run function of each: checks (RFC 1122, 3.2) and the arc only where packets come in.
void ip4_local_frame(struct worker *w, struct node *node, struct frame *f);
void ip4_local_frame_end(struct worker *w, struct node *node, struct frame *f);
