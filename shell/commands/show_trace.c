// 'show trace': what happened to the traced packets, in full or a line each.
#include "engine/base/clock.h"
#include "engine/base/vec.h"
#include "engine/graph/node.h"
#include "engine/net/interface.h"
#include "shell/command.h"
#include "shell/commands/trace.h"
#include "trace/packet.h"
#include <stdlib.h>
#include <time.h>

enum { SHOWN_DEFAULT = 50 }; // packets of a thread, as VPP

struct packet_shown {
	u32 handle;
	u64 start; // time of its first record
	bool went_through;
};

static bool look(void *arg, const struct packet_trace_record *r)
{
	struct packet_shown *p = arg;

	p->start = MIN(p->start, r->time);
	p->went_through |= r->node == trace_shown()->node;
	return true;
}

static int by_time(const void *a, const void *b)
{
	const struct packet_shown *x = a, *y = b;

	return x->start != y->start ? (x->start < y->start ? -1 : 1)
				    : (x->handle < y->handle ? -1 : 1);
}

// The packets of a store that 'trace filter' lets through, in order of time: a vec.
static struct packet_shown *packets_of(const struct packet_trace *t)
{
	const struct trace_shown *shown = trace_shown();
	struct packet_shown *packets = NULL;

	for (u32 i = 0; i < packet_trace_n(t); i++) {
		struct packet_shown p = {.handle = packet_trace_handle(t, i), .start = UINT64_MAX};

		packet_trace_each(t, i, look, &p);
		if (shown->node == INDEX_NONE || p.went_through != shown->exclude)
			vec_push(packets, p);
	}
	if (packets)
		qsort(packets, vec_n(packets), sizeof(*packets), by_time);
	if (shown->node != INDEX_NONE && vec_n(packets) > shown->count)
		vec_cut(packets, shown->count);
	return packets;
}

enum stamps { STAMPS_START, STAMPS_RELATIVE, STAMPS_DELTA, STAMPS_WALL };

struct listing {
	struct out *o;
	struct text text;
	enum stamps stamps;
	u64 first, before; // times of the packet's first record and of the one before
};

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
static void record_json(struct listing *l, const struct packet_trace_record *r)
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
	out_u64(l->o, "time", NULL, r->time);
	out_string(l->o, "text", NULL, body);
	out_end(l->o);
}

static bool record_show(void *arg, const struct packet_trace_record *r)
{
	struct listing *l = arg;
	const char *body;

	text_clear(&l->text);
	if (out_is_json(l->o)) {
		record_json(l, r);
		return true;
	}
	if (l->stamps != STAMPS_START) {
		stamp_text(&l->text, l, r->time);
		out_text(l->o, "%s", text_string(&l->text));
		text_clear(&l->text);
	}
	node_trace_format(&l->text, r);
	body = text_string(&l->text);
	out_text(l->o, "%s", l->stamps == STAMPS_START ? body : strstr(body, ": "));
	l->before = r->time;
	return true;
}

static void packet_show(
	struct listing *l, const struct worker *w, const struct packet_shown *p, u32 number)
{
	u32 parent = packet_trace_parent(w->trace, p->handle);

	out_record(l->o, NULL);
	out_u64(l->o, "number", "Packet %lu", number);
	out_u64(l->o, "thread", NULL, w->index);
	out_u64(l->o, "handle", NULL, packet_trace_number(p->handle));
	if (parent != INDEX_NONE)
		out_u64(l->o, "parent", ", made from the one with trace handle 0x%lx",
			packet_trace_number(parent));
	out_text(l->o, "\n\n");
	out_list(l->o, "records");
	l->first = l->before = p->start;
	packet_trace_each_of(w->trace, p->handle, record_show, l);
	out_end(l->o);
	out_text(l->o, "\n");
	out_end(l->o);
}

static void losses_show(struct out *o, const struct worker *w)
{
	u64 lost = packet_trace_lost(w->trace), cut = packet_trace_cut(w->trace);

	if (lost)
		out_text(o, "%lu packets asked for were not kept: %s\n", (unsigned long)lost,
			packet_trace_is_ring(w->trace) ? "newer ones took their place"
						       : "the trace buffer was full");
	if (cut)
		out_text(o, "%lu trace records were not kept: too many of a packet, or no memory\n",
			(unsigned long)cut);
}

static int thread_show(const struct args *a, struct listing *l, const struct worker *w, u32 max)
{
	struct packet_shown *packets = packets_of(w->trace);
	u32 n = MIN(vec_n(packets), max);
	int code = 0;

	out_text(l->o, "------------------- Start of thread %u %s -------------------\n", w->index,
		w->name);
	if (!n)
		out_text(l->o, "No packets in trace buffer\n");
	for (u32 i = 0; i < n && code == 0; i++) {
		if (arg_given(a, "summary"))
			trace_summary_show(l->o, w, packets[i].handle, i + 1);
		else
			packet_show(l, w, &packets[i], i + 1);
		if (i % 64 == 63)
			code = out_flush(l->o);
	}
	if (vec_n(packets) > max)
		out_text(l->o, "Limiting display to %u packets. To display more specify max.\n",
			max);
	losses_show(l->o, w);
	vec_free(packets);
	return code;
}

static u64 losses(void)
{
	u64 n = 0;

	for (u32 i = 0; i < worker_n(); i++)
		n += packet_trace_lost(worker_at(i)->trace);
	return n;
}

static int show_trace(const struct args *a, struct out *o)
{
	u32 max = arg_u64(a, "MAX", SHOWN_DEFAULT);
	struct listing l = {.o = o,
		.stamps = arg_given(a, "relative") ? STAMPS_RELATIVE
			: arg_given(a, "delta")	   ? STAMPS_DELTA
			: arg_given(a, "wall")	   ? STAMPS_WALL
						   : STAMPS_START};
	int code = 0;

	out_list(o, "packets");
	for (u32 i = 0; i < worker_n() && code == 0; i++)
		code = thread_show(a, &l, worker_at(i), max);
	out_end(o);
	out_u64(o, "lost", NULL, losses());
	text_free(&l.text);
	return code;
}

static const struct command show_trace_command = {
	.grammar = "show trace [max <MAX:u32 1..>] [timestamps {relative|delta|wall}] [summary]",
	.help = "Show the traced packets, node by node.",
	.run = show_trace,
	.schema = "packets[]{number:u thread:u handle:u parent:u? verdict:s? reason:s? rx:s? tx:s? "
		  "packet:s? path[]:s? records[]{node:s time:u text:s}?} lost:u",
};
COMMAND_REGISTER(show_trace_command);
