// The main loop: order, states of input nodes, settling, stopped time, calls from other threads.
#include "tests/lib/rig.h"
#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "engine/graph/dispatch.h"
#include "engine/graph/node.h"
#include "engine/graph/process.h"
#include "engine/graph/timer.h"
#include <pthread.h>
#include <stdlib.h>

static u32 to_give;    // packets that test-input still has
static u32 at_once;    // packets a call
static u32 n_asked;    // calls
static char order[64]; // what ran, a letter each

static void note(char c)
{
	size_t n = strlen(order);

	if (n + 1 < sizeof(order))
		order[n] = c;
}

static void input_run(struct worker *w, struct node *node, struct frame *)
{
	struct frame *f = frame_alloc(w);
	u32 n = MIN(to_give, at_once);

	n_asked++;
	f->n = (u16)buffer_alloc(w, f->index, n);
	to_give -= f->n;
	note('i');
	node_forward_all(w, node, f, 0);
}

static const struct node_class input_node = {
	.name = "test-input",
	.type = NODE_INPUT,
	.state = NODE_DISABLED,
	.run = input_run,
	.next = NAMES("test-end"),
};
NODE_REGISTER(input_node);

static void pre_run(struct worker *, struct node *, struct frame *)
{
	note('p');
}

static const struct node_class pre_node = {
	.name = "test-pre",
	.type = NODE_PRE_INPUT,
	.state = NODE_DISABLED,
	.run = pre_run,
};
NODE_REGISTER(pre_node);

static void end_run(struct worker *w, struct node *, struct frame *f)
{
	note('e');
	buffer_free(w, f->index, f->n);
}

static const struct node_class end_node = {.name = "test-end", .run = end_run};
NODE_REGISTER(end_node);

static u32 input(void)
{
	return node_by_name("test-input");
}

static u64 end_vectors(void)
{
	return node_at(worker_self(), node_by_name("test-end"))->vectors;
}

static void setup(void)
{
	rig_start();
	at_once = FRAME_MAX;
}

static struct timer timer;
static u32 n_fired;

static void fired(struct timer *)
{
	note('t');
	n_fired++;
}

static void fired_again(struct timer *t)
{
	n_fired++;
	timer_start(t, 10 * NS_PER_MS);
}

static void process_once(void *)
{
	note('c');
}

START_TEST(a_turn_has_its_order)
{
	to_give = 1;
	timer.fire = fired;
	timer_start(&timer, 0);
	process_start("", process_once, NULL, 0);
	node_set_state(INDEX_NONE, node_by_name("test-pre"), NODE_POLLING);
	node_set_state(INDEX_NONE, input(), NODE_POLLING);
	ck_assert(engine_turn());
	ck_assert_str_eq(order, "pitce");
}
END_TEST

START_TEST(disabled_input_is_not_asked)
{
	to_give = 5;
	node_interrupt(0, input());
	engine_turn();
	ck_assert_uint_eq(n_asked, 0);
}
END_TEST

START_TEST(interrupt_asks_once)
{
	to_give = 600;
	node_set_state(0, input(), NODE_INTERRUPT);
	engine_turn();
	ck_assert_uint_eq(n_asked, 0);
	node_interrupt(0, input());
	ck_assert(engine_turn());
	ck_assert(!engine_turn());
	ck_assert_uint_eq(n_asked, 1);
	ck_assert_uint_eq(end_vectors(), 256);
}
END_TEST

START_TEST(polling_is_asked_every_turn)
{
	to_give = 600;
	node_set_state(0, input(), NODE_POLLING);
	rig_settle();
	ck_assert_uint_eq(end_vectors(), 600);
	ck_assert_uint_eq(node_at(worker_self(), input())->vectors, 600);
	// Calls that found nothing do not count while the clock is stopped.
	ck_assert_uint_eq(node_at(worker_self(), input())->calls, 3);
	ck_assert_uint_gt(n_asked, 3);
	node_set_state(0, input(), NODE_DISABLED);
	n_asked = 0;
	engine_turn();
	ck_assert_uint_eq(n_asked, 0);
}
END_TEST

START_TEST(adaptive_polls_while_there_is_much)
{
	to_give = 1000;
	node_set_state(0, input(), NODE_ADAPTIVE);
	node_interrupt(0, input());
	rig_settle();
	ck_assert_uint_eq(end_vectors(), 1000);
	ck_assert_uint_eq(n_asked, 5); // the last one found nothing and ended it
	to_give = 20;
	at_once = 5;
	node_interrupt(0, input());
	rig_settle();
	ck_assert_uint_eq(end_vectors(), 1005);
}
END_TEST

START_TEST(no_buffers_no_harm)
{
	const struct buffer_pool *p = buffer_pool_at(0);
	u32 *all = calloc(p->n, sizeof(*all));

	ck_assert_uint_eq(buffer_alloc(worker_self(), all, p->n), p->n);
	to_give = 10;
	node_set_state(0, input(), NODE_POLLING);
	rig_settle();
	ck_assert_uint_eq(end_vectors(), 0);
	buffer_free(worker_self(), all, p->n);
	rig_settle();
	ck_assert_uint_eq(end_vectors(), 10);
	free(all);
}
END_TEST

