// Argument type of prefixes that have a route; any table's are offered for completion.
#include "shell/command.h"
#include "engine/base/vec.h"
#include "engine/ip4/fib.h"
#include <stdio.h>

static int parse_fib_prefix(const char *word, const char *, struct arg_value *v)
{
	v->prefix.address.family = FAMILY_IP4;
	if (strchr(word, '/'))
		return parse_ip4_prefix(word, &v->prefix.address.ip4, &v->prefix.length);
	v->prefix.length = 32;
	return parse_ip4(word, &v->prefix.address.ip4);
}

static void complete_fib_prefix(
	const char *prefix, const char *, void (*add)(void *arg, const char *candidate), void *arg)
{
	for (u32 fib = 0; fib < fib_n(); fib++) {
		const struct fib_entry **entries;

		if (fib_table_of_index(fib) == INDEX_NONE)
			continue;
		entries = fib_entries(fib);
		VEC_EACH (entries, e) {
			char address[TEXT_IP4], name[24];
			be32 ip;
			u8 length;

			fib_entry_prefix(*e, &ip, &length);
			snprintf(name, sizeof(name), "%s/%u", text_ip4(address, ip), length);
			if (!strncmp(prefix, name, strlen(prefix)))
				add(arg, name);
		}
		vec_free(entries);
	}
}

static const struct arg_type type_fib_prefix = {.name = "fib-prefix",
	.help = "address or address/length of a route",
	.parse = parse_fib_prefix,
	.accepts = arg_begins_with_digit,
	.complete = complete_fib_prefix};
ARG_TYPE_REGISTER(type_fib_prefix);
