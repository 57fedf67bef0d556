// The device class of pcap interfaces.
#include "devices/pcap/pcap_device.h"
#include "engine/base/error.h"
#include "engine/base/memory.h"
#include "engine/graph/init.h"
#include "engine/net/ethernet.h"
#include "engine/net/rx_queue.h"
#include <stdlib.h>
#include <sys/stat.h>

static int set_up(struct interface *i, bool up)
{
	struct pcap_device *d = i->device;

	if (up && d->reader)
		return pcap_input_start(d);
	if (!up)
		pcap_input_stop(d);
	return 0;
}

static void free_device(struct pcap_device *d)
{
	pcap_close_read(d->reader);
	pcap_close_write(d->writer);
	free(d);
}

static void destroy(struct interface *i)
{
	pcap_input_stop(i->device);
	free_device(i->device);
}

static void reader_text(struct text *t, const struct pcap_device *d)
{
	static const char *const states[] = {"idle", "running", "done", "failed"};
	u64 size, at = pcap_reader_at(d->reader, &size);

	text_add(t, "rx-file %s: %s, %lu packets", pcap_reader_path(d->reader), states[d->state],
		d->n_packets);
	if (size)
		text_add(t, ", %lu of %lu bytes", at, size);
	if (d->loop != 1)
		text_add(t, ", pass %lu", d->n_passes + (d->state == PCAP_RUNNING));
	if (d->loop > 1)
		text_add(t, " of %lu", d->loop);
	if (d->state == PCAP_FAILED)
		text_add(t, "\n  failed: %s", d->failure);
	if (d->n_truncated)
		text_add(t, "\n  %lu packets were captured in part only", d->n_truncated);
	if (d->n_jumps)
		text_add(t, "\n  %lu jumps in time were skipped", d->n_jumps);
}

static void hardware_text(struct text *t, const struct interface *i, bool)
{
	const struct pcap_device *d = i->device;

	barrier_begin();
	if (d->reader)
		reader_text(t, d);
	if (d->writer)
		text_add(t, "%stx-file %s: %lu packets", d->reader ? "\n" : "",
			pcap_writer_path(d->writer), pcap_writer_n(d->writer));
	if (d->tx_failed)
		text_add(t, "\n  failed: %s", d->tx_failure);
	barrier_end();
}

static void queue_changed(struct interface *i, const struct rx_queue *, u32)
{
	pcap_input_move(i->device);
}

static const struct rx_queue_class pcap_queues = {
	.modes = 1 << RX_POLLING, .changed = queue_changed};

static const struct interface_class pcap_ethernet_interface = {
	.name = "pcap",
	.tx = &pcap_tx_node,
	.rx_queues = &pcap_queues,
	.is_ethernet = true,
	.set_up = set_up,
	.hardware_text = hardware_text,
	.destroy = destroy,
};

static const struct interface_class pcap_ip_interface = {
	.name = "pcap-ip",
	.tx = &pcap_tx_node,
	.rx_queues = &pcap_queues,
	.set_up = set_up,
	.hardware_text = hardware_text,
	.destroy = destroy,
};

static bool owns(const struct interface *i)
{
	return i->interface_class == &pcap_ethernet_interface ||
		i->interface_class == &pcap_ip_interface;
}

struct pcap_device *pcap_device_at(u32 interface)
{
	const struct interface *i = interface_at(interface);

	return i && owns(i) ? i->device : NULL;
}

static const char *const modes[] = {"ethernet", "ip", NULL};
static const char *const speeds[] = {"fast", "recorded", NULL};

static const struct device_arg pcap_args[] = {
	{.name = "name",
		.type = ARG_NAME,
		.required = true,
		.positional = true,
		.help = "its name, such as in0"},
	{.name = "rx-file", .type = ARG_FILE, .help = "replayed when the interface goes up"},
	{.name = "tx-file",
		.type = ARG_FILE,
		.help = "gets what is sent; .pcapng keeps verdict and path of each packet"},
	{.name = "speed",
		.type = ARG_CHOICE,
		.choices = speeds,
		.help = "as fast as possible, or at the times of the capture"},
	{.name = "loop",
		.type = ARG_U64,
		.def = 1,
		.help = "how many times the capture is replayed, 0 for ever; default 1"},
	{.name = "snaplen",
		.type = ARG_U64,
		.min = 1,
		.max = 262144,
		.help = "bytes of each packet that tx-file gets, default all"},
	{.name = "hw-addr", .type = ARG_MAC, .help = "Ethernet address, default random"},
	{.name = "mode",
		.type = ARG_CHOICE,
		.choices = modes,
		.help = "what its packets begin with, default ethernet"},
	{0},
};

