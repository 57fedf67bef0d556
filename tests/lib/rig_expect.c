// What tests ask the rig about: packets that were kept, counters, traces, buffers.
#include "tests/lib/rig.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "engine/graph/node.h"
#include "trace/packet.h"
#include <ctype.h>
#include <stdlib.h>

enum { ANY_BYTE = 256 };

// Values of a hex string: bytes and ANY_BYTE; '*open' when it ends in "*".
static u16 *hex_values(const char *hex, u32 *n, bool *open)
{
	u16 *out = memory_get((strlen(hex) + 1) * sizeof(*out));
	size_t room = strlen(hex) + 1;

	*n = 0;
	*open = false;
	while (*hex) {
		char digits[3] = {hex[0], hex[1], 0}, *end;

		if (isspace((unsigned char)*hex)) {
			hex++;
		} else if (*hex == '*' && !hex[1]) {
			*open = true;
			hex++;
		} else if (*hex == '*' && *n) {
			u32 times = (u32)strtoul(hex + 1, &end, 10);

			room += times;
			out = memory_resize(out, room * sizeof(*out));
			for (u32 i = 1; i < times; i++, (*n)++)
				out[*n] = out[*n - 1];
			hex = end;
		} else if (hex[0] == '?' && hex[1] == '?') {
			out[(*n)++] = ANY_BYTE;
			hex += 2;
		} else {
			out[(*n)++] = (u16)strtoul(digits, &end, 16);
			if (end != digits + 2)
				ck_abort_msg("not hex: '%s'", hex);
			hex += 2;
		}
	}
	return out;
}

u8 *rig_bytes(const char *hex, u32 *n)
{
	bool open;
	u16 *values = hex_values(hex, n, &open);
	u8 *out = memory_get(*n + 1);

	for (u32 i = 0; i < *n; i++)
		out[i] = (u8)values[i];
	free(values);
	return out;
}

static bool bytes_match(const struct rig_out *o, const char *hex)
{
	bool open, same;
	u32 n;
	u16 *values = hex_values(hex, &n, &open);

	same = open ? o->n >= n : o->n == n;
	for (u32 i = 0; same && i < n; i++)
		same = values[i] == ANY_BYTE || values[i] == o->bytes[i];
	free(values);
	return same;
}

void rig_expect_at(
	const char *file, int line, u32 i, const char *node, const char *error, const char *hex)
{
	const struct rig_out *o;

	if (i >= rig_n())
		ck_abort_msg("%s:%d: expected packet %u at %s, only %u arrived", file, line, i,
			node ? node : "any node", rig_n());
	o = rig_out(i);
	if (node && strcmp(node, o->node))
		ck_abort_msg("%s:%d: packet %u: expected at %s, arrived at %s (%s)", file, line, i,
			node, o->node, o->error);
	if (error && strcmp(error, o->error))
		ck_abort_msg("%s:%d: packet %u: expected reason '%s', found '%s'", file, line, i,
			error, o->error);
	if (hex && !bytes_match(o, hex)) {
		struct text t = {0};

		text_hex(&t, o->bytes, o->n);
		ck_abort_msg("%s:%d: packet %u: expected\n  %s\nfound\n  %s", file, line, i, hex,
			text_string(&t));
	}
}

void rig_expect_n_at(const char *file, int line, u32 n)
{
	if (rig_n() != n)
		ck_abort_msg("%s:%d: expected %u packets, %u arrived%s%s", file, line, n, rig_n(),
			rig_n() ? ", the last at " : "", rig_n() ? rig_out(rig_n() - 1)->node : "");
}

static bool trace_visit(void *arg, const struct packet_trace_record *r)
{
	node_trace_format(arg, r);
	return true;
}

const char *rig_trace(u32 i)
{
	static struct text t;
	const struct packet_trace *trace = worker_self()->trace;

	text_clear(&t);
	if (i >= packet_trace_n(trace))
		ck_abort_msg("traced packet %u of only %u", i, packet_trace_n(trace));
	packet_trace_each(trace, i, trace_visit, &t);
	return text_string(&t);
}

u64 rig_count(const char *node, const char *error)
{
	const struct node_error *e;
	u32 from;

	for (u32 i = 0; (e = node_error_at(i, &from)); i++)
		if (!strcmp(node_name(from), node) && !strcmp(e->text, error))
			return node_error_count(i);
	ck_abort_msg("node %s has no error '%s'", node, error);
	return 0;
}

u32 rig_buffers_used(void)
{
	const struct buffer_pool *p;
	u32 used = 0;

	for (u32 i = 0; (p = buffer_pool_at(i)); i++)
		used += p->n - p->n_shared - p->n_fresh - buffer_pool_n_cached(i);
	return used;
}

int rig_main(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed;

	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
