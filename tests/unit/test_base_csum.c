// Checksums against the definition of RFC 1071, byte by byte.
#include "engine/base/clock.h"
#include "engine/base/csum.h"
#include "tests/lib/unit.h"

// Two bytes at a time as they stand in memory, the last one padded with zero.
static u16 plain(const u8 *bytes, u32 n)
{
	u64 sum = 0;

	for (u32 i = 0; i < n; i += 2) {
		u8 pair[2] = {bytes[i], i + 1 < n ? bytes[i + 1] : 0};
		u16 w;

		memcpy(&w, pair, 2);
		sum += w;
	}
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (u16)sum;
}

// 0 and 0xffff are the same number in one's complement.
static bool equal(u16 a, u16 b)
{
	return a == b || (u16)(a ^ b) == 0xffff;
}

START_TEST(any_size_and_alignment)
{
	u8 bytes[2100];

	random_seed(7);
	for (u32 i = 0; i < sizeof(bytes); i++)
		bytes[i] = (u8)random_u32();
	for (u32 at = 0; at < 9; at++)
		for (u32 n = 0; n < 2090; n += n < 70 ? 1 : 61)
			ck_assert(equal(
				csum_fold(csum_bytes(0, bytes + at, n)), plain(bytes + at, n)));
}
END_TEST

START_TEST(parts_add_up)
{
	u8 bytes[400];

	memset(bytes, 0xff, sizeof(bytes));
	for (u32 cut = 0; cut < 400; cut += 2) {
		u64 sum = csum_bytes(csum_bytes(0, bytes, cut), bytes + cut, 400 - cut);

		ck_assert(equal(csum_fold(sum), plain(bytes, 400)));
	}
	// What was added before may be as large as it likes.
	ck_assert(equal(csum_fold(csum_bytes(UINT64_MAX, bytes, 16)), 0xffff));
}
END_TEST

// The header of RFC 1071's spirit that everybody knows: checksum 0xb861.
static const u8 header[20] = {0x45, 0x00, 0x00, 0x73, 0x00, 0x00, 0x40, 0x00, 0x40, 0x11, 0x00,
	0x00, 0xc0, 0xa8, 0x00, 0x01, 0xc0, 0xa8, 0x00, 0xc7};

START_TEST(known_header)
{
	u8 h[21];
	be16 field = csum_field(csum_bytes(0, header, 20));

	ck_assert_uint_eq(host16(field), 0xb861);
	memcpy(h + 1, header, 20);
	ck_assert_uint_eq(csum_ip4_20(h + 1), field);
	memcpy(h + 11, &field, 2);
	ck_assert_uint_eq(csum_ip4_20(h + 1), 0);
}
END_TEST

START_TEST(change_agrees_with_sum)
{
	u8 h[20];

	random_seed(9);
	for (u32 i = 0; i < 20000; i++) {
		u16 at = random_u32() % 5 * 2, from, to = (u16)random_u32();
		be16 field, full;

		for (u32 k = 0; k < 20; k++)
			h[k] = (u8)random_u32();
		memset(h + 10, 0, 2);
		field = csum_ip4_20(h);
		memcpy(&from, h + at, 2);
		memcpy(h + at, &to, 2);
		full = csum_ip4_20(h);
		ck_assert_uint_eq(csum_change(field, from, to), full);
	}
}
END_TEST

// Right headers, and the same with any one bit changed; many of them full of 0xff so that sums
// carry.
START_TEST(valid_agrees_with_sum)
{
	u8 h[21], *ip = h + 1;

	random_seed(10);
	for (u32 i = 0; i < 2000; i++) {
		be16 field;

		for (u32 k = 0; k < 20; k++)
			ip[k] = i % 2 && random_u32() % 4 ? 0xff : (u8)random_u32();
		ip[0] = 0x45;
		memset(ip + 10, 0, 2);
		field = csum_ip4_20(ip);
		memcpy(ip + 10, &field, 2);
		ck_assert(csum_ip4_20_valid(ip));
		for (u32 bit = 0; bit < 160; bit++) {
			ip[bit / 8] ^= (u8)(1 << bit % 8);
			ck_assert(csum_ip4_20_valid(ip) == !csum_ip4_20(ip));
			ip[bit / 8] ^= (u8)(1 << bit % 8);
		}
		// Both zeros of one's complement are the same number.
		field = field == 0 ? 0xffff : field == 0xffff ? 0 : field;
		memcpy(ip + 10, &field, 2);
		ck_assert(csum_ip4_20_valid(ip) == !csum_ip4_20(ip));
	}
}
END_TEST

UNIT_MAIN(any_size_and_alignment, parts_add_up, known_header, change_agrees_with_sum,
	valid_agrees_with_sum)
