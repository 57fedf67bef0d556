// Processes: sleeping, events, interrupts, nesting, nodes.
#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "engine/base/text.h"
#include "engine/graph/dispatch.h"
#include "engine/graph/node.h"
#include "engine/graph/process.h"
#include "tests/lib/unit.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

// What happened, in order.
static struct text story;

static void open(void)
{
	clock_stop(0);
	ck_assert_msg(!engine_start(), "%s", error_text(0));
	engine_settle(100);
}

static void sleeper(void *name)
{
	text_add(&story, "%s begins; ", (const char *)name);
	ck_assert(process_sleep(3 * NS_PER_S));
	text_add(&story, "%s at %u; ", (const char *)name, (u32)(now() / NS_PER_S));
}

START_TEST(sleeps_exactly)
{
	struct process *p;

	open();
	p = process_start("", sleeper, (void *)"a", 0);
	ck_assert(process_any_ready());
	ck_assert_str_eq(text_string(&story), "");
	engine_settle(10);
	ck_assert_str_eq(text_string(&story), "a begins; ");
	ck_assert_str_eq(process_state_name(p), "suspended");
	ck_assert(!process_any_ready());
	process_start("", sleeper, (void *)"b", 0);
	engine_advance(3 * NS_PER_S - 1);
	ck_assert_str_eq(text_string(&story), "a begins; b begins; ");
	engine_advance(1);
	ck_assert_str_eq(text_string(&story), "a begins; b begins; a at 3; b at 3; ");
	ck_assert_ptr_null(process_self());
}
END_TEST

static void listener(void *)
{
	struct process_event e;

	for (;;) {
		bool got = process_wait(2 * NS_PER_S, &e);

		if (got)
			text_add(&story, "%u/%u ", (u32)e.type, (u32)e.data);
		else
			text_add(&story, "- ");
		if (got && e.type == 9)
			return;
	}
}

START_TEST(events_come_in_order_or_time_runs_out)
{
	struct process *p;

	open();
	p = process_start("test-listener", listener, NULL, 0);
	process_signal(p, 1, 10);
	process_signal(p, 2, 20);
	engine_settle(10);
	ck_assert_str_eq(text_string(&story), "1/10 2/20 ");
	ck_assert_str_eq(process_state_name(p), "any wait");
	engine_advance(5 * NS_PER_S);
	ck_assert_str_eq(text_string(&story), "1/10 2/20 - - ");
	process_signal(p, 3, 30);
	engine_settle(10);
	process_signal(p, 9, 0);
	engine_settle(10);
	ck_assert_str_eq(text_string(&story), "1/10 2/20 - - 3/30 9/0 ");
	ck_assert_str_eq(process_state_name(p), "done");
	process_signal(p, 1, 1);
	engine_settle(10);
	ck_assert_str_eq(text_string(&story), "1/10 2/20 - - 3/30 9/0 ");
}
END_TEST

static void waiter(void *)
{
	struct process_event e;

	ck_assert(!process_wait(0, &e));
	text_add(&story, "waits; ");
	ck_assert(!process_wait(UINT64_MAX, &e));
	text_add(&story, "%d; ", process_interrupted());
	ck_assert(!process_sleep(NS_PER_S));
	ck_assert(!process_yield());
	process_interrupt_clear();
	ck_assert(process_yield());
	text_add(&story, "%d; ", process_interrupted());
	ck_assert(process_wait(UINT64_MAX, &e));
	text_add(&story, "event %u; ", (u32)e.type);
}

START_TEST(interrupts_end_waits)
{
	struct process *p;

	open();
	p = process_start("test-waiter", waiter, NULL, 0);
	engine_settle(10);
	ck_assert_str_eq(process_state_name(p), "event wait");
	process_interrupt(p);
	engine_settle(20);
	ck_assert_str_eq(text_string(&story), "waits; 1; 0; ");
	ck_assert_uint_eq(now(), 0);
	process_signal(p, 5, 0);
	engine_settle(10);
	ck_assert_str_eq(text_string(&story), "waits; 1; 0; event 5; ");
}
END_TEST

static void yielder(void *name)
{
	for (u32 i = 0; i < 3; i++) {
		text_add(&story, "%s%u ", (const char *)name, i);
		process_yield();
	}
}

START_TEST(yielding_takes_turns)
{
	open();
	process_start("", yielder, (void *)"a", 0);
	process_start("", yielder, (void *)"b", 0);
	ck_assert_uint_eq(process_run_ready(), 2);
	ck_assert_str_eq(text_string(&story), "a0 b0 ");
	engine_settle(20);
	ck_assert_str_eq(text_string(&story), "a0 b0 a1 b1 a2 b2 ");
}
END_TEST

static void starter(void *)
{
	struct process *me = process_self();

	process_start("", sleeper, (void *)"inner", 0);
	engine_advance(4 * NS_PER_S);
	ck_assert_ptr_eq(process_self(), me);
	text_add(&story, "outer; ");
}

START_TEST(a_process_may_live_through_time)
{
	open();
	process_start("", starter, NULL, 0);
	for (u32 i = 0; i < 100; i++)
		engine_turn();
	ck_assert_str_eq(text_string(&story), "inner begins; inner at 3; outer; ");
}
END_TEST

