// 'show trace': what happened to the traced packets, in full or a line each.
#include "engine/base/clock.h"
#include "engine/base/vec.h"
#include "engine/graph/node.h"
#include "engine/net/interface.h"
#include "shell/command.h"
#include "shell/commands/trace.h"
#include "shell/commands/trace_journey.h"
#include <stdlib.h>
#include <time.h>

enum { SHOWN_DEFAULT = 50 }; // packets of a thread, as VPP

static bool look(void *arg, const struct packet_trace_copy *, const struct packet_trace_record *r)
{
	bool *went_through = arg;

	*went_through |= r->node == trace_shown()->node;
	return !*went_through;
}

static bool is_asked_for(const struct journey *j)
{
	bool went_through = false;

	if (trace_shown()->node == INDEX_NONE)
		return true;
	journey_each(j, look, &went_through);
	return went_through != trace_shown()->exclude;
}

static int by_time(const void *a, const void *b)
{
	const struct journey *const *x = a, *const *y = b;

	if ((*x)->start != (*y)->start)
		return (*x)->start < (*y)->start ? -1 : 1;
	return *x < *y ? -1 : 1;
}

// The journeys of a thread that 'trace filter' lets through, in order of time; of all threads with
// INDEX_NONE: a vec of pointers.
static const struct journey **choose(const struct journey *journeys, u32 thread)
{
	const struct trace_shown *shown = trace_shown();
	const struct journey **chosen = NULL;

	VEC_EACH (journeys, j)
		if ((thread == INDEX_NONE || j->parts[0]->thread == thread) && is_asked_for(j))
			vec_push(chosen, j);
	if (chosen && thread == INDEX_NONE)
		qsort(chosen, vec_n(chosen), sizeof(*chosen), by_time);
	if (shown->node != INDEX_NONE && vec_n(chosen) > shown->count)
		vec_cut(chosen, shown->count);
	return chosen;
}

enum stamps { STAMPS_START, STAMPS_RELATIVE, STAMPS_DELTA, STAMPS_WALL };

struct listing {
	struct out *o;
	const struct tracing_snapshot *snapshot;
	const struct journey *journeys; // vec
	bool is_merged, is_summary;
	u32 max; // packets of a thread, or of all when merged
	struct text text;
	enum stamps stamps;
	u64 first, before; // times of the packet's first record and of the one before
	u32 node_before;   // of that one; INDEX_NONE: there was none
};

// Copies of a packet that one node made or got leave a record each, under one heading as in VPP.
static bool heading_repeats(const struct listing *l, const struct packet_trace_record *r)
{
	char before[TEXT_TIME], now[TEXT_TIME];

	return r->node == l->node_before &&
		!strcmp(text_time(before, l->before), text_time(now, r->time));
}

static void stamp_text(struct text *t, const struct listing *l, u64 time)
{
	char s[TEXT_TIME];
	struct tm tm;

	if (l->stamps == STAMPS_WALL) {
		u64 wall = clock_wall(time);
		time_t seconds = wall / NS_PER_S;
		char day[32];
		gmtime_r(&seconds, &tm);
		strftime(day, sizeof(day), "%Y-%m-%dT%H:%M:%S", &tm);
		text_add(t, "%s.%09luZ", day, (unsigned long)(wall % NS_PER_S));
	} else if (l->stamps == STAMPS_START) {
		text_add(t, "%s", text_time(s, time));
	} else {
		u64 ns = time - (l->stamps == STAMPS_DELTA ? l->before : l->first);
		text_add(t, "+%lu.%03lu us", (unsigned long)(ns / NS_PER_US),
			(unsigned long)(ns % NS_PER_US));
	}
}

// For programs: the node's own lines as it wrote them, without the indent of listings.
static void record_json(struct listing *l, u32 thread, const struct packet_trace_record *r)
{
	char *from, *to;

	node_trace_format(&l->text, r);
	from = to = strchr(l->text.data, '\n') + 1;
	const char *body = to;
	for (bool begins = true; *from; begins = *from++ == '\n') {
		from += begins && !strncmp(from, "  ", 2) ? 2 : 0;
		*to++ = *from;
	}
	to[to > body ? -1 : 0] = 0;
	out_record(l->o, NULL);
	out_string(l->o, "node", NULL, node_name(r->node));
	out_u64(l->o, "thread", NULL, thread);
	out_u64(l->o, "time", NULL, r->time);
	out_string(l->o, "text", NULL, body);
	out_end(l->o);
}

static bool record_show(
	void *arg, const struct packet_trace_copy *part, const struct packet_trace_record *r)
{
	struct listing *l = arg;
	const char *body;

	text_clear(&l->text);
	if (out_is_json(l->o)) {
		record_json(l, part->thread, r);
		return true;
	}
	if (l->stamps != STAMPS_START) {
		stamp_text(&l->text, l, r->time);
		out_text(l->o, "%s", text_string(&l->text));
		text_clear(&l->text);
	}
	node_trace_format(&l->text, r);
	body = text_string(&l->text);
	if (l->stamps != STAMPS_START)
		body = strstr(body, ": ");
	else if (heading_repeats(l, r))
		body = strchr(body, '\n') + 1;
	out_text(l->o, "%s", body);
	l->before = r->time;
	l->node_before = r->node;
	return true;
}

