// Commands that show what is behind interfaces: link, driver, where they are polled.
#include "engine/base/vec.h"
#include "engine/net/rx_queue.h"
#include "shell/command.h"
#include "shell/commands/center.h"
#include "shell/commands/interface_list.h"

// kbit/s, in the largest unit that leaves a number of at least 1.
static const char *speed_text(char out[32], u64 speed)
{
	if (!speed)
		return "unknown";
	if (speed >= 1000000)
		snprintf(out, 32, "%g Gbps", speed / 1e6);
	else if (speed >= 1000)
		snprintf(out, 32, "%g Mbps", speed / 1e3);
	else
		snprintf(out, 32, "%lu Kbps", speed);
	return out;
}

static void show_driver(const struct interface *i, bool verbose, struct out *o)
{
	struct text t = {0};

	if (!i->interface_class->hardware_text)
		return;
	i->interface_class->hardware_text(&t, i, verbose);
	if (t.length)
		out_lines(o, "driver", 2, text_string(&t));
	text_free(&t);
}

static void show_rx_queues(const struct interface *i, struct out *o)
{
	if (!i->interface_class->n_tx_queues || !rx_queue_n(i->index))
		return;
	out_text(o, "  RX Queues:\n    queue thread         mode      \n");
	out_list(o, "rx_queues");
	for (u32 n = 0; n < rx_queue_n(i->index); n++) {
		const struct rx_queue *q = rx_queue_at(i->index, (u16)n);
		char thread[32];

		if (!q)
			continue;
		snprintf(thread, sizeof(thread), "%s (%u)",
			q->thread ? worker_at(q->thread)->name : "main", q->thread);
		out_record(o, NULL);
		out_u64(o, "queue", "    %-5lu ", n);
		out_u64(o, "thread", NULL, q->thread);
		out_text(o, "%-14s ", thread);
		out_string(o, "mode", "%-10s\n", rx_mode_name(q->mode));
		out_end(o);
	}
	out_end(o);
}

// Threads send by the queue of their number, counted round.
static void show_tx_queues(const struct interface *i, struct out *o)
{
	u32 n = i->interface_class->n_tx_queues ? i->interface_class->n_tx_queues(i) : 0;

	if (!n)
		return;
	out_text(o, "  TX Queues:\n    queue shared thread(s)      \n");
	out_list(o, "tx_queues");
	for (u32 q = 0; q < n; q++) {
		bool shared = worker_n() > n;
		struct text threads = {0};

		for (u32 t = q; t < worker_n(); t += n)
			text_add(&threads, "%s%u", t == q ? "" : ",", t);
		out_record(o, NULL);
		out_u64(o, "queue", "    %-5lu ", q);
		out_text(o, "%-6s ", shared ? "yes" : "no");
		out_bool(o, "shared", shared);
		out_string(o, "threads", "%s\n", text_string(&threads));
		out_end(o);
		text_free(&threads);
	}
	out_end(o);
}

static void show_one(const struct interface *i, bool brief, bool verbose, struct out *o)
{
	const char *link = i->link_up ? "up" : "down";
	char number[16], speed[32], column[2][CENTER_MAX];

	snprintf(number, sizeof(number), "%u", i->hw_index);
	out_record(o, NULL);
	out_string(o, "name", "%-32s", i->name);
	out_u64(o, "index", NULL, i->hw_index);
	out_string(o, "link", NULL, link);
	out_text(o, "%s%s", center(column[0], 6, number), center(column[1], 8, link));
	out_string(o, "device", "%s\n", i->device_name);
	out_string(o, "class", NULL, i->interface_class->name);
	out_u64(o, "speed", NULL, i->speed);
	out_text(o, "  Link speed: %s\n", speed_text(speed, i->speed));
	show_rx_queues(i, o);
	show_tx_queues(i, o);
	if (!brief) {
		if (i->interface_class->is_ethernet)
			out_mac(o, "mac", "  Ethernet address %s\n", i->mac);
		show_driver(i, verbose, o);
	}
	out_end(o);
}

static int show(const struct args *a, struct out *o)
{
	bool brief = arg_given(a, "brief");
	bool verbose = arg_given(a, "verbose") || arg_given(a, "detail");
	u32 *list = interface_list(a);
	char c[3][CENTER_MAX];

	out_text(o, "%s%s%sHardware\n", center(c[0], 32, "Name"), center(c[1], 6, "Idx"),
		center(c[2], 8, "Link"));
	out_list(o, "interfaces");
	VEC_EACH (list, index)
		if (interface_at(*index)->parent == INDEX_NONE)
			show_one(interface_at(*index), brief, verbose, o);
	out_end(o);
	vec_free(list);
	return 0;
}

static const struct command show_hardware_interfaces = {
	.grammar = "show hardware-interfaces [brief|verbose|detail] [<IFACE:interface>]...",
	.help = "Show link, driver and hardware address of interfaces",
	.run = show,
	.schema = "interfaces[]{name:s index:u link:s device:s class:s speed:u "
		  "rx_queues[]?{queue:u thread:u mode:s} "
		  "tx_queues[]?{queue:u shared:b threads:s} mac:s? driver:s?}",
};
COMMAND_REGISTER(show_hardware_interfaces);
