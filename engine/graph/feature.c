// Feature arcs: who is on them in which order, and which features an interface has switched on.
//
// A chain is a run of next indices in the heap: from the start node to the first feature, from each
// feature to the next, from the last to the end node. Interfaces with the same features on an arc
// share a chain. Chains never change and are never freed, so packets may finish any they began.
#include "engine/graph/feature_private.h"

#include "engine/base/error.h"
#include "engine/base/memory.h"
#include "engine/base/order.h"
#include "engine/base/vec.h"
#include "engine/graph/init.h"

#include <stdlib.h>

// 1 MiB, touched as it fills: room for tens of thousands of different sets of features.
enum { HEAP_WORDS = 256 << 10 };

static struct arc **arcs; // vec in order of name; null until arcs_open()
static u32 *heap, heap_used;
static bool is_open;

struct arc *arc_find(const char *name)
{
	VEC_EACH (arcs, a)
		if (!strcmp((*a)->class->name, name))
			return *a;
	return NULL;
}

static int compare_arcs(const void *a, const void *b)
{
	const struct arc *const *x = a, *const *y = b;

	return strcmp((*x)->class->name, (*y)->class->name);
}

struct arc *arc_add(const struct registration *r)
{
	struct arc *a = memory_get_zero(sizeof(*a));

	a->class = r->object;
	a->registration = r;
	vec_push(arcs, a);
	qsort(arcs, vec_n(arcs), sizeof(*arcs), compare_arcs);
	return a;
}

void arc_remove(struct arc *a)
{
	static struct arc **removed; // vec

	vec_push(removed, a);
	for (u32 i = vec_n(arcs); i-- > 0;) {
		if (arcs[i] == a)
			vec_remove(arcs, i);
	}
}

// Makes the arcs themselves, without their features: nothing here can fail.
static void arcs_open(void)
{
	if (arcs)
		return;
	REGISTRY_EACH (r, REGISTRY_ARC)
		arc_add(r);
}

int arc_order(
	const struct feature_arc *arc, const void *without_owner, struct arc_feature **features)
{
	struct order_item *items = NULL;
	const struct feature **found = NULL;
	u32 *order;
	int status;

	REGISTRY_EACH (r, REGISTRY_FEATURE) {
		const struct feature *f = r->object;

		if (strcmp(f->arc, arc->name) != 0 || (without_owner && r->owner == without_owner))
			continue;
		vec_push(found, f);
		vec_push(
			items, (struct order_item){f->node, f->before, f->after, r->file, r->line});
	}
	order = memory_get(vec_n(items) * sizeof(*order));
	status = order_items(items, vec_n(items), false, order);
	for (u32 i = 0; !status && i < vec_n(items); i++)
		vec_push(*features,
			(struct arc_feature){.feature = found[order[i]], .node = INDEX_NONE});
	free(order);
	vec_free(items);
	vec_free(found);
	return status ? error_within(status, "feature arc %s", arc->name) : 0;
}

static int node_required(const struct arc *a, const char *role, const char *name, u32 *index)
{
	*index = node_by_name(name);
	if (*index == INDEX_NONE)
		return error(ERR_NO_SUCH_NODE, "feature arc %s (%s:%d): no node '%s', its %s",
			a->class->name, a->registration->file, a->registration->line, name, role);
	return 0;
}

int arc_nodes_find(struct arc *a)
{
	int status = node_required(a, "end", a->class->end_node, &a->end_node);
	const char *const *name = a->start_nodes ? NULL : a->class->start_nodes;

	for (; !status && name && *name; name++)
		status = node_required(a, "start", *name, vec_add(a->start_nodes));
	VEC_EACH (a->features, f)
		if (!status && f->node == INDEX_NONE)
			status = node_required(a, "feature", f->feature->node, &f->node);
	return status;
}

// At the first index that is free in all.
int arc_start_next_add(struct arc *a, struct arc_feature *f)
{
	u32 index = 0;

	VEC_EACH (a->start_nodes, s)
		index = MAX(index, (u32)node_at(worker_at(0), *s)->n_next);
	if (index >= UINT16_MAX)
		return error(ERR_LIMIT, "feature arc %s: a start node has %u next nodes already",
			a->class->name, index);
	f->start_next = (u16)index;
	VEC_EACH (a->start_nodes, s) {
		int status = node_add_next_at(*s, f->node, (u16)index);

		if (status)
			return error_within(status, "feature arc %s", a->class->name);
	}
	return 0;
}

