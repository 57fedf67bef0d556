// One connection to the CLI socket: bytes in and out, until the terminal type decides how it goes
// on.
#include "shell/remote_session.h"

#include "engine/base/vec.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static struct remote_session *sessions;
static u32 n_sessions;

u32 remote_sessions_n(void)
{
	return n_sessions;
}

static void session_free(struct remote_session *r)
{
	timer_stop(&r->decide);
	if (r->file.fd >= 0) {
		file_remove(&r->file);
		close(r->file.fd);
	}
	text_free(&r->input);
	text_free(&r->output);
	text_free(&r->keys);
	if (r->prev)
		r->prev->next = r->next;
	else
		sessions = r->next;
	if (r->next)
		r->next->prev = r->prev;
	n_sessions--;
	free(r);
}

static void output_drained(struct remote_session *r)
{
	file_want_write(&r->file, false);
	if (r->closing)
		session_free(r);
	else if (r->mode == REMOTE_BATCH)
		remote_batch_drained(r);
	else if (r->mode == REMOTE_TERMINAL)
		remote_terminal_drained(r);
}

static void output_send(struct remote_session *r)
{
	u32 sent = 0;

	while (sent < r->output.length && !r->dead) {
		ssize_t n = send(
			r->file.fd, r->output.data + sent, r->output.length - sent, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			break;
		if (n <= 0)
			r->dead = true;
		else
			sent += n;
	}
	if (r->dead)
		sent = r->output.length;
	memmove(r->output.data, r->output.data + sent, r->output.length - sent);
	r->output.length -= sent;
}

bool remote_send(struct remote_session *r, const void *bytes, u32 n)
{
	if (r->dead)
		return false;
	text_put(&r->output, bytes, n);
	output_send(r);
	if (r->output.length)
		file_want_write(&r->file, true);
	return !r->dead;
}

static void session_writable(struct file *f)
{
	struct remote_session *r = f->data;

	output_send(r);
	if (!r->output.length)
		output_drained(r);
}

void remote_finish(struct remote_session *r)
{
	r->closing = true;
	remote_read(r, false);
	if (!r->feeding && (!r->output.length || r->dead))
		session_free(r);
}

void remote_read(struct remote_session *r, bool on)
{
	if (on == r->reading)
		return;
	r->reading = on;
	file_want_read(&r->file, on);
}

// ---- What the peer says ----

static void input_pass(struct remote_session *r)
{
	struct text t = r->input;

	if (!t.length || r->mode == REMOTE_UNDECIDED)
		return;
	r->input = (struct text){0};
	if (r->mode == REMOTE_BATCH)
		remote_batch_input(r, t.data, t.length);
	else
		remote_terminal_input(r, t.data, t.length);
	text_free(&t);
}

static bool terminal_is(const struct remote_session *r, const char *name)
{
	return !strcmp(r->terminal, name);
}

static void session_decide(struct remote_session *r)
{
	size_t n = strlen(r->terminal);

	timer_stop(&r->decide);
	r->with_status = terminal_is(r, "quiver-batch");
	// As VPP compares: whatever "vppctl" begins with.
	if (r->with_status || unix_settings()->cli_line_mode ||
		(n && !strncmp(r->terminal, "vppctl", n))) {
		r->mode = REMOTE_BATCH;
		remote_batch_start(r);
	} else {
		r->mode = REMOTE_TERMINAL;
		remote_terminal_start(r);
	}
}

// Input was handed on, as far as it got: a session that could not start has ended meanwhile.
static void fed(struct remote_session *r)
{
	r->feeding = false;
	if (r->closing)
		remote_finish(r);
	else
		input_pass(r);
}

static void decide_fire(struct timer *t)
{
	struct remote_session *r = container_of(t, struct remote_session, decide);

	r->feeding = true;
	session_decide(r);
	fed(r);
}

static void session_data(void *arg, const u8 *bytes, u32 n)
{
	struct remote_session *r = arg;

	text_put(&r->input, (const char *)bytes, n);
}

static void session_option(void *arg, u8 option, const u8 *bytes, u32 n)
{
	struct remote_session *r = arg;

	if (option == TELNET_OPTION_TERMINAL_TYPE && n && bytes[0] == 0 &&
		r->mode == REMOTE_UNDECIDED) {
		memcpy(r->terminal, bytes + 1, MIN(n - 1, sizeof(r->terminal) - 1));
		session_decide(r);
	}
	if (option == TELNET_OPTION_NAWS && n >= 4) {
		r->columns = MIN((bytes[0] << 8) | bytes[1], 512);
		r->rows = MIN((bytes[2] << 8) | bytes[3], 512);
		if (r->mode == REMOTE_TERMINAL)
			remote_terminal_resize(r);
	}
}

static void session_command(void *arg, u8 command)
{
	static const char here[] = "Quiver\r\n";

	// Not for those who ask and never read.
	if (command == TELNET_AYT &&
		((struct remote_session *)arg)->output.length < REMOTE_QUEUE_MAX)
		remote_send(arg, here, sizeof(here) - 1);
}

static void session_hangup(struct remote_session *r)
{
	r->eof = true;
	remote_read(r, false);
	if (r->mode == REMOTE_UNDECIDED || r->closing)
		session_free(r);
	else if (r->mode == REMOTE_BATCH)
		remote_batch_hangup(r);
	else
		remote_terminal_hangup(r);
}

static void session_readable(struct file *f)
{
	struct remote_session *r = f->data;
	u8 bytes[4096];
	ssize_t n;

	if (r->closing) { // not watched for: the peer left before it had read all
		session_hangup(r);
		return;
	}
	n = recv(f->fd, bytes, sizeof(bytes), 0);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		session_hangup(r);
		return;
	}
	r->feeding = true;
	telnet_feed(&r->telnet, bytes, n);
	// Before the decision input waits, but not without end.
	if (r->mode == REMOTE_UNDECIDED && r->input.length > REMOTE_QUEUE_MAX)
		session_hangup(r);
	else
		fed(r);
}

void remote_session_open(int fd)
{
	struct remote_session *r = memory_get_zero(sizeof(*r));

	r->file = (struct file){.fd = fd,
		.what = "CLI session",
		.readable = session_readable,
		.writable = session_writable,
		.data = r};
	r->telnet = (struct telnet){.data = session_data,
		.option = session_option,
		.command = session_command,
		.arg = r};
	r->decide.fire = decide_fire;
	r->master.fd = r->slave = -1;
	r->reading = true;
	r->next = sessions;
	if (sessions)
		sessions->prev = r;
	sessions = r;
	n_sessions++;
	if (file_add(&r->file)) {
		close(fd);
		r->file.fd = -1;
		session_free(r);
		return;
	}
	if (unix_settings()->cli_line_mode)
		session_decide(r);
	else if (remote_send(r, telnet_greeting(), TELNET_GREETING_SIZE))
		timer_start(&r->decide, NS_PER_S);
}

void remote_sessions_close(void)
{
	for (struct remote_session *r = sessions, *next; r; r = next) {
		next = r->next;
		if (r->mode == REMOTE_UNDECIDED)
			session_free(r);
		else
			session_hangup(r);
	}
}
