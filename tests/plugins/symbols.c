// Plugins that do or do not see symbols of each other and of the program, by the compiler's -D:
//   GIVES  defines given_number()
//   NEEDS  calls it, as if it were there: a missing symbol
//   ASKS   has it as a weak symbol, and asks the program for it by name
//   OWN    defines a function that the program exports too, and shows which one it gets
#include "engine/base/clock.h"
#include "engine/graph/plugin.h"
#include "shell/command.h"

#include <stdlib.h>

#if defined(GIVES)
int given_number(void);
int given_number(void)
{
	return 42;
}
#elif defined(NEEDS)
int given_number(void);
__attribute__((constructor)) static void need(void)
{
	given_number();
}
#elif defined(ASKS)
int given_number(void) __attribute__((weak));

static int show(const struct args *, struct out *o)
{
	int (*number)(void);

	*(void **)&number = plugin_symbol("gives_plugin.so", "given_number");
	out_text(o, "linked: %s\n", given_number ? "yes" : "no");
	out_text(o, "by name: %d\n", number ? number() : -1);
	out_text(o, "no such symbol: %p\n", plugin_symbol("gives_plugin.so", "given_nothing"));
	out_text(o, "of a library: %p\n", plugin_symbol("gives_plugin.so", "malloc"));
	out_text(o, "of the program: %p\n", plugin_symbol("gives_plugin.so", "plugin_symbol"));
	out_text(o, "no such plugin: %p\n", plugin_symbol("no_plugin.so", "given_number"));
	return 0;
}

static const struct command show_command = {
	.grammar = "show given", .help = "Show what is seen of the other plugin", .run = show};
COMMAND_REGISTER(show_command);
#elif defined(OWN)
const char *interface_name(u32 index)
{
	return "the plugin's own";
}

static int show(const struct args *, struct out *o)
{
	out_text(o, "%s\n", interface_name(0));
	return 0;
}

static const struct command show_command = {
	.grammar = "show own " OWN, .help = "Show whose function it calls", .run = show};
COMMAND_REGISTER(show_command);
#ifdef DEEP
#define MORE .deep_bind = true
#endif
#endif

#ifndef MORE
#define MORE .deep_bind = false
#endif
PLUGIN_REGISTER() = {.version = QUIVER_VERSION, .description = "Symbols", MORE};
