// Packet sockets: opening them with their rings, closing them, and what the kernel says of an
// interface. The order of options is packet(7)'s: version, header, rings, then bind.
#include "devices/af_packet/af_packet.h"
#include "engine/base/error.h"
#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <linux/ethtool.h>
#include <linux/if_ether.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	RETIRE_MS = 1,	      // V3: the shortest time-out of a block there is
	SEND_ROOM = 64 << 20, // bytes that may be on their way out of a socket
};

static int set(int fd, int option, int value)
{
	return setsockopt(fd, SOL_PACKET, option, &value, sizeof(value));
}

static int new_socket(const struct af_packet *d, struct af_packet_ring *r)
{
	r->fd = socket(AF_PACKET, (d->is_ip ? SOCK_DGRAM : SOCK_RAW) | SOCK_CLOEXEC, 0);
	if (r->fd >= 0)
		return 0;
	if (errno == EPERM || errno == EACCES)
		return error(ERR_SYSCALL,
			"packet sockets need the capability CAP_NET_RAW: run as root, or give it "
			"with "
			"`setcap cap_net_raw+ep'");
	if (errno == EAFNOSUPPORT)
		return error(ERR_SYSCALL, "this kernel has no packet sockets (CONFIG_PACKET)");
	return error_errno("packet socket");
}

static int map_ring(struct af_packet_ring *r, int which)
{
	const struct af_packet_shape *s = &r->shape;
	size_t size = (size_t)s->block_size * s->n_blocks;
	struct tpacket_req3 request = {.tp_block_size = s->block_size,
		.tp_block_nr = s->n_blocks,
		.tp_frame_size = s->frame_size,
		.tp_frame_nr = s->n_frames,
		.tp_retire_blk_tov = which == PACKET_RX_RING ? RETIRE_MS : 0};
	socklen_t length = r->version == TPACKET_V3 ? sizeof(request) : sizeof(struct tpacket_req);

	if (setsockopt(r->fd, SOL_PACKET, which, &request, length) < 0)
		return error_errno("a ring of %zu bytes (%u blocks of %u, frames of %u)", size,
			s->n_blocks, s->block_size, s->frame_size);
	r->memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, r->fd, 0);
	if (r->memory != MAP_FAILED)
		return 0;
	r->memory = NULL;
	return error_errno("cannot map a ring of %zu bytes", size);
}

static void close_ring(struct af_packet_ring *r)
{
	if (r->memory)
		munmap(r->memory, (size_t)r->shape.block_size * r->shape.n_blocks);
	if (r->fd >= 0)
		close(r->fd);
	r->memory = NULL;
	r->fd = -1;
}

static int bind_to(const struct af_packet *d, int fd, u16 protocol)
{
	struct sockaddr_ll a = {.sll_family = AF_PACKET,
		.sll_protocol = htons(protocol),
		.sll_ifindex = d->host_index};

	if (bind(fd, (struct sockaddr *)&a, sizeof(a)) == 0)
		return 0;
	return error_errno("cannot bind to %s", d->host);
}

// All frames are to come, whoever they are for: the interface has an address of its own.
static int listen_to_all(const struct af_packet *d, int fd)
{
	struct packet_mreq m = {.mr_ifindex = d->host_index, .mr_type = PACKET_MR_PROMISC};

	if (setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &m, sizeof(m)) == 0)
		return 0;
	return error_errno("cannot make %s promiscuous", d->host);
}

static int start_ring(const struct af_packet *d, struct af_packet_ring *r, int which)
{
	r->version = d->version;
	r->next = r->in_block = r->packet_at = 0;
	r->shape = which == PACKET_RX_RING ? d->rx_shape : d->tx_shape;
	if (set(r->fd, PACKET_VERSION, r->version) < 0)
		return error_errno("rings of version %u", r->version + 1);
	if (set(r->fd, PACKET_VNET_HDR, 1) < 0)
		return error_errno("PACKET_VNET_HDR");
	return map_ring(r, which);
}

