// Stacks of processes, and switching to and from them.
#pragma once

#include "engine/base/types.h"

#include <ucontext.h>

struct process_stack {
	u8 *base;    // lowest address: the guard page
	size_t size; // bytes, with the guard page
	ucontext_t own, *caller;
	void (*body)(void *arg);
	void *arg;
	// For AddressSanitizer, which has to know which stack is in use.
	void *fake_stack;
	const void *caller_base;
	size_t caller_size;
	// Likewise for ThreadSanitizer.
	void *fiber, *caller_fiber;
};

// 'size' 0: 64 KiB. body(arg) runs at the first process_stack_enter(). 's' must not move.
void process_stack_open(struct process_stack *s, u32 size, void (*body)(void *arg), void *arg);

// Runs on 's' until it leaves, or its body returns.
void process_stack_enter(struct process_stack *s);

// On 's': back to who entered.
void process_stack_leave(struct process_stack *s);

// After its body returned.
void process_stack_close(struct process_stack *s);
