// 'pcap trace': packets at the points rx, tx and drop, kept in memory and written at the end.
#pragma once

#include "trace/filter.h"
#include "trace/pcap.h"

enum capture_point { CAPTURE_RX = 1 << 0, CAPTURE_TX = 1 << 1, CAPTURE_DROP = 1 << 2 };

struct capture_settings {
	u8 points;	       // enum capture_point bits
	u32 max;	       // packets, default 1000
	u32 max_bytes;	       // of each packet, 32..9000, default 512
	u32 interface;	       // INDEX_NONE: any
	u16 error;	       // drops with this global error index only; 0: all
	char path[256];	       // where it is written
	struct filter *filter; // owned by the capture after a successful start; null: all
};

// ERR_EXISTS when one is running. Main thread; the caller then arms the workers' capture_points.
EXPORT int capture_start(const struct capture_settings *settings);
// Writes the file. ERR_NO_SUCH_ENTRY when nothing was captured (no file), ERR_EXISTS (-81, as VPP)
// when none is running. '*n' is the number written.
EXPORT int capture_stop(u32 *n);
EXPORT const struct capture_settings *capture_running(void); // null if none
EXPORT u32 capture_n(void);
EXPORT u64 capture_lost(void); // matched but not kept, the buffer being full

// One packet at a point: 'n' bytes at hand of 'size' in all. 'comment' as in pcap_extra, may be
// null. Any thread. Returns false if it was not taken.
EXPORT bool capture_packet(enum capture_point point, u32 interface, const char *interface_name,
	u16 error, u64 wall, const void *bytes, u32 n, u32 size, const char *comment);