START_TEST(stopped_time_moves_only_by_advance)
{
	timer.fire = fired_again;
	timer_start(&timer, 10 * NS_PER_MS);
	for (u32 i = 0; i < 100; i++)
		engine_turn();
	ck_assert_uint_eq(n_fired, 0);
	ck_assert_uint_eq(now(), 0);
	engine_advance(NS_PER_S);
	ck_assert_uint_eq(n_fired, 100);
	ck_assert_uint_eq(now(), NS_PER_S);
}
END_TEST

static u64 woke_at[3];

static void sleeper(void *)
{
	for (u32 i = 0; i < ARRAY_N(woke_at); i++) {
		process_sleep(NS_PER_S);
		woke_at[i] = now();
	}
}

START_TEST(advance_lives_through_sleeps)
{
	process_start("", sleeper, NULL, 0);
	rig_settle();
	engine_advance(10 * NS_PER_S);
	ck_assert_uint_eq(woke_at[0], NS_PER_S);
	ck_assert_uint_eq(woke_at[1], 2 * NS_PER_S);
	ck_assert_uint_eq(woke_at[2], 3 * NS_PER_S);
	ck_assert_uint_eq(now(), 10 * NS_PER_S);
}
END_TEST

static bool settled;
static u64 seen;

// Packets are all through the graph when settling from inside a process ends.
static void settler(void *)
{
	to_give = 700;
	node_set_state(0, input(), NODE_POLLING);
	settled = engine_settle(1000);
	seen = end_vectors();
	engine_advance(5 * NS_PER_S);
	engine_stop(7);
}

START_TEST(a_process_can_settle_and_advance)
{
	process_start("", sleeper, NULL, 0);
	process_start("settler", settler, NULL, 0);
	ck_assert_int_eq(engine_run(), 7);
	ck_assert(settled);
	ck_assert_uint_eq(seen, 700);
	ck_assert_uint_eq(woke_at[2], 3 * NS_PER_S);
	ck_assert(engine_stopping());
}
END_TEST

START_TEST(endless_input_does_not_settle)
{
	to_give = UINT32_MAX;
	node_set_state(0, input(), NODE_POLLING);
	ck_assert(!engine_settle(50));
}
END_TEST

static u32 n_calls;
static bool on_main;

static void called(void *arg)
{
	n_calls++;
	on_main = worker_is_main();
	if (arg)
		engine_stop(0);
}

static void *other_thread(void *)
{
	ck_assert_ptr_null(worker_self());
	main_call(called, NULL);
	ck_assert_uint_eq(n_calls, 1);
	main_post(called, NULL);
	main_post(called, &n_calls);
	return NULL;
}

// The loop sleeps without a time-out here: only the calls themselves can wake it.
START_TEST(other_threads_call_the_main_one)
{
	pthread_t thread;

	ck_assert_int_eq(pthread_create(&thread, NULL, other_thread, NULL), 0);
	ck_assert_int_eq(engine_run(), 0);
	pthread_join(thread, NULL);
	ck_assert_uint_eq(n_calls, 3);
	ck_assert(on_main);
}
END_TEST

START_TEST(rates_are_since_the_last_clear)
{
	struct engine_rates r;

	engine_count_in(30);
	engine_count_drop(10);
	to_give = 512;
	node_set_state(0, input(), NODE_POLLING);
	engine_advance(2 * NS_PER_S);
	engine_rates(0, &r);
	ck_assert_double_eq(r.seconds, 2);
	ck_assert_double_eq(r.in, 15);
	ck_assert_double_eq(r.drop, 5);
	ck_assert_double_eq(r.vector_rate, 256);
	ck_assert_double_eq(r.loops_per_second, 0);
	engine_rates_clear();
	engine_advance(NS_PER_S);
	engine_rates(0, &r);
	ck_assert_double_eq(r.seconds, 1);
	ck_assert_double_eq(r.in, 0);
	engine_advance(20 * NS_PER_S);
	engine_rates(0, &r);
	ck_assert_double_eq(r.vector_rate, 0);
}
END_TEST

START_TEST(a_second_engine_is_refused)
{
	ck_assert_int_eq(engine_start(), ERR_EXISTS);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("dispatch");
	TCase *t = tcase_create("dispatch");

	tcase_add_checked_fixture(t, setup, NULL);
	tcase_add_test(t, a_turn_has_its_order);
	tcase_add_test(t, disabled_input_is_not_asked);
	tcase_add_test(t, interrupt_asks_once);
	tcase_add_test(t, polling_is_asked_every_turn);
	tcase_add_test(t, adaptive_polls_while_there_is_much);
	tcase_add_test(t, no_buffers_no_harm);
	tcase_add_test(t, stopped_time_moves_only_by_advance);
	tcase_add_test(t, advance_lives_through_sleeps);
	tcase_add_test(t, a_process_can_settle_and_advance);
	tcase_add_test(t, endless_input_does_not_settle);
	tcase_add_test(t, other_threads_call_the_main_one);
	tcase_add_test(t, rates_are_since_the_last_clear);
	tcase_add_test(t, a_second_engine_is_refused);
	suite_add_tcase(s, t);
	return rig_main(s);
}
