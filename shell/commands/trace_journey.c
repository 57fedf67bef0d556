// Putting journeys together from the packets that the stores of all threads have.
#include "shell/commands/trace_journey.h"
#include "engine/base/vec.h"
#include <stdlib.h>

enum { DEPTH_MAX = 255 }; // hand-overs: a number that was given twice must not lead in circles

// A packet of a snapshot on its way into a journey.
struct part {
	const struct packet_trace_copy *packet, *root;
	u32 depth; // hand-overs since the root
	u64 start;
};

static bool first_time(void *arg, const struct packet_trace_record *r)
{
	*(u64 *)arg = r->time;
	return false;
}

static struct part part_of(const struct tracing_snapshot *s, const struct packet_trace_copy *p)
{
	struct part part = {.packet = p, .root = p, .start = UINT64_MAX};
	const struct packet_trace_copy *up;

	packet_trace_copy_each(p, first_time, &part.start);
	while (part.root->is_continued && part.depth < DEPTH_MAX &&
		(up = tracing_find(s, part.root->parent_thread, part.root->parent))) {
		part.root = up;
		part.depth++;
	}
	return part;
}

static int by_root(const void *a, const void *b)
{
	const struct part *x = a, *y = b;

	if (x->root != y->root)
		return x->root < y->root ? -1 : 1;
	if (x->depth != y->depth)
		return x->depth < y->depth ? -1 : 1;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->packet < y->packet ? -1 : 1;
}

static int by_thread_and_time(const void *a, const void *b)
{
	const struct journey *x = a, *y = b;
	const struct packet_trace_copy *p = x->parts[0], *q = y->parts[0];

	if (p->thread != q->thread)
		return p->thread < q->thread ? -1 : 1;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return p->handle < q->handle ? -1 : 1;
}

struct journey *journeys_of(const struct tracing_snapshot *s)
{
	struct journey *journeys = NULL;
	struct part *parts = NULL;

	VEC_EACH (s->packets, p)
		vec_push(parts, part_of(s, p));
	if (!parts)
		return NULL;
	qsort(parts, vec_n(parts), sizeof(*parts), by_root);
	for (u32 i = 0; i < vec_n(parts); i++) {
		if (!i || parts[i].root != parts[i - 1].root)
			vec_push(journeys, (struct journey){.start = UINT64_MAX});
		struct journey *j = &vec_last(journeys);
		j->start = MIN(j->start, parts[i].start);
		vec_push(j->parts, parts[i].packet);
	}
	vec_free(parts);
	qsort(journeys, vec_n(journeys), sizeof(*journeys), by_thread_and_time);
	return journeys;
}

void journeys_free(struct journey *journeys)
{
	VEC_EACH (journeys, j)
		vec_free(j->parts);
	vec_free(journeys);
}

const struct packet_trace_copy *journey_parent(
	const struct tracing_snapshot *s, const struct journey *j)
{
	const struct packet_trace_copy *p = j->parts[0];

	if (p->is_continued)
		return NULL;
	p = tracing_find(s, p->parent_thread, p->parent);
	return p ? part_of(s, p).root : NULL;
}

struct step {
	const struct packet_trace_record *r;
	u32 part, number; // index into the parts; of the record, part after part
};

struct collecting {
	struct step *steps; // vec
	u32 part;
};

static bool collect(void *arg, const struct packet_trace_record *r)
{
	struct collecting *c = arg;

	vec_push(c->steps, (struct step){.r = r, .part = c->part, .number = vec_n(c->steps)});
	return true;
}

static int by_time(const void *a, const void *b)
{
	const struct step *x = a, *y = b;

	if (x->r->time != y->r->time)
		return x->r->time < y->r->time ? -1 : 1;
	return x->number < y->number ? -1 : 1;
}

void journey_each(const struct journey *j,
	bool (*visit)(void *arg, const struct packet_trace_copy *part,
		const struct packet_trace_record *r),
	void *arg)
{
	struct collecting c = {0};
	u32 n = 0;

	for (; c.part < vec_n(j->parts); c.part++)
		packet_trace_copy_each(j->parts[c.part], collect, &c);
	if (vec_n(j->parts) > 1)
		qsort(c.steps, vec_n(c.steps), sizeof(*c.steps), by_time);
	while (n < vec_n(c.steps) && visit(arg, j->parts[c.steps[n].part], c.steps[n].r))
		n++;
	vec_free(c.steps);
}
