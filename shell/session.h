// A session: whoever types commands. It has a process on the main thread, its macros, its terminal.
#pragma once

#include "engine/base/text.h"

struct process;

struct session {
	const char *name;
	struct process *process;
	// Takes output. False: the reader is gone. Main thread.
	bool (*write)(struct session *s, const char *bytes, u32 n);
	// Takes an error or warning line; null: it goes to write().
	bool (*write_error)(struct session *s, const char *bytes, u32 n);
	void *owner;
	u32 width, height; // of the terminal; 0: none
	bool ansi, pager, json, keep_going, echo;
	struct macro *macros; // uthash; define, undefine, $(NAME)
	const char *file;     // of the script being run, for error messages; null: typed
	u32 line;	      // from 1
	bool quit;	      // the command 'quit' was given
};

EXPORT void session_open(struct session *s);
EXPORT void session_close(struct session *s);

// Runs lines one by one: 'exec', batch files, standard input. Stops at the first failure unless
// keep_going; each failure prints "FILE:LINE:COL: MESSAGE". Returns the first failure's code.
EXPORT int session_run_file(struct session *s, const char *path); // "-": standard input
EXPORT int session_run_text(struct session *s, const char *text, const char *name);

// Exit status of a batch run, by error code: 0 success, 1 failed command, 2 syntax, 3 unknown
// command, 4 assertion, 5 start-up or configuration, 130 interrupted.
EXPORT int session_exit_status(int code);
