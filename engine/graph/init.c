// Init functions: their order, computed once a stage, and their running.
#include "engine/graph/init.h"

#include "engine/base/error.h"
#include "engine/base/order.h"
#include "engine/base/registry_late.h"
#include "engine/base/vec.h"
#include "engine/graph/worker.h"

#include <stdlib.h>

static const struct init_function **ordered[INIT_STAGES]; // vec each
static bool is_ordered[INIT_STAGES];

// A name is unique over all stages: otherwise 'show init-function' would be of two minds.
static int names_check(void)
{
	REGISTRY_EACH (a, REGISTRY_INIT) {
		const struct init_function *f = a->object;

		for (const struct registration *b = a->next; b; b = b->next) {
			const struct init_function *g = b->object;

			if (!strcmp(f->name, g->name))
				return error(ERR_EXISTS,
					"init function '%s' is there twice: %s:%d and %s:%d",
					f->name, a->file, a->line, b->file, b->line);
		}
	}
	return 0;
}

// The registrations of a stage in their order: '*functions' is a vec that the caller frees.
static int order_compute(enum init_stage stage, const struct registration ***functions)
{
	const struct registration **found = NULL;
	struct order_item *items = NULL;
	u32 *order;
	int status;

	REGISTRY_EACH (r, REGISTRY_INIT) {
		const struct init_function *f = r->object;

		if (f->stage != stage)
			continue;
		vec_push(found, r);
		vec_push(
			items, (struct order_item){f->name, f->before, f->after, r->file, r->line});
	}
	order = memory_get(vec_n(items) * sizeof(*order));
	status = order_items(items, vec_n(items), true, order);
	*functions = NULL;
	for (u32 i = 0; !status && i < vec_n(items); i++)
		vec_push(*functions, found[order[i]]);
	free(order);
	vec_free(items);
	vec_free(found);
	return status ? error_within(status, "init functions") : 0;
}

int init_order(enum init_stage stage)
{
	const struct registration **functions = NULL;
	int status = names_check();

	status = status ? error_within(status, "init functions") : order_compute(stage, &functions);
	if (status)
		return status;
	is_ordered[stage] = true;
	vec_clear(ordered[stage]);
	VEC_EACH (functions, r)
		vec_push(ordered[stage], (*r)->object);
	vec_free(functions);
	return 0;
}

const struct init_function *init_at(enum init_stage stage, u32 i)
{
	return i < vec_n(ordered[stage]) ? ordered[stage][i] : NULL;
}

static int run_one(const struct init_function *f)
{
	int status;

	error_clear();
	status = f->run();
	return status ? error_within(status, "%s", f->name) : 0;
}

int init_run(enum init_stage stage)
{
	const struct init_function *f;
	int status;

	// Once; before workers ask for theirs.
	if (!is_ordered[stage]) {
		status = init_order(stage);
		if (status)
			return status;
	}
	for (u32 i = 0; (f = init_at(stage, i)); i++) {
		status = run_one(f);
		if (status)
			return status;
	}
	return 0;
}

static void name_text(struct text *t, const void *object)
{
	const struct init_function *f = object;

	text_add(t, "%s", f->name ?: "");
}

// What can only be done at start: running before a function that ran then, and in each worker.
static int too_late_check(const struct registration *r)
{
	const struct init_function *f = r->object;

	if (f->stage == INIT_EXIT || !is_ordered[f->stage])
		return 0;
	if (f->stage == INIT_WORKER && worker_n() > 1)
		return error(ERR_BUSY, "runs in each worker: load it at start");
	for (u32 i = 0; f->before && f->before[i]; i++)
		REGISTRY_EACH (other, REGISTRY_INIT) {
			const struct init_function *g = other->object;

			if (other->owner != r->owner && !strcmp(g->name, f->before[i]))
				return error(ERR_BUSY,
					"has to run before %s, which ran already: load it at start",
					g->name);
		}
	return 0;
}

static int late_check(const struct registration *r)
{
	const struct init_function *f = r->object;
	const struct registration **functions;
	int status;

	if (!f->run || f->stage >= INIT_STAGES)
		return error(ERR_INVALID_VALUE, "has no function or no stage");
	status = order_compute(f->stage, &functions);
	if (status)
		return status;
	vec_free(functions);
	return too_late_check(r);
}

static int late_run(enum init_stage stage, const void *owner)
{
	const struct registration **functions;
	int status = order_compute(stage, &functions);

	VEC_EACH (functions, r)
		if (!status && (*r)->owner == owner)
			status = run_one((*r)->object);
	vec_free(functions);
	return status;
}

// In the order of engine_start().
static int late_take(const void *owner)
{
	static const u8 stages[] = {INIT_EARLY_CONFIG, INIT, INIT_WORKER, INIT_MAIN_LOOP};
	int status = 0;

	for (u32 i = 0; !status && i < ARRAY_N(stages); i++)
		status = late_run(stages[i], owner);
	return status;
}

// For 'show init-function': where they would have been at start.
static void late_show(const void *owner)
{
	REGISTRY_EACH_OF(r, REGISTRY_INIT, owner)
	init_order(((const struct init_function *)r->object)->stage);
}

static const struct registry_consumer init_consumer = {.kind = REGISTRY_INIT,
	.one = "init function",
	.many = "init functions",
	.name = name_text,
	.check = late_check,
	.take = late_take,
	.start = late_show};
CONSUMER_REGISTER(init_consumer);
