// Allocation that cannot fail, and big mappings for pools and tables.
#pragma once

#include "engine/base/types.h"

// As malloc, calloc, realloc, strdup; out of memory ends the process with file and line.
EXPORT void *memory_get(size_t size) __attribute__((malloc, returns_nonnull));
EXPORT void *memory_get_zero(size_t size) __attribute__((malloc, returns_nonnull));
EXPORT void *memory_resize(void *p, size_t size) __attribute__((returns_nonnull));
EXPORT char *memory_string(const char *s) __attribute__((malloc, returns_nonnull));

// An anonymous mapping of at least 'size' bytes, zeroed, aligned to 64 bytes. Uses hugepages when
// the system has free ones and 'size' fills one, ordinary pages otherwise. Pages are touched
// lazily.
// '*page_size' is set to what was used (bytes) when not null. Null on failure, with error().
EXPORT void *memory_map(size_t size, const char *name, size_t *page_size);
EXPORT void memory_unmap(void *p, size_t size);

// The mappings made so far, for 'show memory map'. Main thread.
struct memory_mapping {
	struct memory_mapping *next;
	const char *name;
	void *base;
	size_t size;	  // bytes asked for, rounded to pages
	size_t page_size; // bytes
};
EXPORT const struct memory_mapping *memory_mappings(void);

// What heapsize and memory { } ask for; 0: not given. Bytes. Main thread writes, at start.
struct memory_settings {
	u64 heap_size, heap_page_size;
	u64 hugepage_size; // default for those who ask for "default-hugepage"
};
EXPORT struct memory_settings *memory_settings(void);
