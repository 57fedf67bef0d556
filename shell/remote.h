// The CLI socket that vppctl and 'quiver attach' connect to.
#pragma once

#include "shell/unix_config.h"

// Listens where unix { cli-listen } says. Main thread, engine started.
int remote_open(const struct unix_settings *settings);
