// Nodes that come with a plugin: whether their classes can become nodes, and making them.
#include "engine/graph/node_private.h"

#include "engine/base/error.h"
#include "engine/base/registry_late.h"
#include "engine/graph/process.h"

enum { SIBLINGS_MAX = 64, TRACE_MAX = 4096 };

static void name_text(struct text *t, const void *object)
{
	const struct node_class *c = object;

	text_add(t, "%s", c->name ?: "");
}

static const struct node_class *class_by_name(const char *name)
{
	REGISTRY_EACH (r, REGISTRY_NODE) {
		const struct node_class *c = r->object;

		if (c->name && !strcmp(c->name, name))
			return c;
	}
	return NULL;
}

bool node_is_known(const char *name)
{
	return class_by_name(name) || node_by_name(name) != INDEX_NONE;
}

// Nodes made while running have names too, which no registration knows.
static int name_check(const struct registration *r)
{
	const struct node_class *c = r->object;

	if (node_by_name(c->name) != INDEX_NONE && node_info_at(node_by_name(c->name))->where != r)
		return error(ERR_EXISTS, "a node of this name exists");
	return 0;
}

static int siblings_check(const struct node_class *c)
{
	const struct node_class *at = c;

	if (!c->sibling_of || !*c->sibling_of)
		return 0;
	if (c->next)
		return error(
			ERR_INVALID_VALUE, "has next nodes and is a sibling of %s", c->sibling_of);
	if (!node_is_known(c->sibling_of))
		return error(ERR_NO_SUCH_NODE, "is a sibling of %s, which does not exist",
			c->sibling_of);
	for (u32 depth = 0; at && at->sibling_of && *at->sibling_of; depth++) {
		if (depth == SIBLINGS_MAX)
			return error(ERR_INVALID_VALUE, "is a sibling of itself");
		at = class_by_name(at->sibling_of);
	}
	return 0;
}

static int class_check(const struct registration *r)
{
	const struct node_class *c = r->object;
	int status = name_check(r);

	if (status)
		return status;
	if (c->type > NODE_PROCESS || c->state > NODE_DISABLED)
		return error(ERR_INVALID_VALUE, "has no type or state that there is");
	if (c->type == NODE_PROCESS ? !c->process : !c->run)
		return error(ERR_INVALID_VALUE, "has nothing to run");
	if (c->trace_size > TRACE_MAX)
		return error(ERR_LIMIT, "has trace records of more than %u bytes", TRACE_MAX);
	if (c->trace_size && (!c->trace_record || !c->trace_text))
		return error(
			ERR_INVALID_VALUE, "has trace records and nobody to write or read them");
	for (u32 i = 0; c->next && c->next[i]; i++)
		if (!node_is_known(c->next[i]))
			return error(ERR_NO_SUCH_NODE, "next node %s (number %u) does not exist",
				c->next[i], i);
	return siblings_check(c);
}

static void nodes_drop(const void *owner)
{
	for (u32 i = 0; i < node_n(); i++) {
		const struct registration *where = node_info_at(i)->where;

		if (where && where->owner == owner)
			node_delete(i);
	}
}

static const struct registry_consumer node_consumer = {.kind = REGISTRY_NODE,
	.one = "node",
	.many = "nodes",
	.name = name_text,
	.check = class_check,
	.take = node_open_late,
	.drop = nodes_drop,
	.start = process_start_registered};
CONSUMER_REGISTER(node_consumer);
