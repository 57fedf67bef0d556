// A value in a table column: centred or not, never wider than the column.
#pragma once

#include "shell/commands/center.h"
#include "shell/out.h"

// 's' centred in 'width' and cut there, as VPP cuts names and reasons in tables.
static inline const char *column(char out[CENTER_MAX], u32 width, const char *s)
{
	char cut[CENTER_MAX];

	snprintf(cut, sizeof(cut), "%.*s", (int)width, s);
	return center(out, width, cut);
}

// A number centred in 'width'.
static inline const char *column_u64(char out[CENTER_MAX], u32 width, u64 n)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%lu", n);
	return center(out, width, digits);
}
