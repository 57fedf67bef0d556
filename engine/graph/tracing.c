// Arms, limits and the flags of the workers, changed together while the workers stand still.
#include "engine/graph/tracing.h"

// The stores keep as many as all arms ask for together: an arm that is a ring must not push out
// what the others still wait for.
static void limit_stores(void)
{
	const struct trace_arm *a;
	u64 n = 0;
	bool ring = false;

	for (u32 i = 0; (a = trace_arm_at(i)); i++) {
		n += a->count;
		ring |= a->ring;
	}
	if (!ring)
		n = MAX(n, PACKET_TRACE_DEFAULT_LIMIT);
	for (u32 i = 0; i < worker_n(); i++)
		packet_trace_set_limit(worker_at(i)->trace, MIN(n, UINT32_MAX), ring);
}

static void flag_workers(bool armed)
{
	for (u32 i = 0; i < worker_n(); i++)
		worker_at(i)->trace_armed = armed;
}

void tracing_add(u32 node, u32 interface, u32 count, bool ring, struct filter *filter)
{
	barrier_begin();
	trace_arm_add(node, interface, count, ring, filter);
	limit_stores();
	flag_workers(true);
	barrier_end();
}

void tracing_clear(void)
{
	barrier_begin();
	flag_workers(false);
	trace_arm_clear();
	for (u32 i = 0; i < worker_n(); i++)
		packet_trace_clear(worker_at(i)->trace);
	limit_stores();
	barrier_end();
}
