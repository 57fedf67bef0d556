// The interactive shell: libedit on a thread of its own, so that traffic flows while one types.
#include "shell/repl.h"

#include "engine/base/memory.h"
#include "engine/graph/init.h"
#include "engine/graph/process.h"
#include "engine/graph/worker.h"
#include "shell/command.h"
#include "shell/editor.h"
#include "shell/pager.h"
#include "shell/repl_keys.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

enum { EVENT_LINE, EVENT_DRAINED, EVENT_END };
enum { QUEUE_MAX = 1 << 20 }; // bytes of output on their way to the terminal

struct repl {
	struct repl *next; // of all open ones
	struct session session;
	struct repl_params params;
	EditLine *el;
	History *history;
	pthread_t thread;
	struct editor editor;
	struct termios cooked;

	pthread_mutex_t lock;
	int wake;		    // eventfd: queue or busy changed
	struct text queue;	    // output on its way, under the lock
	char *line;		    // being run
	bool busy;		    // a command runs
	bool unwanted;		    // the reader has had enough of this command's output
	u32 n_lines, unwanted_line; // ordinal of the line being run; of the one to interrupt
	bool over;		    // no more lines
};

static struct repl *repls; // main thread

static void wake_terminal(struct repl *r)
{
	u64 one = 1;

	if (write(r->wake, &one, sizeof(one)) < 0)
		invariant(errno == EAGAIN);
}

// ---- On the main thread, in the session's process ----

static bool terminal_write(struct session *s, const char *bytes, u32 n)
{
	struct repl *r = container_of(s, struct repl, session);
	struct process_event event;
	bool wanted, full;

	for (;;) {
		pthread_mutex_lock(&r->lock);
		wanted = !r->unwanted && !r->over;
		full = wanted && r->queue.length > QUEUE_MAX && process_self();
		if (wanted && !full)
			text_put(&r->queue, bytes, n);
		pthread_mutex_unlock(&r->lock);
		if (!full)
			break;
		if (!process_wait(UINT64_MAX, &event))
			return false;
	}
	wake_terminal(r);
	return wanted;
}

static void terminal_progress(struct session *s, const char *line)
{
	struct text t = {0};

	text_add(&t, "\r%s\033[K", line);
	terminal_write(s, t.data, t.length);
	text_free(&t);
}

static void line_run(struct repl *r)
{
	int code = command_run(&r->session, r->line);

	if (code)
		session_report(&r->session, r->line, code);
	process_interrupt_clear();
	free(r->line);
	r->line = NULL;
	pthread_mutex_lock(&r->lock);
	r->busy = false;
	r->unwanted = false;
	r->over |= r->session.quit;
	pthread_mutex_unlock(&r->lock);
	wake_terminal(r);
}

static void session_process(void *arg)
{
	struct repl *r = arg;
	struct process_event event;

	session_open(&r->session);
	for (;;) {
		process_interrupt_clear();
		if (!process_wait(UINT64_MAX, &event))
			continue;
		if (event.type == EVENT_LINE)
			line_run(r);
		if (event.type == EVENT_END)
			break;
	}
	pthread_join(r->thread, NULL);
	session_close(&r->session);
	if (r->params.ended)
		r->params.ended(r, r->params.arg);
	for (struct repl **at = &repls; *at; at = &(*at)->next)
		if (*at == r) {
			*at = r->next;
			break;
		}
	text_free(&r->queue);
	editor_close(&r->editor);
	close(r->wake);
	free(r);
}

// The engine stops while somebody types: leaves the terminal as it was found.
static int repl_exit(void)
{
	for (struct repl *r = repls; r; r = r->next)
		tcsetattr(r->params.in, TCSANOW, &r->cooked);
	return 0;
}

static const struct init_function repl_exit_function = {
	.name = "repl_exit",
	.run = repl_exit,
	.stage = INIT_EXIT,
};
INIT_REGISTER(repl_exit_function);

// Whether somebody wants the line to end that runs.
static bool line_unwanted(struct repl *r)
{
	bool unwanted;

	pthread_mutex_lock(&r->lock);
	unwanted = r->busy && r->unwanted_line == r->n_lines;
	pthread_mutex_unlock(&r->lock);
	return unwanted;
}