static int arcs_check(void)
{
	for (u32 i = 1; i < vec_n(arcs); i++)
		if (!strcmp(arcs[i - 1]->class->name, arcs[i]->class->name))
			return error(ERR_EXISTS, "feature arc '%s' is there twice: %s:%d and %s:%d",
				arcs[i]->class->name, arcs[i - 1]->registration->file,
				arcs[i - 1]->registration->line, arcs[i]->registration->file,
				arcs[i]->registration->line);
	REGISTRY_EACH (r, REGISTRY_FEATURE) {
		const struct feature *f = r->object;

		if (!arc_find(f->arc))
			return error(ERR_NO_SUCH_ENTRY,
				"feature '%s' (%s:%d): there is no feature arc '%s'", f->node,
				r->file, r->line, f->arc);
	}
	return 0;
}

static int feature_open(void)
{
	int status;

	if (is_open)
		return 0;
	arcs_open();
	status = arcs_check();
	for (u32 i = 0; !status && i < vec_n(arcs); i++) {
		status = arc_order(arcs[i]->class, NULL, &arcs[i]->features);
		if (!status)
			status = arc_nodes_find(arcs[i]);
		VEC_EACH (arcs[i]->features, f)
			if (!status)
				status = arc_start_next_add(arcs[i], f);
	}
	if (status)
		return status;
	heap = memory_map(HEAP_WORDS * sizeof(*heap), "feature chains", NULL);
	if (!heap)
		return ERR_NO_MEMORY;
	heap_used = 1; // 0 means no features
	for (u32 i = 0; i < worker_n(); i++)
		worker_at(i)->feature_heap = heap;
	is_open = true;
	return 0;
}

static struct init_function feature_init = {
	.name = "feature_init", .run = feature_open, .stage = INIT};
INIT_REGISTER(feature_init);

const struct feature_arc_state *feature_arc_state(const char *arc)
{
	struct arc *a;

	arcs_open();
	a = arc_find(arc);
	return a ? &a->state : NULL;
}

// From the smallest index on: the places that a larger one leaves open lead there too.
static int start_nexts_give(struct arc *a, u32 node)
{
	u32 from = 0, n = vec_n(a->features);

	for (u32 done = 0; done < n; done++) {
		const struct arc_feature *next = NULL;
		int status;

		VEC_EACH (a->features, f)
			if (f->start_next >= from && (!next || f->start_next < next->start_next))
				next = f;
		if (!next)
			break;
		status = node_add_next_at(node, next->node, next->start_next);
		if (status)
			return status;
		from = next->start_next + 1u;
	}
	return 0;
}

// Features that come later have to be reached from it, too. The index of a deleted node may serve
// again, for a node of the same class.
static void start_node_note(struct arc *a, u32 node)
{
	VEC_EACH (a->start_nodes, s)
		if (*s == node)
			return;
	vec_push(a->start_nodes, node);
}

int feature_arc_add_start(const char *arc, u32 node)
{
	int status = feature_open();
	struct arc *a;

	if (status)
		return status;
	a = arc_find(arc);
	if (!a)
		return error(ERR_NO_SUCH_ENTRY, "no feature arc '%s'", arc);
	status = start_nexts_give(a, node);
	if (status)
		return error_within(status, "feature arc %s", arc);
	start_node_note(a, node);
	return 0;
}

// The chain for a set of features, made if there was none. 0 when there is no room.
static u32 chain_for(struct arc *a, const u8 *enabled)
{
	u32 n = vec_n(a->features), at = heap_used, from = INDEX_NONE;
	struct chain chain = {.at = at};

	VEC_EACH (a->chains, c)
		if (!memcmp(c->enabled, enabled, n))
			return c->at;
	if (heap_used + n + 1 > HEAP_WORDS)
		return 0;
	for (u32 i = 0; i < n; i++) {
		u32 to = a->features[i].node;

		if (!enabled[i])
			continue;
		heap[at++] = from == INDEX_NONE ? a->features[i].start_next
						: (u32)node_add_next(from, to);
		from = to;
	}
	heap[at++] = (u32)node_add_next(from, a->end_node);
	heap_used = at;
	chain.enabled = memory_get(n);
	memcpy(chain.enabled, enabled, n);
	vec_push(a->chains, chain);
	return chain.at;
}

