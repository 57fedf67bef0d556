// The UDP header (RFC 768) and who receives its packets.
#pragma once

#include "engine/base/text.h"

struct udp {
	be16 from, to; // ports
	be16 size;     // bytes, header included
	be16 csum;     // 0: the sender made none
} PACKED;

enum { UDP_HEADER_SIZE = 8 };

// "UDP: 1234 -> 2345\n  length 30, checksum 0x6f34".
EXPORT void udp_text(struct text *t, const u8 *bytes, u32 n);

// Sends packets for 'port' (host order) to a node; they arrive with the current header behind the
// UDP header. Who knows its port beforehand registers a struct protocol of LAYER_UDP_PORT instead.
// ERR_EXISTS, ERR_NO_SUCH_NODE. Main thread.
EXPORT int udp_port_register(u16 port, const char *node);
EXPORT void udp_port_unregister(u16 port);
