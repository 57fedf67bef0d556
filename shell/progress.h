// How far a long command or script is: a line on the terminal that comes after a second and goes
// when it is over. Real time, even while the engine's clock stands.
#pragma once

#include "shell/session.h"

// 'what' did 'done' of 'total' (0: nobody knows). Cheap; shows five times a second at most, and
// only in sessions that have write_progress().
void progress_tell(struct session *s, const char *what, u64 done, u64 total);

// Takes the line away; before other output, and at the end.
void progress_clear(struct session *s);
// What begins now is timed anew.
void progress_restart(struct session *s);
