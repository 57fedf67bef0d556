// Feature arcs: chains of nodes that are switched on per interface, at no cost where empty.
//
// An arc begins in its start nodes. A start node whose interface has features sends packets to the
// first of them; each feature sends on with feature_next(); the last arrives at the arc's end node.
#pragma once

#include "engine/graph/node.h"

struct feature_arc {
	const char *name;		// "ip4-unicast"
	const char *const *start_nodes; // NAMES(...)
	const char *end_node;
};
#define FEATURE_ARC_REGISTER(feature_arc) REGISTER(REGISTRY_ARC, feature_arc)

struct feature {
	const char *arc, *node;
	// NAMES(...) of nodes on the same arc, null for none. Names of nodes that are not features
	// of the arc, such as those of a plugin that is not there, say nothing.
	const char *const *before, *const *after;
};
#define FEATURE_REGISTER(feature) REGISTER(REGISTRY_FEATURE, feature)

// What a start node keeps, got once at init; contents change as features come and go.
struct feature_arc_state {
	u32 *config_of; // by interface: position in the feature heap; 0: no features
	u32 n;		// interfaces covered
};
EXPORT const struct feature_arc_state *feature_arc_state(const char *arc); // null: no such arc

// Whether an interface has features on the arc: its position in the heap; 0: none. Any thread.
static inline u32 feature_config(const struct feature_arc_state *arc, u32 interface)
{
	return likely(interface < arc->n)
		? __atomic_load_n(&arc->config_of[interface], __ATOMIC_ACQUIRE)
		: 0;
}

// In a start node: true, and the next index of the first feature, if the interface has any.
static inline bool feature_start(struct worker *w, const struct feature_arc_state *arc,
	u32 interface, struct buffer *b, u16 *next)
{
	u32 config = feature_config(arc, interface);

	if (likely(!config))
		return false;
	*next = w->feature_heap[config];
	b->config = config + 1;
	return true;
}

// The whole of a node that does nothing but start an arc: packets of interfaces without features go
// to its next node 0.
EXPORT void feature_start_all(
	struct worker *w, struct node *node, struct frame *f, const struct feature_arc_state *arc);

// In a feature node: the next index on.
static inline u16 feature_next(struct worker *w, struct buffer *b)
{
	return w->feature_heap[b->config++];
}

// Makes 'node', created while running, one more start node of an arc: it gets the next indices that
// the arc's registered start nodes have for the features. Call it right after node_create():
// ERR_BUSY when the node has other nexts at these places. Main thread. ERR_NO_SUCH_ENTRY.
EXPORT int feature_arc_add_start(const char *arc, u32 node);

// Counted: enabling twice needs disabling twice. Packets on their way keep the chain they began
// with. Main thread, from the init function "feature_init" on. ERR_NO_SUCH_ENTRY.
EXPORT int feature_enable(const char *arc, const char *node, u32 interface, bool on);
EXPORT bool feature_is_enabled(const char *arc, const char *node, u32 interface);

// For 'show features': arcs by index in order of name, null past the last; nodes in arc order.
EXPORT const struct feature_arc *feature_arc_at(u32 i);
EXPORT const char *feature_node_at(const char *arc, u32 i);
