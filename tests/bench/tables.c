// Made-up routing tables and destinations, the same in every run.
#include "tests/bench/bench.h"
#include "engine/base/memory.h"

u64 bench_random(void)
{
	static u64 state = 0x9e3779b97f4a7c15;

	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return state * 2685821657736338717ull >> 16;
}

// Roughly the shares of lengths in an IPv4 table of the Internet, in percent.
static u8 random_length(void)
{
	static const u8 shares[33] = {[16] = 2,
		[17] = 1,
		[18] = 2,
		[19] = 3,
		[20] = 5,
		[21] = 5,
		[22] = 11,
		[23] = 10,
		[24] = 59,
		[26] = 1,
		[28] = 1};
	u32 at = bench_random() % 100;

	for (u8 length = 0; length < ARRAY_N(shares); length++) {
		if (at < shares[length])
			return length;
		at -= shares[length];
	}
	return 24;
}

static u32 mask_of(u8 length)
{
	return length ? UINT32_MAX << (32 - length) : 0;
}

struct bench_prefix *bench_prefixes(u32 n)
{
	struct bench_prefix *p = memory_get(n * sizeof(*p));

	for (u32 i = 0; i < n; i++) {
		u8 length = random_length();
		u32 first = 11 + bench_random() % 200;

		// Neither loopback nor what the two ports use; multicast begins at 224.
		first += first == 127;
		p[i] = (struct bench_prefix){
			.address = (first << 24 | (bench_random() & 0xffffff)) & mask_of(length),
			.length = length};
	}
	return p;
}

u32 *bench_destinations(const struct bench_prefix *prefixes, u32 n_prefixes, u32 n)
{
	u32 *to = memory_get(n * sizeof(*to));

	for (u32 i = 0; i < n; i++) {
		const struct bench_prefix *p = &prefixes[bench_random() % n_prefixes];

		to[i] = p->address | ((u32)bench_random() & ~mask_of(p->length));
	}
	return to;
}
