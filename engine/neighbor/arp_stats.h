// ARP messages counted by interface, for 'show ip neighbor-stats'.
#pragma once

#include "engine/graph/counters.h"
#include "engine/neighbor/arp.h"

enum arp_stat {
	ARP_RX_REPLIES,
	ARP_RX_REQUESTS,
	ARP_RX_GRATUITOUS,
	ARP_TX_REPLIES,
	ARP_TX_REQUESTS,
	ARP_TX_GRATUITOUS,
	ARP_STATS,
};

// "/net/arp/rx/replies" and so on, by interface index.
EXPORT struct counter *arp_stat_counter(enum arp_stat which);

// Count one message. Own thread.
void arp_stats_received(struct worker *w, u32 interface, const struct arp *a);
void arp_stats_sent(struct worker *w, u32 interface, const struct arp *a);
