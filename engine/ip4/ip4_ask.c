// Asking for a neighbour in the name of the right address.
#include "engine/ip4/ip4_ask.h"

#include "engine/base/vec.h"
#include "engine/neighbor/arp.h"

// The address whose network 'target' is in; else, for links without a prefix, the first one.
static be32 source_for(u32 interface, be32 target)
{
	const struct interface_address *near = interface_address_covering(interface, target);

	if (near)
		return near->address.ip4;
	VEC_EACH (interface_addresses(interface), a) {
		if (a->address.family == FAMILY_IP4)
			return a->address.ip4;
	}
	return 0;
}

enum ip4_ask_error ip4_ask(struct worker *w, const struct adjacency *a, be32 target, be32 source,
	const struct buffer *b)
{
	if (!source)
		source = source_for(a->interface, target);
	if (!source)
		return ASK_NO_SOURCE;
	switch (arp_request_send(w, a->interface, target, source, b)) {
	case ARP_SENT:
		return ASK_SENT;
	case ARP_THROTTLED:
		return ASK_THROTTLED;
	case ARP_NO_BUFFERS:
		return ASK_NO_BUFFERS;
	case ARP_NO_INTERFACE:
		break;
	}
	return ASK_NO_INTERFACE;
}
