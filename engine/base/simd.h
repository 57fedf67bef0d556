// Operations on many small numbers at once, the only place of vector instructions. Each has its
// plain form beside it, named ..._plain, which says what it does and which tests compare it with.
#pragma once

#include "engine/base/types.h"
#ifdef __SSE2__
#include <immintrin.h>
#endif

enum { SIMD_MASK_WORDS = 4, SIMD_MASK_MAX = SIMD_MASK_WORDS * 64 };

// Whether all of x[0..n) are equal. n > 0.
static inline bool simd_all_equal_16_plain(const u16 *x, u32 n)
{
	for (u32 i = 1; i < n; i++)
		if (x[i] != x[0])
			return false;
	return true;
}

// Bit i of 'mask' is set where x[i] == value, for i < n <= SIMD_MASK_MAX; all others are clear.
static inline void simd_equal_16_plain(const u16 *x, u32 n, u16 value, u64 mask[SIMD_MASK_WORDS])
{
	memset(mask, 0, SIMD_MASK_WORDS * sizeof(*mask));
	for (u32 i = 0; i < n; i++)
		mask[i / 64] |= (u64)(x[i] == value) << (i % 64);
}

// Copies each x[i] whose bit is set in 'mask' to out[], in order; returns how many. Of x[] nothing
// past the last set bit's group of 16 is read; out[] has room for 16 more than are set.
static inline u32 simd_compress_32_plain(const u32 *x, const u64 mask[SIMD_MASK_WORDS], u32 *out)
{
	u32 n = 0;

	for (u32 word = 0; word < SIMD_MASK_WORDS; word++)
		for (u64 left = mask[word]; left; left &= left - 1)
			out[n++] = x[word * 64 + (u32)__builtin_ctzll(left)];
	return n;
}

// out[i] = add + (x[i] << shift) for i < n, and anything for i < n rounded up to 8: both arrays
// have so many places.
static inline void simd_addresses_plain(u64 *out, const u32 *x, u32 n, u32 shift, u64 add)
{
	for (u32 i = 0; i < n; i++)
		out[i] = add + ((u64)x[i] << shift);
}

#if defined(__AVX512BW__) && defined(__AVX512VL__)

static inline bool simd_all_equal_16(const u16 *x, u32 n)
{
	__m512i first = _mm512_set1_epi16((s16)x[0]);

	for (u32 i = 0; i < n; i += 32) {
		u32 left = n - i;
		__mmask32 valid = left < 32 ? (1u << left) - 1 : UINT32_MAX;

		if (_mm512_mask_cmpneq_epi16_mask(
			    valid, _mm512_maskz_loadu_epi16(valid, x + i), first))
			return false;
	}
	return true;
}

static inline void simd_equal_16(const u16 *x, u32 n, u16 value, u64 mask[SIMD_MASK_WORDS])
{
	__m512i wanted = _mm512_set1_epi16((s16)value);
	u32 *out = (u32 *)mask;

	for (u32 i = 0; i < SIMD_MASK_MAX; i += 32) {
		u32 left = n > i ? n - i : 0;
		__mmask32 valid = left < 32 ? (1u << left) - 1 : UINT32_MAX;

		out[i / 32] = _mm512_mask_cmpeq_epi16_mask(
			valid, _mm512_maskz_loadu_epi16(valid, x + i), wanted);
	}
}

// Compressed in a register: storing compressed is slow on some CPUs.
static inline u32 simd_compress_32(const u32 *x, const u64 mask[SIMD_MASK_WORDS], u32 *out)
{
	u32 n = 0;

	for (u32 i = 0; i < SIMD_MASK_MAX; i += 16) {
		__mmask16 m = (__mmask16)(mask[i / 64] >> (i % 64));

		if (!m)
			continue;
		_mm512_storeu_si512(out + n,
			_mm512_maskz_compress_epi32(m, _mm512_maskz_loadu_epi32(m, x + i)));
		n += (u32)__builtin_popcount(m);
	}
	return n;
}

