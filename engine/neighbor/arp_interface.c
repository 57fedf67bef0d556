// Which node of arc arp serves an interface: arp-reply with an IPv4 address, arp-disabled without.
#include "engine/graph/feature.h"
#include "engine/neighbor/adjacency.h"
#include "engine/net/interface.h"
#include "engine/base/vec.h"

static void serve(u32 interface, bool replies)
{
	feature_enable("arp", "arp-disabled", interface, !replies);
	feature_enable("arp", "arp-reply", interface, replies);
}

static void on_create(struct interface *i)
{
	feature_enable("arp", "arp-disabled", i->index, true);
}

static u32 n_ip4(u32 interface)
{
	u32 n = 0;

	VEC_EACH (interface_addresses(interface), a)
		n += a->address.family == FAMILY_IP4;
	return n;
}

// The glean adjacency of an interface as a whole, [src:0.0.0.0/0], lives as long as it has
// addresses; VPP makes it first, and so do we, since indices show in traces.
static void glean_all(u32 interface, bool wanted)
{
	const struct interface_address all = {.address.family = FAMILY_IP4};
	u32 index = adjacency_glean(interface, &all);

	if (wanted)
		return;
	adjacency_unlock(index);
	adjacency_unlock(index);
}

static void on_address(struct interface *i, const struct interface_address *a, bool added)
{
	u32 n = n_ip4(i->index);

	if (a->address.family != FAMILY_IP4)
		return;
	if (added && n == 1) {
		serve(i->index, true);
		glean_all(i->index, true);
	} else if (!added && n == 0) {
		serve(i->index, false);
		glean_all(i->index, false);
	}
}

static const struct interface_hook arp_interface_hook = {
	.on_create = on_create, .on_address = on_address};
INTERFACE_HOOK_REGISTER(arp_interface_hook);
