// The registry: order, owners, removal.
#include "engine/base/registry.h"
#include "tests/lib/unit.h"

static const char first[] = "first", second[] = "second";
REGISTER(REGISTRY_PROTOCOL, first);
REGISTER(REGISTRY_PROTOCOL, second);

// Those of this file, in the order of the list, joined.
static const char *mine(void)
{
	static char out[64];

	out[0] = 0;
	REGISTRY_EACH (r, REGISTRY_PROTOCOL)
		if (r->object == first || r->object == second || r->owner)
			strncat(out, r->object, sizeof(out) - strlen(out) - 1);
	return out;
}

START_TEST(constructors_register_in_order)
{
	const struct registration *r = registry_head(REGISTRY_PROTOCOL);

	ck_assert_str_eq(mine(), "firstsecond");
	while (r->object != second)
		r = r->next;
	ck_assert_ptr_null(r->owner);
	ck_assert_ptr_nonnull(strstr(r->file, "test_base_registry.c"));
	ck_assert_int_eq(r->line, 7);
}
END_TEST

START_TEST(a_refused_owner_leaves_nothing)
{
	static struct registration a = {.object = "third"}, b = {.object = "fourth"},
				   c = {.object = "fifth"};
	int owner = 0, other = 0;

	registry_set_owner(&owner);
	registry_add(REGISTRY_PROTOCOL, &a);
	registry_set_owner(&other);
	registry_add(REGISTRY_PROTOCOL, &b);
	registry_set_owner(&owner);
	registry_add(REGISTRY_PROTOCOL, &c);
	registry_set_owner(NULL);
	ck_assert_str_eq(mine(), "firstsecondthirdfourthfifth");
	registry_remove_owner(&owner);
	ck_assert_str_eq(mine(), "firstsecondfourth");
}
END_TEST

UNIT_MAIN(constructors_register_in_order, a_refused_owner_leaves_nothing)
