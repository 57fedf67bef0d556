// pcap-filter expressions (pcap-filter(7)), compiled once, for captures, traces and breakpoints.
#pragma once

#include "engine/base/types.h"

enum filter_link { FILTER_ETHERNET, FILTER_RAW_IP };

struct filter;

// ERR_SYNTAX with libpcap's words. The text is kept for display. Free with filter_free().
EXPORT int filter_compile(const char *expression, struct filter **filter);
EXPORT void filter_free(struct filter *f); // null is fine
EXPORT const char *filter_expression(const struct filter *f);

// Whether a packet matches: 'n' bytes at hand of 'size' in all. A null filter matches everything.
// Any thread.
EXPORT bool filter_match(
	const struct filter *f, enum filter_link link, const void *bytes, u32 n, u32 size);
