// From packets to the table of neighbours: a queue per thread, emptied by a process.
#include "engine/base/error.h"
#include "engine/base/vec.h"
#include "engine/graph/init.h"
#include "engine/graph/node.h"
#include "engine/graph/process.h"
#include "engine/neighbor/neighbor_table.h"
#include <stdatomic.h>

enum { QUEUE_ROOM = 1024 }; // entries; a power of two

struct lesson {
	u32 interface;
	struct ip_address ip;
	u8 mac[6];
};

// One writer, its thread; one reader, the main thread.
struct queue {
	struct lesson lesson[QUEUE_ROOM];
	atomic_uint head, tail; // written, read
	atomic_ullong n_lost;
};

static struct queue **queues; // by thread; made at start
static struct process *learner;

void neighbor_learn(u32 interface, const struct ip_address *ip, const u8 mac[6])
{
	struct queue *q = queues[worker_self()->index];
	u32 head = atomic_load_explicit(&q->head, memory_order_relaxed);
	u32 tail = atomic_load_explicit(&q->tail, memory_order_acquire);
	struct lesson *l = &q->lesson[head % QUEUE_ROOM];

	if (head - tail == QUEUE_ROOM) {
		atomic_fetch_add(&q->n_lost, 1);
		return;
	}
	l->interface = interface;
	l->ip = *ip;
	memcpy(l->mac, mac, 6);
	atomic_store_explicit(&q->head, head + 1, memory_order_release);
	if (head != tail || !learner)
		return; // the reader was told, or will look when it starts
	if (worker_is_main())
		process_signal(learner, 0, 0);
	else
		process_signal_from_thread(learner, 0, 0);
}

u64 neighbor_learn_lost(void)
{
	u64 n = 0;

	VEC_EACH (queues, q)
		n += atomic_load(&(*q)->n_lost);
	return n;
}

static void drain(struct queue *q)
{
	u32 tail = atomic_load_explicit(&q->tail, memory_order_relaxed);

	while (tail != atomic_load_explicit(&q->head, memory_order_acquire)) {
		struct lesson l = q->lesson[tail % QUEUE_ROOM];

		atomic_store_explicit(&q->tail, ++tail, memory_order_release);
		// A full table or an interface that went meanwhile: counted as lost.
		if (neighbor_add(l.interface, &l.ip, l.mac, NEIGHBOR_DYNAMIC) < 0)
			atomic_fetch_add(&q->n_lost, 1);
	}
}

void neighbor_learn_drain(void)
{
	VEC_EACH (queues, q)
		drain(*q);
	error_clear();
}

static void run(void *)
{
	struct process_event event;

	learner = process_self();
	for (;;) {
		neighbor_learn_drain();
		process_wait(UINT64_MAX, &event);
	}
}

static const struct node_class ip_neighbor_event_node = {
	.name = "ip-neighbor-event", .type = NODE_PROCESS, .process = run};
NODE_REGISTER(ip_neighbor_event_node);

static int init(void)
{
	for (u32 i = 0; i < worker_n(); i++)
		vec_push(queues, memory_get_zero(sizeof(struct queue)));
	return 0;
}

static const struct init_function neighbor_learn_init = {
	.name = "neighbor_learn_init", .run = init, .stage = INIT};
INIT_REGISTER(neighbor_learn_init);
