// Cases of the graph itself: splitting frames by next index.
#include "tests/bench/bench.h"
#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "engine/graph/config.h"
#include "engine/graph/dispatch.h"
#include "engine/graph/handoff.h"
#include "engine/graph/node.h"
#include <stdio.h>

enum { WAYS = 16, FRAMES = 20000, RUN_LENGTH = 16 };

static void sink_run(struct worker *, struct node *, struct frame *)
{
	// node_forward() looks at indices only: there are no packets.
}

static const struct node_class sink_class = {.name = "bench-sink", .run = sink_run};

static void source_run(struct worker *, struct node *, struct frame *)
{
}

static const struct node_class source_class = {
	.name = "bench-source", .type = NODE_INPUT, .state = NODE_INTERRUPT, .run = source_run};
NODE_REGISTER(source_class);

static u16 one_way(u32)
{
	return 0;
}

static u16 alternating(u32 i)
{
	return i % 2;
}

static u16 random_4(u32)
{
	return bench_random() % 4;
}

static u16 in_runs(u32 i)
{
	return i / RUN_LENGTH % 4;
}

static u16 random_16(u32)
{
	return bench_random() % WAYS;
}

// Clocks a packet of node_forward() alone; frames with the same next indices, one after the other.
static double split_once(struct worker *w, struct node *node, const u16 *next)
{
	u64 clocks = 0;

	for (u32 k = 0; k < FRAMES / BENCH_RUNS; k++) {
		struct frame *f = frame_alloc(w);
		u64 start;

		for (u32 i = 0; i < FRAME_MAX; i++)
			f->index[i] = i;
		f->n = FRAME_MAX;
		start = clock_cycles();
		node_forward(w, node, f, next);
		clocks += clock_cycles() - start;
		engine_turn();
	}
	return (double)clocks / (FRAMES / BENCH_RUNS) / FRAME_MAX;
}

static void split(const char *name, u16 (*next_of)(u32 i))
{
	struct worker *w = worker_self();
	struct node *node = node_at(w, node_by_name("bench-source"));
	double clocks[BENCH_RUNS];
	u16 next[FRAME_MAX];
	struct bench_row row = {.unit = "clocks/packet"};

	for (u32 r = 0; r < BENCH_RUNS; r++) {
		for (u32 i = 0; i < FRAME_MAX; i++)
			next[i] = next_of(i);
		clocks[r] = split_once(w, node, next);
	}
	row.measured = bench_median(clocks, BENCH_RUNS);
	snprintf(row.name, sizeof(row.name), "node_forward, %s", name);
	bench_row_add(&row);
}

static void case_split(void)
{
	bench_start();
	for (u32 i = 0; i < WAYS; i++) {
		char name[32];

		snprintf(name, sizeof(name), "bench-sink-%u", i);
		node_add_next(
			node_by_name("bench-source"), (u32)node_create(&sink_class, name, NULL));
	}
	split("one way", one_way);
	split("alternating 2", alternating);
	split("random 4", random_4);
	split("runs of 16", in_runs);
	split("random 16", random_16);
}

// Clocks a packet of handing whole frames to another thread: what the sender pays. The other thread
// takes them and lets them fall; it is given time before its ring is full.
static double handoff_once(struct worker *w, struct node *node)
{
	u16 threads[FRAME_MAX];
	u64 clocks = 0, refused = handoff_counts(0, 1).congested;

	for (u32 i = 0; i < FRAME_MAX; i++)
		threads[i] = 1;
	for (u32 k = 0; k < FRAMES / BENCH_RUNS; k++) {
		struct frame *f = frame_alloc(w);
		u64 start;

		for (u32 i = 0; i < FRAME_MAX; i++)
			f->index[i] = i;
		f->n = FRAME_MAX;
		while (k % (HANDOFF_RING_FRAMES / 2) == 0 && handoff_counts(0, 1).waiting)
			;
		start = clock_cycles();
		handoff_send(w, node, f, threads, 0, 1);
		clocks += clock_cycles() - start;
	}
	if (handoff_counts(0, 1).congested != refused)
		bench_fail("packets were refused");
	return (double)clocks / (FRAMES / BENCH_RUNS) / FRAME_MAX;
}

static void case_handoff(void)
{
	double clocks[BENCH_RUNS];
	struct node *node;

	if (config_read_text("cpu { workers 1 }", "bench"))
		bench_fail("%s", error_text(0));
	bench_start();
	for (u32 i = 0; i < 2; i++)
		node_add_next(node_by_name("bench-source"),
			(u32)node_create(&sink_class, i ? "bench-refused" : "bench-handed", NULL));
	engine_turn();
	node = node_at(worker_self(), node_by_name("bench-source"));
	for (u32 r = 0; r < BENCH_RUNS; r++)
		clocks[r] = handoff_once(worker_self(), node);
	bench_row(.name = "hand-off to another thread, sender", .unit = "clocks/packet",
		.measured = bench_median(clocks, BENCH_RUNS));
}

const struct bench_case bench_graph_cases[] = {
	{"split", "node_forward() by how next indices are mixed", case_split},
	{"handoff", "packets handed to a worker thread", case_handoff},
	{0},
};
