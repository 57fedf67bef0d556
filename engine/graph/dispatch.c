// The main loop: pre-input nodes, file events, input nodes, interrupts, timers and ready processes,
// then pending frames until none is left. Workers have the same, without processes.
#include "engine/graph/dispatch.h"
#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "engine/base/vec.h"
#include "engine/graph/config.h"
#include "engine/graph/dispatch_private.h"
#include "engine/graph/file.h"
#include "engine/graph/grace.h"
#include "engine/graph/handoff.h"
#include "engine/graph/init.h"
#include "engine/graph/node_private.h"
#include "engine/graph/plugin.h"
#include "engine/graph/process.h"
#include "engine/graph/timer.h"

enum { ADAPTIVE_MANY = 10 }; // packets a call from which an adaptive node polls

// A thread that polls looks at its files this often: a look costs as much as some ten packets. ns.
static const u64 files_interval = 50 * NS_PER_US;

static struct {
	bool started, stopping;
	int status;
	void (*hook)(struct worker *w, struct node *node, const struct frame *f);
} engine;

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

static inline void moves_add(struct worker *w, u64 n)
{
	__atomic_store_n(&w->moves, w->moves + n, __ATOMIC_RELAXED);
}

// For those who watch over workers.
static inline void running_set(struct worker *w, u32 node_index)
{
	__atomic_store_n(&w->running_node, node_index, __ATOMIC_RELAXED);
}

static void input_run(struct worker *w, struct node *node)
{
	u64 clocks = clock_cycles(), before = w->forwarded, n;

	running_set(w, node->index);
	node->run(w, node, NULL);
	n = w->forwarded - before;
	moves_add(w, n);
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
	running_set(w, node->index);
	node->run(w, node, f);
	if (w->running)
		frame_free(w, f);
	node_stats_add(node, n, clock_cycles() - clocks);
	rates_add_frame(w, n);
	w->packets += n;
	moves_add(w, 1);
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

// Other threads have given it something.
static bool is_called(const struct worker *w)
{
	return __atomic_load_n(&engine.stopping, __ATOMIC_SEQ_CST) ||
		__atomic_load_n(&w->interrupted, __ATOMIC_SEQ_CST) ||
		__atomic_load_n(&w->has_handed, __ATOMIC_SEQ_CST);
}

u64 dispatch_idle_time(struct worker *w)
{
	u64 next;

	if (vec_n(w->polling) || vec_n(w->pre_input) || vec_n(w->pending) || w->lists_stale ||
		is_called(w) || (w->index == 0 && process_any_ready()))
		return 0;
	next = timer_next(w);
	if (next <= w->time)
		return 0;
	// A stopped clock does not move by sleeping.
	return next == UINT64_MAX || clock_is_stopped() ? UINT64_MAX : next - w->time;
}

static void lists_refresh(struct worker *w)
{
	if (unlikely(w->lists_stale))
		node_lists_rebuild(w);
}

// A worker leaves, and only then looks whether others have given it something: who does so later
// sees it away and wakes it. Once it has left it reads nothing that the barrier guards.
static u64 leave_for(struct worker *w, u64 timeout)
{
	grace_leave(w);
	if (!is_called(w))
		return timeout;
	grace_return(w);
	return 0;
}

static void files_look(struct worker *w, bool may_sleep)
{
	bool polls = vec_n(w->polling) || vec_n(w->pre_input);
	u64 timeout;

	if (polls && !clock_is_stopped() && !__atomic_load_n(&w->woken, __ATOMIC_RELAXED) &&
		w->time - w->files_at < files_interval)
		return;
	running_set(w, INDEX_NONE);
	w->time = now();
	timeout = may_sleep ? dispatch_idle_time(w) : 0;
	if (timeout && w->index)
		timeout = leave_for(w, timeout);
	file_poll(timeout);
	w->files_at = w->time = now();
	lists_refresh(w);
}

// Returns whether anything moved.
static bool turn(struct worker *w, bool may_sleep)
{
	u64 before = w->moves;

	__atomic_store_n(&w->loops, w->loops + 1, __ATOMIC_RELAXED);
	if (w->index)
		grace_turn(w);
	else
		grace_run();
	w->time = now();
	lists_refresh(w);
	moves_add(w, handoff_receive(w));
	inputs_poll(w, w->pre_input);
	files_look(w, may_sleep);
	inputs_poll(w, w->polling);
	inputs_interrupted(w);
	moves_add(w, timer_run(w));
	if (w->index == 0)
		moves_add(w, settle_processes_run());
	pending_run(w);
	rates_add_loop(w);
	return w->moves != before;
}

static int worker_ready(struct worker *w)
{
	int ret = init_run(INIT_WORKER);

	lists_refresh(w);
	return ret;
}

static void worker_loop(struct worker *w)
{
	grace_return(w);
	while (!engine_stopping())
		turn(w, true);
	running_set(w, INDEX_NONE);
	grace_leave(w);
}

static int start_parts(void)
{
	int ret = plugin_start();

	if (!ret)
		ret = config_apply(true);
	if (!ret)
		ret = init_run(INIT_EARLY_CONFIG);
	if (!ret)
		ret = worker_open_all();
	for (u32 i = 0; !ret && i < worker_n(); i++)
		ret = buffer_open(worker_at(i));
	if (ret)
		return ret;
	handoff_open();
	ret = node_open();
	if (!ret)
		ret = init_run(INIT);
	if (!ret)
		ret = node_connect_all(true);
	if (ret)
		return ret;
	process_start_registered(NULL);
	ret = config_apply(false);
	if (!ret)
		ret = init_run(INIT_WORKER);
	if (!ret)
		ret = worker_start_all(worker_ready, worker_loop);
	if (!ret)
		ret = init_run(INIT_MAIN_LOOP);
	if (!ret)
		worker_watch_start();
	return ret;
}

int engine_start(void)
{
	if (engine.started)
		return error(ERR_EXISTS, "the engine runs already");
	engine.started = true;
	return start_parts();
}

int engine_run(void)
{
	int ret;

	while (!engine_stopping())
		turn(worker_self(), true);
	worker_join_all();
	ret = init_run(INIT_EXIT);
	return engine.status ? engine.status : ret;
}

void engine_stop(int status)
{
	if (!engine_stopping())
		engine.status = status;
	__atomic_store_n(&engine.stopping, true, __ATOMIC_SEQ_CST);
	for (u32 i = 0; i < worker_n(); i++)
		worker_wake(worker_at(i));
}

bool engine_stopping(void)
{
	return __atomic_load_n(&engine.stopping, __ATOMIC_RELAXED);
}

bool engine_turn(void)
{
	return turn(worker_self(), false);
}

void engine_set_dispatch_hook(
	void (*hook)(struct worker *w, struct node *node, const struct frame *f))
{
	barrier_begin();
	engine.hook = hook;
	barrier_end();
}
