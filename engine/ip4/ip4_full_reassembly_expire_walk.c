// ip4-full-reassembly-expire-walk: the process that gives up packets whose fragments stopped
// coming. It looks regularly while there are any, and sleeps while there are none.
#include "engine/graph/init.h"
#include "engine/graph/process.h"
#include "engine/ip4/reassembly.h"

enum { EVENT_WATCH = 1 };

static struct process *walker; // null before it runs
static u32 asleep;	       // somebody has to wake it; written by any thread (atomic)

void reassembly_watch(void)
{
	if (!walker || !__atomic_exchange_n(&asleep, 0, __ATOMIC_ACQ_REL))
		return;
	if (worker_is_main())
		process_signal(walker, EVENT_WATCH, 0);
	else
		process_signal_from_thread(walker, EVENT_WATCH, 0);
}

static void walk(void *)
{
	u32 node = process_node(process_self());
	struct process_event e;

	walker = process_self();
	while (true) {
		if (reassembly_expire(node_at(worker_self(), node))) {
			process_wait(reassembly_settings()->walk_ms * NS_PER_MS, &e);
			continue;
		}
		__atomic_store_n(&asleep, 1, __ATOMIC_RELEASE);
		// One that came between the look and the word 'asleep' did not wake us.
		if (reassembly_expire(node_at(worker_self(), node)))
			continue;
		process_wait(UINT64_MAX, &e);
	}
}

static const struct node_class ip4_full_reassembly_expire_walk_node = {
	.name = "ip4-full-reassembly-expire-walk",
	.type = NODE_PROCESS,
	.process = walk,
	.errors = REASSEMBLY_ERRORS,
};
NODE_REGISTER(ip4_full_reassembly_expire_walk_node);
