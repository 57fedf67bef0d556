// Copies, sums and clearing of what nodes count about themselves.
#include "engine/graph/runtime.h"
#include "engine/base/vec.h"

// Room first: nothing is allocated while the workers wait.
struct runtime_thread *runtime_snapshot(void)
{
	struct runtime_thread *threads = NULL;

	vec_add_n(threads, worker_n());
	VEC_EACH (threads, t)
		vec_add_n(t->nodes, node_n());
	barrier_begin();
	for (u32 i = 0; i < vec_n(threads); i++) {
		for (u32 k = 0; k < vec_n(threads[i].nodes); k++)
			threads[i].nodes[k] = *node_at(worker_at(i), k);
		engine_rates(i, &threads[i].rates);
	}
	barrier_end();
	return threads;
}

void runtime_free(struct runtime_thread *threads)
{
	VEC_EACH (threads, t)
		vec_free(t->nodes);
	vec_free(threads);
}

static void add_node(struct node *sum, const struct node *node)
{
	sum->calls += node->calls;
	sum->vectors += node->vectors;
	sum->clocks += node->clocks;
	sum->suspends += node->suspends;
	if (node->max_clocks > sum->max_clocks) {
		sum->max_clocks = node->max_clocks;
		sum->max_clocks_vectors = node->max_clocks_vectors;
	}
	if (sum->state == NODE_DISABLED)
		sum->state = node->state;
}

static void add_rates(struct engine_rates *sum, const struct engine_rates *r)
{
	sum->in += r->in;
	sum->out += r->out;
	sum->drop += r->drop;
	sum->punt += r->punt;
	sum->loops_per_second += r->loops_per_second;
	sum->frames += r->frames;
	sum->vectors += r->vectors;
	sum->vector_rate = sum->frames ? (double)sum->vectors / sum->frames : 0;
}

struct runtime_thread runtime_sum(const struct runtime_thread *threads)
{
	struct runtime_thread sum = {.rates = threads[0].rates};

	VEC_EACH (threads[0].nodes, node)
		vec_push(sum.nodes, *node);
	for (u32 i = 1; i < vec_n(threads); i++) {
		for (u32 k = 0; k < vec_n(sum.nodes); k++)
			add_node(&sum.nodes[k], &threads[i].nodes[k]);
		add_rates(&sum.rates, &threads[i].rates);
	}
	return sum;
}

u64 *runtime_next_vectors(u32 index)
{
	u32 n = node_at(worker_at(0), index)->n_next;
	u64 *vectors = NULL;

	if (n)
		vec_add_n(vectors, n);
	barrier_begin();
	for (u32 i = 0; i < worker_n(); i++)
		for (u32 k = 0; k < n; k++)
			vectors[k] += node_at(worker_at(i), index)->next[k].vectors;
	barrier_end();
	return vectors;
}

void runtime_clear(void)
{
	barrier_begin();
	node_stats_clear();
	engine_rates_clear();
	barrier_end();
}
