// The main loop: pre-input nodes, file events, input nodes, interrupts, timers and ready processes,
// then pending frames until none is left.
#include "engine/graph/dispatch.h"
#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "engine/base/vec.h"
#include "engine/graph/config.h"
#include "engine/graph/dispatch_rates.h"
#include "engine/graph/file.h"
#include "engine/graph/init.h"
#include "engine/graph/node_private.h"
#include "engine/graph/process.h"
#include "engine/graph/timer.h"

enum { ADAPTIVE_MANY = 10 }; // packets a call from which an adaptive node polls

static struct {
	bool started, stopping;
	int status;
	u64 moves;   // frames run, packets received, timers fired, processes run
	u32 waiting; // processes that ran this turn only to see whether anything moves
	u32 n_calm;  // times in a row that settling found nothing to do without a turn
	void (*hook)(struct worker *w, struct node *node, const struct frame *f);
} engine;

static int start_parts(void)
{
	int ret = config_apply(true);

	if (!ret)
		ret = init_run(INIT_EARLY_CONFIG);
	if (ret)
		return ret;
	worker_open_main();
	ret = buffer_open(worker_self());
	if (!ret)
		ret = node_open();
	if (!ret)
		ret = init_run(INIT);
	if (!ret)
		ret = node_connect_all(true);
	if (ret)
		return ret;
	process_start_registered();
	ret = config_apply(false);
	if (!ret)
		ret = init_run(INIT_WORKER);
	if (!ret)
		ret = init_run(INIT_MAIN_LOOP);
	return ret;
}

int engine_start(void)
{
	if (engine.started)
		return error(ERR_EXISTS, "the engine runs already");
	engine.started = true;
	return start_parts();
}

static void node_stats_add(struct node *node, u64 vectors, u64 clocks)
{
	node->calls++;
	node->vectors += vectors;
	node->clocks += clocks;
	if (clocks >= node->max_clocks) {
		node->max_clocks = clocks;
		node->max_clocks_vectors = (u32)vectors;
	}
}

static void input_run(struct worker *w, struct node *node)
{
	u64 clocks = clock_cycles(), before = w->forwarded, n;

	node->run(w, node, NULL);
	n = w->forwarded - before;
	engine.moves += n;
	// How often an empty input is looked at depends on the machine, so it does not count
	// while output has to be the same in two runs.
	if (n || !clock_is_stopped())
		node_stats_add(node, n, clock_cycles() - clocks);
	if (node->state == NODE_ADAPTIVE) {
		bool polls = node->flags & NODE_POLLED ? n > 0 : n >= ADAPTIVE_MANY;

		if (polls != !!(node->flags & NODE_POLLED)) {
			node->flags ^= NODE_POLLED;
			w->lists_stale = true;
		}
	}
}

static void inputs_poll(struct worker *w, const u32 *list)
{
	for (u32 i = 0; i < vec_n(list); i++)
		if (w->nodes[list[i]]->state != NODE_DISABLED)
			input_run(w, w->nodes[list[i]]);
}

static void inputs_interrupted(struct worker *w)
{
	if (!__atomic_exchange_n(&w->interrupted, false, __ATOMIC_ACQ_REL))
		return;
	for (u32 i = 0; i < vec_n(w->interruptible); i++) {
		struct node *node = w->nodes[w->interruptible[i]];

		if (__atomic_exchange_n(&node->interrupt, 0, __ATOMIC_ACQ_REL) &&
			node->state != NODE_DISABLED)
			input_run(w, node);
	}
}

static void frame_run(struct worker *w, struct node *node, struct frame *f)
{
	u32 n = f->n;
	u64 clocks;

	node_trace_start(w, node, f);
	if (unlikely(w->dispatch_capture) && engine.hook)
		engine.hook(w, node, f);
	if (node->node_class->trace_before)
		node_trace(w, node, f);
	clocks = clock_cycles();
	w->running = f;
	node->run(w, node, f);
	if (w->running)
		frame_free(w, f);
	node_stats_add(node, n, clock_cycles() - clocks);
	rates_add_frame(w, n);
	w->packets += n;
	engine.moves++;
}

static void pending_run(struct worker *w)
{
	for (u32 i = 0; i < vec_n(w->pending); i++) {
		struct worker_pending p = w->pending[i];
		struct node *node = w->nodes[p.node_index];

		if (!p.frame)
			continue;
		// Packets that come while it runs, its own included, go to another frame.
		if (node->pending == p.frame)
			node->pending = NULL;
		w->pending[i].frame = NULL;
		frame_run(w, node, p.frame);
	}
	vec_clear(w->pending);
}

