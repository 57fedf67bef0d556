// The steps from a plugin's file to a plugin in memory; see plugin_open.c.
#pragma once

#include "engine/graph/plugin.h"

// Whether a registration is for this version of the program.
int plugin_version_check(const struct plugin *p);

// Maps it; what it registers is owned by 'p'. Nothing but constructors has run then.
int plugin_open(struct plugin *p);

// Forgets what it registered and unmaps it. Only as long as none of its functions was called.
void plugin_close(struct plugin *p);

// Calls its early-init function, if any. When that fails, forgets what it registered.
int plugin_early_init(struct plugin *p);

// A symbol of its own, by dlsym().
void *plugin_symbol_in(const struct plugin *p, const char *symbol);