static bool terminal_stop_asked(struct session *s)
{
	return line_unwanted(container_of(s, struct repl, session));
}

static void interrupt_main(void *arg)
{
	struct repl *r = arg;

	if (line_unwanted(r))
		process_interrupt(r->session.process);
}

void repl_end(struct repl *r)
{
	pthread_mutex_lock(&r->lock);
	r->over = true;
	pthread_mutex_unlock(&r->lock);
	wake_terminal(r);
}

// ---- On the terminal's thread ----

static void window_size(struct repl *r, struct pager *p)
{
	struct winsize size = {0};

	if (ioctl(r->params.out, TIOCGWINSZ, &size) == 0) {
		r->session.width = size.ws_col;
		r->session.height = size.ws_row;
	}
	p->rows = r->session.height;
}

// The command that runs shall end; nobody needs what it still writes.
static void command_interrupt(struct repl *r, bool unwanted)
{
	pthread_mutex_lock(&r->lock);
	r->unwanted = unwanted && r->busy;
	r->unwanted_line = r->n_lines;
	pthread_mutex_unlock(&r->lock);
	main_post(interrupt_main, r);
}

// Keys pressed while a command runs: Ctrl-C interrupts it, the rest waits for the next line.
static bool type_ahead(struct repl *r)
{
	char key;

	if (read(r->params.in, &key, 1) != 1)
		return false;
	if (key == 3) {
		editor_keys_drop(&r->editor);
		command_interrupt(r, false);
	} else {
		editor_key_add(&r->editor, key);
	}
	return true;
}

// Shows a command's output as it comes, until it has ended and all was shown.
static void output_follow(struct repl *r)
{
	struct pager pager = {.in = r->params.in, .out = r->params.out, .on = r->params.pager};
	bool busy = true, alive = true;

	window_size(r, &pager);
	while (busy) {
		struct pollfd fds[] = {
			{.fd = r->wake, .events = POLLIN},
			{.fd = alive ? r->params.in : -1, .events = POLLIN},
		};
		struct text t = {0};
		u64 count;

		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			break;
		if (fds[1].revents && !type_ahead(r)) {
			alive = false;
			repl_end(r);
			command_interrupt(r, true);
		}
		if (!(fds[0].revents & POLLIN) || read(r->wake, &count, sizeof(count)) < 0)
			continue;
		pthread_mutex_lock(&r->lock);
		t = r->queue;
		r->queue = (struct text){0};
		busy = r->busy;
		pthread_mutex_unlock(&r->lock);
		if (t.length && !pager_write(&pager, t.data, t.length))
			command_interrupt(r, true);
		text_free(&t);
		if (busy)
			process_signal_from_thread(r->session.process, EVENT_DRAINED, 0);
	}
}

static void line_submit(struct repl *r, const char *line, u32 length)
{
	pthread_mutex_lock(&r->lock);
	r->line = memory_get(length + 1);
	memcpy(r->line, line, length);
	r->line[length] = '\0';
	r->busy = true;
	r->unwanted = false;
	r->n_lines++;
	pthread_mutex_unlock(&r->lock);
	process_signal_from_thread(r->session.process, EVENT_LINE, 0);
	output_follow(r);
}

static char *prompt_text(EditLine *el)
{
	return (char *)container_of(editor_of(el), struct repl, editor)->params.prompt;
}

static void history_keep(struct repl *r, const char *line)
{
	HistEvent event;
	FILE *f;

	history(r->history, &event, H_ENTER, line);
	if (!r->params.history || !(f = fopen(r->params.history, "a")))
		return;
	fchmod(fileno(f), 0600);
	history(r->history, &event, H_NSAVE_FP, (size_t)1, f);
	fclose(f);
}

