// Argument types of prefixes that have a route; any table's are offered for completion.
#include "shell/command.h"
#include "engine/base/vec.h"
#include "engine/fib/fib.h"

static int parse_fib_prefix4(const char *word, const char *, struct arg_value *v)
{
	v->prefix.address.family = FAMILY_IP4;
	if (strchr(word, '/'))
		return parse_ip4_prefix(word, &v->prefix.address.ip4, &v->prefix.length);
	v->prefix.length = 32;
	return parse_ip4(word, &v->prefix.address.ip4);
}

static int parse_fib_prefix6(const char *word, const char *, struct arg_value *v)
{
	v->prefix.address.family = FAMILY_IP6;
	if (strchr(word, '/'))
		return parse_ip6_prefix(word, v->prefix.address.ip6, &v->prefix.length);
	v->prefix.length = 128;
	return parse_ip6(word, v->prefix.address.ip6);
}

static void complete(
	u8 family, const char *begin, void (*add)(void *arg, const char *candidate), void *arg)
{
	for (u32 fib = 0; fib < fib_n(family); fib++) {
		const struct fib_entry **entries;

		if (fib_table_of_index(family, fib) == INDEX_NONE)
			continue;
		entries = fib_entries(family, fib);
		VEC_EACH (entries, e) {
			char prefix[TEXT_IP_PREFIX];

			text_ip_prefix(prefix, fib_entry_prefix(*e));
			if (!strncmp(begin, prefix, strlen(begin)))
				add(arg, prefix);
		}
		vec_free(entries);
	}
}

static void complete_fib_prefix4(
	const char *prefix, const char *, void (*add)(void *arg, const char *candidate), void *arg)
{
	complete(FAMILY_IP4, prefix, add, arg);
}

static void complete_fib_prefix6(
	const char *prefix, const char *, void (*add)(void *arg, const char *candidate), void *arg)
{
	complete(FAMILY_IP6, prefix, add, arg);
}

static const struct arg_type type_fib_prefix = {.name = "fib-prefix",
	.help = "address or address/length of a route",
	.parse = parse_fib_prefix4,
	.accepts = arg_begins_with_digit,
	.complete = complete_fib_prefix4};
ARG_TYPE_REGISTER(type_fib_prefix);

static const struct arg_type type_fib_prefix6 = {.name = "fib-prefix6",
	.help = "IPv6 address or address/length of a route",
	.parse = parse_fib_prefix6,
	.accepts = arg_looks_like_ip6,
	.complete = complete_fib_prefix6};
ARG_TYPE_REGISTER(type_fib_prefix6);