START_TEST(names_have_nodes)
{
	struct process *p, *found = NULL;
	const struct node *node;
	u32 index;

	open();
	p = process_start("test-process", yielder, (void *)"x", 0);
	index = process_node(p);
	ck_assert_uint_eq(node_by_name("test-process"), index);
	engine_settle(20);
	node = node_at(worker_self(), index);
	ck_assert_int_eq(node->type, NODE_PROCESS);
	ck_assert_uint_eq(node->calls, 4);
	ck_assert_uint_eq(node->suspends, 3);
	while ((found = process_next(found)) && found != p)
		;
	ck_assert_ptr_eq(found, p);
	ck_assert_str_eq(process_name(p), "test-process");
	// The next of this name takes the node over.
	p = process_start("test-process", yielder, (void *)"y", 0);
	ck_assert_uint_eq(process_node(p), index);
	ck_assert_ptr_eq(process_by_name("test-process"), p);
	engine_settle(20);
	ck_assert_str_eq(process_state_name(p), "done");
	// While one runs, another of its name goes without.
	process_start("test-second", sleeper, (void *)"s", 0);
	p = process_start("test-second", sleeper, (void *)"t", 0);
	ck_assert_uint_eq(process_node(p), INDEX_NONE);
	engine_advance(5 * NS_PER_S);
	ck_assert_uint_eq(process_node(process_start("", yielder, (void *)"z", 0)), INDEX_NONE);
	ck_assert_ptr_null(process_by_name(""));
}
END_TEST

static bool registered_ran;

static void registered(void *)
{
	registered_ran = true;
}

static struct node_class registered_node = {
	.name = "test-registered", .type = NODE_PROCESS, .process = registered};
NODE_REGISTER(registered_node);

START_TEST(registered_processes_start_themselves)
{
	open();
	ck_assert(registered_ran);
	ck_assert_str_eq(process_state_name(process_by_name("test-registered")), "done");
	ck_assert_uint_eq(
		process_node(process_by_name("test-registered")), node_by_name("test-registered"));
}
END_TEST

static void *signaller(void *p)
{
	process_signal_from_thread(p, 9, 1);
	return NULL;
}

START_TEST(other_threads_may_signal)
{
	struct process *p;
	pthread_t t;

	open();
	p = process_start("test-listener", listener, NULL, 0);
	engine_settle(10);
	ck_assert_int_eq(pthread_create(&t, NULL, signaller, p), 0);
	pthread_join(t, NULL);
	engine_settle(10);
	ck_assert_str_eq(text_string(&story), "9/1 ");
	// One that has ended meanwhile is no reason to fall.
	p = process_start("", listener, NULL, 0);
	process_signal(p, 9, 0);
	signaller(p);
	process_run_ready();
	engine_settle(10);
	ck_assert_str_eq(text_string(&story), "9/1 9/0 ");
}
END_TEST

// Uses about 'n' KiB of stack.
static u32 dig(u32 n)
{
	volatile char space[1024];

	space[n % sizeof(space)] = (char)n;
	return n ? dig(n - 1) + (u32)space[n % sizeof(space)] : 0;
}

static void digger(void *kib)
{
	dig((u32)(uintptr_t)kib);
	text_add(&story, "out again; ");
}

START_TEST(stacks_are_as_large_as_asked)
{
	open();
	process_start("", digger, (void *)40, 0);
	process_start("", digger, (void *)900, 1 << 20);
	engine_settle(10);
	ck_assert_str_eq(text_string(&story), "out again; out again; ");
}
END_TEST

START_TEST(an_overflowing_stack_faults)
{
	pid_t child;
	int status;

	open();
	child = fork();
	if (!child) {
		// What the sanitizers have to say about it is expected.
		if (!freopen("/dev/null", "w", stderr))
			_exit(0);
		process_start("", digger, (void *)4000, 0);
		engine_settle(10);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(!WIFEXITED(status) || WEXITSTATUS(status));
}
END_TEST

START_TEST(many_processes_come_and_go)
{
	open();
	for (u32 round = 0; round < 20; round++) {
		for (u32 i = 0; i < 100; i++)
			process_start("", sleeper, (void *)"p", 0);
		engine_advance(4 * NS_PER_S);
	}
	ck_assert_uint_eq(now(), 80 * NS_PER_S);
}
END_TEST

static void failing(void *name)
{
	int code = error(ERR_EXISTS, "%s failed", (const char *)name);

	process_yield();
	text_add(&story, "%s; ", error_text(code));
}

START_TEST(each_has_its_own_error)
{
	open();
	process_start("", failing, "one", 0);
	process_start("", failing, "two", 0);
	engine_settle(10);
	ck_assert_str_eq(text_string(&story), "one failed; two failed; ");
}
END_TEST

UNIT_MAIN(sleeps_exactly, each_has_its_own_error, events_come_in_order_or_time_runs_out,
	interrupts_end_waits, yielding_takes_turns, a_process_may_live_through_time,
	names_have_nodes, registered_processes_start_themselves, other_threads_may_signal,
	stacks_are_as_large_as_asked, an_overflowing_stack_faults, many_processes_come_and_go)
