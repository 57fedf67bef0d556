// What can be wrong with an IPv4 packet. ip4-input owns the counters; whichever node finds one of
// these later on counts it there, as VPP does.
#pragma once

#include "engine/base/types.h"

enum ip4_error {
	IP4_ERROR_NONE,
	IP4_ERROR_TOO_SHORT,	       // "ip4 length < 20 bytes"
	IP4_ERROR_BAD_LENGTH,	       // "ip4 length > l2 length"
	IP4_ERROR_BAD_CSUM,	       // "bad ip4 checksum"
	IP4_ERROR_VERSION,	       // "ip4 version != 4"
	IP4_ERROR_SHORT_HEADER,	       // "ip4 IHL < 5"
	IP4_ERROR_OPTIONS,	       // "ip4 options present"
	IP4_ERROR_FRAGMENT_OFFSET_ONE, // "ip4 fragment offset == 1"
	IP4_ERROR_TTL,		       // "ip4 ttl <= 1"
	IP4_ERROR_MTU_EXCEEDED,	       // "ip4 MTU exceeded and DF set"
	IP4_ERROR_DST_LOOKUP_MISS,     // "ip4 destination lookup miss"
	IP4_ERROR_RPF_FAILURE,	       // "Multicast RPF check failed"
	IP4_ERROR_NO_ROOM,	       // "no room for the link header"
};

// The value for b->error. Any thread.
EXPORT u16 ip4_error(enum ip4_error e);
