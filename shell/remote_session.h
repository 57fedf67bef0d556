// One connection to the CLI socket: bytes in and out, until the terminal type decides how it goes
// on.
#pragma once

#include "engine/graph/file.h"
#include "engine/graph/timer.h"
#include "shell/remote.h"
#include "shell/repl.h"
#include "shell/telnet.h"

enum remote_mode { REMOTE_UNDECIDED, REMOTE_BATCH, REMOTE_TERMINAL };

enum {
	REMOTE_QUEUE_MAX = 1 << 20, // bytes waiting, each way, before a session has to wait
};

struct remote_session {
	struct remote_session *next, *prev;
	struct file file;
	struct timer decide; // nothing said after a second: interactive
	struct telnet telnet;
	struct text input;  // bytes of the current read
	struct text output; // not yet taken by the socket
	char terminal[TELNET_SB_MAX];
	u16 columns, rows; // 0: not told
	u8 mode;
	bool reading; // the loop watches for input
	bool eof;     // the peer will send no more
	bool dead;    // the peer takes no more
	bool closing; // close once the output is out
	bool feeding; // input is being handed on: not to be freed below that

	// REMOTE_BATCH, shell/remote_batch.c
	struct session session;
	char **inputs; // vec; each read is one input
	u32 inputs_size;
	struct text partial; // of the next one
	bool with_status;    // "quiver-batch": LF, and the exit status after the NUL

	// REMOTE_TERMINAL, shell/remote_terminal.c
	struct repl *repl;
	struct file master; // of the pseudo-terminal that the repl edits on
	int slave;
	bool master_watched;
	struct text keys; // not yet taken by it
};

// Takes the accepted descriptor.
void remote_session_open(int fd);
void remote_sessions_close(void);
u32 remote_sessions_n(void);

// Queues bytes for the peer and sends what the socket takes now. False when the peer is gone.
bool remote_send(struct remote_session *r, const void *bytes, u32 n);
// Stops or resumes taking input from the peer.
void remote_read(struct remote_session *r, bool on);
// Both sides of the session have ended: closes when the output is out, and frees.
void remote_finish(struct remote_session *r);

void remote_batch_start(struct remote_session *r);
void remote_batch_input(struct remote_session *r, const char *bytes, u32 n);
void remote_batch_drained(struct remote_session *r);
void remote_batch_hangup(struct remote_session *r);

// What interactive sessions begin with: null if the configuration says so. And their prompt.
const char *remote_banner(void);
const char *remote_prompt(void);
void remote_terminal_start(struct remote_session *r);
void remote_terminal_input(struct remote_session *r, const char *bytes, u32 n);
void remote_terminal_drained(struct remote_session *r);
void remote_terminal_resize(struct remote_session *r);
void remote_terminal_hangup(struct remote_session *r);
