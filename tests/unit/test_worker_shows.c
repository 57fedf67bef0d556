// What shows and records the work of two workers, while they work: nothing of it may disturb them,
// or be disturbed. To be run under ThreadSanitizer as well.
#include "engine/base/error.h"
#include "engine/base/vec.h"
#include "engine/graph/capture_tap.h"
#include "engine/graph/dispatch.h"
#include "engine/graph/dispatch_capture.h"
#include "engine/graph/drop.h"
#include "engine/graph/runtime.h"
#include "engine/graph/tracing.h"
#include "shell/command.h"
#include "shell/session.h"
#include "tests/lib/rig.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct text shown;

static bool show(struct session *, const char *bytes, u32 n)
{
	text_put(&shown, bytes, n);
	return true;
}

static struct session session = {.name = "test", .write = show};

static const char *run(const char *line)
{
	int code;

	text_clear(&shown);
	code = command_run(&session, line);
	if (code)
		ck_abort_msg("%s: %s", line, error_text(code));
	return text_string(&shown);
}

// Flows from two interfaces, one on each worker, that are then handed over by flow: half of them
// to the other worker. Those of pg0 leave on pg1; those of pg1 have no route and end here.
static const char *const set_up[] = {
	"create packet-generator interface pg0 hw-addr 02:00:00:00:00:01",
	"create packet-generator interface pg1 hw-addr 02:00:00:00:01:01",
	"set interface state pg0 up",
	"set interface state pg1 up",
	"set interface ip address pg0 10.1.0.1/24",
	"set interface ip address pg1 10.2.0.1/24",
	"set ip neighbor pg1 10.2.0.2 02:00:00:00:bb:01",
	"set interface handoff pg0 workers 0-1",
	"set interface handoff pg1 workers 0-1",
	"packet-generator new { name leave interface pg0 node ethernet-input size 60-60 maxframe 8 "
	"data { IP4: 02:00:00:00:aa:01 -> 02:00:00:00:00:01 UDP: 10.1.0.2 - 10.1.0.99 -> 10.2.0.2 "
	"UDP: 1 -> 2 incrementing 18 } }",
	"packet-generator new { name end interface pg1 node ethernet-input size 60-60 maxframe 8 "
	"data { IP4: 02:00:00:00:bb:01 -> 02:00:00:00:01:01 UDP: 10.2.0.2 - 10.2.0.99 -> 192.0.2.1 "
	"UDP: 1 -> 2 incrementing 18 } }",
};

static void setup(void)
{
	rig_start_with("cpu { workers 2 }");
	for (u32 i = 0; i < ARRAY_N(set_up); i++)
		run(set_up[i]);
}

static u64 number_after(const char *text, const char *words)
{
	const char *at = strstr(text, words);

	if (!at)
		ck_abort_msg("no '%s' in: %s", words, text);
	return strtoull(at + strlen(words), NULL, 10);
}

static u64 n_made(void)
{
	const char *text = run("show packet-generator | json");
	u64 n = 0;

	for (const char *at = text; (at = strstr(at, "\"count\": ")); at++)
		n += number_after(at, "\"count\": ");
	return n;
}

// Packets that went into a node, in all threads.
static u64 vectors(const char *name)
{
	struct runtime_thread *threads = runtime_snapshot(), sum = runtime_sum(threads);
	u64 n = sum.nodes[node_by_name(name)].vectors;

	vec_free(sum.nodes);
	runtime_free(threads);
	return n;
}

static u64 congested(void)
{
	const char *text = run("show frame-queue | json");
	u64 n = 0;

	for (const char *at = text; (at = strstr(at, "\"congested\": ")); at++)
		n += number_after(at, "\"congested\": ");
	return n;
}

static void end_traffic(void)
{
	run("packet-generator disable-stream");
	rig_settle();
}

static char pcap_path[64], dispatch_path[64];

static bool dispatch_names_threads(void)
{
	static char bytes[1 << 16];
	FILE *f = fopen(dispatch_path, "rb");

	ck_assert_ptr_nonnull(f);
	size_t n = fread(bytes, 1, sizeof(bytes), f);
	fclose(f);
	return memmem(bytes, n, "\nthread_index: 1\n", 17) ||
		memmem(bytes, n, "\nthread_index: 2\n", 17);
}

static const char *const looks[] = {
	"show trace max 5",
	"show trace merged summary max 5",
	"show trace filter",
	"show runtime",
	"show runtime merged max",
	"show errors verbose",
	"show node ip4-lookup",
	"show drops max 3",
	"show drops by reason",
	"show buffers",
	"show vlib frame-allocation",
	"show threads",
	"show frame-queue",
	"pcap trace status",
	"pcap dispatch trace status",
};

