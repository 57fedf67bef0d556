// A traced packet in one line: what became of it, from where to where, what it is, its path.
#include "engine/base/vec.h"
#include "engine/graph/drop.h"
#include "engine/graph/node.h"
#include "engine/net/interface.h"
#include "shell/commands/trace.h"
#include "shell/commands/trace_journey.h"
#include "shell/out.h"
#include <stdio.h>

struct summary {
	struct text text;   // of the record being looked at
	struct text packet; // its first line that names addresses
	bool has_ip;
	const char *verdict;
	char reason[128], tx[INTERFACE_NAME_MAX];
	u32 *nodes; // vec
};

static bool ends_with(const char *s, const char *end, u32 *n_before)
{
	size_t n = strlen(s), n_end = strlen(end);

	*n_before = n - n_end;
	return n > n_end && !strcmp(s + n - n_end, end);
}

// Lines such as "UDP: 10.1.0.5 -> 10.2.0.2"; the first one with IP addresses wins.
static void look_for_addresses(struct summary *s, const char *text)
{
	for (const char *line = text, *end; *line && !s->has_ip; line = end + (*end != 0)) {
		end = strchrnul(line, '\n');
		const char *arrow = memmem(line, end - line, " -> ", 4);
		char address[TEXT_IP4] = "";
		be32 ip4;

		if (!arrow)
			continue;
		u32 n = MIN(end - arrow - 4, (long)sizeof(address) - 1);
		memcpy(address, arrow + 4, n);
		s->has_ip = parse_ip4(address, &ip4) == 0;
		if (s->packet.length && !s->has_ip)
			continue;
		line += strspn(line, " ");
		text_clear(&s->packet);
		text_put(&s->packet, line, end - line);
	}
}

// Where it ended is said by nodes that end journeys. A packet that was dropped stays so, even if an
// answer to it, traced with it, was sent.
static void look_for_verdict(struct summary *s, const struct packet_trace_record *r)
{
	const char *node = node_name(r->node);
	u32 n;

	if (ends_with(node, "-tx", &n)) {
		s->verdict = s->reason[0] ? s->verdict : "forwarded";
		snprintf(s->tx, sizeof(s->tx), "%.*s", (int)n, node);
	} else if (!strcmp(node, "drop") || !strcmp(node, "punt")) {
		s->verdict = *node == 'd' ? "dropped" : "punted";
		text_clear(&s->text);
		drop_trace_why(&s->text, r->bytes);
		snprintf(s->reason, sizeof(s->reason), "%s", text_string(&s->text));
	}
}

static bool look(void *arg, const struct packet_trace_copy *, const struct packet_trace_record *r)
{
	struct summary *s = arg;

	text_clear(&s->text);
	node_trace_format(&s->text, r);
	look_for_addresses(s, strchr(text_string(&s->text), '\n') + 1);
	look_for_verdict(s, r);
	vec_push(s->nodes, r->node);
	return true;
}

void trace_summary_show(struct out *o, const struct journey *j, u32 number, bool with_thread)
{
	struct summary s = {.verdict = "ended"};
	const struct packet_trace_copy *p = j->parts[0];
	u32 rx = p->interface;

	journey_each(j, look, &s);
	out_record(o, NULL);
	out_u64(o, "number", "%4lu  ", number);
	out_u64(o, "thread", with_thread ? "thread %lu  " : NULL, p->thread);
	out_u64(o, "handle", NULL, packet_trace_number(p->handle));
	out_string(o, "verdict", "%s", s.verdict);
	if (s.reason[0])
		out_string(o, "reason", " (%s)", s.reason);
	out_string(o, "rx", "  %s", rx == INDEX_NONE ? "local" : interface_name(rx));
	if (s.tx[0])
		out_string(o, "tx", " > %s", s.tx);
	out_string(o, "packet", "  %s  ", text_string(&s.packet));
	out_list(o, "path");
	for (u32 i = 0; i < vec_n(s.nodes); i++)
		out_string(o, NULL, i ? " > %s" : "%s", node_name(s.nodes[i]));
	out_end(o);
	out_text(o, "\n");
	out_end(o);
	vec_free(s.nodes);
	text_free(&s.text);
	text_free(&s.packet);
}
