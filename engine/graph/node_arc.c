// Arcs between nodes: class next names, arcs added while running, families of siblings.
#include "engine/graph/node_private.h"
#include "engine/base/error.h"
#include "engine/base/memory.h"
#include <stdio.h>

enum { NEXT_MAX = 65535 };

static void next_append(u32 index, u32 n)
{
	for (u32 i = 0; i < worker_n(); i++) {
		struct node *node = node_at(worker_at(i), index);

		node->next = memory_resize(node->next, (node->n_next + n) * sizeof(*node->next));
		for (u32 k = 0; k < n; k++)
			node->next[node->n_next++] = (struct node_next){.node_index = INDEX_NONE};
	}
}

static void next_set(u32 index, u32 next, u32 to)
{
	for (u32 i = 0; i < worker_n(); i++)
		node_at(worker_at(i), index)->next[next] = (struct node_next){.node_index = to};
}

// A place in the program to blame: "FILE:LINE: node NAME" or "node NAME".
static const char *blame(const struct node_info *info, char *out, size_t size)
{
	if (info->where)
		snprintf(out, size, "%s:%d: node %s", info->where->file, info->where->line,
			info->name);
	else
		snprintf(out, size, "node %s", info->name);
	return out;
}

int node_join_family(u32 index)
{
	struct node_info *info = node_info_at(index);
	const char *name = info->node_class->sibling_of;
	const struct node *other;
	u32 sibling;
	char who[256];

	if (!name || !*name)
		return 0;
	sibling = node_by_name(name);
	if (sibling == INDEX_NONE)
		return error(ERR_NO_SUCH_NODE, "%s: is a sibling of %s, which does not exist",
			blame(info, who, sizeof(who)), name);
	if (info->node_class->next)
		return error(ERR_INVALID_VALUE, "%s: has next nodes and is a sibling of %s",
			blame(info, who, sizeof(who)), name);
	if (info->family == node_info_at(sibling)->family)
		return 0;
	info->family = node_info_at(sibling)->family;
	other = node_at(worker_at(0), sibling);
	next_append(index, other->n_next);
	for (u32 k = 0; k < other->n_next; k++)
		next_set(index, k, other->next[k].node_index);
	return 0;
}

static void family_set(u32 family, u32 next, u32 to)
{
	for (u32 i = 0; i < node_n(); i++)
		if (node_info_at(i)->family == family)
			next_set(i, next, to);
}

int node_connect(u32 index, bool last)
{
	const struct node_info *info = node_info_at(index);
	const struct node *node = node_at(worker_at(0), index);
	const char *const *names = info->node_class->next;
	u32 n = 0;
	char who[256];

	while (names && names[n])
		n++;
	if (node->n_next < n)
		next_append(index, n - node->n_next);
	for (u32 k = 0; k < n; k++) {
		u32 to = node_by_name(names[k]);

		if (node->next[k].node_index != INDEX_NONE)
			continue;
		if (to != INDEX_NONE)
			family_set(info->family, k, to);
		else if (last)
			return error(ERR_NO_SUCH_NODE,
				"%s: next node %s (number %u) does not exist",
				blame(info, who, sizeof(who)), names[k], k);
	}
	return 0;
}

// A chain of siblings is joined from its head, so that each finds its sibling complete.
static int join_chain(u32 index, u32 depth)
{
	const struct node_info *info = node_info_at(index);
	const char *name = info->node_class->sibling_of;
	u32 sibling = name && *name ? node_by_name(name) : INDEX_NONE;
	char who[256];
	int ret;

	if (depth > 64)
		return error(ERR_INVALID_VALUE, "%s: is a sibling of itself",
			blame(info, who, sizeof(who)));
	if (sibling != INDEX_NONE) {
		ret = join_chain(sibling, depth + 1);
		if (ret)
			return ret;
	}
	return node_join_family(index);
}

int node_connect_all(bool last)
{
	int ret;

	for (u32 i = 0; i < node_n(); i++) {
		ret = node_connect(i, last);
		if (ret)
			return ret;
	}
	for (u32 i = 0; i < node_n(); i++) {
		ret = join_chain(i, 0);
		if (ret)
			return ret;
	}
	return 0;
}

int node_add_next(u32 from, u32 to)
{
	const struct node_info *info = node_info_at(from);
	const struct node *node;
	u32 next;

	if (!info || !node_info_at(to))
		return error(ERR_NO_SUCH_NODE, "no node %u", info ? to : from);
	node = node_at(worker_at(0), from);
	for (next = 0; next < node->n_next; next++)
		if (node->next[next].node_index == to)
			return (int)next;
	if (next == NEXT_MAX)
		return error(ERR_LIMIT, "node %s has %u next nodes already", info->name, next);
	barrier_begin();
	for (u32 i = 0; i < node_n(); i++) {
		if (node_info_at(i)->family == info->family) {
			next_append(i, 1);
			next_set(i, next, to);
		}
	}
	barrier_end();
	return (int)next;
}

int node_add_next_at(u32 from, u32 to, u16 index)
{
	const struct node_info *info = node_info_at(from);
	const struct node *node;

	if (!info || !node_info_at(to))
		return error(ERR_NO_SUCH_NODE, "no node %u", info ? to : from);
	node = node_at(worker_at(0), from);
	if (index < node->n_next && node->next[index].node_index == to)
		return 0;
	if (index < node->n_next)
		return error(ERR_BUSY, "next index %u of node %s leads to %s", index, info->name,
			node_name(node->next[index].node_index));
	barrier_begin();
	for (u32 i = 0; i < node_n(); i++) {
		if (node_info_at(i)->family != info->family)
			continue;
		for (u32 k = node_at(worker_at(0), i)->n_next; k <= index; k++) {
			next_append(i, 1);
			next_set(i, k, to);
		}
	}
	barrier_end();
	return 0;
}

int node_add_next_by_name(const char *from, const char *to)
{
	u32 a = node_by_name(from), b = node_by_name(to);

	if (a == INDEX_NONE || b == INDEX_NONE)
		return error(ERR_NO_SUCH_NODE, "no node %s", a == INDEX_NONE ? from : to);
	return node_add_next(a, b);
}
