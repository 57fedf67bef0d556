// File descriptors that the threads' loops watch (epoll), each its own.
#pragma once

#include "engine/base/types.h"

struct file {
	int fd;
	const char *what; // for 'show unix files'; not copied
	void (*readable)(struct file *f);
	void (*writable)(struct file *f); // only called while file_want_write() is on
	void (*hangup)(struct file *f);	  // null: readable() is called and will read 0 or an error
	void *data;
	u32 thread; // whose loop it belongs to and calls the functions
};

// Copies nothing: 'f' must live until file_remove(). Main thread, or f's own. ERR_SYSCALL.
EXPORT int file_add(struct file *f);
EXPORT void file_remove(struct file *f);	     // does not close
EXPORT void file_want_read(struct file *f, bool on); // on after file_add()
EXPORT void file_want_write(struct file *f, bool on);

// Those that a thread watches: 'i' from 0 until null, in order of file_add(). Main thread.
EXPORT const struct file *file_at(u32 thread, u32 i);

// Called by dispatch for the calling thread's: waits up to 'timeout' ns (0: not at all, UINT64_MAX:
// for ever) and calls the functions of what is ready; returns how many. Ends early, with 0, on a
// signal. A worker that is to wait has called grace_leave(); it is back when functions are called.
EXPORT u32 file_poll(u64 timeout);
