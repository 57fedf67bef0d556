// The inside of struct out: made and ended by whoever runs a command.
#pragma once

#include "shell/out.h"
#include "shell/schema.h"
#include "shell/session.h"

struct pipe;

enum { OUT_DEPTH_MAX = 24 };

struct out {
	struct session *session;
	struct pipe *pipes; // null: straight to the session
	bool json;
	bool discard;	  // produce, but show nothing
	int code;	  // why writing ended early: ERR_INTERRUPTED, a pipe's error
	struct text text; // not written yet
	u32 depth;	  // containers open; 1 is the outermost record
	struct {
		bool list, any; // something is in it
		struct schema_place place;
	} open[OUT_DEPTH_MAX];
	const struct schema *schema; // null: not checked
	const char *command;	     // grammar, for messages about broken schemas
	struct text warnings;	     // JSON strings, separated
};

void out_begin(struct out *o);
// Ends all containers; 'code' is the command's, with its sentence in error_text(). Returns it, or
// the code of writing if that failed first.
int out_finish(struct out *o, int code);

// Bytes to the pipes or to the session.
void out_emit(struct out *o, const char *bytes, u32 n);

// JSON pieces, out_json.c.
void json_open(struct out *o, const char *key, bool list);
void json_close(struct out *o);
void json_string(struct text *t, const char *s);
void json_value(struct out *o, const char *key, char type, const char *literal);
