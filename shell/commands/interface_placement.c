// set and show interface rx-placement, rx-mode and handoff: which thread takes whose packets.
#include "engine/base/vec.h"
#include "engine/net/rx_queue.h"
#include "engine/net/worker_handoff.h"
#include "shell/command.h"
#include <stdlib.h>

// The thread of a worker's number; the error points at 'column'.
static int thread_of(const struct args *a, u32 column, u64 worker, u32 *thread)
{
	*thread =
		worker_n() > 1 && worker < UINT32_MAX ? worker_thread_of((u32)worker) : INDEX_NONE;
	if (*thread != INDEX_NONE)
		return 0;
	args_fail_at(a, column);
	if (worker_n() <= 1)
		return error(ERR_INVALID_VALUE, "there are no workers: see 'cpu' in --help");
	return error(
		ERR_INVALID_VALUE, "worker %lu: there are workers 0..%u", worker, worker_n() - 2);
}

static int run_place(const struct args *a, struct out *)
{
	u32 thread = 0;
	int ret = 0;

	if (arg_given(a, "WORKER"))
		ret = thread_of(a, arg_column(a, "WORKER"), arg_u64(a, "WORKER", 0), &thread);
	return ret ? ret
		   : rx_queue_place(arg_interface(a, "IFACE"), (u16)arg_u64(a, "QUEUE", 0), thread);
}

static const struct command set_placement_command = {
	.grammar = "set interface rx-placement <IFACE:interface> [queue <QUEUE:u16>] "
		   "{worker <WORKER:u32>|main}",
	.help = "Give a receive queue to a worker, or to the main thread",
	.run = run_place,
};
COMMAND_REGISTER(set_placement_command);

static int run_mode(const struct args *a, struct out *)
{
	enum rx_mode mode = RX_POLLING;
	u32 interface = arg_interface(a, "IFACE");
	int ret = 0;

	while (!arg_given(a, rx_mode_name(mode)))
		mode++;
	if (arg_given(a, "QUEUE"))
		return rx_queue_set_mode(interface, (u16)arg_u64(a, "QUEUE", 0), mode);
	// All of them; the first says it when there is none.
	for (u32 i = 0; !ret && (i < rx_queue_n(interface) || i == 0); i++)
		ret = rx_queue_set_mode(interface, (u16)i, mode);
	return ret;
}

static const struct command set_mode_command = {
	.grammar = "set interface rx-mode <IFACE:interface> [queue <QUEUE:u16>] "
		   "polling|interrupt|adaptive",
	.help = "Say how a receive queue is watched; all of an interface without 'queue'",
	.run = run_mode,
};
COMMAND_REGISTER(set_mode_command);

static void show_queue(const struct interface *i, const struct rx_queue *q, struct out *o)
{
	out_record(o, NULL);
	out_u64(o, "thread", NULL, q->thread);
	out_string(o, "node", NULL, node_name(i->input_node));
	out_string(o, "interface", "    %s", i->name);
	out_u64(o, "queue", " queue %lu", q->number);
	out_string(o, "mode", " (%s)\n", rx_mode_name(q->mode));
	out_end(o);
}

// The queues of one thread that one input node serves. 'any': the thread's heading is there.
static void show_node(const struct worker *w, u32 node, bool *any, struct out *o)
{
	bool named = false;

	for (u32 k = interface_next(0); k != INDEX_NONE; k = interface_next(k + 1)) {
		const struct interface *i = interface_at(k);

		for (u32 n = 0; i->input_node == node && n < rx_queue_n(k); n++) {
			const struct rx_queue *q = rx_queue_at(k, (u16)n);

			if (!q || q->thread != w->index)
				continue;
			if (!*any)
				out_text(o, "Thread %u (%s):\n", w->index, w->name);
			if (!named)
				out_text(o, " node %s:\n", node_name(node));
			*any = named = true;
			show_queue(i, q, o);
		}
	}
}

static int run_show_placement(const struct args *, struct out *o)
{
	const struct worker *w;

	out_list(o, "queues");
	for (u32 t = 0; (w = worker_at(t)); t++) {
		bool any = false;

		for (u32 node = 0; node < node_n(); node++)
			show_node(w, node, &any, o);
	}
	out_end(o);
	return 0;
}

static const struct command show_placement_command = {
	.grammar = "show interface rx-placement",
	.help = "Show which thread and node takes the packets of which interface",
	.run = run_show_placement,
	.schema = "queues[]{thread:u node:s interface:s queue:u mode:s}",
};
COMMAND_REGISTER(show_placement_command);

// "3" or "0-1" at the start of a list: their threads. '*at' moves behind them.
static int range_parse(const struct args *a, const char *list, const char **at, u32 **threads)
{
	u32 column = arg_column(a, "LIST") + (u32)(*at - list), thread;
	char *end;
	u64 from = strtoull(*at, &end, 10), to = from;
	int ret = 0;

	if (end != *at && *end == '-') {
		*at = end + 1;
		to = strtoull(*at, &end, 10);
	}
	if (end == *at || to < from || (*end && *end != ',')) {
		args_fail_at(a, column);
		return error(ERR_SYNTAX, "'%s': expected numbers of workers, such as 0-1,3", list);
	}
	for (; !ret && from <= to; from++) {
		ret = thread_of(a, column, from, &thread);
		vec_push(*threads, thread);
	}
	*at = *end ? end + 1 : end;
	return ret;
}

static int threads_parse(const struct args *a, u32 **threads)
{
	const char *list = arg_string(a, "LIST"), *at = list;
	int ret = 0;

	do
		ret = range_parse(a, list, &at, threads);
	while (!ret && *at);
	return ret;
}

static int run_handoff(const struct args *a, struct out *)
{
	u32 *threads = NULL;
	int ret = arg_given(a, "disable") ? 0 : threads_parse(a, &threads);

	if (!ret)
		ret = worker_handoff_set(arg_interface(a, "IFACE"), threads, vec_n(threads),
			arg_given(a, "symmetrical") ? HANDOFF_SYMMETRICAL : HANDOFF_ASYMMETRICAL);
	vec_free(threads);
	return ret;
}

static const struct command set_handoff_command = {
	.grammar = "set interface handoff <IFACE:interface> "
		   "{workers <LIST:word> [symmetrical|asymmetrical]|disable}",
	.help = "Spread what an interface receives over workers, by flow",
	.run = run_handoff,
};
COMMAND_REGISTER(set_handoff_command);
