// Checksums that nodes leave to the sender, filled in by software.
//
// While OFFLOAD_TCP_CSUM or OFFLOAD_UDP_CSUM is set, what stands in that checksum field does not
// matter: packets made here may leave it 0, those received with a partial checksum have the sum of
// the pseudo header there.
#pragma once

#include "engine/graph/node.h"

// Fills in what b->offload asks for, at b->l3_at and b->l4_at, and clears BUFFER_OFFLOAD. Headers
// that do not fit into the first buffer are left as they are.
EXPORT void offload_finish(struct worker *w, struct buffer *b);

// For senders that sum TCP and UDP themselves, from the L4 header on: fills in the IPv4 header's
// checksum if that is asked for, and puts the sum of the pseudo header into the checksum field.
// Where that field is, bytes from b->l4_at; 0: no L4 checksum is asked for, or its headers do not
// fit into the first buffer.
EXPORT u32 offload_leave_l4(struct buffer *b);
