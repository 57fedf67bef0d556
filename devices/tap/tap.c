// The device class of tap and tun interfaces.
#include "devices/tap/tap.h"
#include "engine/base/error.h"
#include "engine/base/log.h"
#include "engine/base/memory.h"
#include "engine/graph/worker.h"
#include "engine/net/ethernet.h"
#include "engine/net/rx_queue.h"
#include <errno.h>
#include <linux/if_tun.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>

enum { ID_MAX = 16383, RING_MAX = 32768, MTU_SMALLEST = 68, MTU_LARGEST = 65521 };

static struct log_class tap_device_log = {.name = "tap", .sub = "device"};
LOG_REGISTER(tap_device_log);

// The host sees a cable that is pulled while the interface is down.
static int set_up(struct interface *i, bool up)
{
	struct tap *t = i->device;
	int carrier = up;

	if (t->is_gone)
		return up ? error(ERR_BUSY, "%s: the host's interface %s was removed", i->name,
				    t->host.name)
			  : 0;
	if (ioctl(t->queue[0].fd, TUNSETCARRIER, &carrier) < 0 && errno != EINVAL)
		return error(ERR_SYSCALL, "%s: carrier: %s", i->name, strerror(errno));
	t->carrier = up;
	return 0;
}

static void destroy(struct interface *i)
{
	struct tap *t = i->device;

	tap_monitor_stop(t);
	for (u32 k = 0; k < t->n_rx; k++)
		virtio_input_release(t, &t->queue[k]);
	tap_close(t);
	free(t);
}

static void hardware_text(struct text *t, const struct interface *i, bool verbose)
{
	const struct tap *tap = i->device;

	text_add(t, "%sVIRTIO interface", tap->is_tun ? "tun-device\n" : "");
	if (!verbose)
		return;
	text_add(t, "\n   instance %u\n     RX QUEUE : Total Packets", tap->id);
	for (u32 k = 0; k < tap->n_rx; k++)
		text_add(t, "\n     %8u : %lu", k, tap->queue[k].n_received);
	text_add(t, "\n     TX QUEUE : Total Packets");
	for (u32 k = 0; k < tap->n_tx; k++)
		text_add(t, "\n     %8u : %lu", k, tap->queue[k].n_sent);
}

static const struct interface_class tap_interface = {
	.name = "tap",
	.tx = &tap_tx_node,
	.rx_queues = &virtio_input_queues,
	.is_ethernet = true,
	.set_up = set_up,
	.hardware_text = hardware_text,
	.destroy = destroy,
};

static const struct interface_class tun_interface = {
	.name = "tun",
	.tx = &tap_tx_node,
	.rx_queues = &virtio_input_queues,
	.set_up = set_up,
	.hardware_text = hardware_text,
	.destroy = destroy,
};

static bool owns(const struct interface *i)
{
	return i->interface_class == &tap_interface || i->interface_class == &tun_interface;
}

struct tap *tap_at(u32 interface)
{
	const struct interface *i = interface_at(interface);

	return i && owns(i) ? i->device : NULL;
}

