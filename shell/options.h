// The command line of the program.
#pragma once

#include "engine/base/types.h"

struct options {
	struct work {
		const char *text; // of -e; or the path of a script
		bool is_command;
	} * work;		   // vec, in the order given
	const char **config_files; // vec
	char **words;		   // vec of char *: start-up configuration on the command line
	const char *schema;	   // --schema
	bool check, keep_going, echo, json, commands, transcript, interactive, help, version;
};

// ERR_SYNTAX with error().
int options_read(struct options *o, int argc, char **argv);
void options_help(void);
