// The IPv6 header (RFC 8200) and how it reads.
#pragma once

#include "engine/base/text.h"

struct ip6 {
	be32 version_class_flow; // 4, 8 and 20 bits
	be16 payload_size;	 // bytes after this header
	u8 protocol;		 // of the next header
	u8 hop_limit;
	u8 from[16], to[16];
} PACKED;

enum { IP6_HEADER_SIZE = 40 };

// "ICMP6: fe80::77 -> ff02::2\n  tos 0x00, flow label 0x0, hop limit 255, payload length 16", then
// what follows by its registered protocol.
EXPORT void ip6_text(struct text *t, const u8 *bytes, u32 n);
