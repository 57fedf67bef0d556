// Worker threads: they run the graph, stand still at the barrier, hold nothing after a moment of
// grace, get packets handed over in order, and are named in the log when they get stuck.
#include "engine/base/error.h"
#include "engine/base/log.h"
#include "engine/graph/config.h"
#include "engine/graph/dispatch.h"
#include "engine/graph/grace.h"
#include "engine/graph/handoff.h"
#include "tests/lib/unit.h"
#include <stdlib.h>

enum { THREADS = 3, NEXT_END = 0, NEXT_REFUSED = 1 };

static struct {
	u64 runs, bad, packets, out_of_order, refused;
	u32 last; // number of the last packet that arrived
} seen[THREADS];

static u32 *shared, to_send, n_sent;
static bool hold; // the end node waits while it is set

static void count(u64 *counter, u64 n)
{
	__atomic_store_n(counter, *counter + n, __ATOMIC_RELAXED);
}

static u64 counted(const u64 *counter)
{
	return __atomic_load_n(counter, __ATOMIC_RELAXED);
}

// Polls: reads what is published and finds it whole.
static void reader_run(struct worker *w, struct node *, struct frame *)
{
	const u32 *value = __atomic_load_n(&shared, __ATOMIC_ACQUIRE);

	count(&seen[w->index].runs, 1);
	for (u32 i = 0; value && i < 16; i++)
		if (value[i] != value[0])
			count(&seen[w->index].bad, 1);
}

static const struct node_class reader_node = {
	.name = "test-reader", .type = NODE_INPUT, .state = NODE_DISABLED, .run = reader_run};
NODE_REGISTER(reader_node);

// Sends numbered packets from worker 1 to worker 2.
static void sender_run(struct worker *w, struct node *node, struct frame *)
{
	u16 threads[FRAME_MAX];
	struct frame *f;
	u32 n = MIN(to_send - n_sent, 100u);

	if (w->index != 1 || !n)
		return;
	f = frame_alloc(w);
	f->n = (u16)buffer_alloc(w, f->index, n);
	for (u32 i = 0; i < f->n; i++) {
		buffer_at(w, f->index[i])->flow_hash = ++n_sent;
		threads[i] = 2;
	}
	handoff_send(w, node, f, threads, NEXT_END, NEXT_REFUSED);
}

static const struct node_class sender_node = {.name = "test-sender",
	.type = NODE_INPUT,
	.state = NODE_DISABLED,
	.run = sender_run,
	.next = NAMES([NEXT_END] = "test-end", [NEXT_REFUSED] = "test-refused")};
NODE_REGISTER(sender_node);

static void end_run(struct worker *w, struct node *, struct frame *f)
{
	while (__atomic_load_n(&hold, __ATOMIC_ACQUIRE))
		;
	for (u32 i = 0; i < f->n; i++) {
		u32 number = buffer_at(w, f->index[i])->flow_hash;

		count(&seen[w->index].out_of_order, number <= seen[w->index].last);
		seen[w->index].last = number;
	}
	buffer_free(w, f->index, f->n);
	count(&seen[w->index].packets, f->n);
}

static const struct node_class end_node = {.name = "test-end", .run = end_run};
NODE_REGISTER(end_node);

static void refused_run(struct worker *w, struct node *, struct frame *f)
{
	buffer_free(w, f->index, f->n);
	count(&seen[w->index].refused, f->n);
}

static const struct node_class refused_node = {.name = "test-refused", .run = refused_run};
NODE_REGISTER(refused_node);

static void start(void)
{
	ck_assert_int_eq(config_read_text("cpu { workers 2 }", "t"), 0);
	ck_assert_int_eq(engine_start(), 0);
	ck_assert_uint_eq(worker_n(), THREADS);
	// Processes have begun: none will ask for the barrier while a test holds a worker up.
	ck_assert(engine_settle(1000));
}

static void poll_on(u32 thread, const char *node, bool on)
{
	node_set_state(thread, node_by_name(node), on ? NODE_POLLING : NODE_DISABLED);
}

START_TEST(threads_have_names_and_numbers)
{
	start();
	ck_assert_str_eq(worker_at(0)->name, "quiver_main");
	ck_assert_str_eq(worker_at(2)->name, "quiver_wk_1");
	ck_assert_uint_eq(worker_thread_of(0), 1);
	ck_assert_uint_eq(worker_thread_of(1), 2);
	ck_assert_uint_eq(worker_thread_of(2), INDEX_NONE);
	ck_assert_int_ne(worker_at(1)->thread_id, worker_at(2)->thread_id);
}
END_TEST

START_TEST(workers_run_and_stand_still_at_the_barrier)
{
	u64 before[THREADS];

	start();
	poll_on(INDEX_NONE, "test-reader", true);
	poll_on(0, "test-reader", false);
	for (u32 round = 0; round < 20; round++) {
		for (u32 t = 1; t < THREADS; t++) {
			u64 runs = counted(&seen[t].runs);

			while (counted(&seen[t].runs) == runs)
				engine_turn();
		}
		barrier_begin();
		for (u32 t = 1; t < THREADS; t++)
			before[t] = seen[t].runs;
		for (u32 i = 0; i < 1000; i++)
			for (u32 t = 1; t < THREADS; t++)
				ck_assert_uint_eq(seen[t].runs, before[t]);
		barrier_end();
	}
	ck_assert_uint_eq(seen[0].runs, 0);
}
END_TEST

