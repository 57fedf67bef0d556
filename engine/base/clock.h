// The only clock: the machine's, or a stopped one that is moved by command or by a capture.
#pragma once

#include "engine/base/types.h"

// Nanoseconds since the engine started. Never goes back. Any thread.
EXPORT u64 now(void);

// Nanoseconds since the epoch of a value of now(). Any thread.
EXPORT u64 clock_wall(u64 at);

// A counter for costs: the CPU's time stamp counter; constant while the clock is stopped, so that
// statistics of two runs agree. Any thread.
EXPORT u64 clock_cycles(void);
EXPORT double clock_cycles_per_second(void);

// Stops the clock at now() == 0 and 'wall' (ns since the epoch), and fixes the seed of
// random_u32(). Timers start their full interval again (timer.h does this). Main thread.
EXPORT void clock_stop(u64 wall);
EXPORT bool clock_is_stopped(void);

// Moves the stopped clock forward to 'at'; earlier values are ignored. Main thread. Timers are not
// run: use engine_advance() of engine/graph/dispatch.h to live through the time between.
EXPORT void clock_set(u64 at);

// Lets the machine's clock run on from where the stopped one stands.
EXPORT void clock_run(void);

// Sets the wall time that belongs to the present moment.
EXPORT void clock_set_wall(u64 wall);

// Not for secrets. Seeded from the kernel; from a constant when the clock is stopped. Any thread.
EXPORT u32 random_u32(void);
EXPORT void random_seed(u64 seed);
