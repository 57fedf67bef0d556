// The table of receive queues.
#include "engine/net/rx_queue.h"
#include "engine/base/error.h"
#include "engine/base/vec.h"
#include "engine/net/interface_table.h"
#include "engine/net/rx_source.h"

static struct rx_queue **queues; // vec by sw_if_index of vecs in order of number

static struct rx_queue *find(u32 interface, u16 number)
{
	VEC_EACH (interface < vec_n(queues) ? queues[interface] : NULL, q)
		if (q->number == number)
			return q;
	return NULL;
}

const struct rx_queue *rx_queue_at(u32 interface, u16 number)
{
	return find(interface, number);
}

u32 rx_queue_n(u32 interface)
{
	return interface < vec_n(queues) ? vec_n(queues[interface]) : 0;
}

const char *rx_mode_name(u8 mode)
{
	static const char *const names[RX_MODES] = {"polling", "interrupt", "adaptive"};

	return mode < RX_MODES ? names[mode] : "?";
}

static void tell(const struct rx_queue *q, u32 was)
{
	struct interface *i = interface_at(q->interface);

	if (i->interface_class->rx_queues->changed)
		i->interface_class->rx_queues->changed(i, q, was);
	rx_source_queue_changed(q);
}

int rx_queue_add(u32 interface, u16 number, u32 thread)
{
	const struct interface *i = interface_at(interface);
	struct rx_queue *q;

	if (find(interface, number))
		return error(ERR_EXISTS, "%s has queue %u already", i->name, number);
	barrier_begin();
	vec_reach(queues, interface);
	q = vec_add(queues[interface]);
	*q = (struct rx_queue){
		.interface = interface,
		.number = number,
		.thread = thread == INDEX_NONE ? worker_next_for_queue() : thread,
		.mode = i->interface_class->rx_queues->mode,
	};
	tell(q, INDEX_NONE);
	barrier_end();
	return 0;
}

static int require(u32 interface, u16 number, struct rx_queue **q)
{
	*q = find(interface, number);
	if (*q)
		return 0;
	if (!rx_queue_n(interface))
		return error(
			ERR_NO_SUCH_ENTRY, "%s has no receive queues", interface_name(interface));
	return error(ERR_NO_SUCH_ENTRY, "%s has no queue %u: they are 0..%u",
		interface_name(interface), number, rx_queue_n(interface) - 1);
}

int rx_queue_place(u32 interface, u16 number, u32 thread)
{
	struct rx_queue *q;
	u32 was;
	int ret = require(interface, number, &q);

	if (ret)
		return ret;
	if (thread >= worker_n())
		return error(ERR_INVALID_VALUE, "no thread %u: there are %u", thread, worker_n());
	if (q->thread == thread)
		return 0;
	barrier_begin();
	was = q->thread;
	q->thread = (u16)thread;
	tell(q, was);
	barrier_end();
	return 0;
}

int rx_queue_set_mode(u32 interface, u16 number, enum rx_mode mode)
{
	struct rx_queue *q;
	int ret = require(interface, number, &q);

	if (ret)
		return ret;
	if (!(interface_at(interface)->interface_class->rx_queues->modes & 1 << mode))
		return error(ERR_INVALID_VALUE, "%s cannot be in %s mode",
			interface_name(interface), rx_mode_name(mode));
	barrier_begin();
	q->mode = (u8)mode;
	tell(q, q->thread);
	barrier_end();
	return 0;
}

static void on_delete(struct interface *i)
{
	if (i->index < vec_n(queues))
		vec_free(queues[i->index]);
}

static const struct interface_hook rx_queue_hook = {.on_delete = on_delete};
INTERFACE_HOOK_REGISTER(rx_queue_hook);
