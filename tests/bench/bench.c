// The bench's program: runs cases, prints the table, writes RESULTS.md.
#include "tests/bench/bench.h"
#include "engine/base/clock.h"
#include "engine/base/vec.h"
#include <ftw.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct bench_case *const groups[] = {bench_reference_cases, bench_forward_cases,
	bench_bridge_cases, bench_graph_cases, bench_debug_cases, bench_control_cases,
	bench_workers_cases, NULL};

static struct {
	char directory[64];
	struct bench_row *rows; // vec
	int out;		// pipe of the running case
	u64 packets;
	bool failed;
} bench;

void bench_row_add(const struct bench_row *row)
{
	if (write(bench.out, row, sizeof(*row)) != sizeof(*row))
		bench_fail("row %s cannot be written", row->name);
}

void bench_fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	_exit(1);
}

u64 bench_packets(void)
{
	return bench.packets;
}

const char *bench_path(const char *name)
{
	static char paths[4][128];
	static u32 next;
	char *path = paths[next++ % ARRAY_N(paths)];

	snprintf(path, sizeof(paths[0]), "%s/%s", bench.directory, name);
	return path;
}

static const char *verdict(const struct bench_row *r)
{
	double ratio = r->reference > 0 ? r->measured / r->reference : 0;

	if (!r->budget || !r->reference)
		return "";
	return (r->more_is_better ? ratio >= r->budget : ratio <= r->budget) ? "ok" : "over";
}

// Three digits that mean something.
static const char *number(char out[24], double x)
{
	if (!x)
		return "";
	snprintf(out, 24, x >= 100 ? "%.0f" : x >= 10 ? "%.1f" : x >= 0.1 ? "%.2f" : "%.3f", x);
	return out;
}

static void row_print(FILE *f, const struct bench_row *r, const char *format)
{
	char measured[24], reference[24], ratio[24], budget[24];

	fprintf(f, format, r->name, number(measured, r->measured), r->unit,
		number(reference, r->reference),
		number(ratio, r->reference > 0 ? r->measured / r->reference : 0),
		number(budget, r->budget), verdict(r));
}

static const char text_row[] = "%-34s %10s %-16s %9s %6s %6s  %s\n";

static void heading_print(void)
{
	printf(text_row, "row", "measured", "unit", "VPP", "ratio", "budget", "");
}

// Runs one case in a process of its own and takes its rows.
static void case_run(const struct bench_case *c)
{
	struct bench_row row;
	int fds[2], status;
	pid_t pid;

	if (pipe(fds) < 0)
		bench_fail("no pipe");
	fflush(NULL);
	pid = fork();
	if (pid < 0)
		bench_fail("no process");
	if (pid == 0) {
		close(fds[0]);
		bench.out = fds[1];
		c->run();
		_exit(0);
	}
	close(fds[1]);
	while (read(fds[0], &row, sizeof(row)) == sizeof(row)) {
		vec_push(bench.rows, row);
		row_print(stdout, &row, text_row);
		fflush(stdout);
	}
	close(fds[0]);
	if (waitpid(pid, &status, 0) != pid || status) {
		fprintf(stderr, "case %s failed\n", c->name);
		bench.failed = true;
	}
}

static bool wanted(const struct bench_case *c, char **names)
{
	if (!*names)
		return true;
	for (; *names; names++)
		if (!strcmp(*names, c->name))
			return true;
	return false;
}

static int remove_one(const char *path, const struct stat *, int, struct FTW *)
{
	return remove(path);
}

// The value of a line of a file of /proc; "?" if it has none.
static const char *proc_value(const char *path, const char *key, char *out, u32 room)
{
	FILE *f = fopen(path, "re");
	char line[256];

	snprintf(out, room, "?");
	while (f && fgets(line, sizeof(line), f)) {
		char *colon = strchr(line, ':');

		if (!colon || strncmp(line, key, strlen(key)) != 0)
			continue;
		snprintf(out, room, "%.*s", (int)strcspn(colon + 2, "\n"), colon + 2);
		break;
	}
	if (f)
		fclose(f);
	return out;
}

static void results_write(const char *path)
{
	FILE *f = fopen(path, "we");
	char cpu[128];

	if (!f)
		bench_fail("%s cannot be written", path);
	fprintf(f,
		"# Results of `make bench`\n\n"
		"Written by `make bench-results`; medians of %d runs. CPU: %s, time stamp "
		"counter %.2f GHz.\n\n"
		"What is compared with what: *measured* is this run. *VPP* is VPP 26.06 "
		"measured by its own\n"
		"`show runtime` on another machine, a Zen 4 virtual machine with the same "
		"counter frequency (2.6\n"
		"GHz), not in this run; the ratio crosses machines. The rows `calibration` do a "
		"fixed small work\n"
		"and say how this machine compares with another that ran the same bench. The "
		"rows `DPDK` are\n"
		"DPDK's own libraries in this run on this machine, where they are installed. "
		"*fwd* is the sum of\n"
		"all nodes between the packet generator and the sink's tx node, *all* has both "
		"as well.\n\n",
		BENCH_RUNS, proc_value("/proc/cpuinfo", "model name", cpu, sizeof(cpu)),
		clock_cycles_per_second() / 1e9);
	fprintf(f,
		"| row | measured | unit | VPP | ratio | budget | |\n"
		"|---|---:|---|---:|---:|---:|---|\n");
	VEC_EACH (bench.rows, r)
		row_print(f, r, "| %s | %s | %s | %s | %s | %s | %s |\n");
	if (fclose(f))
		bench_fail("%s cannot be written", path);
}

static void usage(void)
{
	puts("usage: bench [--write FILE] [--packets N] [CASE]...\n\n"
	     "  --write FILE   the table as Markdown\n"
	     "  --packets N    send N packets in this process and print nothing: for callgrind\n\n"
	     "Cases:");
	for (u32 g = 0; groups[g]; g++)
		for (const struct bench_case *c = groups[g]; c->name; c++)
			printf("  %-12s %s\n", c->name, c->help);
	exit(2);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {{"write", required_argument, NULL, 'w'},
		{"packets", required_argument, NULL, 'p'}, {0}};
	const char *results = NULL;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'w')
			results = optarg;
		else if (option == 'p')
			bench.packets = strtoull(optarg, NULL, 0);
		else
			usage();
	}
	snprintf(bench.directory, sizeof(bench.directory), "/tmp/quiver-bench-%d", (int)getpid());
	if (mkdir(bench.directory, 0700) < 0)
		bench_fail("no temporary directory %s", bench.directory);
	if (!bench.packets)
		heading_print();
	for (u32 g = 0; groups[g]; g++) {
		for (const struct bench_case *c = groups[g]; c->name; c++) {
			if (!wanted(c, argv + optind))
				continue;
			if (bench.packets)
				c->run();
			else
				case_run(c);
		}
	}
	if (results)
		results_write(results);
	nftw(bench.directory, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	vec_free(bench.rows);
	return bench.failed;
}
