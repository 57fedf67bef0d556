// What the commands about packet traces share.
#pragma once

#include "engine/base/types.h"

struct journey;
struct out;

// What 'trace filter' has set for 'show trace'.
struct trace_shown {
	u32 node; // INDEX_NONE: every packet is shown
	bool exclude;
	u32 count; // packets, at most
};

// Main thread.
const struct trace_shown *trace_shown(void);

// One line about a traced packet; 'number' as 'show trace' counts.
void trace_summary_show(struct out *o, const struct journey *j, u32 number, bool with_thread);
