// The CLI socket's listener.
#include "shell/remote.h"

#include "engine/base/error.h"
#include "engine/base/log.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "engine/graph/file.h"
#include "engine/graph/init.h"
#include "engine/graph/timer.h"
#include "shell/remote_session.h"

#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static struct log_class remote_log = {.name = "cli", .sub = "socket"};
LOG_REGISTER(remote_log);

static void pause_over(struct timer *t);

static struct {
	struct file file;
	struct timer pause; // after a failed accept: what it lacks may be back later
	char *path;	    // of the socket file; null for TCP
} remote = {.file.fd = -1, .pause.fire = pause_over};

static void pause_over(struct timer *)
{
	file_want_read(&remote.file, true);
}

static void listener_readable(struct file *f)
{
	int fd = accept4(f->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd < 0) {
		if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED) {
			log_warn(&remote_log, "accept: %s", strerror(errno));
			file_want_read(f, false);
			timer_start(&remote.pause, NS_PER_S);
		}
		return;
	}
	if (remote_sessions_n() >= REMOTE_MAX_SESSIONS) {
		log_warn(&remote_log, "refused a session: %u are open", REMOTE_MAX_SESSIONS);
		close(fd);
		return;
	}
	remote_session_open(fd);
}

// Whether somebody answers on the socket file.
static bool path_in_use(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool used = fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0;

	if (fd >= 0)
		close(fd);
	return used;
}

static int unix_socket(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct stat st;
	int fd;

	if (strlen(path) >= sizeof(address.sun_path))
		return error(ERR_INVALID_VALUE, "socket path %s is longer than %zu characters",
			path, sizeof(address.sun_path) - 1);
	memcpy(address.sun_path, path, strlen(path) + 1);
	if (lstat(path, &st) == 0) {
		if (!S_ISSOCK(st.st_mode))
			return error(ERR_EXISTS, "%s exists and is not a socket", path);
		if (path_in_use(&address))
			return error(ERR_BUSY, "%s is in use by another process", path);
		unlink(path);
	}
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) || chmod(path, 0775)) {
		int code = error_errno("can't listen on %s", path);

		if (fd >= 0)
			close(fd);
		return code;
	}
	remote.path = memory_string(path);
	return fd;
}

static int tcp_socket(const char *where, const char *colon)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE}, *found = NULL;
	char *host = memory_string(where);
	int fd = -1, one = 1, status;

	host[colon - where] = '\0';
	status = getaddrinfo(*host ? host : NULL, colon + 1, &hints, &found);
	if (status) {
		fd = error(ERR_INVALID_VALUE, "%s: %s", where, gai_strerror(status));
		goto out;
	}
	fd = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd >= 0)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (fd < 0 || bind(fd, found->ai_addr, found->ai_addrlen)) {
		int code = error_errno("can't listen on %s", where);

		if (fd >= 0)
			close(fd);
		fd = code;
	}
out:
	if (found)
		freeaddrinfo(found);
	free(host);
	return fd;
}

int remote_open(const struct unix_settings *settings)
{
	const char *where = settings->cli_listen;
	const char *colon = strrchr(where, ':');
	struct text path = {0};
	int fd, code;

	if (remote.file.fd >= 0)
		return error(ERR_EXISTS, "already listening");
	if (colon && !strchr(where, '/')) {
		fd = tcp_socket(where, colon);
	} else {
		if (where[0] != '/' && settings->runtime_dir)
			text_add(&path, "%s/", settings->runtime_dir);
		text_add(&path, "%s", where);
		fd = unix_socket(text_string(&path));
		text_free(&path);
	}
	if (fd < 0)
		return fd;
	if (listen(fd, SOMAXCONN)) {
		code = error_errno("can't listen on %s", where);
		close(fd);
		return code;
	}
	remote.file = (struct file){.fd = fd, .what = "CLI socket", .readable = listener_readable};
	return file_add(&remote.file);
}

void remote_close(void)
{
	remote_sessions_close();
	if (remote.file.fd < 0)
		return;
	timer_stop(&remote.pause);
	file_remove(&remote.file);
	close(remote.file.fd);
	remote.file.fd = -1;
	if (remote.path)
		unlink(remote.path);
	free(remote.path);
	remote.path = NULL;
}

static int remote_exit(void)
{
	remote_close();
	return 0;
}

static const struct init_function remote_exit_function = {
	.name = "remote_exit",
	.run = remote_exit,
	.stage = INIT_EXIT,
};
INIT_REGISTER(remote_exit_function);
