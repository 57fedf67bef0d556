// 'quiver attach PATH': the client side of another process's CLI socket.
#include "shell/attach.h"

#include "engine/base/text.h"
#include "shell/telnet.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

enum { STATUS_NONE = -1, STATUS_FAILED = 1, STATUS_USAGE = 2 };

struct attach {
	int fd;
	bool interactive;
	struct telnet telnet;
	struct text answer; // batch: bytes after the last NUL: the status line
	bool in_status;
	int status; // of the last input; STATUS_NONE while it runs
};

static volatile sig_atomic_t resized;

static void on_resize(int)
{
	resized = 1;
}

static bool send_all(struct attach *a, const void *bytes, size_t n)
{
	while (n) {
		ssize_t sent = send(a->fd, bytes, n, MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return false;
		bytes = (const char *)bytes + sent;
		n -= sent;
	}
	return true;
}

static void on_data(void *arg, const u8 *bytes, u32 n)
{
	struct attach *a = arg;

	for (u32 i = 0; i < n; i++) {
		if (a->interactive) {
			if (bytes[i])
				putchar(bytes[i]);
		} else if (!a->in_status) {
			if (bytes[i])
				putchar(bytes[i]);
			else
				a->in_status = true;
		} else if (bytes[i] == '\n') {
			a->status = (int)strtol(text_string(&a->answer), NULL, 10);
			text_clear(&a->answer);
			a->in_status = false;
		} else {
			text_put(&a->answer, (const char *)&bytes[i], 1);
		}
	}
}

static void send_size(struct attach *a)
{
	struct winsize size = {.ws_col = 80, .ws_row = 24};

	ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	u8 naws[] = {TELNET_IAC, TELNET_SB, TELNET_OPTION_NAWS, size.ws_col >> 8,
		size.ws_col & 0xff, size.ws_row >> 8, size.ws_row & 0xff, TELNET_IAC, TELNET_SE};
	send_all(a, naws, sizeof(naws));
}

static void on_option(void *arg, u8 option, const u8 *bytes, u32 n)
{
	struct attach *a = arg;
	const char *terminal = getenv("TERM");
	struct text t = {0};

	if (!n || bytes[0] != 1)
		return;
	if (option == TELNET_OPTION_NAWS && a->interactive)
		send_size(a);
	if (option != TELNET_OPTION_TERMINAL_TYPE)
		return;
	text_put(&t, "\xff\xfa\x18\0", 4);
	text_add(&t, "%.30s", !a->interactive ? "quiver-batch" : terminal ? terminal : "dumb");
	text_put(&t, "\xff\xf0", 2);
	send_all(a, t.data, t.length);
	text_free(&t);
}

// Takes what the server sent. False when it closed.
static bool receive(struct attach *a)
{
	u8 bytes[4096];
	ssize_t n = recv(a->fd, bytes, sizeof(bytes), 0);

	if (n < 0 && errno == EINTR)
		return true;
	if (n <= 0)
		return false;
	telnet_feed(&a->telnet, bytes, n);
	fflush(stdout);
	return true;
}

static int input_run(struct attach *a, const char *input)
{
	a->status = STATUS_NONE;
	if (!send_all(a, input, strlen(input)) || !send_all(a, "\n", 1))
		return STATUS_FAILED;
	while (a->status == STATUS_NONE)
		if (!receive(a)) {
			fprintf(stderr, "quiver: the other side closed the session\n");
			return STATUS_FAILED;
		}
	return a->status;
}

static int run_lines(struct attach *a)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	int status = 0;

	while (!status && (n = getline(&line, &room, stdin)) > 0) {
		if (line[n - 1] == '\n')
			line[n - 1] = '\0';
		if (line[strspn(line, " \t")])
			status = input_run(a, line);
	}
	free(line);
	return status;
}

static int run_words(struct attach *a, int n, char **words)
{
	struct text t = {0};
	int status;

	for (int i = 0; i < n; i++)
		text_add(&t, "%s%s", i ? " " : "", words[i]);
	status = input_run(a, text_string(&t));
	text_free(&t);
	return status;
}

static int run_terminal(struct attach *a)
{
	struct termios before, raw;
	struct sigaction action = {.sa_handler = on_resize};

	sigaction(SIGWINCH, &action, NULL);
	tcgetattr(STDIN_FILENO, &before);
	raw = before;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG);
	raw.c_iflag &= ~(tcflag_t)(ICRNL | IXON);
	raw.c_oflag &= ~(tcflag_t)OPOST;
	raw.c_cc[VMIN] = 1;
	tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
	for (;;) {
		struct pollfd fds[] = {
			{.fd = a->fd, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
		char keys[256];
		ssize_t n;

		if (resized) {
			resized = 0;
			send_size(a);
		}
		if (poll(fds, 2, -1) < 0)
			continue;
		if (fds[0].revents && !receive(a))
			break;
		if (!fds[1].revents)
			continue;
		n = read(STDIN_FILENO, keys, sizeof(keys));
		if (n <= 0 || !send_all(a, keys, n))
			break;
	}
	tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
	return 0;
}

int attach_main(int argc, char **argv)
{
	const char *path = argc > 1 ? argv[1] : NULL;
	int n_words = argc - 2;
	char **words = argv + 2;
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct attach a = {.interactive = n_words <= 0 && isatty(STDIN_FILENO)};
	int status;

	if (!path || path[0] == '-') {
		fprintf(stderr, "usage: quiver attach PATH [COMMAND...]\n");
		return STATUS_USAGE;
	}
	if (strlen(path) >= sizeof(address.sun_path)) {
		fprintf(stderr, "quiver: socket path %s is too long\n", path);
		return STATUS_USAGE;
	}
	memcpy(address.sun_path, path, strlen(path) + 1);
	a.telnet = (struct telnet){.data = on_data, .option = on_option, .arg = &a};
	a.fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (a.fd < 0 || connect(a.fd, (struct sockaddr *)&address, sizeof(address))) {
		fprintf(stderr, "quiver: can't attach to %s: %s\n", path, strerror(errno));
		if (a.fd >= 0)
			close(a.fd);
		return STATUS_FAILED;
	}
	if (a.interactive)
		status = run_terminal(&a);
	else
		status = n_words > 0 ? run_words(&a, n_words, words) : run_lines(&a);
	close(a.fd);
	text_free(&a.answer);
	return status;
}
