// The groups of this host.
#include "engine/ip4/mfib.h"

#include "engine/graph/init.h"
#include "engine/graph/node.h"
#include "engine/ip4/ip4_interface.h"
#include "engine/fib/receive.h"

static const u32 groups[MFIB_ENTRIES] = {
	[MFIB_ALL_HOSTS] = 0xe0000001,
	[MFIB_ALL_ROUTERS] = 0xe0000002,
};
static u32 receive;

u32 mfib_lookup(be32 group)
{
	for (u32 i = MFIB_DROP + 1; i < MFIB_ENTRIES; i++) {
		if (groups[i] == host32(group))
			return i;
	}
	return MFIB_DROP;
}

be32 mfib_group(u32 entry)
{
	return be32_of(groups[entry]);
}

bool mfib_accepts(u32 entry, u32 interface)
{
	return entry != MFIB_DROP && ip4_is_enabled(interface);
}

u32 mfib_receive(void)
{
	return receive;
}

static int mfib_init(void)
{
	receive = receive_get(INDEX_NONE, &(struct ip_address){.family = FAMILY_IP4});
	return 0;
}

static const struct init_function mfib_init_function = {
	.name = "mfib_init",
	.run = mfib_init,
	.stage = INIT,
};
INIT_REGISTER(mfib_init_function);
