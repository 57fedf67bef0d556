// A packet's headers in one line, for lists of packets.
#pragma once

#include "engine/base/text.h"

// "UDP 10.0.0.1:53 > 10.0.0.2:4711", "ARP who-has 10.0.0.2 tell 10.0.0.1". 'n' bytes are at hand,
// from an Ethernet header on or (is_ethernet false) from wherever the packet stood.
void packet_line(struct text *t, const u8 *bytes, u32 n, bool is_ethernet);
