// What the machine itself and other libraries do in the same run.
#include "tests/bench/bench.h"
#include "engine/base/clock.h"
#include "engine/base/csum.h"
#include "engine/base/memory.h"
#include <stdio.h>
#include <stdlib.h>

enum { HEADERS = 1 << 12, TABLE = 1 << 16, BIG_TABLE = 1 << 24, ROUNDS = 64 };

// Sums an IPv4 header and walks three dependent steps through a table, for each of 4096 headers
// that lie a buffer's stride apart.
static double calibrate(const u8 *headers, const u32 *table, u32 mask)
{
	static volatile u32 sink;
	u64 start = clock_cycles();
	u32 x = 0;

	for (u32 r = 0; r < ROUNDS; r++) {
		for (u32 i = 0; i < HEADERS; i++) {
			const u8 *h = headers + (size_t)i * 2496;
			u32 at;

			memcpy(&at, h + 16, sizeof(at));
			at += csum_ip4_20(h) + r;
			for (u32 step = 0; step < 3; step++)
				at = table[at & mask];
			x += at;
		}
	}
	sink = x;
	(void)sink;
	return (double)(clock_cycles() - start) / ROUNDS / HEADERS;
}

static void calibrate_row(const char *name, u32 n)
{
	u8 *headers = memory_get_zero(HEADERS * 2496);
	u32 *table = memory_get(n * sizeof(*table));
	double clocks[BENCH_RUNS];
	struct bench_row row = {.unit = "clocks/step"};

	for (u32 i = 0; i < n; i++)
		table[i] = (u32)bench_random();
	for (u32 i = 0; i < HEADERS; i++) {
		u32 to = (u32)bench_random();

		memcpy(headers + (size_t)i * 2496 + 16, &to, sizeof(to));
	}
	for (u32 r = 0; r < BENCH_RUNS; r++)
		clocks[r] = calibrate(headers, table, n - 1);
	row.measured = bench_median(clocks, BENCH_RUNS);
	snprintf(row.name, sizeof(row.name), "calibration, %s", name);
	bench_row_add(&row);
	free(headers);
	free(table);
}

static void case_calibrate(void)
{
	calibrate_row("256 KiB table", TABLE);
	calibrate_row("64 MiB table", BIG_TABLE);
}

// DPDK brings its own flags and libraries: a program of its own, which prints "NAME|UNIT|VALUE".
static void case_dpdk(void)
{
	const char *program = getenv("BENCH_DPDK");
	char line[256];
	FILE *f;

	if (!program || !*program)
		return;
	f = popen(program, "re");
	while (f && fgets(line, sizeof(line), f)) {
		struct bench_row row = {0};

		if (sscanf(line, "%63[^|]|%23[^|]|%lf", row.name, row.unit, &row.measured) == 3)
			bench_row_add(&row);
	}
	if (!f || pclose(f))
		bench_fail("%s failed", program);
}

const struct bench_case bench_reference_cases[] = {
	{"calibrate", "a fixed small work, to compare machines", case_calibrate},
	{"dpdk", "rte_fib lookups, where DPDK is installed", case_dpdk},
	{0},
};
