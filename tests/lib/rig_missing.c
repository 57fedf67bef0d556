// While rooms are being filled: nodes that others name and nobody has written yet drop everything.
#include "tests/lib/rig_missing.h"
#include "engine/base/memory.h"
#include "engine/graph/node.h"

static void run(struct worker *w, struct node *, struct frame *f)
{
	buffer_free(w, f->index, f->n);
}

static bool exists(const char *name)
{
	REGISTRY_EACH (r, REGISTRY_NODE)
		if (!strcmp(((const struct node_class *)r->object)->name, name))
			return true;
	return false;
}

static void add(const char *name)
{
	struct node_class *c;
	struct registration *r;

	if (exists(name))
		return;
	c = memory_get_zero(sizeof(*c));
	r = memory_get_zero(sizeof(*r));
	*c = (struct node_class){.name = name, .run = run};
	*r = (struct registration){.object = c, .file = __FILE__, .line = __LINE__};
	registry_add(REGISTRY_NODE, r);
}

void rig_add_missing(void)
{
	REGISTRY_EACH (r, REGISTRY_NODE) {
		const struct node_class *c = r->object;

		for (u32 i = 0; c->next && c->next[i]; i++)
			add(c->next[i]);
		if (c->sibling_of && *c->sibling_of)
			add(c->sibling_of);
	}
}
