// The program: reads its command line, starts the engine, runs commands and scripts in a process,
// and ends with a status that says how it went.
#include "shell/batch.h"
#include "shell/attach.h"
#include "shell/command.h"
#include "shell/inventory.h"
#include "shell/options.h"
#include "shell/repl.h"
#include "shell/remote.h"
#include "shell/session.h"
#include "shell/unix_config.h"
#include "engine/base/vec.h"
#include "engine/graph/config.h"
#include "engine/graph/dispatch.h"
#include "engine/graph/file.h"
#include "engine/graph/plugin.h"
#include "engine/graph/process.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum {
	STATUS_START = 5,
	STATUS_INTERRUPTED = 130,
	SESSION_STACK = 512 << 10, // bytes; commands may nest (exec, assert)
};

static struct batch {
	struct options options;
	struct session session;
	struct file interrupt;
	int status;
	bool output_lost; // standard output took no more, though somebody wants it
	volatile sig_atomic_t n_interrupts; // since the last one was taken
	volatile sig_atomic_t stop_signal;  // SIGTERM or SIGHUP; 0: none
	bool from_terminal;
} batch;

static bool write_all(int fd, const char *bytes, u32 n)
{
	while (n) {
		ssize_t done = write(fd, bytes, n);

		if (done < 0 && errno == EAGAIN)
			poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, -1);
		else if (done < 0 && errno != EINTR)
			return false;
		else if (done > 0) {
			bytes += done;
			n -= (u32)done;
		}
	}
	return true;
}

// A reader that went away does not end the script: what it does still counts.
static bool batch_write(struct session *s, const char *bytes, u32 n)
{
	if (!s->reader_gone && !write_all(1, bytes, n)) {
		if (errno != EPIPE && errno != EBADF) {
			perror("quiver: standard output");
			batch.output_lost = true;
		}
		s->reader_gone = true;
	}
	return !s->reader_gone;
}

static bool batch_write_error(struct session *, const char *bytes, u32 n)
{
	return write_all(2, bytes, n);
}

static void batch_write_progress(struct session *, const char *line)
{
	dprintf(2, "\r%s\033[K", line);
}

// The first Ctrl-C ends the command, through the main loop; one more before that came about ends
// the program, for a command that never gives way.
static void interrupted(int)
{
	u64 one = 1;

	if (batch.n_interrupts++)
		_exit(STATUS_INTERRUPTED);
	if (write(batch.interrupt.fd, &one, sizeof(one)) < 0)
		_exit(STATUS_INTERRUPTED);
}

static void terminated(int number)
{
	u64 one = 1;

	batch.stop_signal = number;
	if (write(batch.interrupt.fd, &one, sizeof(one)) < 0)
		_exit(128 + number);
}

static bool stop_asked(struct session *)
{
	return batch.n_interrupts || batch.stop_signal;
}

static void interrupt_ready(struct file *f)
{
	u64 n;

	if (read(f->fd, &n, sizeof(n)) != sizeof(n))
		return;
	batch.n_interrupts = 0;
	if (batch.stop_signal)
		engine_stop(128 + batch.stop_signal);
	session_interrupt(&batch.session);
}

static int watch_interrupts(void)
{
	batch.interrupt = (struct file){.fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK),
		.what = "Ctrl-C",
		.readable = interrupt_ready};
	if (batch.interrupt.fd < 0)
		return error_errno("eventfd");
	signal(SIGINT, interrupted);
	signal(SIGTERM, terminated);
	signal(SIGHUP, terminated);
	signal(SIGPIPE, SIG_IGN);
	return file_add(&batch.interrupt);
}

static void note(int code)
{
	if (code && !batch.status)
		batch.status = session_exit_status(code);
}

static int run_command_line(struct session *s, const char *text, u32 ordinal)
{
	char name[24];

	snprintf(name, sizeof(name), ordinal > 1 ? "-e#%u" : "-e", ordinal);
	return session_run_text(s, text, name);
}

static int run_script(struct session *s, const char *path)
{
	int code;

	s->failed_line = 0;
	code = session_run_file(s, path);
	// Failures inside were told where they happened; a file that can't be read was not.
	if (code && code != ERR_INTERRUPTED && !s->failed_line)
		fprintf(stderr, "quiver: %s\n", error_text(code));
	return code;
}

// Runs all that the command line asks for; in the session's process.
static int run_work(struct session *s)
{
	u32 n_commands = 0;
	int first = 0;

	for (u32 i = 0; i < vec_n(unix_settings()->exec) && !s->quit; i++) {
		int code = run_script(s, unix_settings()->exec[i]);

		first = first ? first : code;
		if (code && !s->keep_going && !s->check)
			return first;
	}
	for (u32 i = 0; i < vec_n(batch.options.work) && !s->quit; i++) {
		const struct work *w = &batch.options.work[i];
		int code = w->is_command ? run_command_line(s, w->text, ++n_commands)
					 : run_script(s, w->text);

		first = first ? first : code;
		if (code && ((!s->keep_going && !s->check) || code == ERR_INTERRUPTED))
			break;
	}
	return first;
}