static const struct device_arg tap_args[] = {
	{.name = "id",
		.type = ARG_U64,
		.max = ID_MAX,
		.help = "N of its name tapN (tunN), default "
			"the lowest free one"},
	{.name = "hw-addr", .type = ARG_MAC, .help = "Ethernet address, default random"},
	{.name = "if-name", .type = ARG_NAME, .help = "its name, instead of tapN"},
	{.name = "num-rx-queues",
		.type = ARG_U64,
		.min = 1,
		.max = TAP_QUEUES_MAX,
		.def = 1,
		.help = "queues to receive from, default 1"},
	{.name = "num-tx-queues",
		.type = ARG_U64,
		.min = 1,
		.max = TAP_QUEUES_MAX,
		.def = 1,
		.help = "queues to send to, shared by the threads, default 1"},
	{.name = "rx-ring-size",
		.type = ARG_U64,
		.min = 1,
		.max = RING_MAX,
		.help = "packets that wait in the host for each queue, default 1000"},
	{.name = "tx-ring-size",
		.type = ARG_U64,
		.min = 1,
		.max = RING_MAX,
		.help = "without effect: packets that are sent do not wait"},
	{.name = "host-ns",
		.type = ARG_NAME,
		.help = "network namespace of the host's side: a name of ip netns, a path or "
			"pid:N; default Quiver's own"},
	{.name = "host-bridge",
		.type = ARG_NAME,
		.help = "Linux bridge that the host's side joins"},
	{.name = "host-ip4-addr", .type = ARG_PREFIX4, .help = "address of the host's side"},
	{.name = "host-ip6-addr", .type = ARG_PREFIX6, .help = "the same of IPv6"},
	{.name = "host-ip4-gw", .type = ARG_IP4, .help = "the host's default gateway"},
	{.name = "host-ip6-gw", .type = ARG_IP6, .help = "the same of IPv6"},
	{.name = "host-mac-addr", .type = ARG_MAC, .help = "Ethernet address of the host's side"},
	{.name = "host-if-name",
		.type = ARG_NAME,
		.help = "name of the host's side, default as this one"},
	{.name = "host-mtu-size",
		.type = ARG_U64,
		.min = MTU_SMALLEST,
		.max = MTU_LARGEST,
		.help = "MTU of the host's side, default 1500"},
	{.name = "no-gso", .type = ARG_FLAG, .help = "packets of one segment, the default"},
	{.name = "gso",
		.type = ARG_FLAG,
		.help = "packets of up to 64 KB that stand for many segments, and checksums left "
			"to the receiver, both ways"},
	{.name = "gro-coalesce", .type = ARG_FLAG, .help = "without effect"},
	{.name = "csum-offload", .type = ARG_FLAG, .help = "checksums left to the receiver only"},
	{.name = "persist", .type = ARG_FLAG, .help = "the host's side stays when this is deleted"},
	{.name = "attach", .type = ARG_FLAG, .help = "takes a host's side that exists"},
	{.name = "tun", .type = ARG_FLAG, .help = "IP packets without Ethernet headers"},
	{.name = "packed", .type = ARG_FLAG, .help = "without effect"},
	{.name = "in-order", .type = ARG_FLAG, .help = "without effect"},
	{0},
};

static const struct device_class tap_device;

static const union device_value *value(const struct device_values *v, const char *name)
{
	return device_value(&tap_device, v, name);
}

static bool given(const struct device_values *v, const char *name)
{
	return device_given(&tap_device, v, name);
}

static int free_id(const struct tap *t, u32 *id)
{
	char name[INTERFACE_NAME_MAX];

	for (u32 i = 0; i <= ID_MAX; i++) {
		snprintf(name, sizeof(name), "%s%u", t->is_tun ? "tun" : "tap", i);
		if (!interface_by_name(name)) {
			*id = i;
			return 0;
		}
	}
	return error(ERR_LIMIT, "all names are taken");
}

static int read_name(const struct device_values *v, const char *arg, char *to, size_t size)
{
	const char *name = value(v, arg)->string;

	if (!name)
		return 0;
	if (strlen(name) >= size)
		return error(ERR_INVALID_VALUE, "%s has more than %zu characters", arg, size - 1);
	memcpy(to, name, strlen(name) + 1);
	return 0;
}

static void read_addresses(const struct device_values *v, struct tap_host *h)
{
	if (given(v, "host-ip4-addr")) {
		h->ip4.address.family = FAMILY_IP4;
		h->ip4.address.ip4 = value(v, "host-ip4-addr")->prefix.address;
		h->ip4.length = value(v, "host-ip4-addr")->prefix.length;
	}
	if (given(v, "host-ip6-addr")) {
		h->ip6.address.family = FAMILY_IP6;
		memcpy(h->ip6.address.ip6, value(v, "host-ip6-addr")->prefix6.address, 16);
		h->ip6.length = value(v, "host-ip6-addr")->prefix6.length;
	}
	if (given(v, "host-ip4-gw")) {
		h->gateway4.family = FAMILY_IP4;
		h->gateway4.ip4 = value(v, "host-ip4-gw")->ip4;
	}
	if (given(v, "host-ip6-gw")) {
		h->gateway6.family = FAMILY_IP6;
		memcpy(h->gateway6.ip6, value(v, "host-ip6-gw")->ip6, 16);
	}
}

static int read_host(const struct device_values *v, struct tap_host *h, const char *name)
{
	int r;

	if (strlen(name) < sizeof(h->name))
		memcpy(h->name, name, strlen(name) + 1);
	r = read_name(v, "host-if-name", h->name, sizeof(h->name));
	if (r == 0)
		r = read_name(v, "host-ns", h->namespace, sizeof(h->namespace));
	if (r == 0)
		r = read_name(v, "host-bridge", h->bridge, sizeof(h->bridge));
	if (r == 0 && !*h->name)
		r = error(ERR_INVALID_VALUE,
			"if-name is too long for the host: give it a host-if-name");
	h->has_mac = given(v, "host-mac-addr");
	if (h->has_mac)
		memcpy(h->mac, value(v, "host-mac-addr")->mac, sizeof(h->mac));
	h->mtu = (u32)value(v, "host-mtu-size")->u64;
	h->queue_length = (u32)value(v, "rx-ring-size")->u64;
	read_addresses(v, h);
	return r;
}

