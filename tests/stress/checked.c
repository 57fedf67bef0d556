// Quiver with one more device: an interface that looks at every byte of the packets it is to send.
//
// 'create check interface NAME'. The packets of the stress test carry bytes that count up behind
// their UDP header; TTL, checksum and link header must be what one hop makes of them.
#include "devices/device.h"
#include "engine/base/csum.h"
#include "engine/ip4/ip4.h"
#include "engine/net/ethernet.h"
#include "shell/batch.h"
#include "shell/command.h"

enum { TTL = 63, UDP_SIZE = 8, PACKET_SIZE = 100 };

static struct {
	u64 good, bad;
} counts[WORKERS_MAX + 1];

static const u8 neighbor[5] = {0x02, 0x00, 0x00, 0x00, 0x00}; // the last byte changes: 2 or 3

static bool is_good(const struct buffer *b)
{
	const u8 *bytes = b->data + b->at, *payload;
	const struct ip4 *ip = (const struct ip4 *)(bytes + ETHERNET_SIZE);

	if (b->length != PACKET_SIZE || b->flags & BUFFER_NEXT || b->refs != 1)
		return false;
	if (memcmp(bytes, neighbor, sizeof(neighbor)) != 0 || (bytes[5] != 2 && bytes[5] != 3))
		return false;
	if (bytes[12] != 8 || bytes[13] || ip->ttl != TTL || csum_ip4_20(ip))
		return false;
	payload = bytes + ETHERNET_SIZE + IP4_HEADER_SIZE + UDP_SIZE;
	for (u32 i = 0; payload + i < bytes + PACKET_SIZE; i++)
		if (payload[i] != (u8)i)
			return false;
	return true;
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	node_trace(w, node, f);
	for (u32 i = 0; i < f->n; i++) {
		u64 *count = is_good(buffer_at(w, f->index[i])) ? &counts[w->index].good
								: &counts[w->index].bad;

		__atomic_store_n(count, *count + 1, __ATOMIC_RELAXED);
	}
	buffer_free(w, f->index, f->n);
}

static const struct node_class check_tx_node = {
	.name = "check-tx",
	.run = run,
	.protocol_hint = 1,
};

static const struct interface_class check_interface = {
	.name = "check", .tx = &check_tx_node, .is_ethernet = true};

static const struct device_arg check_args[] = {{.name = "name",
						       .type = ARG_NAME,
						       .required = true,
						       .positional = true,
						       .help = "its name"},
	{0}};

static const struct device_class check_device;

static int make(const struct device_values *v, u32 *interface)
{
	struct interface_params params = {
		.name = device_value(&check_device, v, "name")->string,
		.interface_class = &check_interface,
	};

	return interface_create(&params, interface);
}

static const struct device_class check_device = {
	.name = "check",
	.create = "check interface",
	.help = "an interface that looks at what it is to send",
	.args = check_args,
	.make = make,
	.interface_class = &check_interface,
};
DEVICE_REGISTER(check_device);

static int show(const struct args *, struct out *o)
{
	u64 good = 0, bad = 0;

	for (u32 i = 0; i < worker_n(); i++) {
		good += __atomic_load_n(&counts[i].good, __ATOMIC_RELAXED);
		bad += __atomic_load_n(&counts[i].bad, __ATOMIC_RELAXED);
	}
	out_u64(o, "good", "good %lu\n", good);
	out_u64(o, "bad", "bad %lu\n", bad);
	return 0;
}

static const struct command show_check_command = {
	.grammar = "show check",
	.help = "Show how many packets were as they should be.",
	.run = show,
	.schema = "good:u bad:u",
};
COMMAND_REGISTER(show_check_command);

int main(int argc, char **argv)
{
	return quiver_main(argc, argv);
}
