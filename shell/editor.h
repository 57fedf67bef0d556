// What the line editor reads and writes: keys typed ahead, output on its way; and its lock.
#pragma once

#include "engine/base/text.h"
#include <histedit.h>
#include <stdio.h>

struct editor {
	FILE *in, *out; // for libedit; 'out' collects in 'shown'
	int in_fd, out_fd;
	bool cancelled;	   // Ctrl-C while editing
	struct text ahead; // keys pressed while a command ran
	u32 ahead_at;	   // of them taken
	struct text shown; // what the editor wrote, not yet on the terminal
};

// False when the process may not open more files.
bool editor_open(struct editor *e, int in, int out);
void editor_close(struct editor *e);
struct editor *editor_of(EditLine *el); // its client data

// Around every call of libedit.
void editor_enter(void);
void editor_leave(void);

// Brings what was written to the terminal. Outside: the terminal may take for ever.
void editor_flush(struct editor *e);

// The next key, for libedit.
int editor_key_get(EditLine *el, wchar_t *key);
void editor_key_add(struct editor *e, char key);
void editor_keys_drop(struct editor *e);
