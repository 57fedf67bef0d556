// The table of nodes: made from registered classes at start and by node_create() later.
//
// The main thread changes it, under the barrier once there are workers. Every thread has its own
// copy of each node; what they share is struct node_info.
#include "engine/graph/node_private.h"
#include "engine/base/error.h"
#include "engine/base/vec.h"
#include <stdio.h>
#include <stdlib.h>

enum { NODES_MAX = 65535 };

static struct {
	struct node_info **info; // vec
	struct node_info *by_name;
	u32 n_families;
} table;

static void deleted_run(struct worker *w, struct node *node, struct frame *f)
{
	if (!f)
		return;
	w->error_counts[0] += f->n;
	buffer_free(w, f->index, f->n);
}

struct node_info *node_info_at(u32 index)
{
	return index < vec_n(table.info) ? table.info[index] : NULL;
}

u32 node_n(void)
{
	return vec_n(table.info);
}

struct node *node_at(const struct worker *w, u32 index)
{
	return index < vec_n(w->nodes) ? w->nodes[index] : NULL;
}

u32 node_by_name(const char *name)
{
	struct node_info *info;

	HASH_FIND(by_name, table.by_name, name, strlen(name), info);
	return info ? info->index : INDEX_NONE;
}

const char *node_name(u32 index)
{
	const struct node_info *info = node_info_at(index);

	return info ? info->name : "?";
}

static void name_set(struct node_info *info, const char *name)
{
	if (info->name) {
		HASH_DELETE(by_name, table.by_name, info);
		free(info->name);
	}
	info->name = memory_string(name);
	HASH_ADD_KEYPTR(by_name, table.by_name, info->name, strlen(info->name), info);
	for (u32 i = 0; i < worker_n(); i++) {
		struct node *node = node_at(worker_at(i), info->index);

		if (node)
			node->name = info->name;
	}
}

// A worker's own copy, without next nodes.
static void node_set_up(struct worker *w, const struct node_info *info, void *data)
{
	const struct node_class *c = info->node_class;
	struct node *node;

	vec_reach(w->nodes, info->index);
	node = w->nodes[info->index];
	if (!node) {
		node = aligned_alloc(CACHE_LINE, ROUND_UP(sizeof(*node), CACHE_LINE));
		if (!node)
			panic("out of memory for node %s", info->name);
		w->nodes[info->index] = node;
	} else {
		free(node->next);
	}
	*node = (struct node){
		.run = c->run,
		.node_class = c,
		.data = data,
		.index = info->index,
		.error_base = info->error_base,
		.type = c->type,
		.state = c->state,
		.name = info->name,
	};
	w->lists_stale = true;
}

// A deleted node of the same class serves again: its error numbers are right already.
static struct node_info *info_get(const struct node_class *c, int *ret)
{
	struct node_info *info;

	VEC_EACH (table.info, p)
		if ((*p)->deleted && (*p)->node_class == c)
			return *p;
	if (vec_n(table.info) == NODES_MAX) {
		*ret = error(ERR_LIMIT, "no more than %d nodes", NODES_MAX);
		return NULL;
	}
	info = memory_get_zero(sizeof(*info));
	info->index = vec_n(table.info);
	info->node_class = c;
	*ret = node_errors_add(c, info->index, &info->error_base);
	if (*ret) {
		free(info);
		return NULL;
	}
	vec_push(table.info, info);
	return info;
}

static int node_make(const struct node_class *c, const char *name, void *data)
{
	struct node_info *info;
	int ret = 0;

	if (node_by_name(name) != INDEX_NONE)
		return error(ERR_EXISTS, "node %s already exists", name);
	info = info_get(c, &ret);
	if (!info)
		return ret;
	name_set(info, name);
	free(info->name_was);
	info->name_was = NULL;
	info->deleted = false;
	info->family = table.n_families++;
	for (u32 i = 0; i < worker_n(); i++)
		node_set_up(worker_at(i), info, data);
	return (int)info->index;
}

int node_create(const struct node_class *node_class, const char *name, void *data)
{
	int index, ret;

	barrier_begin();
	index = node_make(node_class, name, data);
	ret = index < 0 ? index : node_join_family(index);
	// Before the main loop a next node may still be to come.
	if (!ret)
		ret = node_connect(index, worker_self()->loops > 0);
	if (ret < 0 && index >= 0)
		node_delete(index);
	barrier_end();
	return ret < 0 ? ret : index;
}

// Drops the packets that wait for a node.
static void pending_drop(struct worker *w, u32 index)
{
	VEC_EACH (w->pending, p) {
		if (p->node_index != index || !p->frame)
			continue;
		deleted_run(w, NULL, p->frame);
		frame_free(w, p->frame);
		p->frame = NULL;
	}
	w->nodes[index]->pending = NULL;
}

