// The device class of packet-generator interfaces.
#include "devices/pg/pg.h"
#include "devices/pg/stream.h"
#include "engine/base/error.h"
#include "engine/base/memory.h"
#include "engine/base/vec.h"
#include "engine/graph/init.h"
#include "engine/net/ethernet.h"
#include "engine/net/rx_queue.h"
#include <stdlib.h>

static u32 *ids; // vec: 1 when the running number is taken; main thread

static void destroy(struct interface *i)
{
	struct pg_interface *p = i->device;

	pg_capture_stop(p);
	ids[p->id] = 0;
	free(p);
}

static void queue_changed(struct interface *i, const struct rx_queue *q, u32)
{
	pg_streams_move(i->index, q->thread);
}

// A stream is polled, or waits for its time: that follows from its rate.
static const struct rx_queue_class pg_queues = {.modes = 1 << RX_POLLING, .changed = queue_changed};

static const struct interface_class pg_ethernet_interface = {
	.name = "pg",
	.tx = &pg_tx_node,
	.rx_queues = &pg_queues,
	.is_ethernet = true,
	.destroy = destroy,
};

static const struct interface_class pg_ip_interface = {
	.name = "pg-ip",
	.tx = &pg_tx_node,
	.rx_queues = &pg_queues,
	.destroy = destroy,
};

static bool owns(const struct interface *i)
{
	return i->interface_class == &pg_ethernet_interface ||
		i->interface_class == &pg_ip_interface;
}

struct pg_interface *pg_interface_at(u32 interface)
{
	const struct interface *i = interface_at(interface);

	return i && owns(i) ? i->device : NULL;
}

static const char *const modes[] = {"ethernet", "ip4", "ip6", NULL};

static const struct device_arg pg_args[] = {
	{.name = "name",
		.type = ARG_NAME,
		.required = true,
		.positional = true,
		.help = "its name, such as pg0"},
	{.name = "hw-addr", .type = ARG_MAC, .help = "Ethernet address, default random"},
	{.name = "gso-enabled", .type = ARG_FLAG, .help = "it segments TCP packets itself"},
	{.name = "gso-size",
		.type = ARG_U64,
		.min = 1,
		.max = 65535,
		.help = "bytes of a segment's payload"},
	{.name = "coalesce-enabled", .type = ARG_FLAG, .help = "it joins TCP segments"},
	{.name = "csum-offload-enabled", .type = ARG_FLAG, .help = "it fills in checksums itself"},
	{.name = "mode",
		.type = ARG_CHOICE,
		.choices = modes,
		.help = "what its packets begin with, default ethernet"},
	{0},
};

static int add(const char *name, const u8 *mac, struct pg_interface *p, u32 *interface)
{
	struct interface_params params = {.name = name,
		.interface_class =
			p->mode == PG_MODE_ETHERNET ? &pg_ethernet_interface : &pg_ip_interface,
		.device = p,
		.mac = mac,
		.input_node = node_by_name("pg-input")};
	int r = interface_create(&params, interface);

	if (r < 0) {
		free(p);
		return r;
	}
	p->interface = *interface;
	while (p->id < vec_n(ids) && ids[p->id])
		p->id++;
	vec_reach(ids, p->id);
	ids[p->id] = 1;
	return rx_queue_add(*interface, 0, INDEX_NONE);
}

int pg_interface_default(u32 *interface)
{
	// The name that VPP gives it.
	const char *name = "pg-1";
	struct interface *i = interface_by_name(name);
	int r = 0;

	if (i && !owns(i))
		return error(ERR_EXISTS, "%s is not a packet-generator interface: name one", name);
	if (!i) {
		r = add(name, NULL, memory_get_zero(sizeof(struct pg_interface)), interface);
		return r < 0 ? r : interface_set_up(*interface, true);
	}
	*interface = i->index;
	return r;
}

static const struct device_class pg_device;

static int make(const struct device_values *v, u32 *interface)
{
	const struct device_class *c = &pg_device;
	const u8 *mac = device_given(c, v, "hw-addr") ? device_value(c, v, "hw-addr")->mac : NULL;
	struct pg_interface *p;

	if (device_given(c, v, "gso-size") && !device_given(c, v, "gso-enabled"))
		return error(ERR_INVALID_VALUE, "gso-size without gso-enabled");
	if (device_given(c, v, "gso-enabled") && !device_given(c, v, "gso-size"))
		return error(ERR_INVALID_VALUE, "gso enabled but gso size missing");
	if (mac && mac_is_multicast(mac))
		return error(ERR_INVALID_VALUE, "the hw-addr of an interface cannot be a group's");
	p = memory_get_zero(sizeof(*p));
	p->gso = device_given(c, v, "gso-enabled");
	p->gso_size = (u32)device_value(c, v, "gso-size")->u64;
	p->coalesce = device_given(c, v, "coalesce-enabled");
	p->csum_offload = device_given(c, v, "csum-offload-enabled");
	while (device_given(c, v, "mode") &&
		strcmp(modes[p->mode], device_value(c, v, "mode")->string) != 0)
		p->mode++;
	return add(device_value(c, v, "name")->string, mac, p, interface);
}

static const struct device_class pg_device = {
	.name = "packet-generator",
	.create = "packet-generator interface",
	.help = "an interface whose packets come from streams",
	.args = pg_args,
	.make = make,
	.interface_class = &pg_ethernet_interface,
	.owns = owns,
};
DEVICE_REGISTER(pg_device);

// Ends captures that still run, so that their files are whole.
static int pg_exit(void)
{
	for (u32 i = interface_next(0); i != INDEX_NONE; i = interface_next(i + 1)) {
		struct pg_interface *p = pg_interface_at(i);

		if (p)
			pg_capture_stop(p);
	}
	return 0;
}

static const struct init_function pg_exit_init = {
	.name = "pg_exit", .run = pg_exit, .stage = INIT_EXIT};
INIT_REGISTER(pg_exit_init);
