// show version.
#include "shell/command.h"
#include "engine/base/version.h"
#include <stdio.h>

static void show_command_line(struct out *o)
{
	FILE *f = fopen("/proc/self/cmdline", "re");
	char bytes[4096];
	size_t n = f ? fread(bytes, 1, sizeof(bytes) - 1, f) : 0;

	if (f)
		fclose(f);
	bytes[n] = '\0';
	for (size_t i = 0; i + 1 < n; i++)
		if (!bytes[i])
			bytes[i] = ' ';
	out_string(o, "command_line", "Command line: %s\n", bytes);
}

static int show_version_run(const struct args *a, struct out *o)
{
	out_text(o, "%s\n", QUIVER_VERSION_LINE);
	out_string(o, "version", NULL, QUIVER_VERSION);
	out_string(o, "speaks", NULL, QUIVER_SPEAKS);
	if (arg_given(a, "verbose"))
		out_string(o, "compiler", "Compiler: %s\n", __VERSION__);
	if (arg_given(a, "cmdline"))
		show_command_line(o);
	return 0;
}

static const struct command show_version_command = {
	.grammar = "show version [verbose] [cmdline]",
	.help = "Show the version.",
	.run = show_version_run,
	.schema = "version:s speaks:s compiler:s? command_line:s?",
};
COMMAND_REGISTER(show_version_command);
