// Hierarchical timer wheel of a thread, exact to the nanosecond.
//
// Time is cut into ticks of 2^16 ns; a tick's number is read as LEVELS digits of 8 bits. A timer
// lies on the level of the highest digit in which its tick differs from the present one, in the
// slot of that digit: so all of level 0 is due before all of level 1, and so on up. When the
// present reaches a slot of a higher level, its timers move to lower ones. Timers of the present
// tick or earlier ones wait in 'present', those that fire in this run in 'due', which is sorted.
#include "engine/graph/timer.h"

#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "engine/base/memory.h"
#include "engine/graph/worker.h"

enum {
	TICK_BITS = 16,
	DIGIT_BITS = 8,
	SLOTS = 1 << DIGIT_BITS,
	LEVELS = (64 - TICK_BITS) / DIGIT_BITS,
};

struct timer_wheel {
	u64 tick; // the present one; never goes back but by timer_restart_all()
	u64 n_starts;
	u64 next_at; // of all timers; valid while next_known
	bool next_known;
	struct timer *present, *due;
	u64 used[LEVELS][SLOTS / 64]; // a bit per slot that may have timers
	struct timer *slots[LEVELS][SLOTS];
};

void timer_open(struct worker *w)
{
	w->wheel = memory_get_zero(sizeof(*w->wheel));
	w->wheel->tick = now() >> TICK_BITS;
}

static void push(struct timer **list, struct timer *t)
{
	t->next = *list;
	t->link = list;
	if (t->next)
		t->next->link = &t->next;
	*list = t;
}

static void unlink_timer(struct timer *t)
{
	*t->link = t->next;
	if (t->next)
		t->next->link = t->link;
	t->next = NULL;
	t->link = NULL;
}

static void insert(struct timer_wheel *wheel, struct timer *t)
{
	u64 tick = t->at >> TICK_BITS;
	u32 level, slot;

	if (tick <= wheel->tick) {
		push(&wheel->present, t);
		return;
	}
	level = (63 - (u32)__builtin_clzll(tick ^ wheel->tick)) / DIGIT_BITS;
	slot = tick >> (level * DIGIT_BITS) & (SLOTS - 1);
	push(&wheel->slots[level][slot], t);
	wheel->used[level][slot / 64] |= 1ull << (slot % 64);
}

// The first slot with timers: bits of slots that were emptied by timer_stop() are dropped here.
static bool first_slot(struct timer_wheel *wheel, u32 *level, u32 *slot)
{
	for (u32 l = 0; l < LEVELS; l++) {
		for (u32 word = 0; word < SLOTS / 64; word++) {
			u64 *bits = &wheel->used[l][word];

			while (*bits) {
				u32 s = word * 64 + (u32)__builtin_ctzll(*bits);

				if (wheel->slots[l][s]) {
					*level = l;
					*slot = s;
					return true;
				}
				*bits &= *bits - 1;
			}
		}
	}
	return false;
}

// Moves the present to 'tick', slot by slot, bringing what is reached to 'present'.
static void advance(struct timer_wheel *wheel, u64 tick)
{
	u32 level, slot;

	while (first_slot(wheel, &level, &slot)) {
		u32 shift = level * DIGIT_BITS;
		u64 above = wheel->tick >> shift >> DIGIT_BITS << DIGIT_BITS;
		u64 starts_at = (above | slot) << shift;
		struct timer *t;

		if (starts_at > tick)
			break;
		wheel->tick = starts_at;
		wheel->used[level][slot / 64] &= ~(1ull << (slot % 64));
		while ((t = wheel->slots[level][slot])) {
			unlink_timer(t);
			insert(wheel, t);
		}
	}
	wheel->tick = MAX(wheel->tick, tick);
}

static bool is_earlier(const struct timer *a, const struct timer *b)
{
	return a->at != b->at ? a->at < b->at : a->order < b->order;
}

// Merge sort of a list linked by 'next' only.
static struct timer *sorted(struct timer *list)
{
	struct timer *half = list, *result = NULL, **end = &result;

