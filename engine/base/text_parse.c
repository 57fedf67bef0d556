// Strict readers of addresses, numbers, sizes and durations, and the search for a misspelt word.
#include "engine/base/text.h"

#include "engine/base/error.h"

#include <arpa/inet.h>
#include <ctype.h>

int parse_ip4(const char *s, be32 *address)
{
	struct in_addr a;

	if (inet_pton(AF_INET, s, &a) != 1)
		return error(ERR_INVALID_VALUE, "'%s' is not an IPv4 address", s);
	*address = a.s_addr;
	return 0;
}

int parse_ip4_prefix(const char *s, be32 *address, u8 *length)
{
	const char *slash = strchr(s, '/');
	char head[TEXT_IP4];
	be32 a = 0;
	u64 n;

	if (!slash || (size_t)(slash - s) >= sizeof(head))
		return error(ERR_INVALID_VALUE, "'%s' is not an IPv4 prefix, a.b.c.d/n", s);
	memcpy(head, s, slash - s);
	head[slash - s] = 0;
	if (parse_ip4(head, &a) || parse_u64(slash + 1, 0, UINT32_MAX, &n) || slash[2] == 'x')
		return error(ERR_INVALID_VALUE, "'%s' is not an IPv4 prefix, a.b.c.d/n", s);
	if (n > 32)
		return error(ERR_INVALID_PREFIX, "Invalid prefix len: %u", (u32)n);
	*address = a;
	*length = (u8)n;
	return 0;
}

int parse_ip6(const char *s, u8 address[16])
{
	if (inet_pton(AF_INET6, s, address) != 1)
		return error(ERR_INVALID_VALUE, "'%s' is not an IPv6 address", s);
	return 0;
}

