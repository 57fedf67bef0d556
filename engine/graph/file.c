// Watched file descriptors: an epoll instance a thread.
#include "engine/graph/file.h"

#include "engine/base/error.h"
#include "engine/base/vec.h"
#include "engine/graph/grace.h"
#include "engine/graph/worker.h"

#include <errno.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS_AT_ONCE = 32 };

// An event names slot and version, since a callback may remove files whose events are still to be
// handled.
struct slot {
	struct file *file; // null: free
	u32 version;
	u32 events; // watched for; 0: out of epoll, which reports hang-ups unasked
};

// Of one thread; changed by it, or by the main thread at the barrier.
struct file_set {
	struct slot *slots;  // vec
	struct file **files; // vec, in order of file_add()
	int epoll_fd;	     // 0: not yet open
};
static struct file_set sets[WORKERS_MAX + 1];

static int epoll_open(struct file_set *s)
{
	if (s->epoll_fd)
		return 0;
	s->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (s->epoll_fd >= 0)
		return 0;
	s->epoll_fd = 0;
	return error_errno("epoll_create1");
}

static u32 slot_of(const struct file_set *s, const struct file *f)
{
	for (u32 i = 0; i < vec_n(s->slots); i++)
		if (s->slots[i].file == f)
			return i;
	return INDEX_NONE;
}

// Another thread's set is changed while it stands still.
static struct file_set *set_take(const struct file *f)
{
	const struct worker *w = worker_self();

	if (w && w->index != f->thread)
		barrier_begin();
	return &sets[f->thread];
}

static void set_leave(const struct file *f)
{
	const struct worker *w = worker_self();

	if (w && w->index != f->thread)
		barrier_end();
}

// Makes epoll watch a slot for 'events'; its 'events' say what it watched for before.
static int watch(struct file_set *s, u32 slot, u32 events)
{
	struct slot *at = &s->slots[slot];
	struct epoll_event event = {.events = events, .data.u64 = (u64)at->version << 32 | slot};
	int what = !events ? EPOLL_CTL_DEL : at->events ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;

	at->events = events;
	return epoll_ctl(s->epoll_fd, what, at->file->fd, &event);
}

static int add(struct file_set *s, struct file *f)
{
	u32 slot = slot_of(s, NULL);
	int status = epoll_open(s);

	if (status)
		return status;
	if (slot == INDEX_NONE) {
		slot = vec_n(s->slots);
		vec_add(s->slots);
	}
	s->slots[slot] = (struct slot){.file = f, .version = s->slots[slot].version + 1};
	if (watch(s, slot, EPOLLIN) < 0) {
		s->slots[slot].file = NULL;
		return error_errno("cannot watch %s", f->what);
	}
	vec_push(s->files, f);
	return 0;
}

int file_add(struct file *f)
{
	int status = add(set_take(f), f);

	set_leave(f);
	return status;
}

void file_remove(struct file *f)
{
	struct file_set *s = set_take(f);
	u32 slot = slot_of(s, f);

	if (slot == INDEX_NONE) {
		set_leave(f);
		return;
	}
	// Fails only when the owner has closed the descriptor, which took it out already.
	if (s->slots[slot].events)
		watch(s, slot, 0);
	s->slots[slot].file = NULL;
	for (u32 i = 0; i < vec_n(s->files); i++) {
		if (s->files[i] == f) {
			vec_remove(s->files, i);
			break;
		}
	}
	set_leave(f);
}

static void want(struct file *f, u32 event, bool on)
{
	struct file_set *s = set_take(f);
	u32 slot = slot_of(s, f), before = slot == INDEX_NONE ? 0 : s->slots[slot].events;
	u32 events = on ? before | event : before & ~event;

	if (slot != INDEX_NONE && events != before)
		watch(s, slot, events);
	set_leave(f);
}

void file_want_read(struct file *f, bool on)
{
	want(f, EPOLLIN, on);
}

void file_want_write(struct file *f, bool on)
{
	want(f, EPOLLOUT, on);
}

const struct file *file_at(u32 thread, u32 i)
{
	return i < vec_n(sets[thread].files) ? sets[thread].files[i] : NULL;
}

// Kernels before 5.11 have no epoll_pwait2(); there the time-out is rounded up to milliseconds.
static int wait_for(int epoll_fd, struct epoll_event *events, u64 timeout)
{
	static _Atomic bool coarse;
	struct timespec t = {.tv_sec = (time_t)(timeout / NS_PER_S), .tv_nsec = timeout % NS_PER_S};
	u64 ms = timeout / NS_PER_MS + (timeout % NS_PER_MS != 0);
	int n;

	if (!coarse && timeout && timeout != UINT64_MAX) {
		n = epoll_pwait2(epoll_fd, events, EVENTS_AT_ONCE, &t, NULL);
		if (n >= 0 || errno != ENOSYS)
			return n;
		coarse = true;
	}
	return epoll_wait(epoll_fd, events, EVENTS_AT_ONCE,
		timeout == UINT64_MAX ? -1 : (int)MIN(ms, (u64)INT32_MAX));
}

// The file of an event, unless it was removed meanwhile.
static struct file *file_of(const struct file_set *s, const struct epoll_event *event)
{
	const struct slot *slot = &s->slots[(u32)event->data.u64];

	return slot->version == event->data.u64 >> 32 ? slot->file : NULL;
}

static void handle(const struct file_set *s, const struct epoll_event *event)
{
	struct file *f = file_of(s, event);
	u32 what = event->events;

	if (f && f->hangup && what & (EPOLLHUP | EPOLLERR) && !(what & EPOLLIN)) {
		f->hangup(f);
		return;
	}
	if (f && f->readable && what & (EPOLLIN | EPOLLHUP | EPOLLERR))
		f->readable(f);
	f = file_of(s, event);
	if (f && f->writable && what & EPOLLOUT && s->slots[(u32)event->data.u64].events & EPOLLOUT)
		f->writable(f);
}

u32 file_poll(u64 timeout)
{
	struct worker *w = worker_self();
	struct file_set *s = &sets[w ? w->index : 0];
	struct epoll_event events[EVENTS_AT_ONCE];
	int n;

	if (epoll_open(s))
		panic("%s", error_text(ERR_SYSCALL));
	n = wait_for(s->epoll_fd, events, timeout);
	if (n < 0 && errno != EINTR)
		panic("epoll: %s", strerror(errno));
	if (timeout && w && w->index)
		grace_return(w);
	for (int i = 0; i < n; i++)
		handle(s, &events[i]);
	return n > 0 ? (u32)n : 0;
}
