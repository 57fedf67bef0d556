// Topological order with names as tie-break, and the story of a cycle when there is none.
#include "engine/base/order.h"

#include "engine/base/error.h"
#include "engine/base/text.h"
#include "engine/base/vec.h"

#include <stdlib.h>

struct sorter {
	const struct order_item *items;
	u32 n;
	u32 **successors; // [item]: vec of items that must come later
	u32 *n_waiting;	  // [item]: predecessors not yet placed
	u32 *by_name;	  // items in order of name
};

static const struct order_item *sorted_items; // of the running qsort; main thread

static int compare_names(const void *a, const void *b)
{
	u32 i = *(const u32 *)a, k = *(const u32 *)b;
	int c = strcmp(sorted_items[i].name, sorted_items[k].name);

	return c ? c : (i > k) - (i < k);
}

static int names_sort(struct sorter *s)
{
	for (u32 i = 0; i < s->n; i++)
		s->by_name[i] = i;
	sorted_items = s->items;
	qsort(s->by_name, s->n, sizeof(*s->by_name), compare_names);
	for (u32 i = 0; i < s->n; i++) {
		const struct order_item *a, *b = &s->items[s->by_name[i]];

		if (!i)
			continue;
		a = &s->items[s->by_name[i - 1]];
		if (!strcmp(a->name, b->name))
			return error(ERR_INVALID_VALUE, "'%s' is there twice: %s:%d and %s:%d",
				a->name, a->file, a->line, b->file, b->line);
	}
	return 0;
}

static u32 find(const struct sorter *s, const char *name)
{
	u32 low = 0, high = s->n;

	while (low < high) {
		u32 middle = (low + high) / 2;
		int c = strcmp(name, s->items[s->by_name[middle]].name);

		if (!c)
			return s->by_name[middle];
		if (c < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return INDEX_NONE;
}

static void constrain(struct sorter *s, u32 first, u32 second)
{
	VEC_EACH (s->successors[first], k)
		if (*k == second)
			return;
	vec_push(s->successors[first], second);
	s->n_waiting[second]++;
}

// Takes the constraints of item 'i'; 'is_before': its list 'before', else 'after'.
static int constraints_add(struct sorter *s, u32 i, bool is_before, bool strict)
{
	const struct order_item *item = &s->items[i];
	const char *const *names = is_before ? item->before : item->after;

	for (; names && *names; names++) {
		u32 other = find(s, *names);

		if (other == INDEX_NONE && strict)
			return error(ERR_INVALID_VALUE,
				"'%s' (%s:%d) wants to be %s '%s', which does not exist",
				item->name, item->file, item->line, is_before ? "before" : "after",
				*names);
		if (other != INDEX_NONE)
			constrain(s, is_before ? i : other, is_before ? other : i);
	}
	return 0;
}

// Some unplaced item that must come before unplaced item 'i': there is one, or 'i' were placed.
static u32 unplaced_before(const struct sorter *s, u32 i)
{
	for (u32 p = 0; p < s->n; p++) {
		if (!s->n_waiting[s->by_name[p]])
			continue;
		VEC_EACH (s->successors[s->by_name[p]], k)
			if (*k == i)
				return s->by_name[p];
	}
	panic("no cycle");
}

// Walking back from any unplaced item must come round; then the walk is told forwards.
static int cycle_error(const struct sorter *s)
{
	u32 at = 0, *walk = NULL, *step = memory_get_zero(s->n * sizeof(*step));
	struct text t = {0};

	while (!s->n_waiting[at])
		at++;
	for (u32 i = 1; !step[at]; i++) {
		step[at] = i;
		vec_push(walk, at);
		at = unplaced_before(s, at);
	}
	vec_push(walk, at);
	for (u32 i = vec_n(walk); i >= step[at]; i--) {
		const struct order_item *item = &s->items[walk[i - 1]];

		text_add(&t, "%s'%s'", t.length ? " before " : "", item->name);
		if (i > step[at])
			text_add(&t, " (%s:%d)", item->file, item->line);
	}
	error(ERR_INVALID_VALUE, "impossible order: %s", text_string(&t));
	text_free(&t);
	vec_free(walk);
	free(step);
	return ERR_INVALID_VALUE;
}

static int places_fill(struct sorter *s, u32 *order)
{
	for (u32 n_placed = 0; n_placed < s->n; n_placed++) {
		u32 p = 0, i;

		// Placed items are marked by a count that never gets to zero again.
		while (p < s->n && s->n_waiting[s->by_name[p]])
			p++;
		if (p == s->n) {
			for (u32 k = 0; k < n_placed; k++)
				s->n_waiting[order[k]] = 0;
			return cycle_error(s);
		}
		i = s->by_name[p];
		order[n_placed] = i;
		s->n_waiting[i] = UINT32_MAX;
		VEC_EACH (s->successors[i], k)
			s->n_waiting[*k]--;
	}
	return 0;
}

int order_items(const struct order_item *items, u32 n, bool strict, u32 *order)
{
	struct sorter s = {.items = items,
		.n = n,
		.successors = memory_get_zero(n * sizeof(*s.successors)),
		.n_waiting = memory_get_zero(n * sizeof(*s.n_waiting)),
		.by_name = memory_get(n * sizeof(*s.by_name))};
	int status = names_sort(&s);

	for (u32 i = 0; !status && i < n; i++) {
		status = constraints_add(&s, i, true, strict);
		if (!status)
			status = constraints_add(&s, i, false, strict);
	}
	if (!status)
		status = places_fill(&s, order);
	for (u32 i = 0; i < n; i++)
		vec_free(s.successors[i]);
	free(s.successors);
	free(s.n_waiting);
	free(s.by_name);
	return status;
}