// Workers read config_of without a lock, so it is replaced while they stand still.
static void interfaces_cover(struct arc *a, u32 interface)
{
	u32 n = MAX(a->state.n * 2, interface + 1), *grown, *old = a->state.config_of;

	if (interface < a->state.n)
		return;
	grown = memory_get_zero(n * sizeof(*grown));
	if (old)
		memcpy(grown, old, a->state.n * sizeof(*grown));
	barrier_begin();
	a->state.config_of = grown;
	a->state.n = n;
	barrier_end();
	free(old);
}

int arc_chain_update(struct arc *a, u32 interface)
{
	u32 n = vec_n(a->features), n_enabled = 0, at = 0;
	u8 *enabled = memory_get_zero(n);

	for (u32 i = 0; i < n; i++) {
		enabled[i] = a->counts[interface][i] != 0;
		n_enabled += enabled[i];
	}
	if (n_enabled)
		at = chain_for(a, enabled);
	free(enabled);
	if (n_enabled && !at)
		return error(ERR_LIMIT, "too many different sets of features");
	interfaces_cover(a, interface);
	__atomic_store_n(&a->state.config_of[interface], at, __ATOMIC_RELEASE);
	return 0;
}

static u32 feature_find(const struct arc *a, const char *node)
{
	for (u32 i = 0; i < vec_n(a->features); i++)
		if (!strcmp(a->features[i].feature->node, node))
			return i;
	return INDEX_NONE;
}

int feature_enable(const char *arc, const char *node, u32 interface, bool on)
{
	int status = feature_open();
	struct arc *a;
	u32 i;
	u16 *count;

	if (status)
		return status;
	a = arc_find(arc);
	if (!a)
		return error(ERR_NO_SUCH_ENTRY, "no feature arc '%s'", arc);
	i = feature_find(a, node);
	if (i == INDEX_NONE)
		return error(ERR_NO_SUCH_ENTRY, "no feature '%s' on arc '%s'", node, arc);
	if (!on && !feature_is_enabled(arc, node, interface))
		return error(ERR_NO_SUCH_ENTRY, "feature '%s' is not enabled there", node);
	vec_reach(a->counts, interface);
	if (!a->counts[interface])
		a->counts[interface] = memory_get_zero(vec_n(a->features) * sizeof(**a->counts));
	count = &a->counts[interface][i];
	if (on && *count == UINT16_MAX)
		return error(ERR_LIMIT, "feature '%s' is enabled too often", node);
	*count += on ? 1 : -1;
	if (*count != on)
		return 0;
	status = arc_chain_update(a, interface);
	if (status)
		*count -= on ? 1 : -1;
	return status;
}

bool feature_is_enabled(const char *arc, const char *node, u32 interface)
{
	const struct arc *a = arc_find(arc);
	u32 i = a ? feature_find(a, node) : INDEX_NONE;

	return i != INDEX_NONE && interface < vec_n(a->counts) && a->counts[interface] &&
		a->counts[interface][i];
}

const struct feature_arc *feature_arc_at(u32 i)
{
	arcs_open();
	return i < vec_n(arcs) ? arcs[i]->class : NULL;
}

const char *feature_node_at(const char *arc, u32 i)
{
	const struct arc *a = arc_find(arc);

	return a && i < vec_n(a->features) ? a->features[i].feature->node : NULL;
}

void feature_start_all(
	struct worker *w, struct node *node, struct frame *f, const struct feature_arc_state *arc)
{
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	u16 next[FRAME_MAX];

	frame_buffers(w, f, b);
	FOR_EACH_PACKET (i, f->n) {
		next[i] = 0;
		feature_start(w, arc, b[i]->rx_interface, b[i], &next[i]);
	}
	node_forward(w, node, f, next);
}