static void packet_show(struct listing *l, const struct journey *j, u32 number)
{
	const struct packet_trace_copy *p = j->parts[0];
	const struct packet_trace_copy *parent = journey_parent(l->snapshot, j);

	out_record(l->o, NULL);
	out_u64(l->o, "number", "Packet %lu", number);
	out_u64(l->o, "thread", l->is_merged ? ", thread %lu" : NULL, p->thread);
	if (l->is_merged)
		out_text(l->o, " %s", worker_at(p->thread)->name);
	out_u64(l->o, "handle", NULL, packet_trace_number(p->handle));
	if (parent) {
		out_text(l->o, ", made from the one with trace handle 0x%x",
			packet_trace_shown(parent->thread, parent->handle));
		out_u64(l->o, "parent", NULL, packet_trace_number(parent->handle));
		out_u64(l->o, "parent_thread", NULL, parent->thread);
	}
	out_text(l->o, "\n\n");
	out_list(l->o, "records");
	l->first = l->before = j->start;
	l->node_before = INDEX_NONE;
	journey_each(j, record_show, l);
	out_end(l->o);
	out_text(l->o, "\n");
	out_end(l->o);
}

static void losses_show(struct out *o, const struct tracing_thread *t)
{
	if (t->lost)
		out_text(o, "%lu packets asked for were not kept: %s\n", (unsigned long)t->lost,
			t->is_ring ? "newer ones took their place" : "the trace buffer was full");
	if (t->cut)
		out_text(o, "%lu trace records were not kept: too many of a packet, or no memory\n",
			(unsigned long)t->cut);
}

// The journeys of a thread, or of all threads with INDEX_NONE.
static int journeys_show(struct listing *l, u32 thread)
{
	const struct journey **chosen = choose(l->journeys, thread);
	u32 n = MIN(vec_n(chosen), l->max);
	int code = 0;

	if (!n)
		out_text(l->o, "No packets in trace buffer\n");
	for (u32 i = 0; i < n && code == 0; i++) {
		if (l->is_summary)
			trace_summary_show(l->o, chosen[i], i + 1, l->is_merged);
		else
			packet_show(l, chosen[i], i + 1);
		if (i % 64 == 63)
			code = out_flush(l->o);
	}
	if (vec_n(chosen) > l->max)
		out_text(l->o, "Limiting display to %u packets. To display more specify max.\n",
			l->max);
	vec_free(chosen);
	return code;
}

static int threads_show(struct listing *l)
{
	int code = 0;

	for (u32 i = 0; i < vec_n(l->snapshot->threads) && code == 0; i++) {
		out_text(l->o, "------------------- Start of thread %u %s -------------------\n", i,
			worker_at(i)->name);
		code = journeys_show(l, i);
		losses_show(l->o, &l->snapshot->threads[i]);
	}
	return code;
}

static int merged_show(struct listing *l)
{
	struct tracing_thread all = {0};
	int code = journeys_show(l, INDEX_NONE);

	VEC_EACH (l->snapshot->threads, t) {
		all.lost += t->lost;
		all.cut += t->cut;
		all.is_ring |= t->is_ring;
	}
	losses_show(l->o, &all);
	return code;
}

static int show_trace(const struct args *a, struct out *o)
{
	struct tracing_snapshot *snapshot = tracing_snapshot();
	struct journey *journeys = journeys_of(snapshot);
	struct listing l = {.o = o,
		.snapshot = snapshot,
		.journeys = journeys,
		.is_merged = arg_given(a, "merged"),
		.is_summary = arg_given(a, "summary"),
		.max = arg_u64(a, "MAX", SHOWN_DEFAULT),
		.stamps = arg_given(a, "relative") ? STAMPS_RELATIVE
			: arg_given(a, "delta")	   ? STAMPS_DELTA
			: arg_given(a, "wall")	   ? STAMPS_WALL
						   : STAMPS_START};
	u64 lost = 0;

	out_list(o, "packets");
	int code = l.is_merged ? merged_show(&l) : threads_show(&l);
	out_end(o);
	VEC_EACH (snapshot->threads, t)
		lost += t->lost;
	out_u64(o, "lost", NULL, lost);
	text_free(&l.text);
	journeys_free(journeys);
	tracing_snapshot_free(snapshot);
	return code;
}

static const struct command show_trace_command = {
	.grammar = "show trace [max <MAX:u32 1..>] [timestamps {relative|delta|wall}] [summary] "
		   "[merged]",
	.help = "Show the traced packets, node by node, thread by thread or merged in order of "
		"time.",
	.run = show_trace,
	.schema =
		"packets[]{number:u thread:u handle:u parent:u? parent_thread:u? verdict:s? "
		"reason:s? "
		"rx:s? tx:s? packet:s? path[]:s? records[]{node:s thread:u time:u text:s}?} lost:u",
};
COMMAND_REGISTER(show_trace_command);
