// What happens to the host's side: rtnetlink tells of changes in its namespace.
#include "devices/tap/tap.h"
#include "engine/base/error.h"
#include "engine/base/log.h"
#include "engine/graph/doctor.h"
#include "engine/graph/worker.h"
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdio.h>

static struct log_class tap_log = {.name = "tap"};
LOG_REGISTER(tap_log);

// The file descriptors are of no more use, but stay open until the interface is deleted: a worker
// may be about to read one.
static void gone(struct tap *t)
{
	if (t->is_gone && !t->host_index)
		return;
	__atomic_store_n(&t->is_gone, true, __ATOMIC_RELEASE);
	t->host_index = 0;
	t->host_up = false;
	log_error(&tap_log, "%s: the host's interface %s was removed: delete and create it again",
		interface_name(t->interface), t->host.name);
	barrier_begin();
	for (u32 i = 0; i < t->n_rx; i++)
		virtio_input_release(t, &t->queue[i]);
	barrier_end();
	interface_set_link(t->interface, false);
}

static void changed(struct tap *t, const struct nlmsghdr *m)
{
	const struct ifinfomsg *i = mnl_nlmsg_get_payload(m);
	bool up = i->ifi_flags & IFF_UP;
	const struct nlattr *a;

	mnl_attr_for_each(a, m, sizeof(*i))
	{
		u16 type = mnl_attr_get_type(a);

		if (type == IFLA_IFNAME && mnl_attr_validate(a, MNL_TYPE_STRING) >= 0)
			snprintf(t->host.name, sizeof(t->host.name), "%s", mnl_attr_get_str(a));
		else if (type == IFLA_MTU && mnl_attr_validate(a, MNL_TYPE_U32) >= 0)
			t->host.mtu = mnl_attr_get_u32(a);
		else if (type == IFLA_ADDRESS && !t->is_tun &&
			mnl_attr_get_payload_len(a) == sizeof(t->host.mac))
			memcpy(t->host.mac, mnl_attr_get_payload(a), sizeof(t->host.mac));
	}
	if (up == t->host_up)
		return;
	t->host_up = up;
	log_notice(&tap_log, "%s: the host has set %s %s", interface_name(t->interface),
		t->host.name, up ? "up" : "down");
	interface_set_link(t->interface, up);
}

static int take_message(const struct nlmsghdr *m, void *arg)
{
	struct tap *t = arg;
	const struct ifinfomsg *i = mnl_nlmsg_get_payload(m);

	if (mnl_nlmsg_get_payload_len(m) < sizeof(*i) || (u32)i->ifi_index != t->host_index)
		return MNL_CB_OK;
	// A bridge that lets go of it sends a DELLINK of its own family.
	if (m->nlmsg_type == RTM_DELLINK && i->ifi_family == AF_UNSPEC)
		gone(t);
	else if (m->nlmsg_type == RTM_NEWLINK && i->ifi_family == AF_UNSPEC)
		changed(t, m);
	return MNL_CB_OK;
}

static void readable(struct file *f)
{
	struct tap *t = f->data;
	char message[16384];
	ssize_t n;

	// What was lost when too much happened at once (ENOBUFS) is found out when a queue fails.
	while ((n = recv(f->fd, message, sizeof(message), 0)) > 0 ||
		(n < 0 && (errno == EINTR || errno == ENOBUFS)))
		if (n > 0)
			mnl_cb_run(message, (size_t)n, 0, 0, take_message, t);
}

int tap_monitor_start(struct tap *t)
{
	t->monitor.what = "tap's host side";
	t->monitor.readable = readable;
	t->monitor.data = t;
	return file_add(&t->monitor);
}

void tap_monitor_stop(struct tap *t)
{
	file_remove(&t->monitor);
}

// The interface may be deleted, and its index another's, before the main thread comes to this.
static void look(void *arg)
{
	struct tap *t = tap_at((u32)(uintptr_t)arg);

	if (t && __atomic_load_n(&t->is_gone, __ATOMIC_ACQUIRE))
		gone(t);
}

void tap_is_gone(struct tap *t)
{
	if (!__atomic_exchange_n(&t->is_gone, true, __ATOMIC_ACQ_REL))
		main_post(look, (void *)(uintptr_t)t->interface);
}

static void check_namespaces(struct doctor_report *r)
{
	for (u32 i = interface_next(0); i != INDEX_NONE; i = interface_next(i + 1)) {
		const struct tap *t = tap_at(i);

		if (t && t->is_gone)
			doctor_find(r, DOCTOR_WARNING, interface_name(i),
				"delete and create it again", "the host's interface %s was removed",
				t->host.name);
		else if (t && tap_namespace_is_lost(t))
			doctor_find(r, DOCTOR_WARNING, interface_name(i), "delete it",
				"its host side lives on in a network namespace that %s names no "
				"longer",
				t->host.namespace);
		else if (t && !t->host_up)
			doctor_find(r, DOCTOR_WARNING, interface_name(i), "ip link set up",
				"the host's interface %s is down", t->host.name);
	}
}

static const struct doctor_check tap_check = {
	.name = "tap-host-side",
	.help = "The host's side of taps is there, up, and in a namespace that can be entered",
	.run = check_namespaces,
};
DOCTOR_REGISTER(tap_check);
