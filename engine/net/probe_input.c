// probe-input: wakes the processes whose probes were answered, on the main thread.
//
// In:   interrupts of whoever delivered an answer; no packets.
// Out:  none.
#include "engine/base/vec.h"
#include "engine/graph/dispatch.h"
#include "engine/graph/init.h"
#include "engine/graph/process.h"
#include "engine/graph/timer.h"
#include "engine/net/probe.h"
#include <stdlib.h>

enum {
	PROBERS = 64,  // at once; a power of two: the low bits of an id are the place
	QUEUE = 256,   // answers not yet taken; a power of two
	MOMENTS = 4096 // probes whose moment of sending is kept; a power of two
};
enum { EVENT_ANSWER = 0x70726f62 }; // unlike those that the process's owner sends it

// A place of the queue holds an answer when its turn is one more than its number.
struct place {
	u64 turn;
	struct probe_answer answer;
};

struct prober {
	u16 id;
	struct process *process;
	struct process_event *others; // vec, for the process but not from here
	u64 sent[MOMENTS];	      // atomic
	u64 lost;		      // atomic
	struct place queue[QUEUE];
	u64 head;				       // of the reader
	u64 tail __attribute__((aligned(CACHE_LINE))); // atomic
};

static struct prober *probers[PROBERS]; // atomic
static u32 node_index;

static struct prober *prober_at(u16 id)
{
	struct prober *p = __atomic_load_n(&probers[id % PROBERS], __ATOMIC_ACQUIRE);

	return p && p->id == id ? p : NULL;
}

struct prober *prober_open(void)
{
	u32 i = 0;

	while (i < PROBERS && probers[i])
		i++;
	if (i == PROBERS)
		return NULL;
	struct prober *p = aligned_alloc(CACHE_LINE, ROUND_UP(sizeof(*p), CACHE_LINE));
	if (!p)
		return NULL;
	memset(p, 0, sizeof(*p));
	p->id = (u16)((random_u32() % (UINT16_MAX / PROBERS) + 1) * PROBERS + i);
	p->process = process_self();
	for (u32 k = 0; k < QUEUE; k++)
		p->queue[k].turn = k;
	__atomic_store_n(&probers[i], p, __ATOMIC_RELEASE);
	return p;
}

void prober_close(struct prober *p)
{
	// Once the barrier has been reached no worker has it.
	__atomic_store_n(&probers[p->id % PROBERS], NULL, __ATOMIC_RELEASE);
	barrier_begin();
	barrier_end();
	VEC_EACH (p->others, e)
		process_signal(p->process, e->type, e->data);
	vec_free(p->others);
	free(p);
}

u16 prober_id(const struct prober *p)
{
	return p->id;
}

u64 prober_lost(const struct prober *p)
{
	return __atomic_load_n(&p->lost, __ATOMIC_RELAXED);
}

void prober_sent_set(struct prober *p, u16 sequence, u64 at)
{
	__atomic_store_n(&p->sent[sequence % MOMENTS], at, __ATOMIC_RELEASE);
}

u64 prober_sent(const struct prober *p, u16 sequence)
{
	return __atomic_load_n(&p->sent[sequence % MOMENTS], __ATOMIC_ACQUIRE);
}

void probe_left(u32 mark)
{
	struct prober *p = prober_at(mark >> 16);

	if (p)
		prober_sent_set(p, (u16)mark, now());
}

u32 probe_owner(u16 id)
{
	const struct prober *p = prober_at(id);
	u32 node = p && p->process ? process_node(p->process) : INDEX_NONE;

	return !p ? INDEX_NONE : node == INDEX_NONE ? node_index : node;
}

bool probe_deliver(u16 id, const struct probe_answer *answer)
{
	struct prober *p = prober_at(id);
	u64 tail;
	struct place *place;

	if (!p)
		return false;
	tail = __atomic_load_n(&p->tail, __ATOMIC_RELAXED);
	while (true) {
		place = &p->queue[tail % QUEUE];
		u64 turn = __atomic_load_n(&place->turn, __ATOMIC_ACQUIRE);

		if (turn == tail) {
			if (__atomic_compare_exchange_n(&p->tail, &tail, tail + 1, true,
				    __ATOMIC_RELAXED, __ATOMIC_RELAXED))
				break;
		} else if (turn < tail) {
			__atomic_fetch_add(&p->lost, 1, __ATOMIC_RELAXED);
			return true;
		} else {
			tail = __atomic_load_n(&p->tail, __ATOMIC_RELAXED);
		}
	}
	place->answer = *answer;
	__atomic_store_n(&place->turn, tail + 1, __ATOMIC_RELEASE);
	node_interrupt(0, node_index);
	return true;
}

static bool has_answer(const struct prober *p)
{
	return __atomic_load_n(&p->queue[p->head % QUEUE].turn, __ATOMIC_ACQUIRE) == p->head + 1;
}

bool prober_take(struct prober *p, struct probe_answer *answer)
{
	struct place *place = &p->queue[p->head % QUEUE];

	if (!has_answer(p))
		return false;
	*answer = place->answer;
	__atomic_store_n(&place->turn, p->head + QUEUE, __ATOMIC_RELEASE);
	p->head++;
	return true;
}

static bool wait_stopped(struct prober *p, u64 end)
{
	engine_advance(0);
	while (!has_answer(p) && now() < end && process_yield()) {
		u64 next = timer_next(worker_self());

		engine_advance(next > now() ? MIN(next, end) - now() : 0);
	}
	return has_answer(p);
}

bool prober_wait(struct prober *p, u64 ns)
{
	u64 start = now(), end = start + MIN(ns, UINT64_MAX - start);
	struct process_event e;

	if (clock_is_stopped())
		return wait_stopped(p, end);
	while (!has_answer(p)) {
		u64 at = now();

		if (at >= end)
			return false;
		if (process_wait(end - at, &e) && e.type != EVENT_ANSWER)
			vec_push(p->others, e);
		if (process_interrupted())
			return has_answer(p);
	}
	return true;
}

static void run(struct worker *, struct node *, struct frame *)
{
	for (u32 i = 0; i < PROBERS; i++)
		if (probers[i] && probers[i]->process && has_answer(probers[i]))
			process_signal(probers[i]->process, EVENT_ANSWER, 0);
}

static const struct node_class probe_input_node = {
	.name = "probe-input",
	.type = NODE_INPUT,
	.state = NODE_INTERRUPT,
	.run = run,
};
NODE_REGISTER(probe_input_node);

static int init(void)
{
	node_index = node_by_name("probe-input");
	return 0;
}
static const struct init_function probe_input_init = {
	.name = "probe_input_init", .run = init, .stage = INIT};
INIT_REGISTER(probe_input_init);