static int open_rx(const struct af_packet *d, struct af_packet_rx *q)
{
	int fanout = PACKET_FANOUT_HASH << 16 | (PACKET_FANOUT_FLAG_ROLLOVER << 16) |
		((getpid() ^ d->host_index << 8) & 0xffff);
	int status = new_socket(d, &q->ring);

	if (!status)
		status = start_ring(d, &q->ring, PACKET_RX_RING);
	if (status)
		return status;
	// What this host sends itself is not news to it. Linux 4.20.
	set(q->ring.fd, PACKET_IGNORE_OUTGOING, 1);
	status = bind_to(d, q->ring.fd, ETH_P_ALL);
	if (!status)
		status = listen_to_all(d, q->ring.fd);
	if (!status && d->n_rx > 1 && set(q->ring.fd, PACKET_FANOUT, fanout) < 0)
		return error_errno("PACKET_FANOUT over %u queues", d->n_rx);
	return status;
}

static int open_tx(const struct af_packet *d, struct af_packet_tx *q)
{
	int room = SEND_ROOM, status = new_socket(d, &q->ring);

	if (status)
		return status;
	// Frames that the kernel does not like are dropped, not left to block those behind.
	if (set(q->ring.fd, PACKET_LOSS, 1) < 0)
		return error_errno("PACKET_LOSS");
	status = start_ring(d, &q->ring, PACKET_TX_RING);
	if (status)
		return status;
	if (set(q->ring.fd, PACKET_QDISC_BYPASS, d->qdisc_bypass) < 0)
		return error_errno("PACKET_QDISC_BYPASS");
	if (setsockopt(q->ring.fd, SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof(room)) < 0)
		setsockopt(q->ring.fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	return bind_to(d, q->ring.fd, 0);
}

int af_packet_open(struct af_packet *d)
{
	int status = 0;

	d->host_index = (int)if_nametoindex(d->host);
	if (!d->host_index)
		return error(ERR_NO_SUCH_INTERFACE, "Linux has no interface `%s' here", d->host);
	for (u32 i = 0; !status && i < d->n_rx; i++)
		status = open_rx(d, &d->rx[i]);
	for (u32 i = 0; !status && i < d->n_tx; i++)
		status = open_tx(d, &d->tx[i]);
	if (status)
		af_packet_close(d);
	return status;
}

void af_packet_close(struct af_packet *d)
{
	for (u32 i = 0; i < d->n_rx; i++)
		close_ring(&d->rx[i].ring);
	for (u32 i = 0; i < d->n_tx; i++)
		close_ring(&d->tx[i].ring);
	d->host_index = 0;
}

static int ask(const char *host, unsigned long request, struct ifreq *r)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), status;

	if (fd < 0)
		return -1;
	snprintf(r->ifr_name, sizeof(r->ifr_name), "%s", host);
	status = ioctl(fd, request, r);
	close(fd);
	return status;
}

static bool ethtool_says(const char *host, u32 command)
{
	struct ethtool_value value = {.cmd = command};
	struct ifreq r = {.ifr_data = (char *)&value};

	return ask(host, SIOCETHTOOL, &r) == 0 && value.data;
}

u8 host_offloads(const char *host)
{
	static const struct {
		u32 command;
		u8 offload;
	} all[] = {{ETHTOOL_GRXCSUM, HOST_RX_CSUM}, {ETHTOOL_GTXCSUM, HOST_TX_CSUM},
		{ETHTOOL_GTSO, HOST_TSO}, {ETHTOOL_GGSO, HOST_GSO}, {ETHTOOL_GGRO, HOST_GRO}};
	u8 offloads = 0;

	for (u32 i = 0; i < ARRAY_N(all); i++)
		if (ethtool_says(host, all[i].command))
			offloads |= all[i].offload;
	return offloads;
}

u32 host_mtu(const char *host)
{
	struct ifreq r = {0};

	return ask(host, SIOCGIFMTU, &r) == 0 ? (u32)r.ifr_mtu : 0;
}

bool host_is_running(const char *host)
{
	struct ifreq r = {0};

	return ask(host, SIOCGIFFLAGS, &r) == 0 && r.ifr_flags & IFF_UP &&
		r.ifr_flags & IFF_RUNNING;
}

bool host_has_address(const char *host)
{
	struct ifaddrs *all;
	bool found = false;

	if (getifaddrs(&all) < 0)
		return false;
	for (const struct ifaddrs *a = all; a; a = a->ifa_next)
		if (a->ifa_addr && !strcmp(a->ifa_name, host) && a->ifa_addr->sa_family == AF_INET)
			found = true;
	freeifaddrs(all);
	return found;
}
