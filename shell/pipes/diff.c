// | diff FILE: what changed against an answer that was saved before; fails when anything did.
//
// diff(1) does the comparing (it is on every Debian, and its output is what people know); it reads
// the answer from a memory file.
#include "shell/pipe.h"
#include "engine/base/memory.h"
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct differ {
	int memory; // descriptor of the answer
	char *path;
};

static int diff_open(struct pipe *p, const struct args *a)
{
	struct differ *d = memory_get_zero(sizeof(*d));

	p->state = d;
	d->path = memory_string(arg_string(a, "FILE"));
	d->memory = -1;
	if (access(d->path, R_OK)) {
		args_fail_at(a, arg_column(a, "FILE"));
		return error_errno("diff: failed to open `%s'", d->path);
	}
	d->memory = memfd_create("answer", MFD_CLOEXEC);
	return d->memory < 0 ? error_errno("diff") : 0;
}

static int diff_line(struct pipe *p, const char *line, u32 n)
{
	struct differ *d = p->state;

	while (n) {
		ssize_t written = write(d->memory, line, n);

		if (written < 0)
			return error_errno("diff");
		line += written;
		n -= (u32)written;
	}
	return 0;
}

// Starts diff with the answer as standard input; its output comes from '*from'.
static int start(const struct differ *d, pid_t *pid, int *from)
{
	char *const argv[] = {
		"diff", "-u", "--label", d->path, "--label", "now", "--", d->path, "-", NULL};
	char *const env[] = {"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8", NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	int pipe_fd[2], failed;

	if (pipe2(pipe_fd, O_CLOEXEC))
		return error_errno("diff");
	lseek(d->memory, 0, SEEK_SET);
	sigemptyset(&none);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, d->memory, 0);
	posix_spawn_file_actions_adddup2(&actions, pipe_fd[1], 1);
	failed = posix_spawnp(pid, "diff", &actions, &attributes, argv, env);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	close(pipe_fd[1]);
	*from = pipe_fd[0];
	if (!failed)
		return 0;
	close(pipe_fd[0]);
	errno = failed;
	return error_errno("diff");
}

static int diff_end(struct pipe *p, int)
{
	struct differ *d = p->state;
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	pid_t pid;
	int from, status, code = start(d, &pid, &from);
	FILE *f;

	if (code)
		return code;
	f = fdopen(from, "re");
	while (!code && (n = getline(&line, &room, f)) > 0)
		code = pipe_pass(p, line, (u32)n);
	free(line);
	fclose(f);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (code || (WIFEXITED(status) && WEXITSTATUS(status) == 0))
		return code;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 1)
		return error(ERR_ASSERTION, "the answer differs from %s", d->path);
	return error(ERR_SYSCALL, "diff failed on %s", d->path);
}

static void diff_close(struct pipe *p)
{
	struct differ *d = p->state;

	if (d->memory >= 0)
		close(d->memory);
	free(d->path);
	free(d);
}

static const struct pipe_class diff_pipe = {
	.command = {"diff <FILE:file>",
		"Show what differs from a saved answer; fail if anything does."},
	.open = diff_open,
	.line = diff_line,
	.end = diff_end,
	.close = diff_close,
};
PIPE_REGISTER(diff_pipe);
