// A CLI socket session without a terminal: each read is one input, each answer ends in a NUL. With
// cli-line-mode, for peers that speak no telnet: in a prompt.
#include "shell/remote_session.h"

#include "engine/base/error.h"
#include "engine/base/vec.h"
#include "engine/graph/process.h"
#include "shell/command.h"

#include <stdio.h>
#include <stdlib.h>

enum { EVENT_INPUT, EVENT_DRAINED };

// Waits while the peer has much to read yet. False when interrupted.
static bool output_wait(struct remote_session *r)
{
	struct process_event event;

	while (r->output.length > REMOTE_QUEUE_MAX && !r->dead && process_self())
		if (!process_wait(UINT64_MAX, &event))
			return false;
	return true;
}

static bool batch_write(struct session *s, const char *bytes, u32 n)
{
	struct remote_session *r = s->owner;

	if (!output_wait(r))
		return false;
	if (r->with_status)
		return remote_send(r, bytes, n);
	while (n) {
		const char *newline = memchr(bytes, '\n', n);
		u32 length = newline ? (u32)(newline - bytes) : n;

		if (!remote_send(r, bytes, length) || (newline && !remote_send(r, "\r\n", 2)))
			return false;
		length += newline != NULL;
		bytes += length;
		n -= length;
	}
	return true;
}

void remote_batch_drained(struct remote_session *r)
{
	if (r->session.process)
		process_signal(r->session.process, EVENT_DRAINED, 0);
}

// The lines of an input, up to the first that fails.
static int lines_run(struct session *s, char *input)
{
	int code = 0;

	for (char *line = input, *end; line && !code && !s->quit; line = end) {
		end = strchr(line, '\n');
		if (end)
			*end++ = '\0';
		if (line[strspn(line, " \t")])
			code = command_run(s, line);
	}
	return code;
}

static void input_run(struct remote_session *r, char *input)
{
	int code = lines_run(&r->session, input);

	if (code) {
		struct text t = {0};

		text_add(&t, "%s\n", error_text(code));
		batch_write(&r->session, t.data, t.length);
		text_free(&t);
	}
	process_interrupt_clear();
	if (unix_settings()->cli_line_mode)
		remote_send(r, remote_prompt(), strlen(remote_prompt()));
	else
		remote_send(r, "", 1);
	if (r->with_status) {
		char status[16];

		snprintf(status, sizeof(status), "%d\n", session_exit_status(code));
		remote_send(r, status, strlen(status));
	}
}

static void batch_process(void *arg)
{
	struct remote_session *r = arg;
	struct process_event event;

	session_open(&r->session);
	if (unix_settings()->cli_line_mode) {
		if (remote_banner())
			batch_write(&r->session, remote_banner(), strlen(remote_banner()));
		remote_send(r, remote_prompt(), strlen(remote_prompt()));
	}
	while (!r->session.quit && !r->dead) {
		if (!vec_n(r->inputs)) {
			if (r->eof)
				break;
			process_interrupt_clear();
			process_wait(UINT64_MAX, &event);
			continue;
		}
		char *input = r->inputs[0];

		r->inputs_size -= strlen(input);
		vec_remove(r->inputs, 0);
		output_wait(r);
		input_run(r, input);
		free(input);
		if (!r->eof && r->inputs_size < REMOTE_QUEUE_MAX)
			remote_read(r, true);
	}
	VEC_EACH (r->inputs, left)
		free(*left);
	vec_free(r->inputs);
	text_free(&r->partial);
	session_close(&r->session);
	remote_finish(r);
}

void remote_batch_start(struct remote_session *r)
{
	r->session = (struct session){.name = "socket", .write = batch_write, .owner = r};
	r->session.process = process_start("", batch_process, r, 256 << 10);
}

static void input_add(struct remote_session *r, const char *bytes, u32 n)
{
	char *input = memory_get(n + 1);

	memcpy(input, bytes, n);
	input[n] = '\0';
	vec_push(r->inputs, input);
	r->inputs_size += n;
	if (r->inputs_size >= REMOTE_QUEUE_MAX)
		remote_read(r, false);
	process_signal(r->session.process, EVENT_INPUT, 0);
}

// Each read is an input, as with VPP; for a peer that counts answers each line is.
void remote_batch_input(struct remote_session *r, const char *bytes, u32 n)
{
	for (u32 i = 0; i < n; i++) {
		if (bytes[i] && bytes[i] != '\r')
			text_put(&r->partial, bytes + i, 1);
		if (r->with_status && bytes[i] == '\n') {
			input_add(r, r->partial.data, r->partial.length);
			text_clear(&r->partial);
		}
	}
	if (r->partial.length > REMOTE_QUEUE_MAX) { // a line without end
		text_clear(&r->partial);
		r->dead = r->eof = true;
		process_signal(r->session.process, EVENT_INPUT, 0);
		remote_read(r, false);
		return;
	}
	if (!r->with_status && r->partial.length) {
		input_add(r, r->partial.data, r->partial.length);
		text_clear(&r->partial);
	}
}

// Half-closed: what was asked is still answered.
void remote_batch_hangup(struct remote_session *r)
{
	process_signal(r->session.process, EVENT_INPUT, 0);
}
