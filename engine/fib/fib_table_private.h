// What fib_table.c and fib_interface.c share.
#pragma once

#include "engine/fib/fib_table.h"

// Indices below 'n' may be read from now on.
void fib_view_reach(u8 family, u32 n);
