// Counters of interfaces, named as VPP's stats segment names them.
#include "engine/graph/doctor.h"
#include "engine/net/interface_table.h"

static struct counter counters[INTERFACE_COUNTERS] = {
	[COUNTER_RX] = {.name = "/if/rx"},
	[COUNTER_TX] = {.name = "/if/tx"},
	[COUNTER_RX_UNICAST] = {.name = "/if/rx-unicast"},
	[COUNTER_RX_MULTICAST] = {.name = "/if/rx-multicast"},
	[COUNTER_RX_BROADCAST] = {.name = "/if/rx-broadcast"},
	[COUNTER_DROPS] = {.name = "/if/drops"},
	[COUNTER_PUNT] = {.name = "/if/punt"},
	[COUNTER_IP4] = {.name = "/if/ip4"},
	[COUNTER_IP6] = {.name = "/if/ip6"},
	[COUNTER_MPLS] = {.name = "/if/mpls"},
	[COUNTER_RX_NO_BUF] = {.name = "/if/rx-no-buf"},
	[COUNTER_RX_MISS] = {.name = "/if/rx-miss"},
	[COUNTER_RX_ERROR] = {.name = "/if/rx-error"},
	[COUNTER_TX_ERROR] = {.name = "/if/tx-error"},
};

struct counter *interface_counter(enum interface_counter which)
{
	return &counters[which];
}

struct counter_pair interface_counted(u32 index, enum interface_counter which)
{
	return counter_sum(&counters[which], index);
}

void interface_counters_reach(u32 index)
{
	for (u32 c = 0; c < INTERFACE_COUNTERS; c++)
		counter_reach(&counters[c], index);
}

void interface_counters_clear(u32 index)
{
	for (u32 c = 0; c < INTERFACE_COUNTERS; c++) {
		if (index != INDEX_NONE) {
			counter_zero(&counters[c], index);
			continue;
		}
		for (u32 i = interface_next(0); i != INDEX_NONE; i = interface_next(i + 1))
			counter_zero(&counters[c], i);
	}
}

static void buffers_run(struct doctor_report *r)
{
	for (u32 i = interface_next(0); i != INDEX_NONE; i = interface_next(i + 1)) {
		u64 n = interface_counted(i, COUNTER_RX_NO_BUF).packets;

		if (n)
			doctor_find(r, DOCTOR_WARNING, interface_name(i),
				"start with more of them: buffers { buffers-per-numa N }",
				"%lu packets were lost because there were no buffers", n);
	}
}

static const struct doctor_check buffers_check = {.name = "interface-buffers",
	.help = "packets that interfaces lost for want of buffers",
	.run = buffers_run};
DOCTOR_REGISTER(buffers_check);
