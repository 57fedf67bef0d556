// What a command gets: typed values by the names of its grammar. Never words.
#pragma once

#include "engine/base/types.h"
#include "engine/net/address.h"
#include "trace/filter.h"

struct args;
struct command;
struct session;

// Everything an args gives out lives until the command's handler returns, unless said otherwise.

// Whether a word, option or place occurred.
EXPORT bool arg_given(const struct args *a, const char *name);

// Values of places <NAME:type>. The ones with a default return it when the place did not occur;
// the others must have occurred (required by the grammar, or asked by arg_given()).
EXPORT u32 arg_interface(const struct args *a, const char *name); // sw_if_index; INDEX_NONE: absent
EXPORT u32 arg_node(const struct args *a, const char *name);	  // node index; INDEX_NONE: absent
EXPORT u64 arg_u64(const struct args *a, const char *name, u64 otherwise);
EXPORT double arg_double(const struct args *a, const char *name, double otherwise);
EXPORT const char *arg_string(const struct args *a, const char *name); // null: absent
EXPORT be32 arg_ip4(const struct args *a, const char *name);
EXPORT const struct ip_address *arg_ip(const struct args *a, const char *name); // null: absent
EXPORT const struct interface_address *arg_prefix(const struct args *a, const char *name);
EXPORT const u8 *arg_mac(const struct args *a, const char *name);		// null: absent
EXPORT u64 arg_duration(const struct args *a, const char *name, u64 otherwise); // ns
EXPORT struct filter *arg_filter(
	const struct args *a, const char *name); // caller owns; null: absent

// Repeated groups, 'NAME={...}...': group 'i' as arguments of its own, null past the last.
// The same for repeated places, '<NAME:type>...': ask the result for NAME.
EXPORT const struct args *args_group(const struct args *a, const char *name, u32 i);

// Where a place's value stands in the line, for errors about it: 0-based columns. A 'rest' value
// keeps its offsets: character k of it stands in column arg_column() + k.
EXPORT u32 arg_column(const struct args *a, const char *name);

// Makes the error that the handler returns point there instead of at the start of the line.
EXPORT void args_fail_at(const struct args *a, u32 column);

EXPORT const struct command *args_command(const struct args *a);
EXPORT struct session *args_session(const struct args *a);

// Argument types: one registration each; adding one adds its parser, completion and help
// everywhere. The ones at hand:
//   interface node fib-prefix fib-prefix6 plugin   things that exist; completed
//   ip4 ip6 ip prefix4 prefix mac    addresses ('ip', 'prefix': either family)
//   u8 u16 u32 u64 [LOW..HIGH] hex float duration size bool (on|off, enable|disable)
//   word string file                 one word; arg_string(). 'file' completes paths
//   rest filter                      all that follows; filter is compiled. 'filter' is quoted or
//                                    not; a '|' standing alone ends both
//   command                          all that follows, pipes included
struct arg_value {
	union {
		u64 u64;
		double number;
		const char *string; // owned by the args
		u32 index;
		u8 mac[6];
		struct interface_address prefix;
		struct ip_address ip;
		struct filter *filter;
	};
};

struct arg_type {
	const char *name; // "interface", as in <IFACE:interface>
	const char *help; // "name of an interface": for ? and error messages
	// Reads a word. 'range' is what follows the type's name in the grammar ("1..4094"), or "".
	// Errors by error(); nothing else changes. The word lives as long as the value.
	int (*parse)(const char *word, const char *range, struct arg_value *value);
	// Calls add(arg, candidate) for each value that begins with 'prefix'. Null: nothing to
	// offer.
	void (*complete)(const char *prefix, const char *range,
		void (*add)(void *arg, const char *candidate), void *arg);
	// Whether parse() would succeed, without the cost of an error's sentence. Null: try.
	bool (*accepts)(const char *word, const char *range);
	// Frees what the value owns. Null: nothing.
	void (*release)(struct arg_value *value);
	bool takes_rest;  // gets everything up to a pipe or the end of the line, blanks included
	bool takes_pipes; // with takes_rest: pipes too
};

// An 'accepts' for addresses and the like.
static inline bool arg_begins_with_digit(const char *word, const char *)
{
	return word[0] >= '0' && word[0] <= '9';
}

bool arg_looks_like_ip6(const char *word, const char *range);

#define ARG_TYPE_REGISTER(arg_type) REGISTER(REGISTRY_ARG_TYPE, arg_type)
