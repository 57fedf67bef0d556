// Output pipes: what stands behind '|'. Each takes the lines of the answer and passes on some.
#pragma once

#include "shell/command.h"

struct out;
struct pipe;

struct pipe_class {
	struct command command; // grammar ("match <RE:string>") and help; run stays null
	// Takes its arguments. ERR_ codes as usual; 'close' is called even then.
	int (*open)(struct pipe *p, const struct args *a);
	// One line with its newline (the last one may lack it). Non-zero ends the command.
	int (*line)(struct pipe *p, const char *line, u32 n);
	// No more lines. 'code' is what the command returned. Null: nothing to do.
	int (*end)(struct pipe *p, int code);
	void (*close)(struct pipe *p); // frees 'state'. Null: nothing
};
#define PIPE_REGISTER(pipe_class) REGISTER(REGISTRY_PIPE, pipe_class)

struct pipe {
	const struct pipe_class *pipe_class;
	struct pipe *next; // null: the session
	struct out *out;
	void *state;
	struct text part; // a line that has not ended yet
};

// Passes a line on.
EXPORT int pipe_pass(struct pipe *p, const char *line, u32 n);

// For struct out.
struct lexed;
int pipes_open(struct out *o, const struct lexed *l, u32 first, u32 *column);
// Only whether their words are right.
int pipes_check(struct out *o, const struct lexed *l, u32 first, u32 *column);
int pipe_write(struct pipe *p, const char *bytes, u32 n);
int pipes_end(struct out *o, int code); // the last lines; frees all
void pipes_close(struct out *o);

enum { PIPE_KEEP_MAX = 256 << 20 }; // bytes that a pipe may hold back
