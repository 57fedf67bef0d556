// How far a long command or script is: a line on the terminal that comes after a second.
#include "shell/progress.h"
#include "shell/out.h"
#include "shell/outlet.h"
#include <stdio.h>
#include <time.h>

static const u64 FIRST = NS_PER_S, NEXT = NS_PER_S / 5;

static u64 real_time(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (u64)t.tv_sec * NS_PER_S + (u64)t.tv_nsec;
}

void progress_restart(struct session *s)
{
	if (s->write_progress)
		s->progress_at = real_time() + FIRST;
}

void progress_clear(struct session *s)
{
	if (s->progress_shown)
		s->write_progress(s, "");
	s->progress_shown = false;
}

void progress_tell(struct session *s, const char *what, u64 done, u64 total)
{
	char line[128];
	u64 at;

	if (!s->write_progress || s->redirect)
		return;
	at = real_time();
	if (at < s->progress_at)
		return;
	if (total)
		snprintf(line, sizeof(line), "%.80s: %.0f %%", what,
			100.0 * (double)MIN(done, total) / (double)total);
	else
		snprintf(line, sizeof(line), "%.80s: %lu", what, done);
	s->write_progress(s, line);
	s->progress_shown = true;
	s->progress_at = at + NEXT;
}

void out_progress(struct out *o, const char *what, u64 done, u64 total)
{
	progress_tell(o->session, what, done, total);
}
