// Centred columns, as VPP's tables have them.
#pragma once

#include "engine/base/types.h"
#include <stdio.h>

enum { CENTER_MAX = 128 };

// 's' in the middle of 'width' blanks, the odd one on the left; longer ones as they are. Both below
// CENTER_MAX.
static inline const char *center(char out[CENTER_MAX], u32 width, const char *s)
{
	u32 length = MIN(strlen(s), CENTER_MAX - 1u);
	u32 all = MAX(width, length);

	memset(out, ' ', all);
	memcpy(out + (all - length + 1) / 2, s, length);
	out[all] = '\0';
	return out;
}
