// What looking costs: traces, captures and filters, off, armed and filtered; the drop recorder.
#include "tests/bench/bench.h"
#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "trace/filter.h"
#include <stdio.h>

enum { FILTERED = 1 << 16 };

static void measure(const char *name)
{
	struct bench_traffic t;
	struct bench_row row = {.unit = "clocks/packet"};

	bench_traffic(&t, "pg-input", 50 * NS_PER_MS);
	row.measured = t.all;
	snprintf(row.name, sizeof(row.name), "A all, %s", name);
	if (!bench_packets())
		bench_row_add(&row);
}

static void case_trace(void)
{
	bench_network();
	bench_stream_text();
	measure("trace off");
	bench_lines("trace add pcap-input 1000000\n");
	measure("trace armed at another input");
	bench_lines("clear trace\ntrace add pg-input 1000000 filter \"udp port 9999\"\n");
	measure("trace armed, filter without a match");
	bench_lines("clear trace\ntrace add pg-input 50 ring\n");
	measure("trace armed, all packets");
}

static void case_capture(void)
{
	bench_network();
	bench_stream_text();
	measure("pcap trace off");
	// Some packets match, or stopping it would be an error: there would be no file.
	bench_lines("pcap trace rx tx max 1000 file %s\n", bench_path("all.pcap"));
	measure("pcap trace full, all packets");
	bench_lines(
		"pcap trace off\npcap trace rx tx max 1000000 file %s filter \"udp port 9999\"\n",
		bench_path("filtered.pcap"));
	measure("pcap trace, filter without a match");
}

static void case_filter(void)
{
	static const char *const expressions[] = {
		"udp port 9999", "host 20.0.0.9 and udp", "tcp[13] & 2 != 0", NULL};
	u8 packet[64] = {0x02, 0xfe, 0, 0, 0, 1, 0x02, 0, 0, 0, 0xaa, 1, 8, 0, 0x45, 0, 0, 50, 0, 0,
		0, 0, 64, 17, 0, 0, 10, 1, 0, 2, 20, 0, 0, 9, 0x03, 0xe8, 0x07, 0xd0, 0, 30};

	for (u32 e = 0; expressions[e]; e++) {
		double clocks[BENCH_RUNS];
		struct filter *f;
		struct bench_row row = {.unit = "clocks/packet"};
		u32 n = 0;

		if (filter_compile(expressions[e], &f))
			bench_fail("%s: %s", expressions[e], error_text(0));
		for (u32 r = 0; r < BENCH_RUNS; r++) {
			u64 start = clock_cycles();

			for (u32 i = 0; i < FILTERED; i++)
				n += filter_match(
					f, FILTER_ETHERNET, packet, sizeof(packet), sizeof(packet));
			clocks[r] = (double)(clock_cycles() - start) / FILTERED;
		}
		if (n % FILTERED)
			bench_fail("the filter changed its mind");
		row.measured = bench_median(clocks, BENCH_RUNS);
		snprintf(row.name, sizeof(row.name), "filter '%s'", expressions[e]);
		bench_row_add(&row);
		filter_free(f);
	}
}

static void drop_measure(const char *name)
{
	struct bench_traffic t;
	struct bench_row row = {.unit = "clocks/packet"};

	bench_traffic(&t, "pg-input", 50 * NS_PER_MS);
	row.measured = bench_node_clocks(&t, "error-drop");
	snprintf(row.name, sizeof(row.name), "error-drop, %s", name);
	if (!bench_packets())
		bench_row_add(&row);
	row.measured = bench_node_clocks(&t, "drop");
	snprintf(row.name, sizeof(row.name), "drop, %s", name);
	if (!bench_packets())
		bench_row_add(&row);
}

static void case_drop(void)
{
	bench_network();
	bench_stream_text();
	bench_lines("ip route del 20.0.0.0/16\n");
	drop_measure("recorder on");
	bench_lines("set drops size 0\n");
	drop_measure("recorder off");
}

const struct bench_case bench_debug_cases[] = {
	{"trace", "packet trace off, armed, filtered", case_trace},
	{"capture", "pcap trace off, filtered, full", case_capture},
	{"filter", "pcap-filter expressions on one packet", case_filter},
	{"drop", "dropped packets, with and without the recorder", case_drop},
	{0},
};
