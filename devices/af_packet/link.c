// What happens to interfaces of Linux: rtnetlink(7) tells, and host interfaces follow.
#include "devices/af_packet/af_packet.h"
#include "engine/base/error.h"
#include "engine/base/log.h"
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>

static struct log_class link_log = {.name = "af_packet", .sub = "link"};
LOG_REGISTER(link_log);

static struct mnl_socket *netlink;

static struct af_packet *device_of(const char *host, int index)
{
	for (u32 i = interface_next(0); i != INDEX_NONE; i = interface_next(i + 1)) {
		struct af_packet *d = af_packet_at(i);

		if (d && (host ? !strcmp(d->host, host) : d->host_index == index))
			return d;
	}
	return NULL;
}

static const char *name_in(const struct nlmsghdr *m)
{
	const struct nlattr *a;

	mnl_attr_for_each(a, m, sizeof(struct ifinfomsg)) if (mnl_attr_get_type(a) == IFLA_IFNAME &&
		mnl_attr_validate(a, MNL_TYPE_STRING) == 0) return mnl_attr_get_str(a);
	return NULL;
}

// There is an interface of that name and index now, in whatever state.
static void appeared(const char *host, int index)
{
	struct af_packet *d = device_of(host, 0), *renamed = device_of(NULL, index);

	if (renamed && renamed != d)
		af_packet_lose(renamed);
	if (!d)
		return;
	if (d->host_index != index) {
		af_packet_lose(d);
		af_packet_reopen(d);
	} else {
		af_packet_link_settle(d);
	}
}

static int message(const struct nlmsghdr *m, void *)
{
	const struct ifinfomsg *i = mnl_nlmsg_get_payload(m);
	const char *name = name_in(m);
	struct af_packet *d;

	if (mnl_nlmsg_get_payload_len(m) < sizeof(*i) || i->ifi_family == AF_BRIDGE)
		return MNL_CB_OK;
	if (m->nlmsg_type == RTM_NEWLINK && name)
		appeared(name, i->ifi_index);
	d = m->nlmsg_type == RTM_DELLINK ? device_of(NULL, i->ifi_index) : NULL;
	if (d)
		af_packet_lose(d);
	return MNL_CB_OK;
}

// Messages were lost: looks at everything itself.
static void look_at_all(void)
{
	for (u32 i = interface_next(0); i != INDEX_NONE; i = interface_next(i + 1)) {
		struct af_packet *d = af_packet_at(i);
		int index = d ? (int)if_nametoindex(d->host) : 0;

		if (d && index)
			appeared(d->host, index);
		else if (d)
			af_packet_lose(d);
	}
}

static void readable(struct file *)
{
	char room[16384];
	ssize_t n;

	while ((n = mnl_socket_recvfrom(netlink, room, sizeof(room))) > 0)
		mnl_cb_run(room, (size_t)n, 0, 0, message, NULL);
	if (n < 0 && errno == ENOBUFS) {
		log_warn(&link_log,
			"the kernel's messages about links were too many: looking again");
		look_at_all();
	}
}

int af_packet_watch_links(void)
{
	static struct file file = {.what = "links of Linux", .readable = readable};
	int status;

	if (netlink)
		return 0;
	netlink = mnl_socket_open2(NETLINK_ROUTE, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (!netlink)
		return error_errno("rtnetlink");
	if (mnl_socket_bind(netlink, RTMGRP_LINK, MNL_SOCKET_AUTOPID) < 0) {
		status = error_errno("rtnetlink");
	} else {
		file.fd = mnl_socket_get_fd(netlink);
		status = file_add(&file);
	}
	if (status) {
		mnl_socket_close(netlink);
		netlink = NULL;
	}
	return status;
}
