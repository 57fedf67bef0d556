// Plugin: a command "show <NAME>", and a registration as the compiler's -D options say.
//   NAME         of the command, a word
//   REGISTRATION more members of the registration, such as .default_disabled = true
#include "engine/base/error.h"
#include "engine/graph/plugin.h"
#include "shell/command.h"

#define WORDS_(x) #x
#define WORDS(x) WORDS_(x)

static int show(const struct args *, struct out *o)
{
	out_string(o, "name", "%s is here\n", WORDS(NAME));
	return 0;
}

static const struct command show_command = {.grammar = "show " WORDS(NAME),
	.help = "Show that it is here",
	.run = show,
	.schema = "name:s"};
COMMAND_REGISTER(show_command);

int init_fails(void);
int init_fails(void)
{
	return error(ERR_BUSY, "the moon is in the wrong place");
}

int init_fails_wordless(void);
int init_fails_wordless(void)
{
	return 7;
}

#ifndef REGISTRATION
#define REGISTRATION .default_disabled = false
#endif

PLUGIN_REGISTER() = {.version = QUIVER_VERSION, .description = "A plain one", REGISTRATION};
