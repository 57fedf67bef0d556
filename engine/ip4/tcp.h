// The TCP header (RFC 9293) and how it reads.
#pragma once

#include "engine/base/text.h"

struct tcp {
	be16 from, to; // ports
	be32 sequence, acknowledged;
	u8 size_words; // header size in 32-bit words, upper 4 bits
	u8 flags;
	be16 window, csum, urgent;
} PACKED;

enum {
	TCP_HEADER_SIZE = 20,
	TCP_SYN = 0x02,
};

static inline u32 tcp_header_size(const struct tcp *tcp)
{
	return (tcp->size_words >> 4) * 4u;
}

// Four lines and one of options, which is there even when there are none.
EXPORT void tcp_text(struct text *t, const u8 *bytes, u32 n);
