// Scripts: lines one by one from a text, a file, or standard input as it comes.
#include "shell/session.h"
#include "shell/lexer.h"
#include "shell/progress.h"
#include "shell/run.h"
#include "engine/base/error.h"
#include "engine/base/memory.h"
#include "engine/graph/dispatch.h"
#include "engine/graph/file.h"
#include "engine/graph/process.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	DEPTH_MAX = 16, // of exec; the fuzz target counts on it
	SETTLE_TURNS = 100000,
	SCRIPT_MAX = 256 << 20, // bytes
};

struct script {
	struct session *session;
	int first; // failure's code
	bool stop;
};

static void echo(struct session *s, const char *command, u32 length)
{
	struct text t = {0};

	text_add(&t, "qv# ");
	for (u32 i = 0; i < length; i++) {
		text_put(&t, command + i, 1);
		if (command[i] == '\n')
			text_add(&t, "  > ");
	}
	text_add(&t, "\n");
	session_write(s, t.data, t.length);
	text_free(&t);
}

// A command that is blank or a comment leaves the packets alone.
static bool is_empty(const char *command, u32 length)
{
	u32 i = 0;

	while (i < length && strchr(" \t\r\n", command[i]))
		i++;
	return i == length || command[i] == '#';
}

static void run_command(struct script *r, const char *command, u32 length)
{
	struct session *s = r->session;
	int code;

	if (s->transcript ? !s->depth || s->echo : s->echo && !is_empty(command, length))
		echo(s, command, length);
	code = s->check ? check_line(s, command, length) : run_line(s, command, length);
	if (s->settle && !s->check && !is_empty(command, length)) {
		char *sentence = code ? memory_string(error_text(code)) : NULL;

		engine_settle(SETTLE_TURNS);
		if (code)
			error(code, "%s", sentence); // nodes may have said something since
		free(sentence);
	}
	if (!code)
		return;
	session_report(s, command, code);
	if (!r->first)
		r->first = code;
	if (code == ERR_INTERRUPTED)
		process_interrupt_clear();
	s->failed_line = s->line;
	// A transcript goes on after a failure, but not the scripts that it calls.
	r->stop = !(s->keep_going || s->check) || (s->transcript && s->depth && !s->check) ||
		code == ERR_INTERRUPTED;
}

static void report_open_brace(struct script *r, const char *text, u32 open_at)
{
	struct session *s = r->session;
	struct text t = {0};
	u32 column = 1;

	for (u32 i = 0; i < open_at; i++) {
		column = text[i] == '\n' ? 1 : column + 1;
		s->line += text[i] == '\n';
	}
	s->failed_line = s->line;
	r->first = r->first ? r->first : ERR_SYNTAX;
	r->stop = true;
	text_add(&t, "%s:%u:%u: this { is never closed\n", s->file, s->line, column);
	if (s->write_error)
		s->write_error(s, t.data, t.length);
	else
		session_write(s, t.data, t.length);
	text_free(&t);
	error(ERR_SYNTAX, "a { is never closed");
}

static u32 n_lines(const char *text, u32 length)
{
	const char *end = text + length;
	u32 n = 0;

	while ((text = memchr(text, '\n', (size_t)(end - text)))) {
		text++;
		n++;
	}
	return n;
}

// Runs the commands that are whole in 'text'; the last one counts as whole when it is the end.
// Returns the bytes used.
static u32 run_commands(struct script *r, const char *text, u32 length, bool is_end)
{
	struct session *s = r->session;
	u32 at = 0;

	while (at < length && !r->stop && !s->quit) {
		u32 open_at, n = lex_command_length(text + at, length - at, true, &open_at);
		bool whole = at + n < length;

		if (!whole && !is_end)
			break;
		if (open_at != INDEX_NONE) {
			report_open_brace(r, text + at, open_at);
			break;
		}
		run_command(r, text + at, n);
		if (is_end && !s->depth)
			progress_tell(s, s->file, at + n, length);
		s->line += n_lines(text + at, n) + whole;
		at += n + whole;
	}
	return at;
}

struct place {
	const char *file;
	u32 line;
};

static void enter(struct session *s, const char *name, struct place *before)
{
	*before = (struct place){s->file, s->line};
	s->file = name;
	s->line = 1;
}

