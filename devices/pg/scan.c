// The words of stream descriptions, character by character as VPP reads them.
#include "devices/pg/scan.h"
#include <arpa/inet.h>
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

void pg_scan_blanks(struct pg_scan *s)
{
	while (s->at < s->length && isspace((u8)s->text[s->at]))
		s->at++;
}

bool pg_scan_end(struct pg_scan *s)
{
	pg_scan_blanks(s);
	return s->at == s->length;
}

bool pg_scan_expected(struct pg_scan *s, const char *what)
{
	pg_scan_blanks(s);
	if (s->expected[0] && s->at < s->failed_at)
		return false;
	s->failed_at = s->at;
	snprintf(s->expected, sizeof(s->expected), "%s", what);
	return false;
}

bool pg_scan_text(struct pg_scan *s, const char *what)
{
	u32 n = (u32)strlen(what);

	pg_scan_blanks(s);
	if (s->length - s->at < n || memcmp(s->text + s->at, what, n) != 0)
		return false;
	s->at += n;
	return true;
}

static bool ends_word(const struct pg_scan *s)
{
	return s->at == s->length || isspace((u8)s->text[s->at]) || s->text[s->at] == '{' ||
		s->text[s->at] == '}';
}

bool pg_scan_word(struct pg_scan *s, const char *word)
{
	u32 at = s->at;

	if (pg_scan_text(s, word) && ends_word(s))
		return true;
	s->at = at;
	return false;
}

bool pg_scan_name(struct pg_scan *s, char *name, u32 room)
{
	u32 at = s->at, n;

	pg_scan_blanks(s);
	n = s->at;
	while (!ends_word(s))
		s->at++;
	if (s->at == n || s->at - n >= room) {
		s->at = at;
		return false;
	}
	memcpy(name, s->text + n, s->at - n);
	name[s->at - n] = '\0';
	return true;
}

// Copies the characters from here on that are in 'set'; 0 when there are none or too many.
static u32 take_set(struct pg_scan *s, const char *set, char *out, u32 room)
{
	u32 n = 0;

	pg_scan_blanks(s);
	while (s->at + n < s->length && s->text[s->at + n] && strchr(set, s->text[s->at + n])) {
		if (n + 1 >= room)
			return 0;
		out[n] = s->text[s->at + n];
		n++;
	}
	out[n] = '\0';
	return n;
}

bool pg_scan_number(struct pg_scan *s, u64 max, u64 *value)
{
	char digits[24];
	bool hex;
	u32 n;
	u64 v;

	pg_scan_blanks(s);
	hex = s->length - s->at > 2 && s->text[s->at] == '0' && (s->text[s->at + 1] | 32) == 'x';
	n = take_set(s, hex ? "0123456789abcdefABCDEFxX" : "0123456789", digits, sizeof(digits));
	if (!n || n > 20)
		return false;
	v = strtoull(digits, NULL, hex ? 16 : 10);
	if (v > max || (v == UINT64_MAX && max == UINT64_MAX))
		return false;
	s->at += n;
	*value = v;
	return true;
}

bool pg_scan_double(struct pg_scan *s, double *value)
{
	char digits[48], *end;
	u32 n = take_set(s, "0123456789+-.eE", digits, sizeof(digits));
	double v;

	if (!n)
		return false;
	v = strtod(digits, &end);
	if (end == digits || *end || !isfinite(v))
		return false;
	s->at += n;
	*value = v;
	return true;
}

bool pg_scan_mac(struct pg_scan *s, u64 *mac)
{
	char word[18];
	u64 v = 0;

	pg_scan_blanks(s);
	if (s->length - s->at < 17)
		return false;
	memcpy(word, s->text + s->at, 17);
	for (u32 i = 0; i < 17; i++) {
		char c = word[i];

		if (i % 3 == 2 ? c != ':' : !isxdigit((u8)c))
			return false;
		if (i % 3 != 2)
			v = v << 4 | pg_hex_value(c);
	}
	s->at += 17;
	*mac = v;
	return true;
}

bool pg_scan_ip4(struct pg_scan *s, u32 *address)
{
	char word[INET_ADDRSTRLEN];
	struct in_addr a;
	u32 n = take_set(s, "0123456789.", word, sizeof(word));

	if (!n || inet_pton(AF_INET, word, &a) != 1)
		return false;
	s->at += n;
	*address = ntohl(a.s_addr);
	return true;
}

bool pg_scan_ip6(struct pg_scan *s, u8 address[16])
{
	char word[INET6_ADDRSTRLEN];
	u32 n = take_set(s, "0123456789abcdefABCDEF:.", word, sizeof(word));

	if (!n || inet_pton(AF_INET6, word, address) != 1)
		return false;
	s->at += n;
	return true;
}

bool pg_scan_block(struct pg_scan *s, const char **text, u32 *length)
{
	u32 at = s->at, depth = 1;

	if (!pg_scan_text(s, "{"))
		return false;
	*text = s->text + s->at;
	for (u32 i = s->at; i < s->length; i++) {
		if (s->text[i] == '{')
			depth++;
		if (s->text[i] == '}' && --depth == 0) {
			*length = i - s->at;
			s->at = i + 1;
			return true;
		}
	}
	pg_scan_expected(s, "a closing }");
	s->at = at;
	return false;
}
