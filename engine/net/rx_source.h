// Receive queues whose packets a file descriptor announces: sockets, tap queues, eventfds.
//
// A queue that is watched makes its interface's input node run on the queue's thread: all the time
// in polling mode, when the descriptor can be read in interrupt mode, and by what it gives in
// adaptive mode. While the interface is down, or after an error of the descriptor, it is not looked
// at. An input node asks for its queues so:
//
//         u32 at = 0;
//
//         for (struct rx_source *s; (s = rx_source_next(w, node, &at));)
//                 rx_source_gave(w, s, receive(w, node, s->data));
#pragma once

#include "engine/graph/file.h"
#include "engine/net/rx_queue.h"

struct rx_source {
	u32 interface; // sw_if_index
	u16 number;    // of the queue
	void *data;    // the driver's

	// Private to rx_source.c. Of the queue's thread, or the main thread's at the barrier.
	struct file file;
	u32 node;
	u8 mode;    // enum rx_mode
	bool armed; // is to be looked at
	bool is_due, is_polled;
	u32 n_empty; // calls in a row that gave nothing, while polled in adaptive mode
};

// 's' must live until rx_source_remove(), or until the interface is deleted; the queue exists and
// the interface has an input node. Main thread. Errors: of file_add(), ERR_NO_SUCH_ENTRY.
EXPORT int rx_source_add(
	struct rx_source *s, u32 interface, u16 number, int fd, void *data, const char *what);
EXPORT void rx_source_remove(struct rx_source *s); // does not close; nothing if it is not there

// The next source of the calling input node that is to be looked at, null at the end. '*at' is 0
// for the first.
EXPORT struct rx_source *rx_source_next(struct worker *w, const struct node *node, u32 *at);
// How many packets it gave this time. What it still has comes in the next turn.
EXPORT void rx_source_gave(struct worker *w, struct rx_source *s, u32 n);

// Called by rx_queue.c at the barrier, after thread or mode of a queue changed.
void rx_source_queue_changed(const struct rx_queue *q);
