// Late registrations: checked by name and place; taken kind by kind, or not at all.
#include "engine/base/error.h"
#include "engine/base/log.h"
#include "engine/base/registry_late.h"
#include "engine/net/protocol.h"
#include "tests/lib/rig.h"
#include "tests/lib/unit.h"

static struct text story;
static bool refuses;

static void note(const char *what, const void *owner)
{
	REGISTRY_EACH_OF(r, REGISTRY_LOG, owner)
	text_add(&story, "%s%s ", what, ((const struct log_class *)r->object)->name);
}

static int log_take(const void *owner)
{
	note("+log:", owner);
	return 0;
}

static void log_drop(const void *owner)
{
	note("-log:", owner);
}

static void log_start(const void *owner)
{
	note("!log:", owner);
}

static const struct registry_consumer log_consumer = {
	.kind = REGISTRY_LOG, .take = log_take, .drop = log_drop, .start = log_start};
CONSUMER_REGISTER(log_consumer);

static int init_take(const void *owner)
{
	note("+init:", owner);
	return refuses ? error(ERR_LIMIT, "no room for more") : 0;
}

static void init_drop(const void *owner)
{
	note("-init:", owner);
}

static int log_check(const struct registration *r)
{
	const struct log_class *c = r->object;

	return c->rate_limit == 13 ? error(ERR_INVALID_VALUE, "13 is no number") : 0;
}

static const struct registry_consumer init_consumer = {
	.kind = REGISTRY_INIT, .take = init_take, .drop = init_drop};
CONSUMER_REGISTER(init_consumer);
static const struct registry_consumer checker = {.kind = REGISTRY_LOG, .check = log_check};
CONSUMER_REGISTER(checker);

static int owner;
static struct log_class ours = {.name = "ours"}, second = {.name = "second"};
static struct registration ours_at = {.object = &ours, .file = "ours.c", .line = 1};
static struct registration second_at = {.object = &second, .file = "ours.c", .line = 2};

static void add(enum registry_kind kind, struct registration *r)
{
	registry_set_owner(&owner);
	registry_add(kind, r);
	registry_set_owner(NULL);
}

START_TEST(all_is_taken_then_started)
{
	rig_start();
	add(REGISTRY_LOG, &ours_at);
	add(REGISTRY_LOG, &second_at);
	ck_assert_int_eq(registry_check_names(&owner), 0);
	ck_assert_int_eq(registry_check(&owner), 0);
	ck_assert_int_eq(registry_take(&owner), 0);
	ck_assert_str_eq(text_string(&story),
		"+log:ours +log:second +init:ours +init:second !log:ours !log:second ");
}
END_TEST

START_TEST(all_is_dropped_when_one_refuses)
{
	rig_start();
	refuses = true;
	add(REGISTRY_LOG, &ours_at);
	ck_assert_int_eq(registry_take(&owner), ERR_LIMIT);
	ck_assert_str_eq(error_text(0), "no room for more");
	ck_assert_str_eq(text_string(&story), "+log:ours +init:ours -init:ours -log:ours ");
}
END_TEST

START_TEST(names_are_there_and_new)
{
	second.name = NULL;
	add(REGISTRY_LOG, &ours_at);
	add(REGISTRY_LOG, &second_at);
	ck_assert_int_eq(registry_check_names(&owner), ERR_INVALID_VALUE);
	ck_assert_str_eq(error_text(0), "ours.c:2: this log class has no name");
	second.name = "ours";
	ck_assert_int_eq(registry_check_names(&owner), ERR_EXISTS);
	ck_assert_str_eq(error_text(0), "ours.c:2: log class ours is there already, from ours.c:1");
	second.sub = "other";
	ck_assert_int_eq(registry_check_names(&owner), 0);
}
END_TEST

START_TEST(parts_of_a_protocol_have_one_name)
{
	static const struct protocol a = {.layer = LAYER_UDP_PORT, .number = 40001, .name = "a"},
				     b = {.layer = LAYER_UDP_PORT, .number = 40001};
	static struct registration a_at = {.object = &a, .file = "a.c", .line = 1},
				   b_at = {.object = &b, .file = "b.c", .line = 1};

	add(REGISTRY_PROTOCOL, &a_at);
	add(REGISTRY_PROTOCOL, &b_at);
	ck_assert_int_eq(registry_check_names(&owner), 0);
}
END_TEST

START_TEST(a_reason_has_its_place)
{
	add(REGISTRY_LOG, &ours_at);
	add(REGISTRY_LOG, &second_at);
	second.rate_limit = 13;
	ck_assert_int_eq(registry_check(&owner), ERR_INVALID_VALUE);
	ck_assert_str_eq(error_text(0), "ours.c:2: log class second: 13 is no number");
}
END_TEST

START_TEST(kinds_have_words)
{
	for (u32 kind = REGISTRY_CONSUMER + 1; kind < REGISTRY_KINDS; kind++) {
		ck_assert_str_ne(registry_words(kind, false), "?");
		ck_assert_str_ne(registry_words(kind, false), registry_words(kind, true));
	}
}
END_TEST

UNIT_MAIN(all_is_taken_then_started, all_is_dropped_when_one_refuses, names_are_there_and_new,
	parts_of_a_protocol_have_one_name, a_reason_has_its_place, kinds_have_words)
