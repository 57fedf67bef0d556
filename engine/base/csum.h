// The Internet checksum (RFC 1071) and its incremental update (RFC 1624, equation 3).
// All values are as they stand in the packet, so no byte swapping is needed.
#pragma once

#include "engine/base/types.h"

// Sum of 'size' bytes at any address, added to 'sum'; not folded.
EXPORT u64 csum_bytes(u64 sum, const void *bytes, size_t size);

static inline u16 csum_fold(u64 sum)
{
	sum = (sum & 0xffffffff) + (sum >> 32);
	sum = (sum & 0xffffffff) + (sum >> 32);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return (u16)sum;
}

// The field for a sum: what makes the whole add up to 0xffff.
static inline be16 csum_field(u64 sum)
{
	return (be16)~csum_fold(sum);
}

// The field after 16 bits of the covered data changed from 'from' to 'to'.
static inline be16 csum_change(be16 field, be16 from, be16 to)
{
	return (be16)~csum_fold((u64)(u16)~field + (u16)~from + to);
}

// Of an IPv4 header without options, 20 bytes at any address.
static inline be16 csum_ip4_20(const void *header)
{
	u32 w[5];
	memcpy(w, header, sizeof(w));
	return csum_field((u64)w[0] + w[1] + w[2] + w[3] + w[4]);
}

// Whether the checksum of such a header is right; all zeros count as right. One's complement sums
// are sums modulo 0xffff, and an odd divisor goes into a number without rest when the number times
// its inverse modulo 2^64 is at most 2^64 / divisor: one multiplication instead of four additions.
static inline bool csum_ip4_20_valid(const void *header)
{
	const u64 quotient = UINT64_MAX / 0xffff, inverse = -quotient;
	const struct PACKED {
		u64 first, second;
		u32 third;
	} *h = header;
	u64 sum = h->first + h->second;

	// 2^64 is 1 modulo 0xffff: carries go back in.
	sum += sum < h->second;
	sum += h->third;
	sum += sum < h->third;
	return sum * inverse <= quotient;
}