static void libedit_open(struct repl *r)
{
	HistEvent event;

	r->el = el_init_fd("quiver", r->editor.in, r->editor.out, r->editor.out, r->params.in,
		r->params.out, r->params.out);
	r->history = history_init();
	history(r->history, &event, H_SETSIZE, (int)r->params.history_limit);
	history(r->history, &event, H_SETUNIQUE, 1);
	if (r->params.history)
		history(r->history, &event, H_LOAD, r->params.history);
	el_set(r->el, EL_HIST, history, r->history);
	if (r->params.terminal)
		el_set(r->el, EL_TERMINAL, r->params.terminal);
	el_set(r->el, EL_EDITOR, "emacs");
	el_set(r->el, EL_PROMPT, prompt_text);
	// Ctrl-C is a key while editing; signals stay with the batch shell.
	el_set(r->el, EL_SETTY, "-d", "-isig", NULL);
	el_set(r->el, EL_SETTY, "-x", "-isig", "-icanon", "-echo", NULL);
	repl_keys_bind(r->el, &r->editor);
	el_set(r->el, EL_GETCFN, editor_key_get);
	el_source(r->el, NULL);
}

static bool is_over(struct repl *r)
{
	bool over;

	pthread_mutex_lock(&r->lock);
	over = r->over;
	pthread_mutex_unlock(&r->lock);
	return over;
}

static void lines_read(struct repl *r)
{
	while (!is_over(r)) {
		int n = 0;
		const char *line;

		r->editor.cancelled = false;
		editor_enter();
		line = el_gets(r->el, &n);
		if (r->editor.cancelled) {
			fputs("^C\n", r->editor.out);
			el_reset(r->el);
			clearerr(r->editor.in);
		}
		editor_leave();
		editor_flush(&r->editor);
		if (r->editor.cancelled)
			continue;
		if (!line || n <= 0) {
			fputs("quit\n", r->editor.out);
			editor_flush(&r->editor);
			break;
		}
		while (n && (line[n - 1] == '\n' || line[n - 1] == '\r'))
			n--;
		if (strspn(line, " \t\r\n") >= (size_t)n)
			continue;
		history_keep(r, line);
		line_submit(r, line, n);
	}
}

// Between two lines the terminal must not echo what is typed ahead: the editor shows it later.
static void terminal_quiet(struct repl *r)
{
	struct termios quiet = r->cooked;

	quiet.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG);
	tcsetattr(r->params.in, TCSANOW, &quiet);
}

static void *terminal_thread(void *arg)
{
	struct repl *r = arg;

	terminal_quiet(r);
	editor_enter();
	libedit_open(r);
	editor_leave();
	if (r->params.banner)
		fputs(r->params.banner, r->editor.out);
	editor_flush(&r->editor);
	lines_read(r);
	repl_end(r);
	editor_enter();
	history_end(r->history);
	el_end(r->el);
	editor_leave();
	editor_flush(&r->editor);
	tcsetattr(r->params.in, TCSANOW, &r->cooked);
	process_signal_from_thread(r->session.process, EVENT_END, 0);
	return NULL;
}

int repl_start(const struct repl_params *params, struct repl **repl)
{
	struct repl *r = memory_get_zero(sizeof(*r));
	sigset_t all, before;

	r->params = *params;
	r->session.name = "terminal";
	r->session.write = terminal_write;
	r->session.stop_asked = terminal_stop_asked;
	r->session.write_progress = terminal_progress;
	r->session.pager = params->pager;
	if (tcgetattr(params->in, &r->cooked)) {
		free(r);
		return error_errno("the terminal can't be used");
	}
	pthread_mutex_init(&r->lock, NULL);
	r->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (r->wake < 0 || !editor_open(&r->editor, params->in, params->out)) {
		int code = error_errno("a session on a terminal");

		if (r->wake >= 0)
			close(r->wake);
		free(r);
		return code;
	}
	r->session.process = process_start("", session_process, r, 256 << 10);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	invariant(pthread_create(&r->thread, NULL, terminal_thread, r) == 0);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	r->next = repls;
	repls = r;
	*repl = r;
	return 0;
}

const char *repl_history_path(void)
{
	static char path[512];
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (getenv("QUIVER_HISTORY"))
		return getenv("QUIVER_HISTORY");
	if (state && *state)
		snprintf(path, sizeof(path), "%s/quiver", state);
	else if (home && *home)
		snprintf(path, sizeof(path), "%s/.local/state/quiver", home);
	else
		return NULL;
	for (char *p = path + 1; (p = strchr(p, '/')); p++) {
		*p = '\0';
		mkdir(path, 0755);
		*p = '/';
	}
	mkdir(path, 0700);
	strncat(path, "/history", sizeof(path) - strlen(path) - 1);
	return path;
}
