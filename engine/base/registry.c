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

static const struct registration *owned_from(const struct registration *r, const void *owner)
{
	while (r && r->owner != owner)
		r = r->next;
	return r;
}

const struct registration *registry_first_of(enum registry_kind kind, const void *owner)
{
	return owned_from(heads[kind], owner);
}

const struct registration *registry_next_of(const struct registration *r)
{
	return owned_from(r->next, r->owner);
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
