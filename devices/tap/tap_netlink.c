// The host's side configured by rtnetlink: address, MTU, bridge, up, IP addresses and gateways.
#include "devices/tap/tap.h"
#include "engine/base/error.h"
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <time.h>

struct link {
	struct mnl_socket *socket;
	const struct tap_host *host;
	u32 index;
	u32 number; // of the last request
};

enum { MESSAGE_MAX = 1024 };

static struct nlmsghdr *message(char *at, u16 type, u16 flags)
{
	struct nlmsghdr *m = mnl_nlmsg_put_header(at);

	m->nlmsg_type = type;
	m->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	return m;
}

// 0, or -1 with errno as the kernel has answered.
static int ask(struct link *l, struct nlmsghdr *m)
{
	u32 port = mnl_socket_get_portid(l->socket);
	char answer[8192];
	ssize_t n;
	int r = MNL_CB_OK;

	m->nlmsg_seq = ++l->number;
	if (mnl_socket_sendto(l->socket, m, m->nlmsg_len) < 0)
		return -1;
	while (r > MNL_CB_STOP) {
		n = mnl_socket_recvfrom(l->socket, answer, sizeof(answer));
		if (n < 0)
			return -1;
		r = mnl_cb_run(answer, (size_t)n, l->number, port, NULL, NULL);
	}
	return r;
}

static int failed(const struct link *l, const char *what)
{
	return error(ERR_SYSCALL, "%s: %s: %s%s", l->host->name, what, strerror(errno),
		errno == EPERM ? ": needs the capability CAP_NET_ADMIN" : "");
}

static struct nlmsghdr *link_message(char *at, u32 index, u32 flags)
{
	struct nlmsghdr *m = message(at, RTM_NEWLINK, 0);
	struct ifinfomsg *i = mnl_nlmsg_put_extra_header(m, sizeof(*i));

	i->ifi_family = AF_UNSPEC;
	i->ifi_index = (int)index;
	i->ifi_change = i->ifi_flags = flags;
	return m;
}

// One attribute of the interface a request, so that the kernel's answer is about that one.
static int set_number(struct link *l, u16 attribute, u32 value, const char *what)
{
	char at[MESSAGE_MAX];
	struct nlmsghdr *m = link_message(at, l->index, 0);

	mnl_attr_put_u32(m, attribute, value);
	return ask(l, m) < 0 ? failed(l, what) : 0;
}

static int set_mac(struct link *l)
{
	char at[MESSAGE_MAX];
	struct nlmsghdr *m = link_message(at, l->index, 0);

	mnl_attr_put(m, IFLA_ADDRESS, sizeof(l->host->mac), l->host->mac);
	return ask(l, m) < 0 ? failed(l, "host-mac-addr") : 0;
}

static int set_bridge(struct link *l)
{
	u32 bridge = if_nametoindex(l->host->bridge);

	if (!bridge)
		return error(ERR_NO_SUCH_ENTRY, "host-bridge: there is no %s%s%s", l->host->bridge,
			*l->host->namespace ? " in " : "", l->host->namespace);
	return set_number(l, IFLA_MASTER, bridge, "host-bridge");
}

static int set_up(struct link *l)
{
	char at[MESSAGE_MAX];

	return ask(l, link_message(at, l->index, IFF_UP)) < 0 ? failed(l, "up") : 0;
}

static size_t address_size(const struct ip_address *a)
{
	return a->family == FAMILY_IP6 ? sizeof(a->ip6) : sizeof(a->ip4);
}

static const void *address_bytes(const struct ip_address *a)
{
	return a->family == FAMILY_IP6 ? (const void *)a->ip6 : (const void *)&a->ip4;
}

static u8 address_family(const struct ip_address *a)
{
	return a->family == FAMILY_IP6 ? AF_INET6 : AF_INET;
}

static int add_address(struct link *l, const struct interface_address *a)
{
	char at[MESSAGE_MAX];
	struct nlmsghdr *m = message(at, RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE);
	struct ifaddrmsg *i = mnl_nlmsg_put_extra_header(m, sizeof(*i));

	i->ifa_family = address_family(&a->address);
	i->ifa_prefixlen = a->length;
	i->ifa_scope = RT_SCOPE_UNIVERSE;
	i->ifa_index = l->index;
	mnl_attr_put(m, IFA_LOCAL, address_size(&a->address), address_bytes(&a->address));
	mnl_attr_put(m, IFA_ADDRESS, address_size(&a->address), address_bytes(&a->address));
	return ask(l, m) < 0
		? failed(l, a->address.family == FAMILY_IP6 ? "host-ip6-addr" : "host-ip4-addr")
		: 0;
}

static int add_gateway(struct link *l, const struct ip_address *a)
{
	char at[MESSAGE_MAX];
	struct nlmsghdr *m = message(at, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE);
	struct rtmsg *r = mnl_nlmsg_put_extra_header(m, sizeof(*r));

	r->rtm_family = address_family(a);
	r->rtm_table = RT_TABLE_MAIN;
	r->rtm_protocol = RTPROT_STATIC;
	r->rtm_scope = RT_SCOPE_UNIVERSE;
	r->rtm_type = RTN_UNICAST;
	mnl_attr_put(m, RTA_GATEWAY, address_size(a), address_bytes(a));
	mnl_attr_put_u32(m, RTA_OIF, l->index);
	return ask(l, m) < 0 ? failed(l, a->family == FAMILY_IP6 ? "host-ip6-gw" : "host-ip4-gw")
			     : 0;
}

static int configure(struct link *l)
{
	const struct tap_host *h = l->host;
	int r = 0;

	if (h->has_mac)
		r = set_mac(l);
	if (r == 0 && h->mtu)
		r = set_number(l, IFLA_MTU, h->mtu, "host-mtu-size");
	if (r == 0 && h->queue_length)
		r = set_number(l, IFLA_TXQLEN, h->queue_length, "rx-ring-size");
	if (r == 0 && *h->bridge)
		r = set_bridge(l);
	if (r == 0)
		r = set_up(l);
	if (r == 0 && h->ip4.address.family)
		r = add_address(l, &h->ip4);
	if (r == 0 && h->ip6.address.family)
		r = add_address(l, &h->ip6);
	if (r == 0 && h->gateway4.family)
		r = add_gateway(l, &h->gateway4);
	if (r == 0 && h->gateway6.family)
		r = add_gateway(l, &h->gateway6);
	return r;
}

int tap_netlink_configure(u32 index, const struct tap_host *h)
{
	struct link l = {
		.socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC), .host = h, .index = index};
	int r;

	if (!l.socket)
		return failed(&l, "netlink");
	if (mnl_socket_bind(l.socket, 0, MNL_SOCKET_AUTOPID) < 0)
		r = failed(&l, "netlink");
	else
		r = configure(&l);
	mnl_socket_close(l.socket);
	return r;
}
