// What the files of the node table, of forwarding and of dispatch share among themselves.
#pragma once

#include "engine/graph/node.h"
#include "engine/graph/path.h"
#include <uthash.h>

// What all threads' copies of a node have in common.
struct node_info {
	char *name;
	char *name_was; // before it was deleted; for records that outlive it
	const struct node_class *node_class;
	const struct registration *where; // null: made by node_create()
	u32 index;
	u32 family; // nodes of one family have the same next nodes
	u16 error_base;
	bool deleted;
	UT_hash_handle by_name;
};

struct node_info *node_info_at(u32 index); // null past the last

// Creates a node for every registered class, by name, null-node first.
int node_open(void);

// The same for the classes of a plugin while the engine runs, with all their next nodes.
int node_open_late(const void *owner);

// Connects class next names that are not connected yet. 'last': a name that no node has is an
// error.
int node_connect(u32 index, bool last);
int node_connect_all(bool last);

// Makes node 'index' a member of its family with that family's next nodes.
int node_join_family(u32 index);

// Error numbers for a class; ERR_LIMIT when 16 bits are used up.
int node_errors_add(const struct node_class *node_class, u32 node_index, u16 *base);

// Rebuilds the lists of input nodes of a worker.
void node_lists_rebuild(struct worker *w);

// Appends a frame that is complete, or being filled, to the worker's work.
void frame_pend(struct worker *w, struct node *to, struct frame *f);

// Marks a packet that this host made, and 'node' sends, as traced if some arm of an input node
// still takes such.
void node_trace_start_own(struct worker *w, const struct node *node, struct buffer *b);

// What node_forward() is made of, for those that send packets other ways as well.
//
// Trace records, paths of packets that begin here, statistics: what each frame needs once.
void frame_leave(struct worker *w, struct node *node, struct frame *f);
// Sends on a frame that has left: at least one packet.
void frame_split(struct worker *w, struct node *node, struct frame *f, const u16 *next);
// Appends packets to what waits for a node, in as many frames as it takes.
void frame_append(struct worker *w, struct node *to, u16 path, u16 flags, const u32 *index, u32 n);

// 'path' through one more arc. An unknown past stays unknown.
static inline u16 path_through(struct node_next *next, u16 path)
{
	if (unlikely(path != next->path_from)) {
		next->path_from = path;
		next->path_to = path_extend(path, next->node_index);
	}
	return path ? next->path_to : 0;
}

// From the end of 'f' on, packets have come by 'path'.
static inline void frame_segment_add(struct frame *f, u16 path)
{
	if (f->n_segments && f->segment[f->n_segments - 1].path == path)
		return;
	if (likely(f->n_segments < FRAME_SEGMENTS))
		f->segment[f->n_segments++] = (struct frame_segment){.from = f->n, .path = path};
	else
		f->segment[FRAME_SEGMENTS - 1].path = 0;
}
