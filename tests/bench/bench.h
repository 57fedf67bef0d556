// The bench: cases that print rows of one table, the engine driven in the case's own process.
//
// Each case runs in a process of its own, on the machine's clock. Nothing of it runs in 'make
// check'; 'make bench' runs all, 'make bench BENCH="A split"' some.
#pragma once

#include "engine/fib/fib.h"

// One row. Emitted by the case, printed and judged by the parent.
struct bench_row {
	char name[64];	   // "A fwd"
	char unit[24];	   // "clocks/packet"
	double measured;   // median of the runs
	double reference;  // VPP's figure, in the same unit; 0: there is none
	double budget;	   // 'measured' / 'reference' may be so much; 0: nothing was promised
	u8 more_is_better; // the ratio has to be at least the budget
};
#define bench_row(...) bench_row_add(&(const struct bench_row){__VA_ARGS__})
void bench_row_add(const struct bench_row *row);

struct bench_case {
	const char *name, *help;
	void (*run)(void);
};
extern const struct bench_case bench_forward_cases[], bench_bridge_cases[], bench_graph_cases[],
	bench_debug_cases[], bench_control_cases[], bench_reference_cases[], bench_workers_cases[];

// Ends the case with a sentence; the bench goes on with the next one and fails in the end.
void bench_fail(const char *format, ...) PRINTF(1, 2) NORETURN;

// Packets of the --packets option: cases of traffic send so many and measure nothing, for tools
// that count instructions. 0: the option was not given.
u64 bench_packets(void);

// The median of 'n' values, which are sorted by it.
double bench_median(double *values, u32 n);

// A file in a directory that is removed at the end of the bench. Static memory, four in turn.
const char *bench_path(const char *name);

// ---- engine.c: the engine in this process ----

void bench_start(void);
void bench_lines(const char *format, ...) PRINTF(1, 2); // commands, as a script would have them

enum { BENCH_RUNS = 15, BENCH_NODES = 32 };

// Medians of BENCH_RUNS runs of 10 ms, after a warm-up of 'warm' ns.
struct bench_traffic {
	struct {
		char name[64];
		double clocks; // for each packet that the source made
	} node[BENCH_NODES];
	u32 n_nodes;
	double mpps;	     // of the source, wall time
	double all, forward; // clocks: of all nodes; without the source and the nodes "...-tx"
};
void bench_traffic(struct bench_traffic *t, const char *source, u64 warm);
double bench_node_clocks(const struct bench_traffic *t, const char *name); // 0: did not run

// ---- tables.c ----

struct bench_prefix {
	u32 address; // host order
	u8 length;
};
// 'n' random prefixes with lengths as an Internet table has them: most /24, one in 50 longer. The
// caller frees. The same in every run.
struct bench_prefix *bench_prefixes(u32 n);
// 'n' random addresses, each inside of a random one of the prefixes. The caller frees.
u32 *bench_destinations(const struct bench_prefix *prefixes, u32 n_prefixes, u32 n);
u64 bench_random(void);

// ---- network.c: the two-port router of the cases ----

// pg0 10.1.0.1/24, pg1 10.2.0.1/24 with neighbour 10.2.0.2, both up.
void bench_network(void);
// A route by pg1 and an endless text stream of one flow along it.
void bench_stream_text(void);
// The same packets from a file with these destinations (host order).
void bench_stream_pcap(const u32 *destinations, u32 n);
// Writes such a file.
void bench_pcap_write(const char *path, const u32 *destinations, u32 n);

// By pg1. Returns an ERR_ code.
int bench_route(const struct bench_prefix *prefix, bool add);
void bench_routes_add(const struct bench_prefix *prefixes, u32 n);