int parse_ip6_prefix(const char *s, u8 address[16], u8 *length)
{
	const char *slash = strchr(s, '/');
	char head[TEXT_IP6];
	u8 a[16];
	u64 n;

	if (!slash || (size_t)(slash - s) >= sizeof(head))
		return error(ERR_INVALID_VALUE, "'%s' is not an IPv6 prefix, a:b::c/n", s);
	memcpy(head, s, slash - s);
	head[slash - s] = 0;
	if (parse_ip6(head, a) || parse_u64(slash + 1, 0, UINT32_MAX, &n) || slash[2] == 'x')
		return error(ERR_INVALID_VALUE, "'%s' is not an IPv6 prefix, a:b::c/n", s);
	if (n > 128)
		return error(ERR_INVALID_PREFIX, "Invalid prefix len: %u", (u32)n);
	memcpy(address, a, sizeof(a));
	*length = (u8)n;
	return 0;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Groups of up to 'width' hex digits, 'n' of them with 'separator' between; false if it is not so.
static bool hex_groups(const char *s, char separator, u32 n, u32 width, u32 *groups)
{
	for (u32 g = 0; g < n; g++) {
		u32 value = 0, digits = 0;

		if (g && *s++ != separator)
			return false;
		for (; digits < width && hex_digit(*s) >= 0; digits++)
			value = value << 4 | (u32)hex_digit(*s++);
		if (!digits)
			return false;
		groups[g] = value;
	}
	return *s == 0;
}

int parse_mac(const char *s, u8 mac[6])
{
	u32 g[6];

	if (hex_groups(s, ':', 6, 2, g)) {
		for (u32 i = 0; i < 6; i++)
			mac[i] = (u8)g[i];
		return 0;
	}
	if (hex_groups(s, '.', 3, 4, g)) {
		for (u32 i = 0; i < 6; i++)
			mac[i] = (u8)(i & 1 ? g[i / 2] : g[i / 2] >> 8);
		return 0;
	}
	return error(ERR_INVALID_VALUE, "'%s' is not a MAC address, aa:bb:cc:dd:ee:ff", s);
}

// Reads digits of a base at '*s' and moves it past them: false when there are none or they do not
// fit.
static bool digits_read(const char **s, u32 base, u64 *value)
{
	const char *start = *s;
	u64 v = 0;

	for (;; (*s)++) {
		int d = hex_digit(**s);

		if (d < 0 || (u32)d >= base)
			break;
		if (__builtin_mul_overflow(v, base, &v) || __builtin_add_overflow(v, (u32)d, &v))
			return false;
	}
	*value = v;
	return *s > start;
}

int parse_u64(const char *s, u64 min, u64 max, u64 *value)
{
	bool is_hex = s[0] == '0' && (s[1] | 0x20) == 'x';
	const char *at = is_hex ? s + 2 : s;
	u32 base = is_hex ? 16 : 10;
	u64 v;

	if (!digits_read(&at, base, &v)) {
		if (base == 10 ? !isdigit((u8)*at) : hex_digit(*at) < 0)
			return error(ERR_INVALID_VALUE, "'%s' is not a number", s);
		return error(ERR_INVALID_VALUE, "%s is out of range, %llu to %llu", s,
			(unsigned long long)min, (unsigned long long)max);
	}
	if (*at)
		return error(ERR_INVALID_VALUE, "'%s' is not a number", s);
	if (v < min || v > max)
		return error(ERR_INVALID_VALUE, "%s is out of range, %llu to %llu", s,
			(unsigned long long)min, (unsigned long long)max);
	*value = v;
	return 0;
}

int parse_size(const char *s, u64 *bytes)
{
	static const char units[] = "kmgt";
	const char *at = s, *unit;
	u32 shift = 0;
	u64 v;

	if (!digits_read(&at, 10, &v))
		goto bad;
	if (*at) {
		unit = strchr(units, tolower((u8)*at));
		if (!unit || at[1])
			goto bad;
		shift = 10 * (u32)(unit - units + 1);
	}
	if (v << shift >> shift != v)
		goto bad;
	*bytes = v << shift;
	return 0;
bad:
	return error(ERR_INVALID_VALUE, "'%s' is not a size, such as 512, 16k, 1M or 2G", s);
}

int parse_duration(const char *s, u64 *ns)
{
	static const struct {
		const char *name;
		u64 ns;
	} units[] = {
		{"", NS_PER_S}, {"s", NS_PER_S}, {"ms", NS_PER_MS}, {"us", NS_PER_US}, {"ns", 1}};
	const char *at = s, *fraction = NULL;
	u64 whole, result;

	if (!digits_read(&at, 10, &whole))
		goto bad;
	if (*at == '.') {
		fraction = ++at;
		while (isdigit((u8)*at))
			at++;
		if (at == fraction)
			goto bad;
	}
	for (u32 u = 0; u < ARRAY_N(units); u++) {
		u64 place = units[u].ns;

		if (strcmp(at, units[u].name) != 0)
			continue;
		if (__builtin_mul_overflow(whole, place, &result))
			goto bad;
		for (; fraction && isdigit((u8)*fraction); fraction++) {
			place /= 10;
			if (__builtin_add_overflow(result, place * (*fraction - '0'), &result))
				goto bad;
		}
		*ns = result;
		return 0;
	}
bad:
	return error(ERR_INVALID_VALUE, "'%s' is not a duration, such as 10, 1.5s, 5ms or 20us", s);
}

enum { WORD_MAX = 64 }; // characters; longer words are not compared

// Edits (insert, delete, replace, swap of neighbours) from a to b.
static u32 distance(const char *a, const char *b)
{
	u32 rows[3][WORD_MAX + 1], n = strlen(b);
	u32 *before = rows[0], *above = rows[1], *row = rows[2];

	for (u32 j = 0; j <= n; j++)
		above[j] = j;
	for (u32 i = 1; a[i - 1]; i++) {
		u32 *recycled = before;

		row[0] = i;
		for (u32 j = 1; j <= n; j++) {
			u32 replace = above[j - 1] + (a[i - 1] != b[j - 1]);

			row[j] = MIN(MIN(above[j], row[j - 1]) + 1, replace);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = MIN(row[j], before[j - 2] + 1);
		}
		before = above;
		above = row;
		row = recycled;
	}
	return above[n];
}

const char *text_nearest(const char *word, const char *const *words, u32 n, u32 max)
{
	const char *best = NULL;
	u32 best_distance = max + 1;

	if (strlen(word) > WORD_MAX)
		return NULL;
	for (u32 i = 0; i < n; i++) {
		u32 d;

		if (strlen(words[i]) > WORD_MAX)
			continue;
		d = distance(word, words[i]);
		if (d < best_distance) {
			best = words[i];
			best_distance = d;
		}
	}
	return best;
}
