// Commands that change the tables of neighbours: set ip neighbor, ip neighbor, their settings.
#include "engine/base/memory.h"
#include "engine/neighbor/neighbor.h"
#include "shell/command.h"
#include <stdlib.h>

// Neighbour 'n' of a series: the address counted up.
static struct ip_address nth(const struct ip_address *first, u32 n)
{
	struct ip_address ip = *first;

	if (ip.family == FAMILY_IP4)
		ip.ip4 = be32_of(host32(ip.ip4) + n);
	return ip;
}

// Takes back the first 'n' of a series, but for those that were there before.
static void take_back(u32 interface, const struct ip_address *first, const bool *known, u32 n)
{
	for (u32 k = 0; k < n; k++) {
		struct ip_address ip = nth(first, k);

		if (!known[k])
			neighbor_delete(interface, &ip);
	}
}

static int add(const struct args *a, struct out *)
{
	u32 count = arg_u64(a, "COUNT", 1), interface = arg_interface(a, "IFACE");
	u8 flags = arg_given(a, "static") ? NEIGHBOR_STATIC : 0;
	bool *known = memory_get(count * sizeof(*known));
	int code = 0;

	if (arg_given(a, "no-fib-entry"))
		flags |= NEIGHBOR_NO_FIB_ENTRY;
	for (u32 n = 0; n < count; n++) {
		struct ip_address ip = nth(arg_ip(a, "ADDRESS"), n);

		known[n] = neighbor_find(interface, &ip);
		code = neighbor_add(interface, &ip, arg_mac(a, "MAC"), flags);
		if (code < 0) {
			take_back(interface, arg_ip(a, "ADDRESS"), known, n);
			break;
		}
	}
	free(known);
	return code;
}

static int delete (const struct args *a, struct out *)
{
	u32 count = arg_u64(a, "COUNT", 1), interface = arg_interface(a, "IFACE");

	for (u32 n = 0; n < count; n++) {
		struct ip_address ip = nth(arg_ip(a, "ADDRESS"), n);

		// The one that is missing makes the error; none goes before all were seen.
		if (!neighbor_find(interface, &ip))
			return neighbor_delete(interface, &ip);
	}
	for (u32 n = 0; n < count; n++) {
		struct ip_address ip = nth(arg_ip(a, "ADDRESS"), n);

		neighbor_delete(interface, &ip);
	}
	return 0;
}

#define ADD_GRAMMAR \
	"ip neighbor <IFACE:interface> <ADDRESS:ip> <MAC:mac> [static] [no-fib-entry] " \
	"[count <COUNT:u32 1..65536>]"
#define DELETE_GRAMMAR \
	"ip neighbor del <IFACE:interface> <ADDRESS:ip> [<MAC:mac>] [static] [no-fib-entry] " \
	"[count <COUNT:u32 1..65536>]"

static const struct command set_ip_neighbor = {
	.grammar = "set " ADD_GRAMMAR,
	.help = "Say which MAC address a neighbour has; 'static' lasts until it is deleted",
	.run = add,
};
COMMAND_REGISTER(set_ip_neighbor);

static const struct command set_ip_neighbor_del = {
	.grammar = "set " DELETE_GRAMMAR,
	.help = "Forget a neighbour",
	.run = delete,
};
COMMAND_REGISTER(set_ip_neighbor_del);

static const struct command ip_neighbor = {
	.grammar = ADD_GRAMMAR,
	.help = "Say which MAC address a neighbour has; 'static' lasts until it is deleted",
	.run = add,
};
COMMAND_REGISTER(ip_neighbor);

static const struct command ip_neighbor_del = {
	.grammar = DELETE_GRAMMAR,
	.help = "Forget a neighbour",
	.run = delete,
};
COMMAND_REGISTER(ip_neighbor_del);

static int flush(const struct args *a, struct out *)
{
	neighbor_flush(arg_interface(a, "IFACE"), 0);
	return 0;
}

static const struct command ip_neighbor_flush = {
	.grammar = "ip neighbor flush [<IFACE:interface>]",
	.help = "Forget all neighbours that were learned, of one interface or all",
	.run = flush,
};
COMMAND_REGISTER(ip_neighbor_flush);

static int set_config(const struct args *a, struct out *)
{
	u8 family = arg_given(a, "ip6") ? FAMILY_IP6 : FAMILY_IP4;
	struct neighbor_settings *s = neighbor_settings(family);

	s->limit = arg_u64(a, "LIMIT", s->limit);
	s->age = arg_u64(a, "AGE", s->age);
	if (arg_given(a, "recycle"))
		s->recycle = true;
	else if (arg_given(a, "norecycle"))
		s->recycle = false;
	neighbor_settings_changed(family);
	return 0;
}

static const struct command set_ip_neighbor_config = {
	.grammar = "set ip neighbor-config ip4|ip6 [limit <LIMIT:u32>] [age <AGE:u32>] "
		   "[recycle|norecycle]",
	.help = "Set how many neighbours are kept and after how many silent seconds they are "
		"probed (0: never)",
	.run = set_config,
};
COMMAND_REGISTER(set_ip_neighbor_config);
