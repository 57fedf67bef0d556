// Centred columns, as VPP's tables have them.
#pragma once

#include "engine/base/types.h"
#include <stdio.h>

enum { CENTER_MAX = 128 };

// 's' in the middle of 'width' blanks, the odd one on the left; longer ones as they are.
static inline const char *center(char out[CENTER_MAX], u32 width, const char *s)
{
	u32 length = strlen(s);
	u32 room = length < width ? width - length : 0;

	snprintf(out, CENTER_MAX, "%*s%s%*s", (int)(room - room / 2), "", s, (int)(room / 2), "");
	return out;
}