// However fast one barrier follows another, each worker gets a turn between two.
START_TEST(barriers_do_not_starve_workers)
{
	u64 last = 0;

	start();
	poll_on(1, "test-reader", true);
	while (!counted(&seen[1].runs))
		engine_turn();
	for (u32 i = 0; i < 200; i++) {
		barrier_begin();
		ck_assert_uint_gt(seen[1].runs, last);
		last = seen[1].runs;
		barrier_end();
	}
}
END_TEST

static void poison(u64 what)
{
	u32 *value = (u32 *)(uintptr_t)what;

	for (u32 i = 0; i < 16; i++)
		value[i] = i;
	free(value);
}

static u32 *made(u32 number)
{
	u32 *value = malloc(16 * sizeof(u32));

	for (u32 i = 0; i < 16; i++)
		value[i] = number;
	return value;
}

START_TEST(what_is_retired_is_out_of_reach)
{
	start();
	poll_on(1, "test-reader", true);
	poll_on(2, "test-reader", true);
	for (u32 i = 0; i < 20000 || !counted(&seen[1].runs) || !counted(&seen[2].runs); i++) {
		u32 *old = shared;

		__atomic_store_n(&shared, made(i), __ATOMIC_RELEASE);
		if (old)
			retire(poison, (uintptr_t)old);
		if (i % 16 == 0)
			engine_turn();
	}
	grace_wait(grace_begin());
	ck_assert_uint_eq(counted(&seen[1].bad) + counted(&seen[2].bad), 0);
}
END_TEST

START_TEST(packets_are_handed_over_in_order)
{
	start();
	to_send = 100000;
	poll_on(1, "test-sender", true);
	while (counted(&seen[2].packets) + counted(&seen[1].refused) < to_send)
		engine_turn();
	ck_assert_uint_eq(counted(&seen[2].out_of_order), 0);
	ck_assert_uint_eq(counted(&seen[1].packets), 0);
	ck_assert_uint_eq(handoff_counts(1, 2).packets, counted(&seen[2].packets));
	ck_assert_uint_eq(handoff_counts(1, 2).congested, counted(&seen[1].refused));
	ck_assert_uint_eq(handoff_counts(1, 2).waiting, 0);
	ck_assert_uint_eq(handoff_counts(2, 1).packets, 0);
}
END_TEST

START_TEST(full_rings_refuse_packets)
{
	start();
	__atomic_store_n(&hold, true, __ATOMIC_RELEASE);
	to_send = 2 * HANDOFF_RING_FRAMES * FRAME_MAX;
	poll_on(1, "test-sender", true);
	while (!counted(&seen[1].refused))
		engine_turn();
	__atomic_store_n(&hold, false, __ATOMIC_RELEASE);
	while (counted(&seen[2].packets) + counted(&seen[1].refused) < to_send)
		engine_turn();
	ck_assert_uint_eq(handoff_counts(1, 2).congested, counted(&seen[1].refused));
	ck_assert_uint_eq(counted(&seen[2].out_of_order), 0);
}
END_TEST

static bool log_says(const char *words)
{
	u32 n = log_n();

	for (u32 i = 0; i < n; i++)
		if (strstr(log_at(i)->text, words))
			return true;
	return false;
}

START_TEST(a_stuck_worker_is_named_with_its_node)
{
	start();
	__atomic_store_n(&hold, true, __ATOMIC_RELEASE);
	to_send = 1;
	poll_on(1, "test-sender", true);
	while (!log_says("quiver_wk_1 is stuck in node test-end"))
		engine_turn();
	__atomic_store_n(&hold, false, __ATOMIC_RELEASE);
	while (!log_says("quiver_wk_1 goes on"))
		engine_turn();
	ck_assert(!log_says("quiver_wk_0 is stuck"));
}
END_TEST

static int posted;

static void post(void *)
{
	ck_assert(worker_is_main());
	posted++;
}

static void poster_run(struct worker *w, struct node *, struct frame *)
{
	if (w->index)
		main_post(post, NULL);
}

static const struct node_class poster_node = {
	.name = "test-poster", .type = NODE_INPUT, .state = NODE_INTERRUPT, .run = poster_run};
NODE_REGISTER(poster_node);

START_TEST(interrupts_wake_sleepers_and_settling_waits_for_them)
{
	start();
	ck_assert(engine_settle(1000));
	for (int i = 1; i <= 100; i++) {
		node_interrupt(1 + i % 2, node_by_name("test-poster"));
		ck_assert(engine_settle(1000));
		ck_assert_int_eq(posted, i);
	}
}
END_TEST

START_TEST(cores_that_are_not_there_are_refused)
{
	ck_assert_int_eq(config_read_text("cpu { corelist-workers 1000 }", "t"), 0);
	ck_assert_int_eq(engine_start(), ERR_INVALID_VALUE);
	ck_assert_ptr_nonnull(strstr(error_text(ERR_INVALID_VALUE), "corelist-workers 1000"));
}
END_TEST

START_TEST(a_main_core_that_is_not_there_is_refused)
{
	ck_assert_int_eq(config_read_text("cpu { main-core 999 workers 1 }", "t"), 0);
	ck_assert_int_eq(engine_start(), ERR_INVALID_VALUE);
	ck_assert_ptr_nonnull(strstr(error_text(ERR_INVALID_VALUE), "main-core 999"));
}
END_TEST

UNIT_MAIN(threads_have_names_and_numbers, workers_run_and_stand_still_at_the_barrier,
	barriers_do_not_starve_workers, what_is_retired_is_out_of_reach,
	packets_are_handed_over_in_order, full_rings_refuse_packets,
	a_stuck_worker_is_named_with_its_node, interrupts_wake_sleepers_and_settling_waits_for_them,
	cores_that_are_not_there_are_refused, a_main_core_that_is_not_there_is_refused)
