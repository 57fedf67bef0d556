// ARP messages counted by interface.
#include "engine/neighbor/arp_stats.h"
#include "engine/net/interface.h"

static struct counter counters[ARP_STATS] = {
	[ARP_RX_REPLIES] = {.name = "/net/arp/rx/replies"},
	[ARP_RX_REQUESTS] = {.name = "/net/arp/rx/requests"},
	[ARP_RX_GRATUITOUS] = {.name = "/net/arp/rx/gratuitous"},
	[ARP_TX_REPLIES] = {.name = "/net/arp/tx/replies"},
	[ARP_TX_REQUESTS] = {.name = "/net/arp/tx/requests"},
	[ARP_TX_GRATUITOUS] = {.name = "/net/arp/tx/gratuitous"},
};

struct counter *arp_stat_counter(enum arp_stat which)
{
	return &counters[which];
}

// 'base' is the first of the three of a direction.
static void count(struct worker *w, u32 interface, enum arp_stat base, const struct arp *a)
{
	enum arp_stat which = base;

	if (a->from.ip == a->to.ip)
		which += ARP_RX_GRATUITOUS;
	else if (a->operation == be16_of(ARP_REQUEST))
		which += ARP_RX_REQUESTS;
	if (counter_covers(&counters[which], interface))
		counter_add(&counters[which], w, interface, 1, 0);
}

void arp_stats_received(struct worker *w, u32 interface, const struct arp *a)
{
	count(w, interface, ARP_RX_REPLIES, a);
}

void arp_stats_sent(struct worker *w, u32 interface, const struct arp *a)
{
	count(w, interface, ARP_TX_REPLIES, a);
}

static void on_create(struct interface *i)
{
	for (u32 c = 0; c < ARP_STATS; c++)
		counter_reach(&counters[c], i->index);
}

static const struct interface_hook arp_stats_hook = {.on_create = on_create};
INTERFACE_HOOK_REGISTER(arp_stats_hook);
