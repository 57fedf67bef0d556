// Doing things in another network namespace: on a thread of their own, since a namespace is a
// thread's (setns(2)), and sockets and tap queues stay in the one where they were opened.
#include "devices/tap/tap.h"
#include "engine/base/error.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct call {
	const char *name;
	int (*fn)(void *arg);
	void *arg;
	int result;
	u64 inode;
	char why[512];
};

static void namespace_path(char *path, size_t size, const char *name)
{
	if (!*name)
		snprintf(path, size, "/proc/thread-self/ns/net");
	else if (strchr(name, '/'))
		snprintf(path, size, "%s", name);
	else if (strncmp(name, "pid:", 4) == 0)
		snprintf(path, size, "/proc/%s/ns/net", name + 4);
	else
		snprintf(path, size, "/var/run/netns/%s", name);
}

static int enter(struct call *c)
{
	char path[TAP_NAME_MAX + 32];
	struct stat s;
	int fd, r = 0;

	namespace_path(path, sizeof(path), c->name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return error(errno == ENOENT ? ERR_NO_SUCH_ENTRY : ERR_SYSCALL,
			"host-ns %s: %s: %s", c->name, path, strerror(errno));
	if (*c->name && setns(fd, CLONE_NEWNET) < 0)
		r = error(ERR_SYSCALL, "host-ns %s: %s%s", c->name, strerror(errno),
			errno == EPERM ? ": entering it needs the capability CAP_SYS_ADMIN" : "");
	else if (fstat(fd, &s) == 0)
		c->inode = s.st_ino;
	close(fd);
	return r;
}

static void *thread_body(void *arg)
{
	struct call *c = arg;

	error_clear();
	c->result = enter(c);
	if (c->result == 0)
		c->result = c->fn(c->arg);
	if (c->result < 0)
		snprintf(c->why, sizeof(c->why), "%s", error_text(c->result));
	return NULL;
}

int tap_in_namespace(const char *name, int (*fn)(void *arg), void *arg, u64 *inode)
{
	struct call c = {.name = name, .fn = fn, .arg = arg};
	sigset_t all, before;
	pthread_t thread;
	int r;

	// Signals are for the threads that know what to do with them.
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	r = pthread_create(&thread, NULL, thread_body, &c);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (r)
		return error(ERR_SYSCALL, "no thread: %s", strerror(r));
	pthread_join(thread, NULL);
	if (inode)
		*inode = c.inode;
	return c.result < 0 ? error(c.result, "%s", c.why) : c.result;
}

bool tap_namespace_is_lost(const struct tap *t)
{
	char path[TAP_NAME_MAX + 32];
	struct stat s;

	if (!*t->host.namespace)
		return false;
	namespace_path(path, sizeof(path), t->host.namespace);
	return stat(path, &s) < 0 || s.st_ino != t->namespace_inode;
}
