// The host's side made, or taken, and its queues opened: on a thread in the host's namespace.
#include "devices/tap/tap.h"
#include "engine/base/error.h"
#include "engine/base/memory.h"
#include <errno.h>
#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <linux/if_tun.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#ifndef TUN_F_USO4 // Linux 6.2
#define TUN_F_USO4 0x20
#define TUN_F_USO6 0x40
#endif

static const char tun_path[] = "/dev/net/tun";

static int open_failed(void)
{
	const char *hint = "";

	if (errno == ENOENT || errno == ENODEV || errno == ENXIO)
		hint = ": the kernel has no tun driver here (modprobe tun; in containers the "
		       "device "
		       "has to be passed in)";
	else if (errno == EACCES || errno == EPERM)
		hint = ": needs read and write access to it";
	return error(ERR_SYSCALL, "%s: %s%s", tun_path, strerror(errno), hint);
}

static int attach_failed(const struct tap *t)
{
	const char *hint = "";

	if (errno == EPERM)
		hint = ": needs the capability CAP_NET_ADMIN, or an interface made for this user";
	else if (errno == EBUSY)
		hint = ": another program has it";
	else if (errno == EINVAL && t->attach)
		hint = ": it is of another kind; tap or tun, and multi_queue for more than one "
		       "queue, have to agree";
	return error(ERR_SYSCALL, "%s: %s: %s%s", tun_path, t->host.name, strerror(errno), hint);
}

// What the kernel may leave to us. Older ones cannot segment UDP.
static int set_offloads(struct tap *t, int fd)
{
	static const u32 tcp = TUN_F_TSO4 | TUN_F_TSO6 | TUN_F_TSO_ECN,
			 udp = TUN_F_USO4 | TUN_F_USO6;

	t->offloads = t->has_gso ? TUN_F_CSUM | tcp | udp : t->has_csum ? TUN_F_CSUM : 0;
	if (ioctl(fd, TUNSETOFFLOAD, t->offloads) == 0)
		return 0;
	t->offloads &= ~udp;
	if (ioctl(fd, TUNSETOFFLOAD, t->offloads) == 0)
		return 0;
	return error(ERR_SYSCALL, "%s: offloads: %s", t->host.name, strerror(errno));
}

static int open_queue(struct tap *t, struct tap_queue *q)
{
	struct ifreq r = {.ifr_flags = IFF_NO_PI | IFF_VNET_HDR};
	int header_size = sizeof(struct virtio_net_hdr);

	r.ifr_flags |= t->is_tun ? IFF_TUN : IFF_TAP;
	if (t->n_queues > 1)
		r.ifr_flags |= IFF_MULTI_QUEUE;
	snprintf(r.ifr_name, sizeof(r.ifr_name), "%s", t->host.name);
	q->fd = open(tun_path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (q->fd < 0)
		return open_failed();
	if (ioctl(q->fd, TUNSETIFF, &r) < 0)
		return attach_failed(t);
	if (ioctl(q->fd, TUNSETVNETHDRSZ, &header_size) < 0)
		return error(ERR_SYSCALL, "%s: header: %s", t->host.name, strerror(errno));
	return set_offloads(t, q->fd);
}

// Everything about links in the host's namespace, from now on.
static int open_monitor(struct tap *t)
{
	struct sockaddr_nl a = {.nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK};

	t->monitor.fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
	if (t->monitor.fd < 0 || bind(t->monitor.fd, (struct sockaddr *)&a, sizeof(a)) < 0)
		return error(ERR_SYSCALL, "netlink: %s", strerror(errno));
	return 0;
}

static void learn_host(struct tap *t, int socket)
{
	struct ifreq r = {0};

	snprintf(r.ifr_name, sizeof(r.ifr_name), "%s", t->host.name);
	if (!t->is_tun && ioctl(socket, SIOCGIFHWADDR, &r) == 0)
		memcpy(t->host.mac, r.ifr_hwaddr.sa_data, sizeof(t->host.mac));
	if (ioctl(socket, SIOCGIFFLAGS, &r) == 0)
		t->host_up = r.ifr_flags & IFF_UP;
	if (ioctl(socket, SIOCGIFMTU, &r) == 0)
		t->host.mtu = (u32)r.ifr_mtu;
}

static int set_persist(struct tap *t)
{
	if (t->persist && ioctl(t->queue[0].fd, TUNSETPERSIST, 1) < 0)
		return error(ERR_SYSCALL, "%s: persist: %s", t->host.name, strerror(errno));
	return 0;
}

static int check_name(const struct tap *t)
{
	bool exists = if_nametoindex(t->host.name);

	if (t->attach && !exists)
		return error(ERR_NO_SUCH_ENTRY, "attach: there is no %s%s%s", t->host.name,
			*t->host.namespace ? " in " : "", t->host.namespace);
	if (!t->attach && exists)
		return error(ERR_EXISTS, "the host has an interface %s already%s", t->host.name,
			": attach takes a tap that exists, host-if-name gives another name");
	return 0;
}

static int open_all(void *arg)
{
	struct tap *t = arg;
	int r = check_name(t), s;

	for (u32 i = 0; r == 0 && i < t->n_queues; i++)
		r = open_queue(t, &t->queue[i]);
	if (r < 0)
		return r;
	t->host_index = if_nametoindex(t->host.name);
	r = open_monitor(t);
	if (r == 0)
		r = tap_netlink_configure(t->host_index, &t->host);
	if (r == 0)
		r = set_persist(t);
	s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (s >= 0) {
		learn_host(t, s);
		close(s);
	}
	return r;
}

void tap_close(struct tap *t)
{
	for (u32 i = 0; i < t->n_queues; i++)
		if (t->queue[i].fd >= 0)
			close(t->queue[i].fd);
	if (t->monitor.fd >= 0)
		close(t->monitor.fd);
	free(t->queue);
	t->queue = NULL;
	t->n_queues = 0;
}

int tap_open(struct tap *t)
{
	int r;

	t->monitor.fd = -1;
	t->n_queues = MAX(t->n_rx, t->n_tx);
	t->queue = memory_get_zero(t->n_queues * sizeof(*t->queue));
	for (u32 i = 0; i < t->n_queues; i++) {
		t->queue[i].fd = -1;
		t->queue[i].number = (u16)i;
	}
	r = tap_in_namespace(t->host.namespace, open_all, t, &t->namespace_inode);
	if (r < 0)
		tap_close(t);
	return r;
}
