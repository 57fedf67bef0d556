// The device class of host interfaces: making, deleting, changing them.
#include "devices/af_packet/af_packet.h"
#include "devices/device.h"
#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "engine/base/log.h"
#include "engine/base/memory.h"
#include "engine/net/ethernet.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

// Rings as VPP makes them, but that frames of V2 for receiving are half as many: a ring is memory
// of the kernel that nobody else has. Frames hold a packet of 64 KiB with its headers.
enum {
	LARGE_FRAME = 67584,
	RX_FRAMES_V2 = 512,
	RX_BLOCK_V3 = 65536,
	RX_FRAME_V3 = 2048,
	RX_PER_BLOCK_V3 = RX_BLOCK_V3 / RX_FRAME_V3,
	RX_FRAMES_V3 = 160 * RX_PER_BLOCK_V3,
	TX_FRAMES = 1024,
	FRAMES_MAX = 65536,
	PAGE = 4096,
};

static struct log_class host_interface_log = {.name = "af_packet"};
LOG_REGISTER(host_interface_log);

static const struct interface_class ethernet_class, ip_class;

struct af_packet *af_packet_at(u32 interface)
{
	const struct interface *i = interface_at(interface);

	return i && i->interface_class->tx == &af_packet_tx_node ? i->device : NULL;
}

void af_packet_link_settle(struct af_packet *d)
{
	struct interface *i = interface_at(d->interface);
	u32 mtu = host_mtu(d->host), was = d->host_mtu;

	if (mtu && mtu != was) {
		d->host_mtu = mtu;
		// One that was set by hand stays.
		if (i->mtu[MTU_L3] == (was ? MIN(was, INTERFACE_DEFAULT_MTU) : i->mtu[MTU_L3]))
			interface_set_mtu(i->index, MTU_L3, MIN(mtu, INTERFACE_DEFAULT_MTU));
	}
	if (i->link_up != (d->host_index && host_is_running(d->host)))
		interface_set_link(i->index, !i->link_up);
}

void af_packet_offloads_settle(struct af_packet *d)
{
	u8 offloads = 0;

	if (d->cksum_gso)
		offloads = OFFLOADS_CSUM | OFFLOADS_TCP_GSO | OFFLOADS_UDP_GSO;
	else if (d->l4_cksum)
		offloads = OFFLOADS_CSUM;
	barrier_begin();
	interface_at(d->interface)->offloads = offloads;
	barrier_end();
}

void af_packet_set_cksum_gso(struct af_packet *d, bool on)
{
	d->cksum_gso = d->l4_cksum = on;
	af_packet_offloads_settle(d);
}

void af_packet_set_l4_cksum(struct af_packet *d, bool on)
{
	d->l4_cksum = on;
	d->cksum_gso = on && d->cksum_gso;
	af_packet_offloads_settle(d);
}

int af_packet_set_qdisc_bypass(struct af_packet *d, bool on)
{
	int value = on;

	for (u32 i = 0; i < d->n_tx && d->host_index; i++)
		if (setsockopt(d->tx[i].ring.fd, SOL_PACKET, PACKET_QDISC_BYPASS, &value,
			    sizeof(value)) < 0)
			return error_errno("PACKET_QDISC_BYPASS");
	d->qdisc_bypass = on;
	return 0;
}

// Looks at the queues from now on.
static int watch_queues(struct af_packet *d)
{
	int status = 0;

	for (u32 i = 0; !status && i < d->n_rx; i++)
		status = rx_source_add(&d->rx[i].source, d->interface, (u16)i, d->rx[i].ring.fd,
			&d->rx[i], "af_packet");
	return status;
}

static void leave_queues(struct af_packet *d)
{
	for (u32 i = 0; i < d->n_rx; i++)
		rx_source_remove(&d->rx[i].source);
}