// How long the loop may sleep, ns.
static u64 idle_time(struct worker *w)
{
	u64 next = timer_next(w), at = now();

	if (vec_n(w->polling) || vec_n(w->pre_input) || vec_n(w->pending) || engine.stopping ||
		__atomic_load_n(&w->interrupted, __ATOMIC_ACQUIRE) || process_any_ready())
		return 0;
	if (next <= at)
		return 0;
	// A stopped clock does not move by sleeping.
	return next == UINT64_MAX || clock_is_stopped() ? UINT64_MAX : next - at;
}

// Returns whether anything moved.
static bool turn(struct worker *w, bool may_sleep)
{
	u64 before = engine.moves;

	w->loops++;
	w->time = now();
	if (unlikely(w->lists_stale))
		node_lists_rebuild(w);
	inputs_poll(w, w->pre_input);
	file_poll(may_sleep ? idle_time(w) : 0);
	w->time = now();
	if (unlikely(w->lists_stale))
		node_lists_rebuild(w);
	inputs_poll(w, w->polling);
	inputs_interrupted(w);
	engine.moves += timer_run(w);
	engine.moves += process_run_ready() - engine.waiting;
	engine.waiting = 0;
	pending_run(w);
	rates_add_loop(w);
	return engine.moves != before;
}

int engine_run(void)
{
	int ret;

	while (!engine.stopping)
		turn(worker_self(), true);
	ret = init_run(INIT_EXIT);
	return engine.status ? engine.status : ret;
}

void engine_stop(int status)
{
	if (!engine.stopping)
		engine.status = status;
	engine.stopping = true;
	worker_wake(worker_at(0));
}

bool engine_stopping(void)
{
	return engine.stopping;
}

bool engine_turn(void)
{
	return turn(worker_self(), false);
}

// One whole turn as a process sees it: what comes after it in this one and before it in the next.
static bool process_turn(void)
{
	u64 before = engine.moves;

	engine.waiting++;
	process_yield();
	return engine.moves != before;
}

static bool settle_by_turns(struct worker *w, u32 max_turns)
{
	// Processes that ran before this one in the turn it ended in are counted only in the next.
	u32 quiet = 0, enough = process_self() ? 2 : 1;

	while (quiet < enough) {
		if (!max_turns-- || (process_self() && process_interrupted()))
			return false;
		if ((process_self() ? process_turn() : engine_turn()) || vec_n(w->pending) ||
			__atomic_load_n(&w->interrupted, __ATOMIC_ACQUIRE))
			quiet = 0;
		else
			quiet++;
	}
	return true;
}

bool engine_settle(u32 max_turns)
{
	enum { CALM_MAX = 64 }; // then a turn all the same, for Ctrl-C and other files
	struct worker *w = worker_self();

	// Most lines of a long script leave nothing to do, and a turn costs more than a route.
	w->time = now();
	if (!w->lists_stale && idle_time(w) && !main_calls_wait() && engine.n_calm++ < CALM_MAX)
		return true;
	engine.n_calm = 0;
	return settle_by_turns(w, max_turns);
}

void engine_advance(u64 ns)
{
	enum { SETTLE_TURNS = 10000 };
	struct worker *w = worker_self();
	u64 target = now() + ns;

	if (!clock_is_stopped()) {
		if (process_self())
			process_sleep(ns);
		return;
	}
	engine_settle(SETTLE_TURNS);
	while (timer_next(w) <= target) {
		clock_set(timer_next(w));
		if (engine_settle(SETTLE_TURNS))
			continue;
		if (process_self() && process_interrupted())
			return;
		// A timer that fires again at once, for ever, would never let time pass.
		if (timer_next(w) <= now())
			break;
	}
	clock_set(target);
	engine_settle(SETTLE_TURNS);
}

void engine_stop_clock(u64 wall)
{
	clock_stop(wall);
	for (u32 i = 0; i < worker_n(); i++) {
		worker_at(i)->time = now();
		timer_restart_all(worker_at(i));
	}
	node_stats_clear();
	engine_rates_clear();
}

void engine_set_dispatch_hook(
	void (*hook)(struct worker *w, struct node *node, const struct frame *f))
{
	engine.hook = hook;
}
