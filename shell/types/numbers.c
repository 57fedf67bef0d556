// Argument types that are numbers: integers with ranges, times, sizes, on and off.
#include "shell/command.h"
#include <stdio.h>
#include <stdlib.h>

// "1..4094", "10..", "..7" or "": what the grammar allows within the type's own limits.
static void limits(const char *range, u64 *min, u64 *max)
{
	const char *dots = strstr(range, "..");

	if (!dots)
		return;
	if (dots > range)
		*min = strtoull(range, NULL, 0);
	if (dots[2])
		*max = strtoull(dots + 2, NULL, 0);
}

static int parse_integer(const char *word, const char *range, u64 max, u64 *value)
{
	u64 min = 0;

	limits(range, &min, &max);
	return parse_u64(word, min, max, value);
}

static int parse_u8_type(const char *word, const char *range, struct arg_value *v)
{
	return parse_integer(word, range, UINT8_MAX, &v->u64);
}

static int parse_u16_type(const char *word, const char *range, struct arg_value *v)
{
	return parse_integer(word, range, UINT16_MAX, &v->u64);
}

static int parse_u32_type(const char *word, const char *range, struct arg_value *v)
{
	return parse_integer(word, range, UINT32_MAX, &v->u64);
}

static int parse_u64_type(const char *word, const char *range, struct arg_value *v)
{
	return parse_integer(word, range, UINT64_MAX, &v->u64);
}

// Most words that are not numbers do not even begin like one.
static bool begins_like_number(const char *word, const char *)
{
	return word[0] >= '0' && word[0] <= '9';
}

static const struct arg_type type_u8 = {.name = "u8",
	.help = "number from 0 to 255",
	.parse = parse_u8_type,
	.accepts = begins_like_number};
ARG_TYPE_REGISTER(type_u8);
static const struct arg_type type_u16 = {.name = "u16",
	.help = "number from 0 to 65535",
	.parse = parse_u16_type,
	.accepts = begins_like_number};
ARG_TYPE_REGISTER(type_u16);
static const struct arg_type type_u32 = {
	.name = "u32", .help = "number", .parse = parse_u32_type, .accepts = begins_like_number};
ARG_TYPE_REGISTER(type_u32);
static const struct arg_type type_u64 = {
	.name = "u64", .help = "number", .parse = parse_u64_type, .accepts = begins_like_number};
ARG_TYPE_REGISTER(type_u64);

static int parse_hex(const char *word, const char *, struct arg_value *v)
{
	const char *digits = word + (word[0] == '0' && (word[1] | 0x20) == 'x' ? 2 : 0);
	size_t n = strspn(digits, "0123456789abcdefABCDEF");

	if (!n || digits[n] || n > 16)
		return error(ERR_INVALID_VALUE, "\"%s\": expected hexadecimal digits", word);
	v->u64 = strtoull(digits, NULL, 16);
	return 0;
}

static const struct arg_type type_hex = {
	.name = "hex", .help = "hexadecimal number", .parse = parse_hex};
ARG_TYPE_REGISTER(type_hex);

static int parse_float(const char *word, const char *range, struct arg_value *v)
{
	const char *dots = strstr(range, "..");
	char *end;

	v->number = strtod(word, &end);
	if (end == word || *end || v->number != v->number)
		return error(ERR_INVALID_VALUE, "\"%s\": expected a number", word);
	if (dots &&
		((dots > range && v->number < strtod(range, NULL)) ||
			(dots[2] && v->number > strtod(dots + 2, NULL))))
		return error(ERR_INVALID_VALUE, "%s is not in %s", word, range);
	return 0;
}

static const struct arg_type type_float = {
	.name = "float", .help = "number, perhaps with a fraction", .parse = parse_float};
ARG_TYPE_REGISTER(type_float);

static int parse_duration_type(const char *word, const char *, struct arg_value *v)
{
	return parse_duration(word, &v->u64);
}

static const struct arg_type type_duration = {.name = "duration",
	.help = "time: 10 or 10s (seconds), 5ms, 20us, 7ns",
	.parse = parse_duration_type,
	.accepts = begins_like_number};
ARG_TYPE_REGISTER(type_duration);

static int parse_size_type(const char *word, const char *, struct arg_value *v)
{
	return parse_size(word, &v->u64);
}

static const struct arg_type type_size = {.name = "size",
	.help = "bytes: 512, 16k, 1M, 2G",
	.parse = parse_size_type,
	.accepts = begins_like_number};
ARG_TYPE_REGISTER(type_size);

static const char *const switch_words[] = {"off", "on", "disable", "enable", "no", "yes"};

static int parse_bool(const char *word, const char *, struct arg_value *v)
{
	for (u32 i = 0; i < ARRAY_N(switch_words); i++) {
		if (!strcmp(word, switch_words[i])) {
			v->u64 = i & 1;
			return 0;
		}
	}
	return error(ERR_INVALID_VALUE, "\"%s\": expected on | off", word);
}

static void complete_bool(
	const char *prefix, const char *, void (*add)(void *arg, const char *candidate), void *arg)
{
	for (u32 i = 0; i < ARRAY_N(switch_words); i++) {
		if (!strncmp(prefix, switch_words[i], strlen(prefix)))
			add(arg, switch_words[i]);
	}
}

static const struct arg_type type_bool = {
	.name = "bool", .help = "on or off", .parse = parse_bool, .complete = complete_bool};
ARG_TYPE_REGISTER(type_bool);
