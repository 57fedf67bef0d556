// The interactive shell: libedit on a thread of its own, so that traffic flows while one types.
//
// The thread owns the terminal: it edits lines, asks the main thread for completions, shows output
// page by page and watches for Ctrl-C. Commands run in the session's process on the main thread;
// their output crosses in a bounded queue, so a slow terminal stops the command, not the engine.
#pragma once

#include "shell/session.h"

struct repl;

struct repl_params {
	int in, out;	      // of a terminal; not closed by the repl
	const char *terminal; // type, as in $TERM; null: the environment's
	const char *prompt;
	const char *banner;  // printed first; null: none
	const char *history; // file to load from and append to; null: in memory only
	u32 history_limit;   // lines
	bool pager;
	// The session is over; on the main thread, before 'r' is freed. Null: nobody cares.
	void (*ended)(struct repl *r, void *arg);
	void *arg;
};

// Main thread. ERR_SYSCALL when the terminal can't be used.
EXPORT int repl_start(const struct repl_params *params, struct repl **repl);

// The terminal is gone or the engine stops: ends the session soon. Main thread.
EXPORT void repl_end(struct repl *r);

// Where the history of this user is kept: $QUIVER_HISTORY, or quiver/history under $XDG_STATE_HOME
// or ~/.local/state; null when there is no home. Static.
EXPORT const char *repl_history_path(void);
