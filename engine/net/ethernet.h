// Ethernet and 802.1Q headers, and how they read.
#pragma once

#include "engine/base/text.h"
#include "engine/net/protocol.h"

struct ethernet {
	u8 to[6], from[6];
	be16 type; // of the payload; values up to 1500 are a length (IEEE 802.3)
} PACKED;

struct vlan_tag {
	be16 tci; // priority 3, drop eligible 1, VLAN id 12 bits
	be16 type;
} PACKED;

enum { ETHERNET_SIZE = 14, VLAN_TAG_SIZE = 4, ETHERNET_MIN_FRAME = 60 };

// "IP4: 02:..:77 -> 02:..:0e 802.1q vlan 100". Header with its tags only.
EXPORT void ethernet_text(struct text *t, const u8 *bytes, u32 n);
// The same, then the payload by its registered protocol on the next lines.
EXPORT void ethernet_packet_text(struct text *t, const u8 *bytes, u32 n);

static inline bool mac_is_multicast(const u8 mac[6])
{
	return mac[0] & 1;
}

static inline bool mac_equal(const u8 a[6], const u8 b[6])
{
	u32 a4, b4;
	u16 a2, b2;

	memcpy(&a4, a, 4);
	memcpy(&b4, b, 4);
	memcpy(&a2, a + 4, 2);
	memcpy(&b2, b + 4, 2);
	return a4 == b4 && a2 == b2;
}
