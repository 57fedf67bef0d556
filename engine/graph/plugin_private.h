// What the files about plugins share: what configuration says, and the table of those found.
#pragma once

#include "engine/graph/config.h"
#include "engine/graph/plugin.h"

struct plugin_folder {
	char *path;
	const struct config_word *word; // null: the default one, which need not be there
};

// What plugins { } says of one by name.
struct plugin_wish {
	const char *name;
	bool is_enabled;
	const struct config_word *word; // the name
};

struct plugin_settings {
	struct plugin_folder *folders; // vec; null: the default one
	struct plugin_wish *wishes;    // vec
	bool default_disabled;
};

const struct plugin_settings *plugin_settings(void);
const struct plugin_wish *plugin_wish(const char *name); // null: nothing was said of it

// The folders to look in: vec, of the settings.
const struct plugin_folder *plugin_folders(void);

// Appends a plugin to the table, not loaded, without a reason yet.
struct plugin *plugin_add(const char *name, const char *path);
struct plugin **plugin_table(void); // vec, in load order

// Records why a plugin is not loaded: the sentence of the last error, or a format.
void plugin_refuse(struct plugin *p, const char *format, ...) PRINTF(2, 3);

// Finds the plugins in all folders and adds them in load order; of two with one name the second is
// refused. An error only for a configured folder that cannot be read.
int plugin_find_all(void);

// The path of a file by that name in the first folder that has one, to be freed; null: none.
char *plugin_find(const char *name);