static int open_reader(struct pcap_device *d, const char *path)
{
	int want = d->is_ip ? LINK_RAW : LINK_ETHERNET, link;
	int r = pcap_open_read(path, &d->reader);

	if (r < 0)
		return r;
	link = pcap_reader_link(d->reader);
	if (link == want)
		return 0;
	if (link == LINK_RAW || link == LINK_ETHERNET)
		return error(ERR_INVALID_VALUE, "%s holds %s packets: use mode %s", path,
			link == LINK_RAW ? "IP" : "Ethernet", link == LINK_RAW ? "ip" : "ethernet");
	return error(ERR_UNIMPLEMENTED,
		"%s: link type %d; only Ethernet (1) and raw IP (101) can be replayed", path, link);
}

static bool same_file(const char *a, const char *b)
{
	struct stat sa, sb;

	return stat(a, &sa) == 0 && stat(b, &sb) == 0 && S_ISREG(sa.st_mode) &&
		sa.st_dev == sb.st_dev && sa.st_ino == sb.st_ino;
}

static int open_files(struct pcap_device *d, const char *rx, const char *tx, u32 snaplen)
{
	int r = 0;

	if (!rx && !tx)
		return error(ERR_INVALID_VALUE, "rx-file or tx-file is needed");
	if (rx && tx && same_file(rx, tx))
		return error(ERR_INVALID_VALUE, "%s cannot be read and written at once", rx);
	if (rx)
		r = open_reader(d, rx);
	if (r == 0 && tx)
		r = pcap_open_write(
			tx, PCAP_BY_NAME, d->is_ip ? LINK_RAW : LINK_ETHERNET, snaplen, &d->writer);
	return r;
}

static const struct device_class pcap_device;

static int make(const struct device_values *v, u32 *interface)
{
	const struct device_class *c = &pcap_device;
	const char *mode = device_value(c, v, "mode")->string;
	const char *speed = device_value(c, v, "speed")->string;
	const u8 *mac = device_given(c, v, "hw-addr") ? device_value(c, v, "hw-addr")->mac : NULL;
	struct interface_params params = {.name = device_value(c, v, "name")->string, .mac = mac};
	struct pcap_device *d;
	int r;

	// Before a file is made.
	if (interface_by_name(params.name))
		return error(ERR_EXISTS, "interface %s already exists", params.name);
	if (mac && mac_is_multicast(mac))
		return error(ERR_INVALID_VALUE, "the hw-addr of an interface cannot be a group's");
	d = memory_get_zero(sizeof(*d));
	d->is_ip = mode && strcmp(mode, "ip") == 0;
	d->recorded = speed && strcmp(speed, "recorded") == 0;
	d->loop = device_value(c, v, "loop")->u64;
	r = open_files(d, device_value(c, v, "rx-file")->string,
		device_value(c, v, "tx-file")->string, (u32)device_value(c, v, "snaplen")->u64);
	params.device = d;
	params.interface_class = d->is_ip ? &pcap_ip_interface : &pcap_ethernet_interface;
	params.input_node = node_by_name("pcap-input");
	if (r == 0)
		r = interface_create(&params, interface);
	if (r < 0) {
		free_device(d);
		return r;
	}
	d->interface = *interface;
	return d->reader ? rx_queue_add(*interface, 0, INDEX_NONE) : 0;
}

static const struct device_class pcap_device = {
	.name = "pcap",
	.create = "pcap interface",
	.help = "an interface that replays a capture and records what is sent to it",
	.args = pcap_args,
	.make = make,
	.interface_class = &pcap_ethernet_interface,
	.owns = owns,
};
DEVICE_REGISTER(pcap_device);

// Writes out what is still in memory.
static int pcap_exit(void)
{
	for (u32 i = interface_next(0); i != INDEX_NONE; i = interface_next(i + 1)) {
		struct pcap_device *d = pcap_device_at(i);

		if (d && d->writer)
			pcap_flush(d->writer);
	}
	return 0;
}

static const struct init_function pcap_exit_init = {
	.name = "pcap_exit", .run = pcap_exit, .stage = INIT_EXIT};
INIT_REGISTER(pcap_exit_init);
