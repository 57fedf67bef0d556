// Commands: one struct each; the grammar line is parser, completion, help and usage error in one.
//
// Grammar:   set interface state <IFACE:interface> up|down
//   word             itself; any unique prefix is accepted; an exact word wins
//   a|b              one of two single items; inside { } and [ ] a '|' separates whole sequences:
//                    {a b|c d} is 'a b' or 'c d'
//   <NAME:type>      a value; 'u32 1..4094' style ranges; NAME is what handlers ask for
//   [ ... ]          may be left out; neighbouring [ ] groups may come in any order
//   X...             X once or more; NAME={...}... makes groups for args_group(); [X]... none too
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
	// 0 or an ERR_ code with error(). Output before an error is shown.
	int (*run)(const struct args *a, struct out *o);
	// Shape of the JSON answer: "interfaces[]{name:s index:u mac:s? counters{*:u}}". Types: s
	// string, u unsigned, i integer, f number, b boolean, x anything; * any key; ? (at the end
	// of a field) may be missing; names[]:s a list of strings. Null: no answer, only success
	// or failure.
	const char *schema;
	const void *data; // of the command's own, through args_command()
	// For --check: what can be said about the arguments without running. Null: nothing more
	// than that they parse.
	int (*check)(const struct args *a);
};
#define COMMAND_REGISTER(command) REGISTER(REGISTRY_COMMAND, command)

struct session;

// Runs one line: macros, pipes and all. Output goes to the session. Returns 0 or an ERR_ code, with
// the sentence in error_text() and the column in command_error_column(). Main thread, in a process.
// 'line' may hold newlines: after a backslash, or inside { }.
EXPORT int command_run(struct session *s, const char *line);

// Parses and validates without running. Names that may exist only at run time pass.
EXPORT int command_check(struct session *s, const char *line);

// Candidates for the word at the end of 'line' (add() per candidate with its help), and what may
// follow in general when 'all' is set, as for '?'. Main thread.
EXPORT void command_complete(const char *line, bool all,
	void (*add)(void *arg, const char *candidate, const char *help), void *arg);

// About the last failed line of this thread: where, 0-based offset in the line as given; and the
// command words that were understood, in full ("set interface state", may be empty).
EXPORT u32 command_error_column(void);
EXPORT const char *command_error_path(void);

// The last failure in the words of VPP's command line, for clients that know those: "show: unknown
// input `gibberish'", "COMMAND PATH: TEXT". No newline at the end.
EXPORT void command_error_vpp(struct text *t, int code);

// Registered commands in order of their grammar; null past the last.
EXPORT const struct command *command_at(u32 i);

// More commands while running, made from device classes or brought by plugins. 'c' stays the
// caller's and must live until removed. ERR_EXISTS; ERR_SYNTAX for a wrong grammar. Main thread.
EXPORT int command_add(const struct command *c);
EXPORT void command_remove(const struct command *c);
