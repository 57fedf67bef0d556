// Up from layer 2: what is for a bridge domain's own interface goes on as if that had received it.
#pragma once

#include "engine/l2/l2.h"

enum bvi_verdict { BVI_TAKEN, BVI_BAD_MAC, BVI_UNKNOWN_TYPE, BVI_DOWN };

// For siblings of l2-input. The packet, at its link header, is received by 'bvi': TAKEN, and
// '*next' is the node of its ethertype, the packet past the header. Otherwise only '*next' is set:
// to drop.
enum bvi_verdict bvi_take(struct worker *w, struct buffer *b, u32 bvi, u16 *next);
