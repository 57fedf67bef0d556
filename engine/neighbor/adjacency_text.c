// How adjacencies read, in traces of ip4-rewrite and in tables of routes.
#include "engine/neighbor/adjacency.h"
#include "engine/net/interface.h"

static void tail_text(struct text *t, const struct adjacency *a)
{
	const struct adjacency_way *way = adjacency_way(a);

	text_add(t, " %s: mtu:%u next:%u flags:[] ", interface_name(a->interface), way->mtu,
		way->next);
	text_hex(t, way->rewrite, way->rewrite_size);
}

void adjacency_text(struct text *t, u32 index)
{
	const struct adjacency *a = adjacency_at(index);
	char ip[TEXT_IP6];
	struct ip_address net;

	if (!a) {
		text_add(t, "DELETED");
		return;
	}
	text_ip(ip, &a->next_hop);
	switch (a->kind) {
	case ADJACENCY_INCOMPLETE:
		text_add(t, "arp-ipv%u: via %s %s", a->next_hop.family, ip,
			interface_name(a->interface));
		return;
	case ADJACENCY_REWRITE:
		text_add(t, "ipv%u via %s", a->next_hop.family, ip);
		break;
	case ADJACENCY_GLEAN:
		// Without a length, the source stands as it is.
		net = ip_address_cut(&a->next_hop, a->length);
		if (a->length)
			text_ip(ip, &net);
		text_add(t, "ipv%u-glean: [src:%s/%u]", a->next_hop.family, ip, a->length);
		break;
	}
	tail_text(t, a);
}
