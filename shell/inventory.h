// What the program can do, without starting it: --version, --commands, --schema.
#pragma once

#include "engine/base/types.h"

void inventory_version(void);
int inventory_print(bool commands, const char *schema, bool json); // exit status
