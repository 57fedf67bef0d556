// Says in the log which worker has stopped turning, and in which node it is.
#include "engine/base/log.h"
#include "engine/graph/node.h"
#include "engine/graph/timer.h"

enum { WATCHES_PER_STUCK = 2 };

static const u64 interval = WORKER_STUCK_NS / WATCHES_PER_STUCK;

static struct {
	u64 loops;   // at the last look
	u32 n_still; // looks in a row that found the same
	bool said;
} watched[WORKERS_MAX + 1];

static struct log_class log_worker = {.name = "worker", .sub = "watch"};
LOG_REGISTER(log_worker);

static void look_at(const struct worker *w)
{
	u64 loops = __atomic_load_n(&w->loops, __ATOMIC_RELAXED);
	u32 node = __atomic_load_n(&w->running_node, __ATOMIC_RELAXED);

	// One that sleeps is in no node.
	if (loops != watched[w->index].loops || node == INDEX_NONE) {
		if (watched[w->index].said)
			log_notice(&log_worker, "%s goes on", w->name);
		watched[w->index].n_still = 0;
		watched[w->index].said = false;
	} else if (++watched[w->index].n_still >= WATCHES_PER_STUCK && !watched[w->index].said) {
		watched[w->index].said = true;
		log_error(&log_worker, "%s is stuck in node %s for more than %llu s", w->name,
			node_name(node), WORKER_STUCK_NS / NS_PER_S);
	}
	watched[w->index].loops = loops;
}

static void look(struct timer *t)
{
	for (u32 i = 1; i < worker_n(); i++)
		look_at(worker_at(i));
	timer_start(t, interval);
}

void worker_watch_start(void)
{
	static struct timer timer = {.fire = look};

	if (worker_n() > 1)
		timer_start(&timer, interval);
}
