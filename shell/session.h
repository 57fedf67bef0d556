// A session: whoever types commands. It has a process on the main thread, its macros, its terminal.
//
// Whoever makes one (batch.c, the REPL, the CLI socket) fills in write(), starts a process that
// calls session_open(), then command_run() per line and session_report() for what failed.
#pragma once

#include "engine/base/text.h"

struct process;

struct session {
	const char *name;
	struct process *process; // the one that runs its commands; set by session_open()
	// Takes output. False: the reader is gone. Main thread.
	bool (*write)(struct session *s, const char *bytes, u32 n);
	// Takes an error or warning line; null: it goes to write().
	bool (*write_error)(struct session *s, const char *bytes, u32 n);
	// Shows a line that the next one, or "" for none, replaces. Null: not on a terminal.
	void (*write_progress)(struct session *s, const char *line);
	u64 progress_at; // ns of the machine's clock: not before. progress.h
	bool progress_shown;
	// Whether Ctrl-C was pressed for the command that runs, before the main loop could tell its
	// process: long commands that never wait ask. Null: nobody can press it.
	bool (*stop_asked)(struct session *s);
	void *owner;
	// Not null: output goes there instead of write(); assert and pipes behind exec do that.
	bool (*redirect)(void *arg, const char *bytes, u32 n);
	void *redirect_arg;
	u32 width, height; // of the terminal; 0: none
	bool ansi, pager, json, keep_going, echo;
	bool settle; // let all packets finish after each command of a script
	bool check;  // scripts are parsed and validated only
	// Scripts read as a session typed at a prompt: each command is shown after "qv# ", a
	// failure as "error: MESSAGE" and "!STATUS".
	bool transcript;
	bool quiet_warnings;  // nobody wants them: the CLI socket
	bool reader_gone;     // commands go on, their output does not
	struct macro *macros; // uthash; define, undefine, $(NAME)
	const char *file;     // of the script being run, for error messages; null: typed
	u32 line;	      // of the command being run, from 1
	u32 failed_line;      // of the last command of a script that failed
	u32 depth;	      // of exec
	bool quit;	      // the command 'quit' was given
	// For the command 'history': typed lines, oldest first; null past the last. May be null.
	const char *(*history_at)(struct session *s, u32 i);
};

// In the session's process, before its first command, and after its last.
EXPORT void session_open(struct session *s);
EXPORT void session_close(struct session *s);

// Runs lines one by one: 'exec', batch files, standard input. Stops at the first failure unless
// keep_going; each failure prints "FILE:LINE:COL: MESSAGE". Returns the first failure's code.
EXPORT int session_run_file(struct session *s, const char *path); // "-": standard input
EXPORT int session_run_text(struct session *s, const char *text, const char *name);

// Output of the session: to write(), or to where it is redirected. False: the reader is gone.
EXPORT bool session_write(struct session *s, const char *bytes, u32 n);

// Prints a failure of the line that was run last: "FILE:LINE:COL: MESSAGE" in a script, "error:
// MESSAGE" where it was typed.
EXPORT void session_report(struct session *s, const char *line, int code);
// A remark: as an error, but "warning: MESSAGE".
EXPORT void session_warn(struct session *s, const char *message);

// Ctrl-C: what runs in the session ends with ERR_INTERRUPTED. Main thread.
EXPORT void session_interrupt(struct session *s);

// Exit status of a batch run, by error code: 0 success, 1 failed command, 2 syntax, 3 unknown
// command, 4 assertion, 5 start-up or configuration, 130 interrupted.
EXPORT int session_exit_status(int code);

// Macros. Values are copied. Lookups return null for none.
EXPORT void session_define(struct session *s, const char *name, const char *value);
EXPORT bool session_undefine(struct session *s, const char *name);
EXPORT const char *session_macro(const struct session *s, const char *name);
// In order of name: 'i' from 0 until null.
EXPORT const char *session_macro_at(const struct session *s, u32 i);
