// Functions that run at start, on entering the main loop, in each worker, and at exit, in an order
// that follows from their constraints. Those of a plugin that comes later run when it is loaded,
// all stages but the last one after another; one that fails has undone what it did itself.
#pragma once

#include "engine/base/registry.h"
#include "engine/base/text.h"

enum init_stage {
	INIT_EARLY_CONFIG, // after the early configuration sections, before memory is set up
	INIT,		   // the bulk: tables, nodes made by hand
	INIT_MAIN_LOOP,	   // on entering the main loop
	INIT_WORKER,	   // in each worker's own thread, worker 0 included
	INIT_EXIT,
	INIT_STAGES,
};

struct init_function {
	const char *name; // "ip4_lookup_init": unique
	int (*run)(void); // 0 or an ERR_ code with error(); a failing one stops the start
	const char *const *before, *const *after; // NAMES(...) of other functions; null for none
	u8 stage;
};
#define INIT_REGISTER(init_function) REGISTER(REGISTRY_INIT, init_function)

// The functions of a stage in the order in which they run: 'i' from 0 until null. An impossible
// order, an unknown or double name is an error that names the functions and their files.
EXPORT int init_order(enum init_stage stage);
EXPORT const struct init_function *init_at(enum init_stage stage, u32 i);
EXPORT int init_run(enum init_stage stage);
