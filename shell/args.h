// What a command gets: typed values by the names of its grammar. Never words.
#pragma once

#include "engine/base/types.h"
#include "engine/net/address.h"
#include "trace/filter.h"

struct args;

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
EXPORT const struct interface_address *arg_prefix(const struct args *a, const char *name);
EXPORT const u8 *arg_mac(const struct args *a, const char *name);		// null: absent
EXPORT u64 arg_duration(const struct args *a, const char *name, u64 otherwise); // ns
EXPORT struct filter *arg_filter(
	const struct args *a, const char *name); // caller owns; null: absent

// Repeated groups, 'NAME={...}...': group 'i' as arguments of its own, null past the last.
EXPORT const struct args *args_group(const struct args *a, const char *name, u32 i);

// Where a place's value stands in the line, for errors about it: 0-based columns.
EXPORT u32 arg_column(const struct args *a, const char *name);

// Argument types: one registration each; adding one adds its parser, completion and help
// everywhere.
struct arg_value {
	union {
		u64 u64;
		double number;
		const char *string; // owned by the args
		u32 index;
		u8 mac[6];
		struct interface_address prefix;
		struct filter *filter;
	};
};

struct arg_type {
	const char *name; // "interface", as in <IFACE:interface>
	const char *help; // "name of an interface": for ? and error messages
	// Reads a word. 'range' is what follows the type's name in the grammar ("1..4094"), or "".
	// Errors by error(); nothing else changes.
	int (*parse)(const char *word, const char *range, struct arg_value *value);
	// Calls add(arg, candidate) for each value that begins with 'prefix'. Null: nothing to
	// offer.
	void (*complete)(const char *prefix, const char *range,
		void (*add)(void *arg, const char *candidate), void *arg);
	bool takes_rest; // gets everything up to the end of the line, blanks included
};
#define ARG_TYPE_REGISTER(arg_type) REGISTER(REGISTRY_ARG_TYPE, arg_type)