void node_delete(u32 index)
{
	struct node_info *info = node_info_at(index);
	char name[32];

	if (!info || info->deleted)
		return;
	barrier_begin();
	info->name_was = memory_string(info->name);
	snprintf(name, sizeof(name), "deleted-%u", index);
	name_set(info, name);
	info->deleted = true;
	info->family = table.n_families++;
	for (u32 i = 0; i < worker_n(); i++) {
		struct worker *w = worker_at(i);
		struct node *node = w->nodes[index];

		pending_drop(w, index);
		node->run = deleted_run;
		node->state = NODE_DISABLED;
		node->data = NULL;
		w->lists_stale = true;
	}
	barrier_end();
}

int node_rename(u32 index, const char *name)
{
	struct node_info *info = node_info_at(index);
	u32 other = node_by_name(name);

	if (!info || info->deleted)
		return error(ERR_NO_SUCH_NODE, "no node %u", index);
	if (other == index)
		return 0;
	if (other != INDEX_NONE)
		return error(ERR_EXISTS, "node %s already exists", name);
	barrier_begin();
	name_set(info, name);
	barrier_end();
	return 0;
}

static int by_class_name(const void *a, const void *b)
{
	const struct node_class *x = (*(const struct registration *const *)a)->object;
	const struct node_class *y = (*(const struct registration *const *)b)->object;
	// Error 0 is null-node's, so null-node is the first of all.
	bool x_null = !strcmp(x->name, "null-node"), y_null = !strcmp(y->name, "null-node");

	return x_null != y_null ? y_null - x_null : strcmp(x->name, y->name);
}

// Makes the nodes of registered classes, of one owner or of 'all', in order of name.
static int registered_make(const void *owner, bool all)
{
	const struct registration **sorted = NULL;
	int ret = 0;

	REGISTRY_EACH (r, REGISTRY_NODE)
		if (all || r->owner == owner)
			vec_push(sorted, r);
	if (sorted)
		qsort(sorted, vec_n(sorted), sizeof(*sorted), by_class_name);
	VEC_EACH (sorted, p) {
		const struct registration *r = *p;
		const struct node_class *c = r->object;
		u32 other = node_by_name(c->name);

		if (other != INDEX_NONE) {
			const struct registration *o = node_info_at(other)->where;

			ret = error(ERR_EXISTS, "%s:%d: node %s is there already, from %s:%d",
				r->file, r->line, c->name, o ? o->file : "running",
				o ? o->line : 0);
			break;
		}
		ret = node_make(c, c->name, NULL);
		if (ret < 0)
			break;
		table.info[ret]->where = r;
	}
	vec_free(sorted);
	return MIN(ret, 0);
}

int node_open(void)
{
	int ret = registered_make(NULL, true);

	return ret ? ret : node_connect_all(false);
}

int node_open_late(const void *owner)
{
	int ret = registered_make(owner, false);

	return ret ? ret : node_connect_all(true);
}

void node_set_state(u32 thread, u32 index, enum node_state state)
{
	bool others = !worker_self() || thread != worker_self()->index;

	if (others)
		barrier_begin();
	for (u32 i = 0; i < worker_n(); i++) {
		struct worker *w = worker_at(i);

		if ((thread != INDEX_NONE && thread != i) || index >= vec_n(w->nodes))
			continue;
		w->nodes[index]->state = state;
		w->lists_stale = true;
		worker_wake(w);
	}
	if (others)
		barrier_end();
}

void node_lists_rebuild(struct worker *w)
{
	w->lists_stale = false;
	vec_clear(w->pre_input);
	vec_clear(w->polling);
	vec_clear(w->interruptible);
	for (u32 i = 0; i < vec_n(w->nodes); i++) {
		const struct node *node = w->nodes[i];
		bool polls = node->state == NODE_POLLING || node->flags & NODE_POLLED;

		if (node->state == NODE_DISABLED)
			continue;
		if (node->type == NODE_PRE_INPUT && polls)
			vec_push(w->pre_input, i);
		else if (node->type == NODE_INPUT && polls)
			vec_push(w->polling, i);
		else if (node->type == NODE_PRE_INPUT || node->type == NODE_INPUT)
			vec_push(w->interruptible, i);
	}
}

void node_interrupt(u32 thread, u32 index)
{
	struct worker *w = worker_at(thread);

	__atomic_store_n(&w->nodes[index]->interrupt, 1, __ATOMIC_RELEASE);
	__atomic_store_n(&w->interrupted, true, __ATOMIC_RELEASE);
	if (w != worker_self())
		worker_wake(w);
}

void node_stats_clear(void)
{
	barrier_begin();
	for (u32 i = 0; i < worker_n(); i++) {
		VEC_EACH (worker_at(i)->nodes, p) {
			struct node *node = *p;

			node->calls = node->vectors = node->clocks = node->suspends = 0;
			node->max_clocks = node->max_clocks_vectors = 0;
			for (u32 k = 0; k < node->n_next; k++)
				node->next[k].vectors = 0;
		}
	}
	barrier_end();
}
