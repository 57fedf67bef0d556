// Text under construction, and the fixed forms of addresses, times and short floats.
#include "engine/base/text.h"

#include "engine/base/error.h"
#include "engine/base/memory.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>

enum { TEXT_FIRST_ROOM = 64 }; // bytes

// Makes room for 'more' characters and the NUL.
static void reserve(struct text *t, u32 more)
{
	u64 need = (u64)t->length + more + 1;

	if (need <= t->room)
		return;
	if (need > UINT32_MAX)
		panic("text of more than %u characters", UINT32_MAX);
	t->room = (u32)MIN(MAX(MAX(need, (u64)t->room * 2), (u64)TEXT_FIRST_ROOM), UINT32_MAX);
	t->data = memory_resize(t->data, t->room);
}

// Puts blanks in front of every line of [from, length) that starts there and is not empty.
static void indent_from(struct text *t, u32 from)
{
	u32 n = t->length - from, lines = 0, at = from;
	bool at_start = from > 0 && t->data[from - 1] == '\n';
	char *copy;

	for (u32 i = from; i < t->length; i++) {
		bool starts = i == from ? at_start : t->data[i - 1] == '\n';
		lines += starts && t->data[i] != '\n';
	}
	if (!lines)
		return;
	copy = memory_get(n);
	memcpy(copy, t->data + from, n);
	reserve(t, lines * t->indent);
	for (u32 i = 0; i < n; i++) {
		bool starts = i == 0 ? at_start : copy[i - 1] == '\n';

		if (starts && copy[i] != '\n') {
			memset(t->data + at, ' ', t->indent);
			at += t->indent;
		}
		t->data[at++] = copy[i];
	}
	t->data[at] = 0;
	t->length = at;
	free(copy);
}

void text_add_v(struct text *t, const char *format, va_list args)
{
	u32 from = t->length;
	va_list again;
	int n;

	reserve(t, 0);
	va_copy(again, args);
	n = vsnprintf(t->data + from, t->room - from, format, args);
	if (n < 0)
		panic("bad format '%s'", format);
	if ((u32)n >= t->room - from) {
		reserve(t, (u32)n);
		vsnprintf(t->data + from, t->room - from, format, again);
	}
	va_end(again);
	t->length += (u32)n;
	if (t->indent)
		indent_from(t, from);
}

void text_add(struct text *t, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text_add_v(t, format, args);
	va_end(args);
}

void text_put(struct text *t, const char *s, u32 length)
{
	reserve(t, length);
	if (length)
		memcpy(t->data + t->length, s, length);
	t->length += length;
	t->data[t->length] = 0;
}

void text_hex(struct text *t, const void *bytes, u32 n)
{
	static const char digits[] = "0123456789abcdef";
	const u8 *b = bytes;
	u32 from = t->length;

	invariant(n < UINT32_MAX / 2);
	reserve(t, 2 * n);
	for (u32 i = 0; i < n; i++) {
		t->data[t->length++] = digits[b[i] >> 4];
		t->data[t->length++] = digits[b[i] & 15];
	}
	t->data[t->length] = 0;
	if (t->indent)
		indent_from(t, from);
}

void text_clear(struct text *t)
{
	t->length = 0;
	if (t->data)
		t->data[0] = 0;
}

void text_free(struct text *t)
{
	free(t->data);
	*t = (struct text){.indent = t->indent};
}

const char *text_string(const struct text *t)
{
	return t->data ? t->data : "";
}

void text_float(struct text *t, double x, int digits)
{
	char s[400]; // "%.*e" of a double: sign, digits, 'e', exponent
	char *e;

	snprintf(s, sizeof(s), "%.*e", MIN(MAX(digits, 0), 300), x);
	e = strchr(s, 'e');
	if (e) // the library writes a sign and at least two digits
		snprintf(e + 1, sizeof(s) - (e + 1 - s), "%ld", strtol(e + 1, NULL, 10));
	text_put(t, s, strlen(s));
}

char *text_ip4(char out[TEXT_IP4], be32 address)
{
	const u8 *b = (const u8 *)&address;

	snprintf(out, TEXT_IP4, "%u.%u.%u.%u", b[0], b[1], b[2], b[3]);
	return out;
}

char *text_ip6(char out[TEXT_IP6], const u8 address[16])
{
	inet_ntop(AF_INET6, address, out, TEXT_IP6);
	return out;
}

char *text_mac(char out[TEXT_MAC], const u8 mac[6])
{
	snprintf(out, TEXT_MAC, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3],
		mac[4], mac[5]);
	return out;
}

char *text_time(char out[TEXT_TIME], u64 ns)
{
	u64 us = ns / NS_PER_US, s = us / 1000000;

	snprintf(out, TEXT_TIME, "%02u:%02u:%02u:%06u", (u32)(s / 3600), (u32)(s / 60 % 60),
		(u32)(s % 60), (u32)(us % 1000000));
	return out;
}
