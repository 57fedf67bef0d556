// Arms: which packets start a trace. Their counts hold over all threads together.
#include "engine/base/vec.h"
#include "trace/packet.h"

// Changed by the main thread while workers stand still; only 'taken' moves otherwise.
static struct trace_arm *arms;

static bool same_filter(const struct filter *a, const struct filter *b)
{
	return !a == !b && !strcmp(filter_expression(a), filter_expression(b));
}

void trace_arm_add(u32 node, u32 interface, u32 count, bool ring, struct filter *filter)
{
	VEC_EACH (arms, a)
		if (a->node == node && a->interface == interface && a->ring == ring &&
			same_filter(a->filter, filter)) {
			a->count = MIN((u64)a->count + count, UINT32_MAX);
			filter_free(filter);
			return;
		}
	vec_push(arms,
		(struct trace_arm){.node = node,
			.interface = interface,
			.count = count,
			.ring = ring,
			.filter = filter});
}

void trace_arm_clear(void)
{
	VEC_EACH (arms, a)
		filter_free(a->filter);
	vec_free(arms);
}

const struct trace_arm *trace_arm_at(u32 i)
{
	return i < vec_n(arms) ? &arms[i] : NULL;
}

static bool has_left(const struct trace_arm *a)
{
	return a->ring || __atomic_load_n(&a->taken, __ATOMIC_RELAXED) < a->count;
}

bool trace_arm_any(void)
{
	VEC_EACH (arms, a)
		if (has_left(a))
			return true;
	return false;
}

bool trace_arm_concerns(u32 node)
{
	VEC_EACH (arms, a)
		if ((a->node == node || a->node == INDEX_NONE) && has_left(a))
			return true;
	return false;
}

bool trace_arm_take(
	u32 node, u32 interface, enum filter_link link, const void *bytes, u32 n, u32 size)
{
	VEC_EACH (arms, a) {
		if (!has_left(a) || (a->node != INDEX_NONE && a->node != node) ||
			(a->interface != INDEX_NONE && a->interface != interface) ||
			!filter_match(a->filter, link, bytes, n, size))
			continue;
		// Another thread may have taken the last one since.
		if (__atomic_fetch_add(&a->taken, 1, __ATOMIC_RELAXED) < a->count || a->ring)
			return true;
		__atomic_fetch_sub(&a->taken, 1, __ATOMIC_RELAXED);
	}
	return false;
}

bool trace_arm_take_own(
	bool (*may)(u32 node), enum filter_link link, const void *bytes, u32 n, u32 size)
{
	VEC_EACH (arms, a) {
		if (a->interface != INDEX_NONE || (a->node != INDEX_NONE && !may(a->node)) ||
			(!a->ring && __atomic_load_n(&a->own, __ATOMIC_RELAXED) >= a->count) ||
			!filter_match(a->filter, link, bytes, n, size))
			continue;
		if (__atomic_fetch_add(&a->own, 1, __ATOMIC_RELAXED) < a->count || a->ring)
			return true;
		__atomic_fetch_sub(&a->own, 1, __ATOMIC_RELAXED);
	}
	return false;
}
