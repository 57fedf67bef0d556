// Cases of control beside traffic: what a worker notices of routes that come and go.
#include "tests/bench/bench.h"
#include "devices/pg/stream.h"
#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "engine/graph/config.h"
#include "engine/graph/dispatch.h"
#include <stdio.h>
#include <stdlib.h>

enum { ROUTES = 100 * 1000, MANY = 1 << 16, ROUNDS = 15 };

// Packets a second that the stream's worker made while 'work' ran.
static double rate_while(const struct pg_stream *s, void (*work)(const struct bench_prefix *p),
	const struct bench_prefix *p)
{
	u64 n = __atomic_load_n(&s->n_generated, __ATOMIC_RELAXED), at = now();

	work(p);
	n = __atomic_load_n(&s->n_generated, __ATOMIC_RELAXED) - n;
	return (double)n * 1e9 / (double)(now() - at);
}

static void rest(const struct bench_prefix *)
{
	for (u64 end = now() + 50 * NS_PER_MS; now() < end;)
		engine_turn();
}

static void churn(const struct bench_prefix *p)
{
	static const struct path drop = {.kind = PATH_DROP, .weight = 1, .interface = INDEX_NONE};
	int code = 0;

	for (u32 i = 0; i < ROUTES && !code; i++) {
		const struct ip_prefix prefix = ip4_prefix(be32_of(p[i].address), p[i].length);

		code = fib_route_add(0, ROUTE_CLI, &prefix, &drop, 1, false);
	}
	engine_turn();
	for (u32 i = 0; i < ROUTES && !code; i++) {
		const struct ip_prefix prefix = ip4_prefix(be32_of(p[i].address), p[i].length);

		code = fib_route_delete(0, ROUTE_CLI, &prefix, &drop, 1);
		// A random prefix may be there twice.
		if (code == ERR_NO_SUCH_ENTRY)
			code = 0;
	}
	engine_turn();
	if (code)
		bench_fail("routes: %s", error_text(code));
}

// Rounds of both in turn, so that what else goes on in the machine meets both.
static void compare(const char *name, const struct bench_prefix *prefixes)
{
	const struct pg_stream *s = pg_stream_by_name("s");
	double quiet[ROUNDS], ratio[ROUNDS];
	struct bench_row row = {.unit = "Mpps"};

	rate_while(s, churn, prefixes);
	for (u32 i = 0; i < ROUNDS; i++) {
		quiet[i] = rate_while(s, rest, prefixes);
		ratio[i] = 100 * rate_while(s, churn, prefixes) / quiet[i];
	}
	snprintf(row.name, sizeof(row.name), "%s on a worker, rate", name);
	row.measured = bench_median(quiet, ROUNDS) / 1e6;
	bench_row_add(&row);
	bench_row(.name = "... beside 100 k route adds and deletes", .unit = "% of that",
		.measured = bench_median(ratio, ROUNDS), .reference = 100, .budget = 0.9,
		.more_is_better = true);
}

static void worker_begin(void)
{
	if (config_read_text("cpu { workers 1 }", "bench"))
		bench_fail("%s", error_text(ERR_SYNTAX));
	bench_network();
}

static void case_churn(void)
{
	struct bench_prefix *prefixes = bench_prefixes(ROUTES);

	worker_begin();
	bench_stream_text();
	compare("A", prefixes);
	free(prefixes);
}

// The routes that packets take stay; as many others come and go.
static void case_churn_many(void)
{
	struct bench_prefix *prefixes = bench_prefixes(2 * ROUTES);
	u32 *to = bench_destinations(prefixes, ROUTES, MANY);

	worker_begin();
	bench_routes_add(prefixes, ROUTES);
	bench_stream_pcap(to, MANY);
	compare("B", prefixes + ROUTES);
	free(prefixes);
	free(to);
}

const struct bench_case bench_workers_cases[] = {
	{"churn", "a worker's rate while 100 k routes come and go", case_churn},
	{"churn-many", "the same with 100 k routes and 64 k destinations", case_churn_many},
	{0},
};
