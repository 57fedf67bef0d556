// DPDK's IPv4 table on the routes and destinations of the bench, printed as "NAME|UNIT|VALUE".
#include "tests/bench/bench.h"
#include "engine/base/clock.h"
#include <rte_eal.h>
#include <rte_fib.h>
#include <stdio.h>
#include <stdlib.h>

enum { DESTINATIONS = 1 << 16, BULK = 256, ROUNDS = 8, NEXT_HOPS = 1000, RUNS = 7 };

static double lookups(struct rte_fib *fib, u32 *to)
{
	u64 hops[BULK], start = clock_cycles();

	for (u32 r = 0; r < ROUNDS; r++)
		for (u32 i = 0; i < DESTINATIONS; i += BULK)
			rte_fib_lookup_bulk(fib, to + i, hops, BULK);
	return (double)(clock_cycles() - start) / ROUNDS / DESTINATIONS;
}

static void table(u32 n)
{
	struct rte_fib_conf conf = {.type = RTE_FIB_DIR24_8,
		.max_routes = 1 << 20,
		.dir24_8 = {.nh_sz = RTE_FIB_DIR24_8_4B, .num_tbl8 = 1 << 17}};
	struct bench_prefix *p = bench_prefixes(n);
	u32 *to = bench_destinations(p, n, DESTINATIONS);
	struct rte_fib *fib = rte_fib_create("bench", -1, &conf);
	double clocks[RUNS];
	u64 start = now();

	if (!fib) {
		fprintf(stderr, "rte_fib_create: no memory\n");
		exit(1);
	}
	for (u32 i = 0; i < n; i++)
		rte_fib_add(fib, p[i].address, p[i].length, 1 + i % NEXT_HOPS);
	printf("DPDK rte_fib adds, %u k routes|k/s|%.1f\n", n / 1000,
		(double)n / (double)(now() - start) * 1e6);
	rte_fib_select_lookup(fib, RTE_FIB_LOOKUP_DIR24_8_SCALAR_MACRO);
	for (u32 r = 0; r < RUNS; r++)
		clocks[r] = lookups(fib, to);
	printf("DPDK rte_fib lookup, %u k routes|clocks/packet|%.2f\n", n / 1000,
		bench_median(clocks, RUNS));
	if (!rte_fib_select_lookup(fib, RTE_FIB_LOOKUP_DIR24_8_VECTOR_AVX512)) {
		for (u32 r = 0; r < RUNS; r++)
			clocks[r] = lookups(fib, to);
		printf("DPDK rte_fib AVX-512, %u k routes|clocks/packet|%.2f\n", n / 1000,
			bench_median(clocks, RUNS));
	}
	rte_fib_free(fib);
	free(p);
	free(to);
}

int main(void)
{
	char *args[] = {"bench-dpdk", "--no-huge", "--no-pci", "-m", "1536",
		"--log-level=lib.eal:3", "-l", "0", "--no-telemetry",
		"--force-max-simd-bitwidth=512", NULL};

	if (rte_eal_init((int)ARRAY_N(args) - 1, args) < 0)
		return 1;
	table(100 * 1000);
	table(1000 * 1000);
	return 0;
}
