// Calls from other threads to the main one.
#include "engine/base/memory.h"
#include "engine/graph/worker_private.h"
#include <pthread.h>
#include <stdlib.h>

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
	u32 n; // atomic
} calls = {.lock = PTHREAD_MUTEX_INITIALIZER, .done = PTHREAD_COND_INITIALIZER};

bool main_calls_wait(void)
{
	return __atomic_load_n(&calls.n, __ATOMIC_ACQUIRE);
}

static struct call *call_take(void)
{
	struct call *c;

	pthread_mutex_lock(&calls.lock);
	c = calls.first;
	if (c) {
		calls.first = c->next;
		__atomic_sub_fetch(&calls.n, 1, __ATOMIC_RELEASE);
	}
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

void main_calls_run(void)
{
	struct call *c;

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
	__atomic_add_fetch(&calls.n, 1, __ATOMIC_RELEASE);
	pthread_mutex_unlock(&calls.lock);
	if (worker_n())
		worker_wake(worker_at(0));
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
