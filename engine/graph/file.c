// The main thread's file descriptors, watched with epoll.
#include "engine/graph/file.h"

#include "engine/base/error.h"
#include "engine/base/vec.h"

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

static struct slot *slots;  // vec
static struct file **files; // vec, in order of file_add()
static int epoll_fd = -1;

static int epoll_open(void)
{
	if (epoll_fd < 0)
		epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	return epoll_fd < 0 ? error_errno("epoll_create1") : 0;
}

static u32 slot_of(const struct file *f)
{
	for (u32 i = 0; i < vec_n(slots); i++)
		if (slots[i].file == f)
			return i;
	return INDEX_NONE;
}

// Makes epoll watch a slot for 'events'; its 'events' say what it watched for before.
static int watch(u32 slot, u32 events)
{
	struct epoll_event event = {
		.events = events, .data.u64 = (u64)slots[slot].version << 32 | slot};
	int what = !events ? EPOLL_CTL_DEL : slots[slot].events ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;

	slots[slot].events = events;
	return epoll_ctl(epoll_fd, what, slots[slot].file->fd, &event);
}

int file_add(struct file *f)
{
	u32 slot = slot_of(NULL);
	int status = epoll_open();

	if (status)
		return status;
	if (slot == INDEX_NONE) {
		slot = vec_n(slots);
		vec_add(slots);
	}
	slots[slot] = (struct slot){.file = f, .version = slots[slot].version + 1};
	if (watch(slot, EPOLLIN) < 0) {
		slots[slot].file = NULL;
		return error_errno("cannot watch %s", f->what);
	}
	vec_push(files, f);
	return 0;
}

void file_remove(struct file *f)
{
	u32 slot = slot_of(f);

	if (slot == INDEX_NONE)
		return;
	// Fails only when the owner has closed the descriptor, which took it out already.
	if (slots[slot].events)
		watch(slot, 0);
	slots[slot].file = NULL;
	for (u32 i = 0; i < vec_n(files); i++) {
		if (files[i] == f) {
			vec_remove(files, i);
			break;
		}
	}
}

static void want(struct file *f, u32 event, bool on)
{
	u32 slot = slot_of(f);
	u32 events;

	if (slot == INDEX_NONE)
		return;
	events = on ? slots[slot].events | event : slots[slot].events & ~event;
	if (events != slots[slot].events)
		watch(slot, events);
}

void file_want_read(struct file *f, bool on)
{
	want(f, EPOLLIN, on);
}

void file_want_write(struct file *f, bool on)
{
	want(f, EPOLLOUT, on);
}

const struct file *file_at(u32 i)
{
	return i < vec_n(files) ? files[i] : NULL;
}

// Kernels before 5.11 have no epoll_pwait2(); there the time-out is rounded up to milliseconds.
static int wait_for(struct epoll_event *events, u64 timeout)
{
	static bool coarse;
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
static struct file *file_of(const struct epoll_event *event)
{
	const struct slot *s = &slots[(u32)event->data.u64];

	return s->version == event->data.u64 >> 32 ? s->file : NULL;
}

static void handle(const struct epoll_event *event)
{
	struct file *f = file_of(event);
	u32 what = event->events;

	if (f && f->hangup && what & (EPOLLHUP | EPOLLERR) && !(what & EPOLLIN)) {
		f->hangup(f);
		return;
	}
	if (f && f->readable && what & (EPOLLIN | EPOLLHUP | EPOLLERR))
		f->readable(f);
	f = file_of(event);
	if (f && f->writable && what & EPOLLOUT && slots[(u32)event->data.u64].events & EPOLLOUT)
		f->writable(f);
}

u32 file_poll(u64 timeout)
{
	struct epoll_event events[EVENTS_AT_ONCE];
	int n;

	if (epoll_open())
		panic("%s", error_text(ERR_SYSCALL));
	n = wait_for(events, timeout);
	if (n < 0 && errno != EINTR)
		panic("epoll: %s", strerror(errno));
	for (int i = 0; i < n; i++)
		handle(&events[i]);
	return n > 0 ? (u32)n : 0;
}
