// What the files of the main loop share among themselves.
#pragma once

#include "engine/graph/worker.h"

#include "engine/graph/dispatch_rates.h"

// How long a thread's loop may sleep from w->time on, ns; 0: there is something to do.
u64 dispatch_idle_time(struct worker *w);

// Runs the processes that are ready; returns how many of them moved anything.
u32 settle_processes_run(void);
