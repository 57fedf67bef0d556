// The CLI socket: sessions over AF_UNIX or TCP that stock vppctl and 'quiver attach' speak to.
//
// A peer that calls itself "vppctl" gets batch answers, each closed by a NUL; one that calls itself
// "quiver-batch" gets LF line ends and, after the NUL, the exit status in decimal and a newline;
// any other gets an interactive session with editing, history and completion. The protocol is that
// of VPP's CLI socket (telnet options terminal type and NAWS).
#pragma once

#include "shell/unix_config.h"

enum { REMOTE_MAX_SESSIONS = 64 };

// Listens where unix { cli-listen } says, until the engine ends. A stale socket file is replaced,
// one in use is ERR_BUSY. ERR_SYSCALL. Main thread, engine started.
int remote_open(const struct unix_settings *settings);

// Closes the listener and all sessions.
void remote_close(void);
