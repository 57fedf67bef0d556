// Which receive queues with a descriptor an input node has to look at.
#include "engine/net/rx_source.h"
#include "engine/base/error.h"
#include "engine/base/log.h"
#include "engine/base/memory.h"
#include "engine/base/vec.h"
#include <stdlib.h>

enum {
	ADAPTIVE_MANY = 64, // packets at once from which an adaptive queue is polled
	ADAPTIVE_EMPTY =
		200, // calls without a packet after which it waits for its descriptor again
};

static struct log_class rx_log = {.name = "interface", .sub = "rx-queue"};
LOG_REGISTER(rx_log);

// By thread, vecs; each its thread's, changed at the barrier.
static struct rx_source **sources[WORKERS_MAX + 1];

static void readable(struct file *f)
{
	struct rx_source *s = f->data;

	s->is_due = true;
	node_interrupt(f->thread, s->node);
}

struct broken {
	u32 interface;
	u16 number;
};

static void tell_broken(void *arg)
{
	struct broken b = *(struct broken *)arg;
	struct interface *i = interface_at(b.interface);

	free(arg);
	if (i && i->interface_class->rx_queues->broken)
		i->interface_class->rx_queues->broken(i, b.number);
}

// An error stays until somebody does something about it: till then it must not wake the thread.
static void hangup(struct file *f)
{
	struct rx_source *s = f->data;
	struct broken *b = memory_get(sizeof(*b));

	file_want_read(f, false);
	*b = (struct broken){s->interface, s->number};
	main_post(tell_broken, b);
}

static void settle_node(u32 thread, u32 node)
{
	enum node_state state = NODE_DISABLED;

	VEC_EACH (sources[thread], p) {
		const struct rx_source *s = *p;

		if (s->node != node || !s->armed)
			continue;
		if (s->is_polled)
			state = NODE_POLLING;
		else if (state == NODE_DISABLED)
			state = NODE_INTERRUPT;
	}
	if (node_at(worker_at(thread), node)->state != state)
		node_set_state(thread, node, state);
}

// In the source's thread, or at the barrier.
static void set_polled(struct rx_source *s, bool polled)
{
	s->is_polled = polled;
	s->n_empty = 0;
	file_want_read(&s->file, s->armed && !polled);
	settle_node(s->file.thread, s->node);
}

static void arm(struct rx_source *s)
{
	const struct interface *i = interface_at(s->interface);

	s->armed = i && i->up;
	s->is_due = false;
	set_polled(s, s->mode == RX_POLLING);
}

static void leave_thread(struct rx_source *s)
{
	struct rx_source ***list = &sources[s->file.thread];

	for (u32 i = 0; i < vec_n(*list); i++) {
		if ((*list)[i] == s) {
			vec_remove(*list, i);
			break;
		}
	}
	file_remove(&s->file);
	settle_node(s->file.thread, s->node);
}

static int enter_thread(struct rx_source *s, const struct rx_queue *q)
{
	int status;

	s->file.thread = q->thread;
	s->mode = q->mode;
	status = file_add(&s->file);
	if (status)
		return status;
	vec_push(sources[q->thread], s);
	arm(s);
	return 0;
}

static struct rx_source *source_of(u32 interface, u16 number)
{
	for (u32 t = 0; t < worker_n(); t++)
		VEC_EACH (sources[t], p)
			if ((*p)->interface == interface && (*p)->number == number)
				return *p;
	return NULL;
}

int rx_source_add(
	struct rx_source *s, u32 interface, u16 number, int fd, void *data, const char *what)
{
	const struct rx_queue *q = rx_queue_at(interface, number);
	int status;

	if (!q)
		return error(ERR_NO_SUCH_ENTRY, "%s has no receive queue %u",
			interface_name(interface), number);
	*s = (struct rx_source){
		.interface = interface,
		.number = number,
		.data = data,
		.node = interface_at(interface)->input_node,
		.file = {.fd = fd, .what = what, .readable = readable, .hangup = hangup, .data = s},
	};
	barrier_begin();
	status = enter_thread(s, q);
	barrier_end();
	return status;
}

void rx_source_remove(struct rx_source *s)
{
	if (!s->file.data || source_of(s->interface, s->number) != s)
		return;
	barrier_begin();
	leave_thread(s);
	barrier_end();
}

void rx_source_queue_changed(const struct rx_queue *q)
{
	struct rx_source *s = source_of(q->interface, q->number);
	int status;

	if (!s)
		return;
	leave_thread(s);
	status = enter_thread(s, q);
	if (status)
		log_error(&rx_log, "%s queue %u: %s", interface_name(q->interface), q->number,
			error_text(status));
}

struct rx_source *rx_source_next(struct worker *w, const struct node *node, u32 *at)
{
	struct rx_source **list = sources[w->index];

	while (*at < vec_n(list)) {
		struct rx_source *s = list[(*at)++];

		if (s->node != node->index || !s->armed || !(s->is_due || s->is_polled))
			continue;
		s->is_due = false;
		return s;
	}
	return NULL;
}

void rx_source_gave(struct worker *, struct rx_source *s, u32 n)
{
	if (likely(s->mode != RX_ADAPTIVE))
		return;
	s->n_empty = n ? 0 : s->n_empty + 1;
	if (!s->is_polled && n >= ADAPTIVE_MANY)
		set_polled(s, true);
	else if (s->is_polled && s->n_empty >= ADAPTIVE_EMPTY)
		set_polled(s, false);
}

static void on_up(struct interface *i)
{
	barrier_begin();
	for (u32 t = 0; t < worker_n(); t++)
		VEC_EACH (sources[t], p)
			if ((*p)->interface == i->index)
				arm(*p);
	barrier_end();
}

static void on_delete(struct interface *i)
{
	for (u32 t = 0; t < worker_n(); t++)
		for (u32 n = vec_n(sources[t]); n--;)
			if (sources[t][n]->interface == i->index)
				leave_thread(sources[t][n]);
}

static const struct interface_hook rx_source_hook = {.on_up = on_up, .on_delete = on_delete};
INTERFACE_HOOK_REGISTER(rx_source_hook);
