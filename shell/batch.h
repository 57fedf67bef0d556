// The program after main(): options, start of the engine, scripts, then perhaps a terminal.
#pragma once

#include "engine/base/types.h"

// Returns the exit status.
EXPORT int quiver_main(int argc, char **argv);