static void leave(struct session *s, const struct place *before)
{
	s->file = before->file;
	s->line = before->line;
}

static int run_text(struct session *s, const char *text, u32 length, const char *name)
{
	struct script r = {.session = s};
	struct place before;

	enter(s, name, &before);
	if (length >= 3 && !memcmp(text, "\xef\xbb\xbf", 3)) { // a byte order mark
		text += 3;
		length -= 3;
	}
	if (length > 2 && !memcmp(text, "#!", 2)) { // how to start this script: not a command
		u32 n = (u32)strcspn(text, "\n");

		s->line++;
		text += MIN(n + 1, length);
		length -= MIN(n + 1, length);
	}
	if (!s->depth)
		progress_restart(s);
	run_commands(&r, text, length, true);
	if (!s->depth)
		progress_clear(s);
	leave(s, &before);
	return r.first;
}

int session_run_text(struct session *s, const char *text, const char *name)
{
	return run_text(s, text, (u32)strlen(text), name);
}

// All of a file, with a NUL behind it. Null with error().
static char *read_file(const char *path, u32 *length)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	u32 n = 0, room = 0;
	char *text = NULL;
	struct stat st;
	ssize_t got = 1;

	if (fd < 0 || fstat(fd, &st)) {
		error_errno("failed to open `%s'", path);
		return NULL;
	}
	while (got > 0 && n < SCRIPT_MAX) {
		if (room - n < 4096) {
			room = room ? room * 2 : (u32)MIN(MAX(st.st_size, 0) + 8192, SCRIPT_MAX);
			text = memory_resize(text, room + 1);
		}
		got = read(fd, text + n, room - n);
		n += got > 0 ? (u32)got : 0;
	}
	if (got != 0) {
		if (got < 0)
			error_errno("failed to read `%s'", path);
		else
			error(ERR_LIMIT, "`%s' is bigger than 256 MiB", path);
		free(text);
		text = NULL;
	} else {
		text[n] = '\0';
	}
	close(fd);
	*length = n;
	return text;
}

static void input_ready(struct file *f)
{
	process_signal(f->data, 0, 0);
	file_want_read(f, false);
}

// Standard input as it comes: commands run as soon as their line is whole.
static int run_input(struct session *s)
{
	struct file f = {
		.fd = 0, .what = "standard input", .readable = input_ready, .data = s->process};
	bool watched = !file_add(&f); // regular files cannot be watched, and need not be
	struct script r = {.session = s};
	struct text pending = {0};
	struct place before;
	char bytes[16384];
	ssize_t got = 1;

	enter(s, "stdin", &before);
	while (got > 0 && !r.stop && !s->quit) {
		struct process_event e;
		u32 used;

		if (watched && !process_wait(UINT64_MAX, &e)) {
			r.first = error(ERR_INTERRUPTED, "interrupted");
			break;
		}
		got = read(0, bytes, sizeof(bytes));
		if (got < 0 && (errno == EINTR || errno == EAGAIN))
			got = 1;
		else if (got > 0)
			text_put(&pending, bytes, (u32)got);
		if (watched)
			file_want_read(&f, true);
		if (pending.length > SCRIPT_MAX) {
			r.first = error(ERR_LIMIT, "a command of more than 256 MiB");
			session_report(s, "", r.first);
			break;
		}
		// Without a line end nothing new is whole: a long line is not looked through again.
		if (got > 0 && !memchr(bytes, '\n', (size_t)got))
			continue;
		used = run_commands(&r, text_string(&pending), pending.length, got <= 0);
		if (used)
			memmove(pending.data, pending.data + used, pending.length - used);
		pending.length -= used;
	}
	if (watched)
		file_remove(&f);
	leave(s, &before);
	text_free(&pending);
	return r.first;
}

int session_run_file(struct session *s, const char *path)
{
	char *text;
	u32 length;
	int code;

	if (s->depth >= DEPTH_MAX)
		return error(ERR_LIMIT, "scripts call each other more than %d deep", DEPTH_MAX);
	if (!strcmp(path, "-"))
		return run_input(s);
	text = read_file(path, &length);
	if (!text)
		return ERR_SYSCALL;
	code = run_text(s, text, length, path);
	free(text);
	return code;
}
