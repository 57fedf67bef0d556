// $(NAME) in lines, and where the characters of the result came from.
#pragma once

#include "shell/session.h"

struct macro_mark {
	u32 at;	      // in the result, from here on
	u32 original; // offset in the line as given
	bool inside;  // of a value: all of it came from 'original'
};

struct macro_result {
	struct text text;
	struct macro_mark *marks; // vec
	bool too_long;		  // cut off
};

// Replaces each $(NAME) once; unknown names become UNSET, with a warning. False when there is none:
// nothing was made.
bool macro_expand(struct session *s, const char *line, u32 length, struct macro_result *r);
u32 macro_original(const struct macro_result *r, u32 at);
void macro_result_free(struct macro_result *r);
void macro_forget_all(struct session *s);