static int check(const struct device_values *v)
{
	static const char *const offloads[] = {"no-gso", "gso", "csum-offload"};
	static const char *const idle[] = {"packed", "in-order", "gro-coalesce", "tx-ring-size"};
	u32 n = 0;

	for (u32 i = 0; i < ARRAY_N(offloads); i++)
		n += given(v, offloads[i]);
	if (n > 1)
		return error(ERR_INVALID_VALUE, "only one of no-gso, gso and csum-offload");
	if (given(v, "tun") &&
		(given(v, "hw-addr") || given(v, "host-mac-addr") || given(v, "host-bridge")))
		return error(ERR_INVALID_VALUE,
			"tun has no Ethernet: neither hw-addr, host-mac-addr nor host-bridge");
	if ((given(v, "hw-addr") && mac_is_multicast(value(v, "hw-addr")->mac)) ||
		(given(v, "host-mac-addr") && mac_is_multicast(value(v, "host-mac-addr")->mac)))
		return error(ERR_INVALID_VALUE, "the address of an interface cannot be a group's");
	for (u32 i = 0; i < ARRAY_N(idle); i++)
		if (given(v, idle[i]))
			log_notice(&tap_device_log,
				"%s is without effect: queues are file "
				"descriptors, not virtio rings",
				idle[i]);
	return 0;
}

static u8 offloads_of(const struct tap *t)
{
	u8 offloads = 0;

	if (t->has_csum || t->has_gso)
		offloads |= OFFLOADS_CSUM;
	if (t->offloads & TUN_F_TSO4)
		offloads |= OFFLOADS_TCP_GSO;
	if (t->has_gso &&
		t->offloads & ~(u32)(TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6 | TUN_F_TSO_ECN))
		offloads |= OFFLOADS_UDP_GSO;
	return offloads;
}

static int create_interface(struct tap *t, const char *name, const u8 *mac, u32 *interface)
{
	struct interface_params params = {.name = name,
		.interface_class = t->is_tun ? &tun_interface : &tap_interface,
		.device = t,
		.mac = mac,
		.input_node = node_by_name("virtio-input"),
		.max_frame = MTU_LARGEST,
		.offloads = offloads_of(t)};
	int r = interface_create(&params, interface);

	if (r < 0) {
		tap_close(t);
		free(t);
		return r;
	}
	t->interface = *interface;
	// The largest packet, its tags, and one byte that shows that it was not cut off.
	t->n_wanted =
		MIN((u32)TAP_PACKET_MAX / buffer_pool_at(0)->data_size + 1, (u32)TAP_BUFFERS_MAX);
	r = tap_monitor_start(t);
	for (u32 i = 0; r == 0 && i < t->n_rx; i++)
		r = virtio_input_add(t, &t->queue[i]);
	if (r < 0)
		interface_delete(*interface);
	return r;
}

static int make(const struct device_values *v, u32 *interface)
{
	struct tap *t = memory_get_zero(sizeof(*t));
	char name[INTERFACE_NAME_MAX];
	int r = check(v);

	t->is_tun = given(v, "tun");
	t->persist = given(v, "persist");
	t->attach = given(v, "attach");
	t->has_gso = given(v, "gso");
	t->has_csum = given(v, "csum-offload");
	t->n_rx = (u32)value(v, "num-rx-queues")->u64;
	t->n_tx = (u32)value(v, "num-tx-queues")->u64;
	t->id = (u32)value(v, "id")->u64;
	if (r == 0 && !given(v, "id"))
		r = free_id(t, &t->id);
	snprintf(name, sizeof(name), "%s%u", t->is_tun ? "tun" : "tap", t->id);
	if (given(v, "if-name"))
		snprintf(name, sizeof(name), "%s", value(v, "if-name")->string);
	if (r == 0 && interface_by_name(name))
		r = error(ERR_EXISTS, "interface %s already exists", name);
	if (r == 0)
		r = read_host(v, &t->host, name);
	if (r == 0)
		r = tap_open(t);
	if (r < 0) {
		free(t);
		return r;
	}
	return create_interface(
		t, name, given(v, "hw-addr") ? value(v, "hw-addr")->mac : NULL, interface);
}

static const struct device_class tap_device = {
	.name = "tap",
	.create = "tap",
	.help = "an interface whose other end is an interface of the host's kernel",
	.args = tap_args,
	.make = make,
	.interface_class = &tap_interface,
	.owns = owns,
	.tells_name = true,
};
DEVICE_REGISTER(tap_device);
