// The engine in a case's process: start, commands, traffic and what its nodes cost.
#include "tests/bench/bench.h"
#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "engine/graph/dispatch.h"
#include "engine/graph/node.h"
#include "engine/graph/process.h"
#include "shell/session.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

enum { STACK = 512 << 10, TRIES = 10 };

static const u64 run_ns = 10 * NS_PER_MS;

void bench_start(void)
{
	int code = engine_start();

	if (code)
		bench_fail("the engine does not start: %s", error_text(code));
}

struct work {
	const char *lines;
	int code;
	bool done;
};

static bool print(struct session *, const char *bytes, u32 n)
{
	return fwrite(bytes, 1, n, stderr) == n;
}

static void work_run(void *arg)
{
	struct work *work = arg;
	struct session s = {.name = "bench", .write = print, .settle = false};

	session_open(&s);
	work->code = session_run_text(&s, work->lines, "bench");
	session_close(&s);
	work->done = true;
}

void bench_lines(const char *format, ...)
{
	struct work work = {0};
	char *lines;
	va_list args;

	va_start(args, format);
	if (vasprintf(&lines, format, args) < 0)
		bench_fail("out of memory");
	va_end(args);
	work.lines = lines;
	process_start("", work_run, &work, STACK);
	while (!work.done)
		engine_turn();
	if (work.code)
		bench_fail("a command failed: %s", error_text(work.code));
	free(lines);
}

static u64 vectors_of(u32 node)
{
	return node_at(worker_self(), node)->vectors;
}

// Turns for 'ns'; how long it really took.
static u64 turn_for(u64 ns)
{
	u64 start = now(), at;

	do
		engine_turn();
	while ((at = now()) - start < ns);
	return at - start;
}

// One run: clocks of each node that ran, by index, and the rate.
static double run_once(u32 source, double *clocks)
{
	u64 took, packets;

	node_stats_clear();
	took = turn_for(run_ns);
	packets = vectors_of(source);
	if (!packets)
		bench_fail("no packets from %s", node_name(source));
	for (u32 i = 0; i < node_n(); i++) {
		const struct node *node = node_at(worker_self(), i);

		clocks[i] = node->vectors ? (double)node->clocks / (double)packets : 0;
	}
	return (double)packets / (double)took * 1e3;
}

static long n_preempted(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_nivcsw;
}

// The same; runs in which other programs got this CPU are done again, within reason.
static double run_alone(u32 source, double *clocks)
{
	double mpps;
	long before;
	u32 tries = 0;

	do {
		before = n_preempted();
		mpps = run_once(source, clocks);
	} while (n_preempted() != before && ++tries < TRIES);
	return mpps;
}

static bool ends_with_tx(const char *name)
{
	size_t n = strlen(name);

	return n >= 3 && !strcmp(name + n - 3, "-tx");
}

static void node_add(struct bench_traffic *t, const char *name, double clocks, bool is_end)
{
	if (t->n_nodes == BENCH_NODES)
		bench_fail("more than %d nodes ran", BENCH_NODES);
	snprintf(t->node[t->n_nodes].name, sizeof(t->node[0].name), "%s", name);
	t->node[t->n_nodes++].clocks = clocks;
	t->all += clocks;
	t->forward += is_end ? 0 : clocks;
}

void bench_traffic(struct bench_traffic *t, const char *source, u64 warm)
{
	u32 from = node_by_name(source), n = node_n();
	double *clocks[BENCH_RUNS], mpps[BENCH_RUNS];

	*t = (struct bench_traffic){0};
	if (bench_packets()) {
		node_stats_clear();
		while (vectors_of(from) < bench_packets())
			engine_turn();
		return;
	}
	turn_for(warm);
	for (u32 r = 0; r < BENCH_RUNS; r++) {
		clocks[r] = calloc(n, sizeof(double));
		mpps[r] = run_alone(from, clocks[r]);
	}
	t->mpps = bench_median(mpps, BENCH_RUNS);
	for (u32 i = 0; i < n; i++) {
		double of_node[BENCH_RUNS], median;

		for (u32 r = 0; r < BENCH_RUNS; r++)
			of_node[r] = clocks[r][i];
		median = bench_median(of_node, BENCH_RUNS);
		if (median > 0 && node_at(worker_self(), i)->type != NODE_PROCESS)
			node_add(t, node_name(i), median, i == from || ends_with_tx(node_name(i)));
	}
	for (u32 r = 0; r < BENCH_RUNS; r++)
		free(clocks[r]);
}

double bench_node_clocks(const struct bench_traffic *t, const char *name)
{
	for (u32 i = 0; i < t->n_nodes; i++)
		if (!strcmp(t->node[i].name, name))
			return t->node[i].clocks;
	return 0;
}
