// Receive queues of interfaces: which thread takes the packets of which queue, and how.
//
// A driver adds its interface's queues after interface_create(); they go with the interface. New
// queues are placed on the workers in turn, on the main thread when there are none.
#pragma once

#include "engine/net/interface.h"

enum rx_mode { RX_POLLING, RX_INTERRUPT, RX_ADAPTIVE, RX_MODES };

struct rx_queue {
	u32 interface; // sw_if_index
	u16 number;    // of the interface's queues, from 0
	u16 thread;
	u8 mode; // enum rx_mode
};

struct rx_queue_class {
	u8 modes; // 1 << enum rx_mode of those that the driver can do
	u8 mode;  // enum rx_mode: the default
	// The queue belongs to q->thread and q->mode from now on. At the barrier; packets that the
	// thread before has taken are on their way already, what is still in the queue is the new
	// one's. 'was' is the thread before, INDEX_NONE at first.
	void (*changed)(struct interface *i, const struct rx_queue *q, u32 was);
	// The descriptor of a queue (engine/net/rx_source.h) reports an error; it is not watched
	// until it is added again or the interface comes up. Main thread. Null: nothing to do.
	void (*broken)(struct interface *i, u16 number);
};

// 'thread' INDEX_NONE: the next one in turn. Main thread, as all here. Error: ERR_EXISTS.
EXPORT int rx_queue_add(u32 interface, u16 number, u32 thread);

// Errors, nothing changed: ERR_NO_SUCH_ENTRY (no such queue), ERR_INVALID_VALUE (no such thread,
// a mode that the driver cannot do).
EXPORT int rx_queue_place(u32 interface, u16 number, u32 thread);
EXPORT int rx_queue_set_mode(u32 interface, u16 number, enum rx_mode mode);

// Null if there is none.
EXPORT const struct rx_queue *rx_queue_at(u32 interface, u16 number);
EXPORT u32 rx_queue_n(u32 interface);
EXPORT const char *rx_mode_name(u8 mode);
