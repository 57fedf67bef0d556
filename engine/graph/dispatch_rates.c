// Rates of the main loop: packets since the last clear, loops and vectors of the last ten
// seconds of them.
#include "engine/graph/dispatch_rates.h"
#include "engine/graph/dispatch.h"

enum {
	THREADS_MAX = 256,
	WINDOW_S = 10, // seconds
};

struct second {
	u64 number; // of the second it is about, counted from 1
	u64 calls, vectors, loops;
};

// Written by the own thread; read by the main thread at the barrier, for display.
struct rates {
	struct second second[WINDOW_S];
	u64 in, out, drop, punt; // packets
} __attribute__((aligned(CACHE_LINE)));

static struct rates threads[THREADS_MAX], at_clear[THREADS_MAX];
static u64 cleared_at; // ns of now()

static struct second *second_now(struct worker *w)
{
	u64 number = w->time / NS_PER_S + 1;
	struct second *s = &threads[w->index].second[number % WINDOW_S];

	if (unlikely(s->number != number))
		*s = (struct second){.number = number};
	return s;
}

void rates_add_frame(struct worker *w, u32 n)
{
	struct second *s = second_now(w);

	s->calls++;
	s->vectors += n;
}

void rates_add_loop(struct worker *w)
{
	second_now(w)->loops++;
}

void engine_count_in(u64 packets)
{
	threads[worker_self()->index].in += packets;
}

void engine_count_out(u64 packets)
{
	threads[worker_self()->index].out += packets;
}

void engine_count_drop(u64 packets)
{
	threads[worker_self()->index].drop += packets;
}

void engine_count_punt(u64 packets)
{
	threads[worker_self()->index].punt += packets;
}

static struct rates rates_now(u32 thread)
{
	struct rates r;

	barrier_begin();
	r = threads[thread];
	barrier_end();
	return r;
}

void engine_rates(u32 thread, struct engine_rates *rates)
{
	struct rates copy = rates_now(thread);
	const struct rates *t = &copy, *z = &at_clear[thread];
	u64 at = now(), number = at / NS_PER_S + 1;
	double seconds = (double)(at - cleared_at) / NS_PER_S;
	double window = MIN(seconds, (double)WINDOW_S);
	u64 calls = 0, vectors = 0, loops = 0;

	for (u32 i = 0; i < WINDOW_S; i++) {
		const struct second *s = &t->second[i];

		if (s->number + WINDOW_S <= number)
			continue;
		calls += s->calls;
		vectors += s->vectors;
		loops += s->loops;
	}
	*rates = (struct engine_rates){
		.seconds = seconds,
		.frames = calls,
		.vectors = vectors,
		.vector_rate = calls ? (double)vectors / calls : 0,
		// While the clock stands, loops say nothing but how fast the machine is.
		.loops_per_second = window > 0 && !clock_is_stopped() ? loops / window : 0,
	};
	if (seconds > 0) {
		rates->in = (t->in - z->in) / seconds;
		rates->out = (t->out - z->out) / seconds;
		rates->drop = (t->drop - z->drop) / seconds;
		rates->punt = (t->punt - z->punt) / seconds;
	}
}

void engine_rates_clear(void)
{
	barrier_begin();
	for (u32 i = 0; i < worker_n(); i++) {
		memset(threads[i].second, 0, sizeof(threads[i].second));
		at_clear[i] = threads[i];
	}
	cleared_at = now();
	barrier_end();
}
