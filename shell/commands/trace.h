// What the commands about packet traces share.
#pragma once

#include "engine/base/types.h"

struct out;
struct worker;

// What 'trace filter' has set for 'show trace'.
struct trace_shown {
	u32 node; // INDEX_NONE: every packet is shown
	bool exclude;
	u32 count; // packets, at most
};

// Main thread.
const struct trace_shown *trace_shown(void);

// One line about a traced packet of a thread; 'number' as 'show trace' counts.
void trace_summary_show(struct out *o, const struct worker *w, u32 handle, u32 number);
