// 'pcap trace': packets at the points rx, tx and drop, kept in memory and written at the end.
#pragma once

#include "trace/filter.h"
#include "trace/pcap.h"

enum capture_point { CAPTURE_RX = 1 << 0, CAPTURE_TX = 1 << 1, CAPTURE_DROP = 1 << 2 };

enum {
	CAPTURE_DEFAULT_MAX = 1000,
	CAPTURE_DEFAULT_BYTES = 512,
	CAPTURE_MIN_BYTES = 32,
	CAPTURE_MAX_BYTES = 9000,
};

struct capture_settings {
	u8 points;	       // enum capture_point bits
	bool preallocate;      // touch the memory at the start, not packet by packet
	u32 max;	       // packets
	u32 max_bytes;	       // of each packet, CAPTURE_MIN_BYTES..CAPTURE_MAX_BYTES
	u32 interface;	       // INDEX_NONE: any
	u32 error;	       // drops with this global error index only; INDEX_NONE: all
	char path[256];	       // where it is written
	struct filter *filter; // owned by the capture after a successful start; null: all
};

// ERR_EXISTS when one is running; ERR_INVALID_VALUE; ERR_SYSCALL when the file cannot be written;
// ERR_LIMIT when it needs too much memory.
// Main thread; the caller then arms the workers' capture_points.
EXPORT int capture_start(const struct capture_settings *settings);
// Writes the file and ends the capture, whatever comes of it. ERR_NO_SUCH_ENTRY when nothing was
// captured (no file), ERR_EXISTS (-81, as VPP) when none is running. '*n' is the number written.
// Main thread, with the workers' capture_points disarmed.
EXPORT int capture_stop(u32 *n);
EXPORT const struct capture_settings *capture_running(void); // null if none
EXPORT u32 capture_n(void);				     // any thread
EXPORT u64 capture_lost(void); // matched but not kept, the buffer being full

// Whether a packet at a point may be taken, before anything is made of it. Any thread.
EXPORT bool capture_wants(enum capture_point point, u32 interface, u16 error);
// The same for the filter, once the bytes are at hand, 'n' of 'size', before a story is told.
EXPORT bool capture_matches(const void *bytes, u32 n, u32 size);
EXPORT bool capture_wants_comment(void); // the file will have them
// One packet at a point: 'n' bytes at hand of 'size' in all. 'comment' as in pcap_extra, may be
// null; 'reason' of a drop, which files without comments get as text behind the packet, as VPP
// writes it; null: none. Any thread. False if it was not taken; otherwise '*handle', when not null,
// names it for capture_retell(), or is 0.
EXPORT bool capture_packet(enum capture_point point, const char *interface_name, u64 wall,
	const void *bytes, u32 n, u32 size, const char *comment, const char *reason, u32 *handle);

// Another comment for a packet that was taken; nothing if its capture is over. Any thread; of two
// at a time the later one stays.
EXPORT void capture_retell(u32 handle, const char *comment);
