// Commands: one struct each; the grammar line is parser, completion, help and usage error in one.
//
// Grammar:   set interface state <IFACE:interface> up|down
//   word             itself; any unique prefix is accepted; an exact word wins
//   a|b              one of; {a b|c d} groups
//   <NAME:type>      a value; 'u32 1..4094' style ranges; NAME is what handlers ask for
//   [ ... ]          may be left out; neighbouring [ ] groups may come in any order
//   X...             X once or more; NAME={...}... makes groups for args_group()
//   'rest' types take the remaining line as it is
// Several commands may share their first words; the one that matches the whole line runs. When none
// does, the error is about the one that got furthest, with column and what was expected.
#pragma once

#include "shell/args.h"
#include "shell/out.h"
#include "engine/base/error.h"
#include "engine/base/registry.h"

struct command {
	const char *grammar;
	const char *help; // one sentence
	int (*run)(const struct args *a, struct out *o);
	// Shape of the JSON answer: "interfaces[]{name:s index:u mac:s? counters{*:u}}". Types: s
	// string, u unsigned, i integer, f number, b boolean, * any key, ? may be missing. Null: no
	// answer, only success or failure.
	const char *schema;
};
#define COMMAND_REGISTER(command) REGISTER(REGISTRY_COMMAND, command)

struct session;

// Runs one line: macros, pipes and all. Output goes to the session. Returns 0 or an ERR_ code, with
// the sentence in error_text() and the column in command_error_column(). Main thread, in a process.
EXPORT int command_run(struct session *s, const char *line);

// Parses and validates without running.
EXPORT int command_check(struct session *s, const char *line);

// Candidates for the word at the end of 'line' (add() per candidate with its help), and what may
// follow in general when 'all' is set, as for '?'. Main thread.
EXPORT void command_complete(const char *line, bool all,
	void (*add)(void *arg, const char *candidate, const char *help), void *arg);

EXPORT u32 command_error_column(void); // 0-based; of the last failed line of this thread

// Registered commands in order of their grammar; null past the last.
EXPORT const struct command *command_at(u32 i);
