// The ICMP header (RFC 792), how it reads, and who receives which type.
#pragma once

#include "engine/base/text.h"

struct icmp {
	u8 type, code;
	be16 csum;
	union {
		struct {
			be16 id, sequence;
		} PACKED echo;
		be32 data;
	};
} PACKED;

enum { ICMP_HEADER_SIZE = 8 };

struct worker;

enum icmp_type {
	ICMP_ECHO_REPLY = 0,
	ICMP_UNREACHABLE = 3,
	ICMP_SOURCE_QUENCH = 4,
	ICMP_REDIRECT = 5,
	ICMP_ECHO_REQUEST = 8,
	ICMP_TIME_EXCEEDED = 11,
	ICMP_PARAMETER_PROBLEM = 12,
};

enum icmp_unreachable_code {
	ICMP_NET_UNREACHABLE = 0,
	ICMP_HOST_UNREACHABLE = 1,
	ICMP_PROTOCOL_UNREACHABLE = 2,
	ICMP_PORT_UNREACHABLE = 3,
	ICMP_FRAGMENTATION_NEEDED = 4,
	ICMP_ADMINISTRATIVELY_PROHIBITED = 13,
};

// "ICMP echo_request checksum 0xe1e1 id 7".
EXPORT void icmp_text(struct text *t, const u8 *bytes, u32 n);

// Sends received packets of a type to a node, at the IPv4 header; replaces who had them before.
// ERR_NO_SUCH_NODE. Main thread, from init functions on.
EXPORT int icmp_type_register(u8 type, const char *node);

// Counts replies to echo requests, on ip4-icmp-input as VPP does. Own thread.
void icmp_count_echo_replies(struct worker *w, u64 n);

// How many ICMP errors a thread may send: 'rate' a second, 'burst' at once (RFC 1812, 4.3.2.8).
// Defaults 1,000 and 1,000. Rate 0: no more than the burst. Besides, packets from one address to
// another are answered once in a millisecond, as by VPP. Main thread.
EXPORT void icmp_error_set_rate(u32 rate, u32 burst);
