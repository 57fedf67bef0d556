// Argument types that are addresses: IPv4, IPv6, prefixes, MAC.
#include "shell/command.h"
#include <arpa/inet.h>

static int parse_ip4_type(const char *word, const char *, struct arg_value *v)
{
	v->ip.family = FAMILY_IP4;
	return parse_ip4(word, &v->ip.ip4);
}

static int parse_ip6_type(const char *word, const char *, struct arg_value *v)
{
	v->ip.family = FAMILY_IP6;
	if (inet_pton(AF_INET6, word, v->ip.ip6) != 1)
		return error(ERR_INVALID_VALUE, "\"%s\": expected an IPv6 address", word);
	return 0;
}

static int parse_ip_type(const char *word, const char *range, struct arg_value *v)
{
	if (strchr(word, ':'))
		return parse_ip6_type(word, range, v);
	if (parse_ip4_type(word, range, v))
		return error(ERR_INVALID_VALUE, "\"%s\": expected an IPv4 or IPv6 address", word);
	return 0;
}

bool arg_looks_like_ip6(const char *word, const char *)
{
	return strchr(word, ':') && strspn(word, "0123456789abcdefABCDEF:./") == strlen(word);
}

static bool looks_like_ip(const char *word, const char *range)
{
	return arg_begins_with_digit(word, range) || arg_looks_like_ip6(word, range);
}

static const struct arg_type type_ip4 = {.name = "ip4",
	.help = "IPv4 address",
	.parse = parse_ip4_type,
	.accepts = arg_begins_with_digit};
ARG_TYPE_REGISTER(type_ip4);
static const struct arg_type type_ip6 = {.name = "ip6",
	.help = "IPv6 address",
	.parse = parse_ip6_type,
	.accepts = arg_looks_like_ip6};
ARG_TYPE_REGISTER(type_ip6);
static const struct arg_type type_ip = {.name = "ip",
	.help = "IPv4 or IPv6 address",
	.parse = parse_ip_type,
	.accepts = looks_like_ip};
ARG_TYPE_REGISTER(type_ip);

static int parse_prefix4_type(const char *word, const char *, struct arg_value *v)
{
	v->prefix.address.family = FAMILY_IP4;
	return parse_ip4_prefix(word, &v->prefix.address.ip4, &v->prefix.length);
}

static int parse_prefix6(const char *word, struct arg_value *v)
{
	const char *slash = strchr(word, '/');
	char address[INET6_ADDRSTRLEN];
	u64 length = 128;

	if (!slash || (size_t)(slash - word) >= sizeof(address) ||
		parse_u64(slash + 1, 0, 128, &length))
		return error(ERR_INVALID_PREFIX, "\"%s\": expected an IPv6 prefix", word);
	memcpy(address, word, (size_t)(slash - word));
	address[slash - word] = '\0';
	v->prefix.address.family = FAMILY_IP6;
	v->prefix.length = (u8)length;
	if (inet_pton(AF_INET6, address, v->prefix.address.ip6) != 1)
		return error(ERR_INVALID_PREFIX, "\"%s\": expected an IPv6 prefix", word);
	return 0;
}

static int parse_prefix6_type(const char *word, const char *, struct arg_value *v)
{
	return parse_prefix6(word, v);
}

static int parse_prefix_type(const char *word, const char *range, struct arg_value *v)
{
	return strchr(word, ':') ? parse_prefix6(word, v) : parse_prefix4_type(word, range, v);
}

static const struct arg_type type_prefix4 = {.name = "prefix4",
	.help = "IPv4 address/length",
	.parse = parse_prefix4_type,
	.accepts = arg_begins_with_digit};
ARG_TYPE_REGISTER(type_prefix4);
static const struct arg_type type_prefix6 = {.name = "prefix6",
	.help = "IPv6 address/length",
	.parse = parse_prefix6_type,
	.accepts = arg_looks_like_ip6};
ARG_TYPE_REGISTER(type_prefix6);
static const struct arg_type type_prefix = {.name = "prefix",
	.help = "address/length",
	.parse = parse_prefix_type,
	.accepts = looks_like_ip};
ARG_TYPE_REGISTER(type_prefix);

static int parse_mac_type(const char *word, const char *, struct arg_value *v)
{
	return parse_mac(word, v->mac);
}

static const struct arg_type type_mac = {
	.name = "mac", .help = "MAC address", .parse = parse_mac_type};
ARG_TYPE_REGISTER(type_mac);
