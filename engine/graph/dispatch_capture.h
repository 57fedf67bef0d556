// 'pcap dispatch trace': every visit of a packet to a node as a record that Wireshark reads (link
// type 280), kept in memory and written at the end.
#pragma once

#include "engine/graph/buffer.h"
#include "engine/base/text.h"
#include "trace/filter.h"

enum { DISPATCH_CAPTURE_DEFAULT_MAX = 1000 };

struct dispatch_capture_settings {
	u32 max;	       // records
	char path[256];	       // where it is written
	struct filter *filter; // on the packet from its Ethernet header on; owned after a start
	u32 trace_node;	       // input node of which packets are traced too; INDEX_NONE: none
	u32 trace_count;
};

// ERR_EXISTS when one is running, ERR_SYSCALL when the file cannot be written. Main thread.
EXPORT int dispatch_capture_start(const struct dispatch_capture_settings *settings);
// Writes the file, if there is anything to write, and ends the capture, whatever comes of it.
// '*n': records written. ERR_EXISTS (-81, as VPP) when none is running. Main thread.
EXPORT int dispatch_capture_stop(u32 *n);
EXPORT const struct dispatch_capture_settings *dispatch_capture_running(void); // null: none
EXPORT u32 dispatch_capture_n(void);
EXPORT u64 dispatch_capture_lost(void); // visits after 'max' or beyond the memory set aside

// Lets a room above describe its part of b->meta: whole lines, each ending in a newline.
EXPORT void dispatch_capture_describe(void (*lines)(struct text *t, const struct buffer *b));
