// Sessions: opening, closing, what is told about failures, exit statuses.
#include "shell/session.h"
#include "shell/command.h"
#include "shell/macro.h"
#include "shell/progress.h"
#include "engine/base/clock.h"
#include "engine/graph/process.h"

void session_open(struct session *s)
{
	s->process = process_self();
}

void session_close(struct session *s)
{
	macro_forget_all(s);
	s->process = NULL;
}

void session_interrupt(struct session *s)
{
	if (s->process)
		process_interrupt(s->process);
}

bool session_write(struct session *s, const char *bytes, u32 n)
{
	progress_clear(s);
	return s->redirect ? s->redirect(s->redirect_arg, bytes, n) : s->write(s, bytes, n);
}

// Sentences repeat what was typed or read from a file: nothing in them may steer the terminal.
static void write_error(struct session *s, struct text *t)
{
	const char *bytes = text_string(t);

	for (u32 i = 0; i < t->length; i++) {
		u8 c = (u8)t->data[i];

		if ((c < ' ' && c != '\n' && c != '\t') || c == 0x7f)
			t->data[i] = '?';
	}
	progress_clear(s);
	if (s->write_error)
		s->write_error(s, bytes, t->length);
	else
		session_write(s, bytes, t->length);
}

// Line and column, both from 1, of an offset in the command being run.
static void place_of(const struct session *s, const char *command, u32 at, u32 *line, u32 *column)
{
	*line = s->line;
	*column = 1;
	for (u32 i = 0; i < at && command[i]; i++) {
		++*column;
		if (command[i] == '\n') {
			++*line;
			*column = 1;
		}
	}
}

void session_report(struct session *s, const char *command, int code)
{
	struct text t = {0};
	u32 line, column;

	place_of(s, command, command_error_column(), &line, &column);
	if (s->file && (!s->transcript || s->depth))
		text_add(&t, "%s:%u:%u: %s\n", s->file, line, column, error_text(code));
	else
		text_add(&t, "error: %s\n", error_text(code));
	if (s->transcript && !s->depth)
		text_add(&t, "!%d\n", session_exit_status(code));
	write_error(s, &t);
	text_free(&t);
}

void session_warn(struct session *s, const char *message)
{
	struct text t = {0};

	if (s->quiet_warnings)
		return;
	if (s->file && (!s->transcript || s->depth))
		text_add(&t, "%s:%u: ", s->file, s->line);
	text_add(&t, "warning: %s\n", message);
	write_error(s, &t);
	text_free(&t);
}

int session_exit_status(int code)
{
	switch (code) {
	case 0:
		return 0;
	case ERR_SYNTAX:
		return 2;
	case ERR_UNKNOWN_COMMAND:
		return 3;
	case ERR_ASSERTION:
		return 4;
	case ERR_INTERRUPTED:
		return 130;
	default:
		return 1;
	}
}
