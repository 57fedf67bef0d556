// A CLI socket session with a terminal: the line editor runs on a pseudo-terminal, whose other end
// is joined to the socket here, so that editing is the same at home and afar.
#include "shell/remote_session.h"

#include "engine/base/error.h"
#include "engine/base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <stdio.h>
#include <unistd.h>

static struct log_class terminal_log = {.name = "cli", .sub = "terminal"};
LOG_REGISTER(terminal_log);

static const char banner[] = "   ____        _\n"
			     "  / __ \\__  __(_)   _____  _____\n"
			     " / / / / / / / / | / / _ \\/ ___/\n"
			     "/ /_/ / /_/ / /| |/ /  __/ /\n"
			     "\\___\\_\\__,_/_/ |___/\\___/_/\n\n";

const char *remote_banner(void)
{
	return unix_settings()->cli_no_banner ? NULL : banner;
}

const char *remote_prompt(void)
{
	const char *prompt = unix_settings()->cli_prompt;

	return prompt ? prompt : "quiver# ";
}

static const char *terminal_type(const struct remote_session *r)
{
	static const char *const ansi[] = {
		"xterm", "xterm-color", "xterm-256color", "screen", "screen-256color", "ansi"};

	for (u32 i = 0; i < ARRAY_N(ansi); i++)
		if (!strcmp(r->terminal, ansi[i]))
			return ansi[i];
	return "dumb";
}

static void master_writable(struct file *f);

static void master_watch(struct remote_session *r, bool on)
{
	if (r->master_watched == on || r->master.fd < 0)
		return;
	r->master_watched = on;
	file_want_read(&r->master, on);
}

static void master_close(struct remote_session *r)
{
	if (r->master.fd >= 0) {
		file_remove(&r->master);
		close(r->master.fd);
		r->master.fd = -1;
	}
	if (r->slave >= 0)
		close(r->slave);
	r->slave = -1;
}

// Moves what the editor wrote to the socket; false when there was nothing.
static bool master_move(struct remote_session *r)
{
	char bytes[4096];
	ssize_t n = read(r->master.fd, bytes, sizeof(bytes));

	if (n <= 0)
		return false;
	remote_send(r, bytes, n);
	return true;
}

static void master_readable(struct file *f)
{
	struct remote_session *r = f->data;

	if (!master_move(r) && errno != EAGAIN && errno != EINTR)
		master_watch(r, false);
	if (r->output.length > REMOTE_QUEUE_MAX)
		master_watch(r, false);
}

void remote_terminal_drained(struct remote_session *r)
{
	master_watch(r, true);
}

static void repl_ended(struct repl *, void *arg)
{
	struct remote_session *r = arg;

	r->repl = NULL;
	while (r->master.fd >= 0 && master_move(r))
		;
	master_close(r);
	remote_send(r, "", 1);
	remote_finish(r);
}

void remote_terminal_resize(struct remote_session *r)
{
	struct winsize size = {
		.ws_row = r->rows ? r->rows : 24, .ws_col = r->columns ? r->columns : 80};

	if (r->master.fd >= 0)
		ioctl(r->master.fd, TIOCSWINSZ, &size);
}

void remote_terminal_start(struct remote_session *r)
{
	const struct unix_settings *u = unix_settings();
	struct repl_params params = {
		.terminal = terminal_type(r),
		.prompt = remote_prompt(),
		.banner = remote_banner(),
		.history_limit = u->cli_history_limit,
		.pager = !u->cli_no_pager,
		.ended = repl_ended,
		.arg = r,
	};
	int code;

	if (openpty(&r->master.fd, &r->slave, NULL, NULL, NULL)) {
		log_warn(&terminal_log, "no pseudo-terminal: %s", strerror(errno));
		r->master.fd = r->slave = -1;
		remote_finish(r);
		return;
	}
	fcntl(r->master.fd, F_SETFL, O_NONBLOCK);
	fcntl(r->master.fd, F_SETFD, FD_CLOEXEC);
	fcntl(r->slave, F_SETFD, FD_CLOEXEC);
	remote_terminal_resize(r);
	r->master.what = "CLI terminal";
	r->master.readable = master_readable;
	r->master.writable = master_writable;
	r->master.data = r;
	r->master_watched = true;
	code = file_add(&r->master);
	params.in = params.out = r->slave;
	if (!code)
		code = repl_start(&params, &r->repl);
	if (code) {
		log_warn(&terminal_log, "%s", error_text(code));
		master_close(r);
		remote_finish(r);
		return;
	}
	remote_send(r, "\r", 1);
}

// Hands keys to the editor; while it takes no more, the peer's further ones stay in its socket.
static void keys_pass(struct remote_session *r)
{
	while (r->keys.length) {
		ssize_t n = write(r->master.fd, r->keys.data, r->keys.length);

		if (n <= 0)
			break;
		memmove(r->keys.data, r->keys.data + n, r->keys.length - n);
		r->keys.length -= n;
	}
	file_want_write(&r->master, r->keys.length);
	remote_read(r, !r->keys.length && !r->eof);
}

static void master_writable(struct file *f)
{
	keys_pass(f->data);
}

void remote_terminal_input(struct remote_session *r, const char *bytes, u32 n)
{
	if (r->master.fd < 0)
		return;
	text_put(&r->keys, bytes, n);
	keys_pass(r);
}

void remote_terminal_hangup(struct remote_session *r)
{
	r->dead = true;
	if (r->repl) {
		repl_end(r->repl);
		text_clear(&r->keys); // what is not typed yet shall not run
		// End of file for the editor, once the output it may wait for is taken away.
		remote_terminal_input(r, "\003\004", 2);
		master_watch(r, true);
	}
}
