// Operations on many numbers at once against their plain forms: every size, every position. Built
// once for each CPU variant of the library.
#include "engine/base/simd.h"
#include "tests/lib/unit.h"
#include <stdio.h>
#include <stdlib.h>

enum { MAX = SIMD_MASK_MAX, EXIT_SKIP = 77 };

static u32 random_next(u32 *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 16;
}

// Exactly 'n' numbers below 'range' at the end of an allocation, so that reading on is noticed.
static u16 *numbers(u32 n, u32 range, u32 *state)
{
	u16 *x = malloc(n * sizeof(*x) + !n);

	for (u32 i = 0; i < n; i++)
		x[i] = (u16)(random_next(state) % range);
	return x;
}

START_TEST(all_equal)
{
	for (u32 n = 1; n <= MAX; n++) {
		u16 *x = calloc(n, sizeof(*x));

		ck_assert(simd_all_equal_16(x, n));
		for (u32 i = 0; i < n; i++) {
			x[i] = 0x8001;
			ck_assert_msg(simd_all_equal_16(x, n) == simd_all_equal_16_plain(x, n),
				"%u numbers, number %u is another", n, i);
			x[i] = 0;
		}
		free(x);
	}
}
END_TEST

START_TEST(equal)
{
	u32 state = 1;

	for (u32 n = 0; n <= MAX; n++) {
		u16 *x = numbers(n, 3, &state);

		for (u16 value = 0; value < 4; value++) {
			u64 got[SIMD_MASK_WORDS], wanted[SIMD_MASK_WORDS];

			simd_equal_16(x, n, value, got);
			simd_equal_16_plain(x, n, value, wanted);
			ck_assert_mem_eq(got, wanted, sizeof(got));
		}
		free(x);
	}
}
END_TEST

START_TEST(compress)
{
	u32 x[MAX], state = 2;

	for (u32 i = 0; i < MAX; i++)
		x[i] = i * 0x01010101 + 7;
	for (u32 k = 0; k < 1000; k++) {
		u32 got[MAX + 16], wanted[MAX + 16], n, shift = k % 17;
		u64 mask[SIMD_MASK_WORDS] = {0};

		for (u32 i = 0; i < MAX; i++)
			if (!(random_next(&state) >> shift & (k % 3)))
				mask[i / 64] |= 1ull << i % 64;
		n = simd_compress_32_plain(x, mask, wanted);
		ck_assert_uint_eq(simd_compress_32(x, mask, got), n);
		ck_assert_mem_eq(got, wanted, n * sizeof(*got));
	}
}
END_TEST

START_TEST(addresses)
{
	u64 got[MAX], wanted[MAX];
	u32 x[MAX];

	for (u32 i = 0; i < MAX; i++)
		x[i] = UINT32_MAX - i * 0x00ffff01;
	for (u32 n = 1; n <= MAX; n++) {
		simd_addresses(got, x, n, 6, 0x7f0000000040);
		simd_addresses_plain(wanted, x, n, 6, 0x7f0000000040);
		ck_assert_mem_eq(got, wanted, n * sizeof(*got));
	}
}
END_TEST

static int run(void)
{
	const TTest *const tests[] = {all_equal, equal, compress, addresses};

	return unit_main(tests, sizeof(tests) / sizeof(tests[0]));
}

int main(void)
{
#ifdef __AVX512BW__
	if (!__builtin_cpu_supports("avx512bw") || !__builtin_cpu_supports("avx512vl")) {
		puts("skipped: this CPU has no AVX-512");
		return EXIT_SKIP;
	}
#endif
	return run();
}
