// What other threads may still be reading: given back, or written anew, once none can.
//
// The main thread takes an object out of the places where workers find it (one atomic store each,
// with release order) and retires it. Between two turns of its loop a worker holds nothing that it
// found in shared tables, so what was retired before its present turn began is out of its reach; a
// worker that sleeps or stands at the barrier holds nothing at all. Packets that wait in a hand-off
// queue carry no indices of such objects but those of interfaces, which are checked at use.
#pragma once

#include "engine/base/types.h"

struct worker;

// Calls put(what) on the main thread once no worker can hold what it found before this call: at
// once when there are no workers. Main thread.
EXPORT void retire(void (*put)(u64 what), u64 what);

// A moment: over once every worker has begun a turn after it. For memory that is written in place,
// such as the way of two that packets do not take at present. Main thread.
EXPORT u64 grace_begin(void);
EXPORT bool grace_over(u64 moment);
EXPORT void grace_wait(u64 moment); // microseconds: one turn of the slowest worker

// Calls for what was retired and can go. By dispatch, main thread.
void grace_run(void);

// A worker's turn begins: it holds nothing. Own thread.
void grace_turn(struct worker *w);

// It holds nothing until grace_return(), and may be taken to stand still. grace_return() waits
// while the barrier is up. Own thread.
void grace_leave(struct worker *w);
void grace_return(struct worker *w);
