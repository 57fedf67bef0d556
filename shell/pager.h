// Shows output on a terminal a page at a time.
#pragma once

#include "engine/base/types.h"

struct pager {
	int in, out;  // of the terminal
	bool on;      // false: everything passes
	u32 rows;     // of the terminal; 0: unknown, everything passes
	u32 shown;    // lines since the last key
	bool stopped; // 'q' was pressed: the rest is not wanted
};

// Writes bytes, asking for a key after each screenful. False once the reader has had enough or the
// terminal is gone. Called by the terminal's own thread; blocks on keys.
bool pager_write(struct pager *p, const char *bytes, u32 n);
