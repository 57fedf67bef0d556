// Arcs and features that come with a plugin: whether they fit, and putting them among the others.
//
// A new order only concerns packets that begin an arc later: chains in the heap stay as they are.
// Interfaces keep what is enabled for them.
#include "engine/graph/feature_private.h"

#include "engine/base/error.h"
#include "engine/base/registry_late.h"
#include "engine/base/vec.h"

#include <stdlib.h>

static void arc_name_text(struct text *t, const void *object)
{
	const struct feature_arc *c = object;

	text_add(t, "%s", c->name ?: "");
}

static int known_check(const char *role, const char *node)
{
	if (!node || !node_is_known(node))
		return error(ERR_NO_SUCH_NODE, "no node '%s', its %s", node ?: "", role);
	return 0;
}

static int arc_check(const struct registration *r)
{
	const struct feature_arc *c = r->object;
	int status = known_check("end", c->end_node);

	for (u32 i = 0; !status && c->start_nodes && c->start_nodes[i]; i++)
		status = known_check("start", c->start_nodes[i]);
	return status;
}

static int arcs_take(const void *owner)
{
	REGISTRY_EACH_OF(r, REGISTRY_ARC, owner)
	{
		int status = arc_nodes_find(arc_add(r));

		if (status)
			return status;
	}
	return 0;
}

static void arcs_drop(const void *owner)
{
	REGISTRY_EACH_OF(r, REGISTRY_ARC, owner)
	{
		struct arc *a = arc_find(((const struct feature_arc *)r->object)->name);

		if (a && a->registration == r)
			arc_remove(a);
	}
}

static const struct registry_consumer arc_consumer = {.kind = REGISTRY_ARC,
	.one = "feature arc",
	.many = "feature arcs",
	.name = arc_name_text,
	.check = arc_check,
	.take = arcs_take,
	.drop = arcs_drop};
CONSUMER_REGISTER(arc_consumer);

static void feature_name_text(struct text *t, const void *object)
{
	const struct feature *f = object;

	if (f->node && f->arc)
		text_add(t, "%s on %s", f->node, f->arc);
}

static int feature_check(const struct registration *r)
{
	const struct feature *f = r->object;
	struct arc_feature *features = NULL;
	int status;

	REGISTRY_EACH (other, REGISTRY_ARC) {
		const struct feature_arc *c = other->object;

		if (strcmp(c->name, f->arc) != 0)
			continue;
		status = known_check("feature", f->node);
		if (!status)
			status = arc_order(c, NULL, &features);
		vec_free(features);
		return status;
	}
	return error(ERR_NO_SUCH_ENTRY, "there is no feature arc '%s'", f->arc);
}

static struct arc_feature *place_in(struct arc_feature *features, const struct feature *feature)
{
	VEC_EACH (features, f)
		if (f->feature == feature)
			return f;
	return NULL;
}

// How often each feature is enabled for an interface, in the new order.
static u16 *counts_moved(const struct arc *a, struct arc_feature *old, u16 *counts)
{
	u16 *moved = memory_get_zero(vec_n(a->features) * sizeof(*moved));

	for (u32 i = 0; i < vec_n(a->features); i++) {
		const struct arc_feature *was = place_in(old, a->features[i].feature);

		if (was)
			moved[i] = counts[was - old];
	}
	free(counts);
	return moved;
}

// Chains of the old order are found no more, and every interface gets one of the new.
static int chains_renew(struct arc *a, struct arc_feature *old)
{
	int status = 0;

	VEC_EACH (a->chains, c)
		free(c->enabled);
	vec_clear(a->chains);
	for (u32 i = 0; i < vec_n(a->counts); i++) {
		if (!a->counts[i])
			continue;
		a->counts[i] = counts_moved(a, old, a->counts[i]);
		if (!status)
			status = arc_chain_update(a, i);
	}
	return status;
}

// Orders the features of an arc anew, without those of an owner (null: all).
static int arc_renew(struct arc *a, const void *without_owner)
{
	struct arc_feature *features = NULL, *old = a->features;
	int status = arc_order(a->class, without_owner, &features);

	if (status)
		return status;
	VEC_EACH (features, f)
		if (place_in(old, f->feature))
			*f = *place_in(old, f->feature);
	a->features = features;
	status = arc_nodes_find(a);
	VEC_EACH (a->features, f)
		if (!status && !place_in(old, f->feature))
			status = arc_start_next_add(a, f);
	if (status) {
		a->features = old;
		vec_free(features);
		return status;
	}
	status = chains_renew(a, old);
	vec_free(old);
	return status;
}

static int arcs_renew(const void *owner, const void *without_owner)
{
	const struct feature_arc *c;
	int status = 0;

	for (u32 i = 0; !status && (c = feature_arc_at(i)); i++) {
		bool concerned = false;

		REGISTRY_EACH_OF(r, REGISTRY_FEATURE, owner)
		concerned |= !strcmp(((const struct feature *)r->object)->arc, c->name);
		if (concerned)
			status = arc_renew(arc_find(c->name), without_owner);
	}
	return status;
}

static int features_take(const void *owner)
{
	return arcs_renew(owner, NULL);
}

static void features_drop(const void *owner)
{
	arcs_renew(owner, owner);
}

static const struct registry_consumer feature_consumer = {.kind = REGISTRY_FEATURE,
	.one = "feature",
	.many = "features",
	.name = feature_name_text,
	.check = feature_check,
	.take = features_take,
	.drop = features_drop};
CONSUMER_REGISTER(feature_consumer);
