// Text under construction: a growing string that indents, for everything that is shown to people.
#pragma once

#include "engine/base/types.h"
#include <stdarg.h>

struct text {
	char *data; // NUL-terminated once anything was added; null while empty
	u32 length; // characters, without the NUL
	u32 room;
	u32 indent; // blanks put after each newline that is followed by something
};

EXPORT void text_add(struct text *t, const char *format, ...) PRINTF(2, 3);
EXPORT void text_add_v(struct text *t, const char *format, va_list args);
EXPORT void text_put(struct text *t, const char *s, u32 length); // as it is, without indenting
EXPORT void text_hex(struct text *t, const void *bytes, u32 n);	 // lower case, no separators
EXPORT void text_clear(struct text *t); // empty again, keeps the memory and the indent
EXPORT void text_free(struct text *t);

// The string, never null. Valid until the next change.
EXPORT const char *text_string(const struct text *t);

// VPP's short float, as in runtime tables: 1.25e3, 0.00e0, 3.08e-4. 'digits' after the point.
EXPORT void text_float(struct text *t, double x, int digits);

// Fixed-size results for single values; each returns 'out', which must have the size named.
enum { TEXT_IP4 = 16, TEXT_IP6 = 46, TEXT_MAC = 18, TEXT_TIME = 24 };
EXPORT char *text_ip4(char out[TEXT_IP4], be32 address);
EXPORT char *text_ip6(char out[TEXT_IP6], const u8 address[16]);
EXPORT char *text_mac(char out[TEXT_MAC], const u8 mac[6]);

// 00:00:01:259465, the way packet traces and logs count: hours, minutes, seconds, microseconds.
EXPORT char *text_time(char out[TEXT_TIME], u64 ns);

// Strict readers for the same: whole string or ERR_INVALID_VALUE with a sentence.
EXPORT int parse_ip4(const char *s, be32 *address);
EXPORT int parse_ip4_prefix(const char *s, be32 *address, u8 *length); // a.b.c.d/n, 0..32
EXPORT int parse_ip6(const char *s, u8 address[16]);
EXPORT int parse_ip6_prefix(const char *s, u8 address[16], u8 *length); // ADDRESS/n, 0..128
EXPORT int parse_mac(const char *s, u8 mac[6]); // aa:bb:cc:dd:ee:ff or aabb.ccdd.eeff
EXPORT int parse_u64(const char *s, u64 min, u64 max, u64 *value); // decimal or 0x
EXPORT int parse_size(const char *s, u64 *bytes);  // 512, 16k, 1M, 2G (powers of 1,024)
EXPORT int parse_duration(const char *s, u64 *ns); // 10, 10s (seconds), 5ms, 20us, 7ns, 1.5s

// Edit distance for "did you mean"; the nearest of 'n' words within 'max' edits, or null.
EXPORT const char *text_nearest(const char *word, const char *const *words, u32 n, u32 max);