void af_packet_lose(struct af_packet *d)
{
	if (!d->host_index)
		return;
	log_warn(&host_interface_log,
		"%s: the interface %s is gone: waiting for another of that name",
		interface_name(d->interface), d->host);
	barrier_begin();
	leave_queues(d);
	af_packet_close(d);
	barrier_end();
	interface_set_link(d->interface, false);
}

void af_packet_reopen(struct af_packet *d)
{
	int status;

	barrier_begin();
	leave_queues(d);
	af_packet_close(d);
	status = af_packet_open(d);
	if (!status)
		status = watch_queues(d);
	barrier_end();
	if (status)
		log_error(&host_interface_log, "%s: %s", interface_name(d->interface),
			error_text(status));
	else
		log_notice(&host_interface_log, "%s: the interface %s is there again",
			interface_name(d->interface), d->host);
	af_packet_link_settle(d);
}

static int set_up(struct interface *i, bool up)
{
	struct af_packet *d = i->device;

	// What came while it was down is old.
	for (u32 n = 0; up && n < d->n_rx; n++)
		af_packet_rx_skip(&d->rx[n]);
	return 0;
}

static int set_mac(struct interface *, const u8[6])
{
	return 0; // the socket takes all frames; nothing to tell the kernel
}

// The interface of Linux went down, or away; link.c hears which. The error is taken by asking for
// it.
static void broken(struct interface *i, u16 number)
{
	struct af_packet *d = i->device;
	struct af_packet_rx *q = &d->rx[number];
	socklen_t size = sizeof(int);
	int code = 0;

	if (q->ring.fd < 0 || getsockopt(q->ring.fd, SOL_SOCKET, SO_ERROR, &code, &size) < 0)
		return;
	log_info(&host_interface_log, "%s queue %u: %s", i->name, number, strerror(code));
	rx_source_remove(&q->source);
	if (rx_source_add(&q->source, i->index, number, q->ring.fd, q, "af_packet"))
		log_error(&host_interface_log, "%s: %s", i->name, error_text(ERR_SYSCALL));
}

static void free_device(struct af_packet *d)
{
	af_packet_close(d);
	free(d->rx);
	free(d->tx);
	free(d);
}

static void destroy(struct interface *i)
{
	free_device(i->device);
}

static u32 n_tx_queues(const struct interface *i)
{
	return ((const struct af_packet *)i->device)->n_tx;
}

static const struct rx_queue_class queues = {
	.modes = 1 << RX_POLLING | 1 << RX_INTERRUPT | 1 << RX_ADAPTIVE,
	.mode = RX_INTERRUPT,
	.broken = broken,
};

static const struct interface_class ethernet_class = {
	.name = "af-packet",
	.tx = &af_packet_tx_node,
	.is_ethernet = true,
	.set_up = set_up,
	.set_mac = set_mac,
	.hardware_text = af_packet_hardware_text,
	.n_tx_queues = n_tx_queues,
	.rx_queues = &queues,
	.destroy = destroy,
};

static const struct interface_class ip_class = {
	.name = "af-packet-ip",
	.tx = &af_packet_tx_node,
	.set_up = set_up,
	.hardware_text = af_packet_hardware_text,
	.n_tx_queues = n_tx_queues,
	.rx_queues = &queues,
	.destroy = destroy,
};

static bool owns(const struct interface *i)
{
	return i->interface_class == &ethernet_class || i->interface_class == &ip_class;
}

static const char *const modes[] = {"ip", "ethernet", NULL};

