// The tree of paths: every node of it is a path, its parent the path before the last step.
//
// Read by all threads without a lock: a new path is complete before its parent's list shows it.
#include "engine/graph/path.h"
#include "engine/base/error.h"
#include "engine/graph/node.h"

struct path {
	u32 node;
	u16 parent;
	u16 child, sibling; // 0: none
	u8 depth;
};

static struct {
	u32 lock;
	u32 n; // ids given so far, atomic; 0 counts as one once the first is made
	struct path path[PATH_MAX_PATHS + 1];
} tree;

static u16 child_find(u16 parent, u32 node_index)
{
	u16 i = __atomic_load_n(&tree.path[parent].child, __ATOMIC_ACQUIRE);

	while (i && tree.path[i].node != node_index)
		i = tree.path[i].sibling;
	return i;
}

static NOINLINE u16 child_add(u16 parent, u32 node_index)
{
	u16 i;

	while (__atomic_exchange_n(&tree.lock, 1, __ATOMIC_ACQUIRE))
		;
	i = child_find(parent, node_index);
	if (!i && tree.n < PATH_MAX_PATHS && tree.path[parent].depth < PATH_MAX_DEPTH) {
		i = tree.n + 1;
		tree.path[i] = (struct path){
			.node = node_index,
			.parent = parent,
			.sibling = tree.path[parent].child,
			.depth = tree.path[parent].depth + 1,
		};
		__atomic_store_n(&tree.n, i, __ATOMIC_RELAXED);
		__atomic_store_n(&tree.path[parent].child, i, __ATOMIC_RELEASE);
	}
	__atomic_store_n(&tree.lock, 0, __ATOMIC_RELEASE);
	return i;
}

u16 path_extend(u16 parent, u32 node_index)
{
	u16 i = child_find(parent, node_index);

	return likely(i) ? i : child_add(parent, node_index);
}

u16 path_parent(u16 path)
{
	return tree.path[path].parent;
}

u32 path_node(u16 path)
{
	return path ? tree.path[path].node : INDEX_NONE;
}

u32 path_n(void)
{
	return __atomic_load_n(&tree.n, __ATOMIC_RELAXED) + 1;
}

void path_text(struct text *t, u16 path)
{
	u16 steps[PATH_MAX_DEPTH];
	u32 n = 0;

	if (!path)
		text_add(t, "?");
	for (; path; path = tree.path[path].parent)
		steps[n++] = path;
	while (n--)
		text_add(t, "%s%s", node_name(tree.path[steps[n]].node), n ? " > " : "");
}
