// Putting named things in an order that keeps "before" and "after" constraints between them.
#pragma once

#include "engine/base/types.h"

struct order_item {
	const char *name;
	const char *const *before, *const *after; // names, null-terminated; null for none
	const char *file;			  // where it is stated, for messages
	int line;
};

// Fills 'order' (n places) with indices of 'items': constraints first, names where they leave a
// choice. Constraints with names that are not among the items: an error if 'strict', else ignored.
// ERR_INVALID_VALUE: unknown or double name, or a cycle, with the names and places concerned.
EXPORT int order_items(const struct order_item *items, u32 n, bool strict, u32 *order);
