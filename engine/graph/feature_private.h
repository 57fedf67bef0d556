// What the files about feature arcs share: an arc with its features and chains.
#pragma once

#include "engine/graph/feature.h"

struct arc_feature {
	const struct feature *feature;
	u32 node;
	u16 start_next; // of every start node: to this feature
};

struct chain {
	u8 *enabled; // [feature] 1 or 0
	u32 at;	     // in the heap
};

struct arc {
	struct feature_arc_state state; // first: its address is what start nodes keep
	const struct feature_arc *class;
	const struct registration *registration;
	struct arc_feature *features; // vec, in order
	struct chain *chains;	      // vec
	u16 **counts;		      // vec by interface: [feature] how often enabled; null: never
	u32 *start_nodes;	      // vec of node indices, those made while running too
	u32 end_node;
};

struct arc *arc_find(const char *name); // null: none
struct arc *arc_add(const struct registration *r);
void arc_remove(struct arc *a); // nobody finds it any more; start nodes may still have its address

// What it says of its nodes, and each feature that has no node yet, found in the table of nodes.
int arc_nodes_find(struct arc *a);

// The registered features of an arc in their order, without those of an owner (null: all), appended
// to '*features'.
int arc_order(
	const struct feature_arc *arc, const void *without_owner, struct arc_feature **features);

// Leads every start node to a feature, at one and the same next index.
int arc_start_next_add(struct arc *a, struct arc_feature *f);

// Makes an interface go through the features that are enabled for it.
int arc_chain_update(struct arc *a, u32 interface);