	if (!list || !list->next)
		return list;
	for (struct timer *t = list->next; t && t->next; t = t->next->next)
		half = half->next;
	struct timer *b = half->next;
	half->next = NULL;
	struct timer *a = sorted(list);
	b = sorted(b);
	while (a && b) {
		struct timer **first = is_earlier(b, a) ? &b : &a;

		*end = *first;
		end = &(*first)->next;
		*first = *end;
	}
	*end = a ? a : b;
	return result;
}

static void links_set(struct timer **list)
{
	for (struct timer **link = list; *link; link = &(*link)->next)
		(*link)->link = link;
}

static void start(struct timer *t, u64 at, u64 delay)
{
	struct worker *w = worker_self();

	invariant(w && w->wheel);
	timer_stop(t);
	t->at = at;
	t->delay = delay;
	t->thread = w->index;
	t->order = w->wheel->n_starts++;
	insert(w->wheel, t);
	if (w->wheel->next_known)
		w->wheel->next_at = MIN(w->wheel->next_at, at);
}

void timer_start(struct timer *t, u64 delay)
{
	u64 present = now();

	start(t, delay > UINT64_MAX - present ? UINT64_MAX : present + delay, delay);
}

void timer_start_at(struct timer *t, u64 at)
{
	u64 present = now();

	start(t, at, at > present ? at - present : 0);
}

void timer_stop(struct timer *t)
{
	struct timer_wheel *wheel;

	if (!t->link)
		return;
	wheel = worker_at(t->thread)->wheel;
	if (t->at == wheel->next_at)
		wheel->next_known = false;
	unlink_timer(t);
}

u64 timer_next(struct worker *w)
{
	struct timer_wheel *wheel = w->wheel;
	struct timer *list;
	u32 level, slot;

	if (wheel->next_known)
		return wheel->next_at;
	list = wheel->due ? wheel->due : wheel->present;
	if (!list && first_slot(wheel, &level, &slot))
		list = wheel->slots[level][slot];
	wheel->next_at = UINT64_MAX;
	for (struct timer *t = list; t; t = t->next)
		wheel->next_at = MIN(wheel->next_at, t->at);
	wheel->next_known = true;
	return wheel->next_at;
}

u32 timer_run(struct worker *w)
{
	struct timer_wheel *wheel = w->wheel;
	u64 present = now();
	struct timer *next;
	u32 n = 0;

	if (timer_next(w) > present)
		return 0;
	advance(wheel, present >> TICK_BITS);
	for (struct timer *t = wheel->present; t; t = next) {
		next = t->next;
		if (t->at > present)
			continue;
		unlink_timer(t);
		push(&wheel->due, t);
	}
	wheel->due = sorted(wheel->due);
	links_set(&wheel->due);
	wheel->next_known = false;
	while (wheel->due) {
		struct timer *t = wheel->due;

		unlink_timer(t);
		wheel->next_known = false;
		n++;
		t->fire(t);
	}
	return n;
}

// Takes every timer out, linked by 'next' only and in order of start.
static struct timer *take_all(struct timer_wheel *wheel)
{
	struct timer *all = NULL, *t;
	u32 level, slot;

	for (;;) {
		if (wheel->due)
			t = wheel->due;
		else if (wheel->present)
			t = wheel->present;
		else if (first_slot(wheel, &level, &slot))
			t = wheel->slots[level][slot];
		else
			break;
		unlink_timer(t);
		t->at = 0; // so that 'order' alone decides
		t->next = all;
		all = t;
	}
	return sorted(all);
}

void timer_restart_all(struct worker *w)
{
	struct timer_wheel *wheel = w->wheel;
	struct timer *all = take_all(wheel), *next;
	u64 present = now();

	wheel->tick = present >> TICK_BITS;
	wheel->next_known = false;
	for (struct timer *t = all; t; t = next) {
		next = t->next;
		t->at = t->delay > UINT64_MAX - present ? UINT64_MAX : present + t->delay;
		insert(wheel, t);
	}
}
