// Paths: which nodes packets went through, kept per frame at no cost per packet.
//
// A path is its parent and one more node; equal paths have equal ids. Ids are small, never freed,
// and the same in all threads. 0 is the unknown path: of packets whose past was lost because too
// many different paths met (FRAME_SEGMENTS, PATH_MAX_PATHS, PATH_MAX_DEPTH).
#pragma once

#include "engine/base/text.h"

enum { PATH_MAX_PATHS = 65535, PATH_MAX_DEPTH = 48 };

// The path 'parent' (0: the beginning) followed by a node. Any thread; takes a lock when it is new.
EXPORT u16 path_extend(u16 parent, u32 node_index);

EXPORT u16 path_parent(u16 path);
EXPORT u32 path_node(u16 path); // the last node; INDEX_NONE for 0
EXPORT u32 path_n(void);	// ids in use are 1..path_n()-1

// "pg-input > ethernet-input > ip4-input"; "?" for 0.
EXPORT void path_text(struct text *t, u16 path);
