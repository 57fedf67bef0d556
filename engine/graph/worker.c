// Worker 0, calls from other threads to the main one, and the barrier.
#include "engine/graph/worker.h"
#include "engine/base/error.h"
#include "engine/base/memory.h"
#include "engine/graph/file.h"
#include "engine/graph/timer.h"
#include "trace/packet.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

struct call {
	struct call *next;
	void (*fn)(void *arg);
	void *arg;
	bool done;
	bool posted; // nobody waits: freed by the main thread
};

static struct {
	pthread_mutex_t lock;
	pthread_cond_t done;
	struct call *first, **last;
} calls = {.lock = PTHREAD_MUTEX_INITIALIZER, .done = PTHREAD_COND_INITIALIZER};

static struct worker *workers[1];
static u32 n_workers, barrier_depth;
static _Thread_local struct worker *self;

struct worker *worker_self(void)
{
	return self;
}

struct worker *worker_at(u32 index)
{
	return index < n_workers ? workers[index] : NULL;
}

u32 worker_n(void)
{
	return n_workers;
}

bool worker_is_main(void)
{
	return self && self->index == 0;
}

bool main_calls_wait(void)
{
	return __atomic_load_n(&calls.first, __ATOMIC_ACQUIRE);
}

static struct call *call_take(void)
{
	struct call *c;

	pthread_mutex_lock(&calls.lock);
	c = calls.first;
	if (c)
		calls.first = c->next;
	pthread_mutex_unlock(&calls.lock);
	return c;
}

static void call_run(struct call *c)
{
	c->fn(c->arg);
	if (c->posted) {
		free(c);
		return;
	}
	pthread_mutex_lock(&calls.lock);
	c->done = true;
	pthread_cond_broadcast(&calls.done);
	pthread_mutex_unlock(&calls.lock);
}

static void wake_readable(struct file *f)
{
	struct call *c;
	u64 n;

	// Empty already when several wakes came as one.
	if (read(f->fd, &n, sizeof(n)) < 0)
		n = 0;
	while ((c = call_take()))
		call_run(c);
}

static void call_add(struct call *c)
{
	pthread_mutex_lock(&calls.lock);
	if (!calls.first)
		calls.last = &calls.first;
	*calls.last = c;
	calls.last = &c->next;
	pthread_mutex_unlock(&calls.lock);
	if (n_workers)
		worker_wake(workers[0]);
}

void main_post(void (*fn)(void *arg), void *arg)
{
	struct call *c = memory_get_zero(sizeof(*c));

	*c = (struct call){.fn = fn, .arg = arg, .posted = true};
	call_add(c);
}

void main_call(void (*fn)(void *arg), void *arg)
{
	struct call c = {.fn = fn, .arg = arg};

	if (worker_is_main()) {
		fn(arg);
		return;
	}
	call_add(&c);
	pthread_mutex_lock(&calls.lock);
	while (!c.done)
		pthread_cond_wait(&calls.done, &calls.lock);
	pthread_mutex_unlock(&calls.lock);
}

void worker_wake(struct worker *w)
{
	u64 one = 1;

	// A full counter means that it is awake already.
	if (write(w->wake_fd, &one, sizeof(one)) < 0)
		return;
}

void worker_open_main(void)
{
	static struct file wake = {.what = "wake of the main thread", .readable = wake_readable};
	struct worker *w = aligned_alloc(CACHE_LINE, ROUND_UP(sizeof(*w), CACHE_LINE));

	if (!w)
		panic("out of memory for the main thread");
	*w = (struct worker){
		.name = "quiver_main",
		.wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC),
		.thread_id = (int)syscall(SYS_gettid),
	};
	if (w->wake_fd < 0)
		panic("no file descriptor left for the main thread");
	self = w;
	workers[n_workers++] = w;
	wake.fd = w->wake_fd;
	if (file_add(&wake))
		panic("%s", error_text(ERR_SYSCALL));
	timer_open(w);
	w->trace = packet_trace_create(0);
}

void barrier_begin(void)
{
	barrier_depth++;
}

void barrier_end(void)
{
	invariant(barrier_depth > 0);
	barrier_depth--;
}