static bool has_listener(void)
{
	return unix_settings()->cli_listen;
}

static void terminal_ended(struct repl *, void *arg)
{
	process_signal(arg, 0, 0);
}

// A session on the terminal, until it ends.
static int run_terminal(struct session *s)
{
	const struct unix_settings *u = unix_settings();
	struct repl_params params = {.in = 0,
		.out = 1,
		.prompt = u->cli_prompt ? u->cli_prompt : "quiver# ",
		.history = repl_history_path(),
		.history_limit = u->cli_history_limit,
		.pager = !u->cli_no_pager,
		.ended = terminal_ended,
		.arg = s->process};
	struct process_event event;
	struct repl *r;
	int code = repl_start(&params, &r);

	if (code) {
		fprintf(stderr, "quiver: %s\n", error_text(code));
		return code;
	}
	while (!process_wait(UINT64_MAX, &event))
		process_interrupt_clear();
	return 0;
}

static void batch_run(void *arg)
{
	struct session *s = arg;
	int code;

	session_open(s);
	code = run_work(s);
	note(code);
	s->settle = false;
	if (!code && !s->quit && !s->check && batch.from_terminal)
		note(run_terminal(s));
	else if (!code && !s->quit && !s->check && has_listener())
		while (process_sleep(UINT64_MAX / 2))
			;
	session_close(s);
	if (batch.output_lost && !batch.status)
		batch.status = session_exit_status(ERR_SYSCALL);
	engine_stop(batch.status);
}

static int configure(const struct options *o)
{
	int code = 0;

	VEC_EACH (o->config_files, f)
		code = code ? code : config_read_file(*f);
	if (!code && o->words)
		code = config_read_words((int)vec_n(o->words), o->words);
	return code;
}

static int start_failed(int code)
{
	fprintf(stderr, "quiver: %s\n", error_text(code));
	return STATUS_START;
}

// Decides where commands come from when none were given.
static void find_work(struct options *o)
{
	bool asked = o->interactive || unix_settings()->interactive;

	if (o->work || unix_settings()->exec) {
		batch.from_terminal = asked;
	} else if (isatty(0) && !o->check) {
		batch.from_terminal = !has_listener() || asked;
	} else if (!has_listener() && !o->check) {
		vec_push(o->work, (struct work){.text = "-"});
	}
}

static int pidfile_write(const char *path)
{
	FILE *f = fopen(path, "we");

	if (!f || fprintf(f, "%d\n", (int)getpid()) < 0) {
		int code = error_errno("can't write %s", path);

		if (f)
			fclose(f);
		return code;
	}
	return fclose(f) ? error_errno("can't write %s", path) : 0;
}

static int run_engine(struct options *o)
{
	struct session *s = &batch.session;
	const char *pidfile;
	int code = engine_start();

	if (code)
		return start_failed(code);
	pidfile = o->check ? NULL : unix_settings()->pidfile;
	code = watch_interrupts();
	if (!code && pidfile)
		code = pidfile_write(pidfile);
	if (!code && has_listener() && !o->check)
		code = remote_open(unix_settings());
	if (code)
		return start_failed(code);
	find_work(o);
	*s = (struct session){.name = "batch",
		.write = batch_write,
		.stop_asked = stop_asked,
		.write_error = o->transcript ? NULL : batch_write_error,
		.write_progress = isatty(2) ? batch_write_progress : NULL,
		.json = o->json,
		.keep_going = o->keep_going || o->transcript,
		.echo = o->echo,
		.settle = true,
		.check = o->check,
		.transcript = o->transcript};
	process_start("", batch_run, s, SESSION_STACK);
	code = engine_run();
	if (pidfile)
		unlink(pidfile);
	return code;
}

// Standard descriptors that came closed would be taken by files of ours, which would then be read
// as scripts and written with answers. Open the other way round they still say EBADF.
static void reserve_standard_descriptors(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			open("/dev/null", fd ? O_RDONLY : O_WRONLY);
}

int quiver_main(int argc, char **argv)
{
	struct options *o = &batch.options;
	int code;

	reserve_standard_descriptors();
	if (argc > 1 && !strcmp(argv[1], "attach"))
		return attach_main(argc - 1, argv + 1);
	code = options_read(o, argc, argv);
	if (code) {
		fprintf(stderr, "%s\n", error_text(code));
		return session_exit_status(code);
	}
	if (o->version) {
		inventory_version();
		return 0;
	}
	code = configure(o);
	if (o->help) {
		if (!code)
			plugin_start(); // for their sections; what is wrong is not asked now
		options_help();
		return 0;
	}
	if (code)
		return start_failed(code);
	if (o->commands || o->schema)
		return inventory_print(o->commands, o->schema, o->json);
	return run_engine(o);
}
