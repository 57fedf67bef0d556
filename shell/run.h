// Running one line: the inside of command_run(), for scripts that know the length of the line.
#pragma once

#include "shell/command.h"

int run_line(struct session *s, const char *line, u32 length);
int check_line(struct session *s, const char *line, u32 length);

// Handles a '?' as the last word: prints help for what stands before it. help.c.
struct parse;
bool help_wanted(const struct parse *p);
int help_print(struct out *o, struct parse *p, u32 *column);
