// What the files about threads share among themselves.
#pragma once

#include "engine/graph/worker.h"

// Runs the calls that wait. Main thread.
void main_calls_run(void);

// Decides the core of each thread: w->core, INDEX_NONE for none. Errors name the core.
int worker_choose_cores(void);
// There are more threads than cores they may use. Any thread, after worker_choose_cores().
bool worker_cores_are_shared(void);
// Binds the calling thread to w->core and gives it its scheduling policy.
int worker_place(const struct worker *w);
