// The sum of the Internet checksum over any number of bytes.
#include "engine/base/csum.h"

// Eight bytes at a time with the carry brought round (RFC 1071, section 2, B and C). The result has
// at most 33 bits, so that callers can add further words without care.
u64 csum_bytes(u64 sum, const void *bytes, size_t size)
{
	const u8 *at = bytes;
	u64 w, tail = 0;

	for (; size >= sizeof(w); at += sizeof(w), size -= sizeof(w)) {
		memcpy(&w, at, sizeof(w));
		sum += w;
		sum += sum < w;
	}
	if (size) {
		memcpy(&tail, at, size);
		sum += tail;
		sum += sum < tail;
	}
	return (sum & 0xffffffff) + (sum >> 32);
}
