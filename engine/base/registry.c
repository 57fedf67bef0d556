// Lists of what registered itself, by kind, in order of registration.
#include "engine/base/registry.h"

static struct registration *heads[REGISTRY_KINDS];
static const void *owner_now;

void registry_add(enum registry_kind kind, struct registration *r)
{
	struct registration **at = &heads[kind];

	while (*at)
		at = &(*at)->next;
	r->owner = owner_now;
	r->next = NULL;
	*at = r;
}

const struct registration *registry_head(enum registry_kind kind)
{
	return heads[kind];
}

void registry_set_owner(const void *owner)
{
	owner_now = owner;
}

void registry_remove_owner(const void *owner)
{
	for (u32 kind = 0; kind < REGISTRY_KINDS; kind++) {
		struct registration **at = &heads[kind];

		while (*at) {
			if ((*at)->owner == owner)
				*at = (*at)->next;
			else
				at = &(*at)->next;
		}
	}
}
