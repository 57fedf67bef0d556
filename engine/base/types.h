// Short names for fixed-width integers, byte order, and the few compiler attributes in use.
#pragma once

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;

// Integers as they stand on the wire: network byte order, any alignment inside PACKED structs.
typedef u16 be16;
typedef u32 be32;
typedef u64 be64;

static inline be16 be16_of(u16 host)
{
	return htobe16(host);
}

static inline be32 be32_of(u32 host)
{
	return htobe32(host);
}

static inline u16 host16(be16 wire)
{
	return be16toh(wire);
}

static inline u32 host32(be32 wire)
{
	return be32toh(wire);
}

// What plugins, programs and tests outside the library may call. Functions only, never variables.
#define EXPORT __attribute__((visibility("default")))
#define PACKED __attribute__((packed))
#define PRINTF(format_at, args_at) __attribute__((format(printf, format_at, args_at)))
#define NOINLINE __attribute__((noinline, cold))
#define ALWAYS_INLINE inline __attribute__((always_inline))
#define NORETURN __attribute__((noreturn))

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

#define ARRAY_N(a) (sizeof(a) / sizeof((a)[0]))
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#define ROUND_UP(x, to) (((x) + (to)-1) / (to) * (to))
#define container_of(p, type, member) ((type *)((char *)(p)-offsetof(type, member)))

enum { CACHE_LINE = 64 };

// "No such index": interfaces, nodes, tables and every other u32 index use it.
#define INDEX_NONE UINT32_MAX

#define NS_PER_US 1000ull
#define NS_PER_MS 1000000ull
#define NS_PER_S 1000000000ull
