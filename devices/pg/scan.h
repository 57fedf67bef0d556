// Reading the words of stream descriptions: blanks separate, the first failure is kept with its
// place and with what was expected there.
#pragma once

#include "engine/base/types.h"

struct pg_scan {
	const char *text;
	u32 length, at; // characters
	u32 failed_at;	// of the failure that got furthest
	char expected[96];
};

// The value of a hexadecimal digit, which the caller knows it is.
static inline u8 pg_hex_value(char c)
{
	return (u8)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
}

void pg_scan_blanks(struct pg_scan *s);
bool pg_scan_end(struct pg_scan *s); // nothing but blanks is left

// Each of these skips blanks, and either takes what it names or leaves everything as it was.

// Exactly 'what', which may end in the middle of a word ("UDP:").
bool pg_scan_text(struct pg_scan *s, const char *what);
// A whole word of letters: "vlan" does not take the beginning of "vlans".
bool pg_scan_word(struct pg_scan *s, const char *word);
// Up to the next blank or brace; at most 'room' - 1 characters.
bool pg_scan_name(struct pg_scan *s, char *name, u32 room);
bool pg_scan_number(struct pg_scan *s, u64 max, u64 *value); // decimal or 0x
bool pg_scan_double(struct pg_scan *s, double *value);
bool pg_scan_mac(struct pg_scan *s, u64 *mac);
bool pg_scan_ip4(struct pg_scan *s, u32 *address); // host order
bool pg_scan_ip6(struct pg_scan *s, u8 address[16]);
// The text between a '{' and its '}', with its place.
bool pg_scan_block(struct pg_scan *s, const char **text, u32 *length);

// Remembers that 'what' was expected here, unless an earlier failure got further. Returns false.
bool pg_scan_expected(struct pg_scan *s, const char *what);
