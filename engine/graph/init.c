// Init functions: their order, computed once a stage, and their running.
#include "engine/graph/init.h"

#include "engine/base/error.h"
#include "engine/base/order.h"
#include "engine/base/vec.h"

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

int init_order(enum init_stage stage)
{
	const struct init_function **functions = NULL;
	struct order_item *items = NULL;
	u32 *order = NULL;
	int status = names_check();

	REGISTRY_EACH (r, REGISTRY_INIT) {
		const struct init_function *f = r->object;

		if (f->stage != stage)
			continue;
		vec_push(functions, f);
		vec_push(
			items, (struct order_item){f->name, f->before, f->after, r->file, r->line});
	}
	order = memory_get(vec_n(items) * sizeof(*order));
	if (!status)
		status = order_items(items, vec_n(items), true, order);
	if (status) {
		status = error_within(status, "init functions");
	} else {
		is_ordered[stage] = true;
		vec_clear(ordered[stage]);
		for (u32 i = 0; i < vec_n(items); i++)
			vec_push(ordered[stage], functions[order[i]]);
	}
	free(order);
	vec_free(items);
	vec_free(functions);
	return status;
}

const struct init_function *init_at(enum init_stage stage, u32 i)
{
	return i < vec_n(ordered[stage]) ? ordered[stage][i] : NULL;
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
		error_clear();
		status = f->run();
		if (status)
			return error_within(status, "%s", f->name);
	}
	return 0;
}
