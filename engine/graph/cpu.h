// What the configuration section cpu { } asks for.
#pragma once

#include "engine/base/types.h"

enum cpu_policy { CPU_OTHER, CPU_BATCH, CPU_IDLE, CPU_FIFO, CPU_RR };

struct cpu_settings {
	u32 main_core;	    // INDEX_NONE: wherever the system puts it
	u32 n_workers;	    // threads besides the main one
	u16 *worker_cores;  // vec, one a worker, ascending; null: not given
	u32 skip_cores;	    // cores left to others when cores are chosen automatically
	u8 policy;	    // enum cpu_policy
	u8 policy_priority; // 1..99, with fifo and rr
};

// Fixed after the early configuration. Any thread.
EXPORT const struct cpu_settings *cpu_settings(void);
EXPORT const char *cpu_policy_name(u8 policy);
