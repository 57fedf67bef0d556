// Registrations that come late: checked one by one, then taken into use by kind, or not at all.
#include "engine/base/registry_late.h"

#include "engine/base/error.h"

#define CONSUMER_EACH(c, of) \
	REGISTRY_EACH (c##_at, REGISTRY_CONSUMER) \
		for (const struct registry_consumer *c = c##_at->object; c && c->kind == (of); \
			c = NULL)

// The consumer that has words and names for a kind; null: nobody knows it.
static const struct registry_consumer *speaker(enum registry_kind kind)
{
	REGISTRY_EACH (r, REGISTRY_CONSUMER) {
		const struct registry_consumer *c = r->object;

		if (c->kind == kind && c->one)
			return c;
	}
	return NULL;
}

const char *registry_words(enum registry_kind kind, bool many)
{
	const struct registry_consumer *c = speaker(kind);

	if (!c)
		return "?";
	return many ? c->many : c->one;
}

void registry_name_text(struct text *t, enum registry_kind kind, const void *object)
{
	const struct registry_consumer *c = speaker(kind);

	if (c && c->name)
		c->name(t, object);
}

void registry_place_text(struct text *t, enum registry_kind kind, const struct registration *r)
{
	text_add(t, "%s:%d: %s ", r->file, r->line, registry_words(kind, false));
	registry_name_text(t, kind, r->object);
}

// An object has a name, and no object before it has the same.
static int name_check(enum registry_kind kind, const struct registration *r)
{
	const struct registry_consumer *c = speaker(kind);
	struct text name = {0}, other = {0};
	int status = 0;

	if (!c || !c->name)
		return 0;
	c->name(&name, r->object);
	if (!name.length)
		status = error(
			ERR_INVALID_VALUE, "%s:%d: this %s has no name", r->file, r->line, c->one);
	for (const struct registration *o = registry_head(kind); !status && o != r; o = o->next) {
		text_clear(&other);
		c->name(&other, o->object);
		if (!c->names_repeat && !strcmp(text_string(&other), name.data))
			status = error(ERR_EXISTS, "%s:%d: %s %s is there already, from %s:%d",
				r->file, r->line, c->one, name.data, o->file, o->line);
	}
	text_free(&name);
	text_free(&other);
	return status;
}

static int object_check(enum registry_kind kind, const struct registration *r)
{
	int status = 0;

	CONSUMER_EACH(c, kind)
	{
		struct text place = {0};

		if (status || !c->check)
			continue;
		status = c->check(r);
		if (!status)
			continue;
		registry_place_text(&place, kind, r);
		error_within(status, "%s", text_string(&place));
		text_free(&place);
	}
	return status;
}

static int each_check(
	const void *owner, int (*check)(enum registry_kind kind, const struct registration *r))
{
	for (u32 kind = 0; kind < REGISTRY_KINDS; kind++)
		REGISTRY_EACH_OF(r, kind, owner)
		{
			int status = check(kind, r);

			if (status)
				return status;
		}
	return 0;
}

int registry_check_names(const void *owner)
{
	return each_check(owner, name_check);
}

int registry_check(const void *owner)
{
	return each_check(owner, object_check);
}

// Those who took something, last first.
static void drop(const void *owner, u32 kinds)
{
	while (kinds-- > 0)
		CONSUMER_EACH(c, kinds)
	if (c->drop)
		c->drop(owner);
}

int registry_take(const void *owner)
{
	int status = 0;

	for (u32 kind = 0; kind < REGISTRY_KINDS; kind++) {
		CONSUMER_EACH(c, kind)
		if (!status && c->take)
			status = c->take(owner);
		if (status) {
			drop(owner, kind + 1);
			return status;
		}
	}
	for (u32 kind = 0; kind < REGISTRY_KINDS; kind++)
		CONSUMER_EACH(c, kind)
	if (c->start)
		c->start(owner);
	return 0;
}
