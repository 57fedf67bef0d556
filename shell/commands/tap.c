// show tap and show tun: taps with their host's side.
#include "devices/tap/tap.h"
#include "engine/base/vec.h"
#include "shell/command.h"
#include "shell/commands/interface_list.h"

static void show_host(const struct tap *t, struct out *o)
{
	out_string(o, "host_name", "  name \"%s\"\n", t->host.name);
	if (*t->host.namespace)
		out_string(o, "host_namespace",
			tap_namespace_is_lost(t) ? "  host-ns \"%s\" (not its name any more)\n"
						 : "  host-ns \"%s\"\n",
			t->host.namespace);
	out_u64(o, "host_mtu", "  host-mtu-size \"%lu\"\n", t->host.mtu);
	if (!t->is_tun)
		out_mac(o, "host_mac", "  host-mac-addr: %s\n", t->host.mac);
	out_u64(o, "host_carrier", "  host-carrier-up: %lu\n", t->carrier && !t->is_gone);
	out_string(o, "host_state", "  host-state: %s\n",
		t->is_gone	     ? "removed"
			: t->host_up ? "up"
				     : "down");
}

static void show_queues(const struct tap *t, bool detail, struct out *o)
{
	out_u64(o, "n_rx_queues", "  Number of RX Virtqueue  %lu\n", t->n_rx);
	out_u64(o, "n_tx_queues", "  Number of TX Virtqueue  %lu\n", t->n_tx);
	if (!detail)
		return;
	out_list(o, "queues");
	for (u32 i = 0; i < t->n_queues; i++) {
		const struct tap_queue *q = &t->queue[i];

		out_record(o, NULL);
		out_u64(o, "number", "  Queue %lu\n", i);
		out_u64(o, "fd", "    fd %lu", (u64)q->fd);
		out_u64(o, "received", ", received %lu", q->n_received);
		out_u64(o, "sent", ", sent %lu", q->n_sent);
		out_u64(o, "buffers_ready", ", buffers ready %lu\n", t->n_wanted - q->first);
		out_end(o);
	}
	out_end(o);
}

static void show_one(const struct interface *i, const struct tap *t, bool detail, struct out *o)
{
	out_record(o, NULL);
	out_string(o, "interface", "Interface: %s", i->name);
	out_u64(o, "index", " (ifindex %lu)\n", i->hw_index);
	show_host(t, o);
	out_text(o, "  tap-fds");
	for (u32 k = 0; k < t->n_queues; k++)
		out_text(o, " %d", t->queue[k].fd);
	out_text(o, "\n");
	out_u64(o, "gso", "  gso-enabled %lu\n", t->has_gso);
	out_u64(o, "csum", "  csum-enabled %lu\n", t->has_csum);
	out_text(o, "  packet-coalesce 0\n  packet-buffering 0\n");
	if (!t->is_tun)
		out_mac(o, "mac", "  Mac Address: %s\n", i->mac);
	out_u64(o, "id", "  Device instance: %lu\n", t->id);
	out_u64(o, "flags", "  flags 0x%lx\n", i->up);
	if (i->up)
		out_text(o, "    admin-up (0)\n");
	show_queues(t, detail, o);
	out_end(o);
}

static int show(const struct args *a, bool is_tun, struct out *o)
{
	u32 *list = interface_list(a);

	out_list(o, "interfaces");
	VEC_EACH (list, index) {
		const struct tap *t = tap_at(*index);

		if (t && t->is_tun == is_tun)
			show_one(interface_at(*index), t, arg_given(a, "detail"), o);
	}
	out_end(o);
	vec_free(list);
	return 0;
}

static int show_tap(const struct args *a, struct out *o)
{
	return show(a, false, o);
}

static int show_tun(const struct args *a, struct out *o)
{
	return show(a, true, o);
}

#define SCHEMA \
	"interfaces[]{interface:s index:u host_name:s host_namespace:s? host_mtu:u host_mac:s? " \
	"host_carrier:u host_state:s gso:u csum:u mac:s? id:u flags:u n_rx_queues:u " \
	"n_tx_queues:u " \
	"queues[]?{number:u fd:u received:u sent:u buffers_ready:u}}"

static const struct command show_tap_command = {
	.grammar = "show tap [detail] [<IFACE:interface>]...",
	.help = "Show taps and their host's side; with 'detail' each queue",
	.run = show_tap,
	.schema = SCHEMA,
};
COMMAND_REGISTER(show_tap_command);

static const struct command show_tun_command = {
	.grammar = "show tun [detail] [<IFACE:interface>]...",
	.help = "Show tun interfaces and their host's side; with 'detail' each queue",
	.run = show_tun,
	.schema = SCHEMA,
};
COMMAND_REGISTER(show_tun_command);
