// The table of threads: made before anything else of the graph, started when all of it stands.
#include "engine/graph/worker.h"
#include "engine/base/error.h"
#include "engine/base/memory.h"
#include "engine/graph/cpu.h"
#include "engine/graph/file.h"
#include "engine/graph/timer.h"
#include "engine/graph/worker_private.h"
#include "trace/packet.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct worker *workers[WORKERS_MAX + 1];
static struct file wakes[WORKERS_MAX + 1];
static u32 n_workers, queue_turn;
static _Thread_local struct worker *self;

// What starting threads tell the main one.
static struct {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	u32 n_ready;
	int status;
	char failure[ERROR_SENTENCE_SIZE];
	int (*ready)(struct worker *w);
	void (*body)(struct worker *w);
	u32 n_started;
} start = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

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

u32 worker_thread_of(u32 n)
{
	if (n_workers <= 1)
		return n ? INDEX_NONE : 0;
	return n + 1 < n_workers ? n + 1 : INDEX_NONE;
}

u32 worker_next_for_queue(void)
{
	return n_workers <= 1 ? 0 : 1 + queue_turn++ % (n_workers - 1);
}

void worker_wake(struct worker *w)
{
	u64 one = 1;

	// One that is woken and has not looked yet will see what this wake is for.
	if (__atomic_exchange_n(&w->woken, true, __ATOMIC_SEQ_CST))
		return;
	if (write(w->wake_fd, &one, sizeof(one)) < 0)
		return; // full: it is awake
}

static void wake_readable(struct file *f)
{
	struct worker *w = f->data;
	u64 n;

	if (read(f->fd, &n, sizeof(n)) < 0)
		return; // another wake's look has emptied it
	// Not before: a wake in between would write what this read takes. Not later: who finds it
	// set relies on a look that is still to come.
	__atomic_store_n(&w->woken, false, __ATOMIC_SEQ_CST);
	if (w->index == 0)
		main_calls_run();
}

static void worker_make(u32 index)
{
	struct worker *w = aligned_alloc(CACHE_LINE, ROUND_UP(sizeof(*w), CACHE_LINE));

	if (!w)
		panic("out of memory for a thread");
	*w = (struct worker){
		.index = index,
		.wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC),
		.seen = UINT64_MAX,
		.running_node = INDEX_NONE,
		.core = INDEX_NONE,
	};
	if (w->wake_fd < 0)
		panic("no file descriptor left for a thread");
	snprintf(w->name, sizeof(w->name), index ? "quiver_wk_%u" : "quiver_main", index - 1);
	workers[index] = w;
	n_workers = index + 1;
	wakes[index] = (struct file){.fd = w->wake_fd,
		.what = "wake",
		.readable = wake_readable,
		.thread = index,
		.data = w};
	if (file_add(&wakes[index]))
		panic("%s", error_text(ERR_SYSCALL));
	timer_open(w);
	w->trace = packet_trace_create(index);
}

int worker_open_all(void)
{
	int ret;

	worker_make(0);
	self = workers[0];
	self->thread_id = (int)syscall(SYS_gettid);
	for (u32 i = 0; i < cpu_settings()->n_workers; i++)
		worker_make(i + 1);
	ret = worker_choose_cores();
	return ret ? ret : worker_place(self);
}

static void report(int status)
{
	pthread_mutex_lock(&start.lock);
	start.n_ready++;
	if (status && !start.status) {
		start.status = status;
		snprintf(start.failure, sizeof(start.failure), "%s", error_text(status));
	}
	pthread_cond_broadcast(&start.changed);
	pthread_mutex_unlock(&start.lock);
}

static void *thread_body(void *arg)
{
	struct worker *w = arg;
	int status;

	self = w;
	w->thread_id = (int)syscall(SYS_gettid);
	pthread_setname_np(pthread_self(), w->name);
	status = worker_place(w);
	if (!status)
		status = start.ready(w);
	report(status);
	if (!status)
		start.body(w);
	return NULL;
}

int worker_start_all(int (*ready)(struct worker *w), void (*body)(struct worker *w))
{
	int code;

	start.ready = ready;
	start.body = body;
	for (u32 i = 1; i < n_workers; i++) {
		pthread_t thread;

		code = pthread_create(&thread, NULL, thread_body, workers[i]);
		if (code)
			return error(ERR_SYSCALL, "cannot start thread %s: %s", workers[i]->name,
				strerror(code));
		workers[i]->thread = thread;
		start.n_started++;
	}
	pthread_mutex_lock(&start.lock);
	while (start.n_ready < start.n_started)
		pthread_cond_wait(&start.changed, &start.lock);
	pthread_mutex_unlock(&start.lock);
	return start.status ? error(start.status, "%s", start.failure) : 0;
}

void worker_join_all(void)
{
	for (u32 i = 1; i <= start.n_started; i++)
		pthread_join(workers[i]->thread, NULL);
	start.n_started = 0;
	// What is left of them is the main thread's: nobody waits for them any more.
	for (u32 i = 1; i < n_workers; i++)
		workers[i]->seen = UINT64_MAX;
}
