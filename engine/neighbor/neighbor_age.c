// Process ip4-neighbor-age-process: asks neighbours that were not heard of for long whether they
// are still there, and forgets those that do not answer.
#include "engine/graph/node.h"
#include "engine/graph/process.h"
#include "engine/neighbor/arp.h"
#include "engine/neighbor/neighbor_table.h"

enum { PROBES = 3 };

static const u64 probe_interval = NS_PER_S;

struct round {
	u64 age; // ns
	u64 due; // when the next entry needs attention
};

static void probe(struct neighbor *n)
{
	const struct interface_address *a = interface_address_covering(n->interface, n->ip.ip4);

	n->probes++;
	if (a)
		arp_probe_send(worker_self(), n->interface, n->ip.ip4, a->address.ip4, n->mac);
}

static bool look_at(struct neighbor *n, void *arg)
{
	struct round *r = arg;
	u64 due = n->time + r->age + n->probes * probe_interval;

	if (due <= now()) {
		if (n->probes == PROBES) {
			neighbor_delete(n->interface, &n->ip);
			return true;
		}
		probe(n);
		due += probe_interval;
	}
	r->due = MIN(r->due, due);
	// The list is in order of 'time': who comes after the first without probes is younger.
	return n->probes;
}

static void run(void *)
{
	struct process_event event;
	u64 wait;

	for (;;) {
		struct round r = {.age = neighbor_settings(FAMILY_IP4)->age * NS_PER_S};

		wait = UINT64_MAX;
		if (r.age) {
			r.due = now() + r.age;
			neighbor_each_dynamic(FAMILY_IP4, look_at, &r);
			wait = r.due > now() ? r.due - now() : 1;
		}
		process_wait(wait, &event);
	}
}

static const struct node_class ip4_neighbor_age_node = {
	.name = "ip4-neighbor-age-process", .type = NODE_PROCESS, .process = run};
NODE_REGISTER(ip4_neighbor_age_node);

void neighbor_settings_changed(u8 family)
{
	struct process *p =
		family == FAMILY_IP4 ? process_by_name("ip4-neighbor-age-process") : NULL;

	if (p)
		process_signal(p, 0, 0);
}