static const struct device_arg arguments[] = {
	{.name = "v2",
		.type = ARG_FLAG,
		.help = "a ring of frames (TPACKET_V2): a packet is seen at once; this is the "
			"default"},
	{.name = "v3",
		.type = ARG_FLAG,
		.help = "a ring of blocks (TPACKET_V3), as VPP's default: a packet may wait a "
			"millisecond for others"},
	{.name = "name", .type = ARG_NAME, .required = true, .help = "of the interface of Linux"},
	{.name = "num-rx-queues",
		.type = ARG_U64,
		.min = 1,
		.max = AF_PACKET_QUEUES_MAX,
		.def = 1,
		.help = "receive queues, a socket each; the kernel spreads flows over them"},
	{.name = "num-tx-queues",
		.type = ARG_U64,
		.min = 1,
		.max = AF_PACKET_QUEUES_MAX,
		.def = 1,
		.help = "transmit queues, a socket each; threads share them"},
	{.name = "rx-size",
		.type = ARG_U64,
		.min = 256,
		.max = 131072,
		.help = "bytes of a frame of the receive ring"},
	{.name = "tx-size",
		.type = ARG_U64,
		.min = 256,
		.max = 131072,
		.help = "bytes of a frame of the transmit ring"},
	{.name = "rx-per-block",
		.type = ARG_U64,
		.min = 1,
		.max = FRAMES_MAX,
		.help = "frames of a block of the receive ring"},
	{.name = "tx-per-block",
		.type = ARG_U64,
		.min = 1,
		.max = FRAMES_MAX,
		.help = "frames of a block of the transmit ring"},
	{.name = "hw-addr", .type = ARG_MAC, .help = "Ethernet address, default made up"},
	{.name = "mode",
		.type = ARG_CHOICE,
		.choices = modes,
		.help = "ip: packets without a link header"},
	{.name = "qdisc-bypass-disable",
		.type = ARG_FLAG,
		.help = "send through the kernel's queues, where tcpdump sees it"},
	{.name = "cksum-gso-disable",
		.type = ARG_FLAG,
		.help = "checksums and segments are made here, not left to the kernel"},
	{0},
};

static const struct device_class host_interface_device;

static u64 number(const struct device_values *v, const char *name, u64 fallback)
{
	return device_given(&host_interface_device, v, name)
		? device_value(&host_interface_device, v, name)->u64
		: fallback;
}

static bool flag(const struct device_values *v, const char *name)
{
	return device_given(&host_interface_device, v, name);
}

// A block is whole pages and whole frames (packet_mmap.rst): its size is rounded up to pages.
static void shape_make(struct af_packet_shape *s, u64 frame_size, u64 per_block, u64 n_frames)
{
	s->frame_size = (u32)TPACKET_ALIGN(frame_size);
	s->block_size = (u32)((per_block * s->frame_size + PAGE - 1) / PAGE * PAGE);
	s->n_blocks = (u32)((n_frames + per_block - 1) / per_block);
	s->n_frames = s->block_size / s->frame_size * s->n_blocks;
}

static void shapes_make(struct af_packet *d, const struct device_values *v)
{
	if (d->version == TPACKET_V3) {
		u64 size = number(v, "rx-size", RX_FRAME_V3);
		u64 per_block =
			number(v, "rx-per-block", RX_BLOCK_V3 / size ? RX_BLOCK_V3 / size : 1);

		shape_make(&d->rx_shape, size, per_block, RX_FRAMES_V3);
	} else {
		shape_make(&d->rx_shape, number(v, "rx-size", LARGE_FRAME),
			number(v, "rx-per-block", RX_FRAMES_V2), RX_FRAMES_V2);
	}
	shape_make(&d->tx_shape, number(v, "tx-size", LARGE_FRAME),
		number(v, "tx-per-block", TX_FRAMES), TX_FRAMES);
}

static struct af_packet *new_device(const struct device_values *v, const char *host)
{
	const char *mode = device_value(&host_interface_device, v, "mode")->string;
	struct af_packet *d = memory_get_zero(sizeof(*d));

