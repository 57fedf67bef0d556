// Cases of IPv4 forwarding: one flow, and big tables with many destinations.
#include "tests/bench/bench.h"
#include "engine/base/clock.h"
#include <stdio.h>
#include <stdlib.h>

enum { MANY = 1 << 16, MILLION = 1000 * 1000 };

struct expected {
	double forward, all, mpps, input;	      // VPP's
	double forward_budget, input_budget, nothing; // ratios
};

static void rows(const char *name, const struct bench_traffic *t, const struct expected *e)
{
	struct bench_row row = {.unit = "clocks/packet"};

	if (bench_packets())
		return;
	for (u32 i = 0; i < t->n_nodes; i++) {
		snprintf(row.name, sizeof(row.name), "%s %.40s", name, t->node[i].name);
		row.measured = t->node[i].clocks;
		row.reference = row.budget = 0;
		if (!strcmp(t->node[i].name, "pg-input")) {
			row.reference = e->input;
			row.budget = e->input_budget;
		}
		bench_row_add(&row);
	}
	snprintf(row.name, sizeof(row.name), "%s fwd", name);
	row.measured = t->forward;
	row.reference = e->forward;
	row.budget = e->forward_budget;
	bench_row_add(&row);
	snprintf(row.name, sizeof(row.name), "%s all", name);
	row.measured = t->all;
	row.reference = e->all;
	row.budget = 0;
	bench_row_add(&row);
	row = (struct bench_row){.unit = "Mpps", .measured = t->mpps, .reference = e->mpps};
	snprintf(row.name, sizeof(row.name), "%s rate", name);
	bench_row_add(&row);
}

static void case_a(void)
{
	static const struct expected e = {.forward = 55,
		.all = 104,
		.mpps = 24.9,
		.input = 41,
		.forward_budget = 0.6,
		.input_budget = 0.5};
	struct bench_traffic t;

	bench_network();
	bench_stream_text();
	bench_traffic(&t, "pg-input", 100 * NS_PER_MS);
	rows("A", &t, &e);
}

static void case_ap(void)
{
	static const struct expected e = {.forward = 56,
		.all = 92,
		.mpps = 27.6,
		.input = 27,
		.forward_budget = 0.6,
		.input_budget = 0.5};
	struct bench_prefix p = {.address = 0x14000000, .length = 16};
	u32 to = 0x14000009;
	struct bench_traffic t;

	bench_network();
	bench_routes_add(&p, 1);
	bench_stream_pcap(&to, 1);
	bench_traffic(&t, "pg-input", 100 * NS_PER_MS);
	rows("Ap", &t, &e);
}

static void big_table(const char *name, u32 n_routes, u32 n_destinations, const struct expected *e)
{
	struct bench_prefix *prefixes = bench_prefixes(n_routes);
	u32 *to = bench_destinations(prefixes, n_routes, n_destinations);
	struct bench_traffic t;

	bench_network();
	bench_routes_add(prefixes, n_routes);
	bench_stream_pcap(to, n_destinations);
	bench_traffic(&t, "pg-input", 300 * NS_PER_MS);
	rows(name, &t, e);
	free(prefixes);
	free(to);
}

static void case_b(void)
{
	static const struct expected e = {.forward = 294,
		.all = 351,
		.mpps = 7.4,
		.input = 48,
		.forward_budget = 0.25,
		.input_budget = 0.5};

	big_table("B", 100 * 1000, MANY, &e);
}

static void case_c(void)
{
	static const struct expected e = {
		.forward = 302, .all = 360, .mpps = 7.1, .forward_budget = 0.25};

	big_table("C", MILLION, MANY, &e);
}

static void case_c1m(void)
{
	static const struct expected e = {
		.forward = 314, .all = 368, .mpps = 7.0, .forward_budget = 0.25};

	big_table("C1M", MILLION, MILLION, &e);
}

const struct bench_case bench_forward_cases[] = {
	{"A", "IPv4, 1 route, 1 flow, text stream", case_a},
	{"Ap", "the same, stream from a pcap", case_ap},
	{"B", "IPv4, 100 k routes, 64 k destinations", case_b},
	{"C", "IPv4, 1 M routes, 64 k destinations", case_c},
	{"C1M", "IPv4, 1 M routes, 1 M destinations", case_c1m},
	{0},
};
