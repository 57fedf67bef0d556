// Plugins: shared objects that bring nodes, features, commands and whatever else can be registered.
//
// A plugin is built by   cc $(pkg-config --cflags quiver) -shared -fPIC -o hello_plugin.so hello.c
// and put into a folder of the plugin path. It says about itself, once:
//
//         PLUGIN_REGISTER() = {.version = QUIVER_VERSION, .description = "Says hello"};
//
// What it registers (NODE_REGISTER() and its like) is taken into use at start, or when 'plugin
// load' brings it while the engine runs. Names must be new. Nodes, arcs and types that it refers to
// must be registered by it, the program or another plugin, or exist already; a node that an init
// function makes is reached with node_add_next(). A plugin that does not fit is refused, with the
// reason in 'show plugins', and the program goes on without it. None is ever unloaded: too much may
// point to it. Those refused after their early-init function ran stay in memory as well, out of
// use.
#pragma once

#include "engine/base/types.h"
#include "engine/base/version.h"

#define PLUGIN_SECTION ".quiver_plugin_registration"

// Read from the file before anything of the plugin runs: bytes only, nothing to relocate. Strings
// end with a NUL inside their array and are printable UTF-8.
struct plugin_registration {
	// QUIVER_VERSION as it was built with. Has to be the program's: structures may differ.
	char version[64];
	// The program's version has to begin with it: "0.1" for any 0.1.x. "": any.
	char version_required[64];
	// File names of plugins that are not to be loaded beside this one, with blanks or commas
	// between them.
	char overrides[256];
	// An exported function 'int f(void)', called before start-up configuration is parsed. Other
	// plugins are in memory by then, and nothing of the engine. Not 0: the plugin is refused,
	// with the sentence of error(). "": none.
	char early_init[64];
	char description[256];
	bool default_disabled; // only loaded when configuration or a command names it
	bool deep_bind;	       // prefers its own symbols to the program's (RTLD_DEEPBIND)
};

// At file scope of one file of the plugin.
#define PLUGIN_REGISTER() \
	extern const struct plugin_registration plugin_registration; \
	__attribute__((used, section(PLUGIN_SECTION), visibility("default"))) \
	const struct plugin_registration plugin_registration

// The address that a loaded plugin ("hello_plugin.so") gives a symbol of its own; null when there
// is no such plugin or symbol. Plugins do not see each other's symbols otherwise. Main thread, from
// early-init functions on.
EXPORT void *plugin_symbol(const char *plugin, const char *symbol);

struct plugin {
	char *name; // "hello_plugin.so"
	char *path;
	struct plugin_registration registration; // zero as long as it could not be read
	bool is_loaded;
	char *reason; // why it is not; null while it is
	void *handle; // of dlopen(); null: not in memory. The row itself owns its registrations

	// The loader's own.
	bool is_overridden, is_initialized;
};

// Reads the registration of a file without running any of it. Errors say what is wrong with the
// file: none of ours, cut off, for another machine.
EXPORT int plugin_read(const char *path, struct plugin_registration *registration);

// Loads the plugins of the path as plugins { } says. Once, by engine_start(), before the other
// sections of configuration. An error only for one that configuration asks for by name.
EXPORT int plugin_start(void);

// Loads a plugin while the engine runs: the name of a file in the plugin path ("hello_plugin.so",
// "hello_plugin" or "hello"), or a path with a slash. Configuration that disables it does not
// count. It gets no configuration. Main thread.
EXPORT int plugin_load(const char *name);

// Those that were found, in load order; null past the last. Refused ones are among them.
EXPORT const struct plugin *plugin_at(u32 i);
EXPORT const struct plugin *plugin_by_name(const char *name);

// "FOLDER:FOLDER", as configured or the default. Valid until the next call.
EXPORT const char *plugin_path(void);

// A plugin that is not loaded and seems to be the one that brings a section: "dpdk_plugin.so" for
// "dpdk". Null: none.
EXPORT const struct plugin *plugin_missing(const char *section);