START_TEST(shows_while_workers_work)
{
	char line[256];

	snprintf(pcap_path, sizeof(pcap_path), "./test_worker_shows.%d.pcapng", getpid());
	snprintf(dispatch_path, sizeof(dispatch_path), "./test_worker_shows.%d.pcap", getpid());
	run("packet-generator enable-stream");
	for (u32 round = 0; round < 6; round++) {
		run("trace add pg-input 100");
		run("trace add ip4-lookup 50 ring filter udp");
		snprintf(line, sizeof(line), "pcap trace rx tx drop max 500 file %s", pcap_path);
		run(line);
		snprintf(line, sizeof(line), "pcap dispatch trace on max 500 file %s filter udp",
			dispatch_path);
		run(line);
		for (u32 i = 0; i < ARRAY_N(looks); i++)
			run(looks[i]);
		while (!capture_n() || !dispatch_capture_n())
			engine_turn();
		run("pcap trace off");
		run("pcap dispatch trace off");
		ck_assert(dispatch_names_threads());
		run("clear trace");
		run("clear drops");
	}
	end_traffic();
	unlink(pcap_path);
	unlink(dispatch_path);
	ck_assert_uint_gt(vectors("pg1-tx"), 0);
	ck_assert_uint_eq(n_made(), vectors("pg1-tx") + vectors("drop"));
	ck_assert_uint_eq(rig_count("worker-handoff", "congestion drop"), congested());
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

// Clearing while they count loses nothing of what is counted after it, and makes nothing up.
START_TEST(clear_while_workers_work)
{
	run("packet-generator enable-stream");
	for (u32 round = 0; round < 20; round++) {
		run("clear runtime");
		run("clear errors");
	}
	end_traffic();
	ck_assert_uint_le(vectors("drop"), n_made());
	run("clear runtime");
	run("clear errors");
	ck_assert_uint_eq(vectors("drop"), 0);
	for (u32 i = 0; i < node_error_n(); i++)
		ck_assert_uint_eq(node_error_count(i), 0);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

struct story {
	u32 n;
	u64 time;
	bool is_wrong;
};

static bool look(void *arg, const struct packet_trace_record *r)
{
	struct story *s = arg;

	s->is_wrong |= r->time < s->time || r->node >= node_n();
	s->time = r->time;
	s->n++;
	return true;
}

static bool is_right(const struct tracing_snapshot *s, const struct packet_trace_copy *p)
{
	struct story story = {0};

	packet_trace_copy_each(p, look, &story);
	if (!p->is_continued || story.is_wrong)
		return !story.is_wrong;
	return p->parent_thread != p->thread && story.n > 0 &&
		(s->threads[p->parent_thread].is_ring ||
			tracing_find(s, p->parent_thread, p->parent));
}

static u32 check_snapshot(void)
{
	struct tracing_snapshot *s = tracing_snapshot();
	u32 n_continued = 0, n_wrong = 0;

	VEC_EACH (s->packets, p) {
		n_wrong += !is_right(s, p);
		n_continued += p->is_continued;
	}
	ck_assert_uint_eq(n_wrong, 0);
	tracing_snapshot_free(s);
	return n_continued;
}

// Each packet that was handed over has its beginning; records stay readable while rings turn over
// many times.
START_TEST(snapshots_are_whole)
{
	run("packet-generator enable-stream");
	for (u32 round = 0; round < 6; round++) {
		bool ring = round % 2;
		u32 n_continued = 0;

		tracing_add(node_by_name("pg-input"), INDEX_NONE, 1000, ring, NULL);
		for (u32 i = 0; i < 3 || (ring && !n_continued); i++)
			n_continued = check_snapshot();
		tracing_clear();
	}
	end_traffic();
	tracing_clear();
	for (u32 i = 0; i < worker_n(); i++)
		ck_assert_uint_eq(packet_trace_n(worker_at(i)->trace), 0);
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

// However fast the recorder turns over, a look at it finds as many drops as it keeps.
START_TEST(drops_are_all_there)
{
	enum { KEPT = 3000 }; // a thread: more than are copied at a time
	u32 n = 0, n_wrong = 0;
	u64 n_lost;

	ck_assert_int_eq(drop_set_size(KEPT), 0);
	run("packet-generator enable-stream");
	while (n < 2 * KEPT)
		free(drop_records(&n, &n_lost));
	for (u32 round = 0; round < 5; round++) {
		struct drop_record *r = drop_records(&n, &n_lost);

		ck_assert_uint_eq(n, 2 * KEPT);
		for (u32 i = 1; i < n; i++)
			n_wrong += r[i].time < r[i - 1].time || r[i].thread < 1 || r[i].thread > 2;
		free(r);
	}
	end_traffic();
	ck_assert_uint_eq(n_wrong, 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("worker_shows");
	TCase *t = tcase_create("while they work");

	tcase_add_checked_fixture(t, setup, NULL);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, shows_while_workers_work);
	tcase_add_test(t, clear_while_workers_work);
	tcase_add_test(t, drops_are_all_there);
	suite_add_tcase(s, t);
	t = tcase_create("snapshots");
	tcase_add_checked_fixture(t, setup, NULL);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, snapshots_are_whole);
	suite_add_tcase(s, t);
	return rig_main(s);
}
