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
	char ip[TEXT_IP4];

	if (!a) {
		text_add(t, "DELETED");
		return;
	}
	text_ip4(ip, a->next_hop.ip4);
	switch (a->kind) {
	case ADJACENCY_INCOMPLETE:
		text_add(t, "arp-ipv4: via %s %s", ip, interface_name(a->interface));
		return;
	case ADJACENCY_REWRITE:
		text_add(t, "ipv4 via %s", ip);
		break;
	case ADJACENCY_GLEAN:
		if (a->length) {
			u32 mask = UINT32_MAX << (32 - a->length);

			text_ip4(ip, a->next_hop.ip4 & be32_of(mask));
		}
		text_add(t, "ipv4-glean: [src:%s/%u]", ip, a->length);
		break;
	}
	tail_text(t, a);
}
