// The device classes that registered, and what every one of them needs checked before it acts.
#include "devices/device.h"
#include "engine/base/error.h"

const struct device_class *device_class_at(u32 i)
{
	const struct device_class *after = NULL;

	// The smallest name that is greater than the one before, i + 1 times: lists are short.
	for (u32 k = 0; k <= i; k++) {
		const struct device_class *next = NULL;

		REGISTRY_EACH (r, REGISTRY_DEVICE) {
			const struct device_class *c = r->object;

			if (after && strcmp(c->name, after->name) <= 0)
				continue;
			if (!next || strcmp(c->name, next->name) < 0)
				next = c;
		}
		if (!next)
			return NULL;
		after = next;
	}
	return after;
}

const struct device_class *device_class_by_name(const char *name)
{
	REGISTRY_EACH (r, REGISTRY_DEVICE) {
		const struct device_class *c = r->object;

		if (strcmp(c->name, name) == 0)
			return c;
	}
	return NULL;
}

u32 device_class_n_args(const struct device_class *c)
{
	u32 n = 0;

	while (c->args[n].name)
		n++;
	return n;
}

u32 device_arg_index(const struct device_class *c, const char *name)
{
	for (u32 i = 0; c->args[i].name; i++) {
		if (strcmp(c->args[i].name, name) == 0)
			return i;
	}
	panic("device class %s has no argument %s", c->name, name);
}

static int check_choice(const struct device_arg *a, const char *word)
{
	for (u32 i = 0; a->choices[i]; i++) {
		if (strcmp(a->choices[i], word) == 0)
			return 0;
	}
	return error(ERR_INVALID_VALUE, "%s %s: no such choice", a->name, word);
}

static int check_value(const struct device_arg *a, const union device_value *v)
{
	u64 max = a->max ? a->max : UINT64_MAX;

	switch (a->type) {
	case ARG_U64:
		if (v->u64 < a->min || v->u64 > max)
			return error(ERR_INVALID_VALUE, "%s %lu is not in %lu..%lu", a->name,
				v->u64, a->min, max);
		return 0;
	case ARG_CHOICE:
		return check_choice(a, v->string);
	case ARG_NAME:
		if (!v->string[0] || strlen(v->string) >= INTERFACE_NAME_MAX)
			return error(ERR_INVALID_VALUE, "%s must have 1 to %d characters", a->name,
				INTERFACE_NAME_MAX - 1);
		return 0;
	default:
		return 0;
	}
}

int device_create(const struct device_class *c, const struct device_values *v, u32 *interface)
{
	for (u32 i = 0; c->args[i].name; i++) {
		const struct device_arg *a = &c->args[i];
		int r;

		if (a->required && !v->given[i])
			return error(ERR_INVALID_VALUE, "%s is missing: %s", a->name, a->help);
		if (v->given[i] && (r = check_value(a, &v->value[i])) < 0)
			return r;
	}
	return c->make(v, interface);
}

int device_delete(const struct device_class *c, u32 interface)
{
	const struct interface *i = interface_at(interface);

	if (!i)
		return error(ERR_NO_SUCH_INTERFACE, "no such interface");
	if (i->interface_class != c->interface_class && !(c->owns && c->owns(i)))
		return error(ERR_INVALID_VALUE, "%s is not a %s", i->name, c->create);
	return interface_delete(interface);
}
