// The taps of 'pcap trace': nodes at the points rx, tx and drop show their frames here.
#pragma once

#include "engine/graph/frame.h"
#include "engine/graph/worker.h"
#include "trace/capture.h"

enum { CAPTURE_WATCH_TX = 1 << 7 }; // in capture_points: capture_tap_watch() is on

// Gives the packets of a frame that 'pcap trace' asks for to the capture: from their Ethernet
// header on where they still have it, with path and, for drops, the reason in b->error. rx and drop
// are of b->rx_interface, tx of b->tx_interface. Own thread; sets b->capture of received packets.
EXPORT void capture_tap_slow(struct worker *w, enum capture_point point, const struct frame *f);

static inline void capture_tap(struct worker *w, enum capture_point point, const struct frame *f)
{
	u8 points = point == CAPTURE_TX ? CAPTURE_TX | CAPTURE_WATCH_TX : point;

	if (unlikely(w->capture_points & points))
		capture_tap_slow(w, point, f);
}

// Copies up to 'n' bytes of a packet from its Ethernet header on ('is_ethernet': the current one is
// that). A packet that came without gets a header of zeros, since captures have Ethernet as their
// only link type. Returns how many were copied; '*size' is how many there are. Own thread.
u32 capture_tap_bytes(
	struct worker *w, const struct buffer *b, bool is_ethernet, u8 *out, u32 n, u32 *size);

// The same where the packet lies, if its first '*n' bytes lie in one piece, else copied to
// 'scratch';
// '*n' becomes how many there are. Valid as long as the packet does not change.
const u8 *capture_tap_view(
	struct worker *w, const struct buffer *b, bool is_ethernet, u8 *scratch, u32 *n, u32 *size);

// Tells all workers which points (enum capture_point bits) the running capture asks for; 0 before
// it is stopped. Main thread.
EXPORT void capture_tap_arm(u8 points);

// Shows every packet that an interface sends to 'watch' as well, up to 256 bytes of it; null ends
// that. Called by the thread that sends. Set by the main thread.
enum { CAPTURE_WATCH_BYTES = 256 };
EXPORT void capture_tap_watch(void (*watch)(u32 interface, const u8 *bytes, u32 n, u32 size));