static inline void simd_addresses(u64 *out, const u32 *x, u32 n, u32 shift, u64 add)
{
	__m512i base = _mm512_set1_epi64((s64)add);
	__m128i count = _mm_cvtsi32_si128((s32)shift);

	for (u32 i = 0; i < n; i += 8) {
		__m256i narrow = _mm256_loadu_si256((const __m256i *)(x + i));
		__m512i wide = _mm512_sll_epi64(_mm512_cvtepu32_epi64(narrow), count);

		_mm512_storeu_si512(out + i, _mm512_add_epi64(wide, base));
	}
}

#elif defined(__SSE2__)

// Sixteen at a time, the last sixteen once more: no rest to handle one by one.
static inline u32 simd_equal_mask_(const u16 *x, __m128i wanted)
{
	__m128i low = _mm_cmpeq_epi16(_mm_loadu_si128((const __m128i *)x), wanted);
	__m128i high = _mm_cmpeq_epi16(_mm_loadu_si128((const __m128i *)(x + 8)), wanted);

	return (u32)_mm_movemask_epi8(_mm_packs_epi16(low, high));
}

static inline bool simd_all_equal_16(const u16 *x, u32 n)
{
	__m128i first = _mm_set1_epi16((s16)x[0]);

	if (n < 16)
		return simd_all_equal_16_plain(x, n);
	for (u32 i = 0; i + 16 < n; i += 16)
		if (simd_equal_mask_(x + i, first) != 0xffff)
			return false;
	return simd_equal_mask_(x + n - 16, first) == 0xffff;
}

static inline void simd_equal_16(const u16 *x, u32 n, u16 value, u64 mask[SIMD_MASK_WORDS])
{
	__m128i wanted = _mm_set1_epi16((s16)value);
	u32 whole = n / 16 * 16;

	simd_equal_16_plain(x + whole, n - whole, value, mask);
	if (whole) {
		u64 rest = mask[0];

		mask[0] = 0;
		if (whole < SIMD_MASK_MAX)
			mask[whole / 64] |= rest << (whole % 64);
	}
	for (u32 i = 0; i < whole; i += 16)
		mask[i / 64] |= (u64)simd_equal_mask_(x + i, wanted) << (i % 64);
}

static inline u32 simd_compress_32(const u32 *x, const u64 mask[SIMD_MASK_WORDS], u32 *out)
{
	return simd_compress_32_plain(x, mask, out);
}

static inline void simd_addresses(u64 *out, const u32 *x, u32 n, u32 shift, u64 add)
{
	__m128i base = _mm_set1_epi64x((s64)add), zero = _mm_setzero_si128();
	__m128i count = _mm_cvtsi32_si128((s32)shift);

	for (u32 i = 0; i < n; i += 4) {
		__m128i four = _mm_loadu_si128((const __m128i *)(x + i));
		__m128i low = _mm_sll_epi64(_mm_unpacklo_epi32(four, zero), count);
		__m128i high = _mm_sll_epi64(_mm_unpackhi_epi32(four, zero), count);

		_mm_storeu_si128((__m128i *)(out + i), _mm_add_epi64(low, base));
		_mm_storeu_si128((__m128i *)(out + i + 2), _mm_add_epi64(high, base));
	}
}

#else

static inline bool simd_all_equal_16(const u16 *x, u32 n)
{
	return simd_all_equal_16_plain(x, n);
}

static inline void simd_equal_16(const u16 *x, u32 n, u16 value, u64 mask[SIMD_MASK_WORDS])
{
	simd_equal_16_plain(x, n, value, mask);
}

static inline u32 simd_compress_32(const u32 *x, const u64 mask[SIMD_MASK_WORDS], u32 *out)
{
	return simd_compress_32_plain(x, mask, out);
}

static inline void simd_addresses(u64 *out, const u32 *x, u32 n, u32 shift, u64 add)
{
	simd_addresses_plain(out, x, n, shift, add);
}

#endif