	snprintf(d->host, sizeof(d->host), "%s", host);
	d->is_ip = mode && !strcmp(mode, "ip");
	d->version = flag(v, "v3") ? TPACKET_V3 : TPACKET_V2;
	d->qdisc_bypass = !flag(v, "qdisc-bypass-disable");
	d->cksum_gso = d->l4_cksum = !flag(v, "cksum-gso-disable");
	d->n_rx = (u16)number(v, "num-rx-queues", 1);
	d->n_tx = (u16)number(v, "num-tx-queues", 1);
	d->rx = memory_get_zero(d->n_rx * sizeof(*d->rx));
	d->tx = aligned_alloc(CACHE_LINE, d->n_tx * sizeof(*d->tx));
	if (!d->tx)
		panic("no memory for %u transmit queues", d->n_tx);
	memset(d->tx, 0, d->n_tx * sizeof(*d->tx));
	for (u16 i = 0; i < d->n_rx; i++)
		d->rx[i] = (struct af_packet_rx){.ring.fd = -1, .device = d, .number = i};
	for (u16 i = 0; i < d->n_tx; i++)
		d->tx[i] = (struct af_packet_tx){.ring.fd = -1, .number = i};
	d->offloads_at_start = host_offloads(host);
	d->now_at_epoch = 0 - clock_wall(0);
	shapes_make(d, v);
	return d;
}

// The interface is there, but has no queues yet.
static int finish(struct af_packet *d)
{
	struct interface *i = interface_at(d->interface);
	int status = 0;

	af_packet_offloads_settle(d);
	for (u16 n = 0; !status && n < d->n_rx; n++)
		status = rx_queue_add(d->interface, n, INDEX_NONE);
	if (!status)
		status = watch_queues(d);
	if (!status)
		status = af_packet_watch_links();
	if (status)
		return status;
	i->mtu[MTU_L3] = d->is_ip ? INTERFACE_DEFAULT_MTU : i->mtu[MTU_L3];
	af_packet_link_settle(d);
	return 0;
}

static int check(const struct device_values *v, const char *host, const char *name)
{
	if (strlen(host) >= IFNAMSIZ || !if_nametoindex(host))
		return error(ERR_INVALID_VALUE,
			"Invalid interface name: Linux has no interface `%s' here", host);
	if (interface_by_name(name))
		return error(ERR_EXISTS, "interface %s already exists", name);
	if (flag(v, "v2") && flag(v, "v3"))
		return error(ERR_INVALID_VALUE, "v2 and v3 exclude each other");
	if (flag(v, "hw-addr") &&
		mac_is_multicast(device_value(&host_interface_device, v, "hw-addr")->mac))
		return error(ERR_INVALID_VALUE, "the hw-addr of an interface cannot be a group's");
	return 0;
}

static int make(const struct device_values *v, u32 *interface)
{
	const char *host = device_value(&host_interface_device, v, "name")->string;
	char name[INTERFACE_NAME_MAX];
	struct interface_params params = {.name = name, .max_frame = LARGE_FRAME};
	struct af_packet *d;
	int status;

	snprintf(name, sizeof(name), "host-%.*s", INTERFACE_NAME_MAX - 8, host);
	status = check(v, host, name);
	if (status)
		return status;
	d = new_device(v, host);
	status = af_packet_open(d);
	params.device = d;
	params.interface_class = d->is_ip ? &ip_class : &ethernet_class;
	params.input_node = node_by_name("af-packet-input");
	if (flag(v, "hw-addr"))
		params.mac = device_value(&host_interface_device, v, "hw-addr")->mac;
	if (!status)
		status = interface_create(&params, &d->interface);
	if (status) {
		free_device(d);
		return status;
	}
	*interface = d->interface;
	status = finish(d);
	if (status)
		interface_delete(d->interface);
	return status;
}

static const struct device_class host_interface_device = {
	.name = "host-interface",
	.create = "host-interface",
	.help = "an interface of Linux (AF_PACKET), such as one side of a veth pair",
	.args = arguments,
	.make = make,
	.interface_class = &ethernet_class,
	.owns = owns,
	.delete_word = "name",
	.tells_name = true,
};
DEVICE_REGISTER(host_interface_device);
