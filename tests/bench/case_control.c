// Cases of control: routes by command file and in process, replay, start and memory.
#include "tests/bench/bench.h"
#include "engine/base/clock.h"
#include "engine/base/error.h"
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { K100 = 100 * 1000, MILLION = 1000 * 1000, SCRIPT_RUNS = 9 };

static const char setup[] = "create packet-generator interface pg1\n"
			    "set interface ip address pg1 10.2.0.1/24\n"
			    "set interface state pg1 up\n"
			    "set ip neighbor pg1 10.2.0.2 02:00:00:00:bb:02\n";

// A program under test with a pipe to its standard input and one from its output.
struct program {
	pid_t pid;
	FILE *in, *out;
};

static struct program program_start(void)
{
	const char *path = getenv("QUIVER");
	struct program p;
	int in[2], out[2];

	if (pipe(in) < 0 || pipe(out) < 0 || (p.pid = fork()) < 0)
		bench_fail("no process");
	if (p.pid == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		close(in[1]);
		close(out[0]);
		execl(path ? path : "./quiver", "quiver", (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	p.in = fdopen(in[1], "w");
	p.out = fdopen(out[0], "r");
	return p;
}

// Sends a line and waits until the program has run it.
static void program_run(struct program *p, const char *command)
{
	char line[256];

	fprintf(p->in, "%s\necho done\n", command);
	fflush(p->in);
	do
		if (!fgets(line, sizeof(line), p->out))
			bench_fail("quiver does not answer; is QUIVER the path of it?");
	while (strcmp(line, "done\n") != 0);
}

static void program_end(struct program *p)
{
	char line[256];
	int status;

	fclose(p->in);
	while (fgets(line, sizeof(line), p->out))
		;
	fclose(p->out);
	if (waitpid(p->pid, &status, 0) != p->pid || status)
		bench_fail("quiver ended with status %d", status);
}

// Resident memory of a process, MB.
static double resident(pid_t pid)
{
	char path[64], line[256];
	double kb = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "VmRSS: %lf", &kb) == 1)
			break;
	if (f)
		fclose(f);
	return kb / 1000;
}

static void case_start(void)
{
	double ms[BENCH_RUNS], mb[BENCH_RUNS];

	for (u32 r = 0; r < BENCH_RUNS; r++) {
		u64 start = now();
		struct program p = program_start();

		program_run(&p, "show version");
		ms[r] = (double)(now() - start) / 1e6;
		mb[r] = resident(p.pid);
		program_end(&p);
	}
	bench_row(.name = "start to first answer", .unit = "ms",
		.measured = bench_median(ms, BENCH_RUNS), .reference = 600, .budget = 0.03);
	bench_row(.name = "resident memory, idle", .unit = "MB",
		.measured = bench_median(mb, BENCH_RUNS), .reference = 170, .budget = 0.15);
}

static void script_write(const char *path, const struct bench_prefix *prefixes, u32 n)
{
	FILE *f = fopen(path, "we");

	if (!f)
		bench_fail("%s cannot be written", path);
	for (u32 i = 0; i < n; i++) {
		struct in_addr a = {.s_addr = be32_of(prefixes[i].address)};

		fprintf(f, "ip route add %s/%u via 10.2.0.2 pg1\n", inet_ntoa(a),
			prefixes[i].length);
	}
	if (fclose(f))
		bench_fail("%s cannot be written", path);
}

// Seconds for a file of 'ip route add' lines in a program that runs already.
static double script_time(const char *path, double *memory)
{
	struct program p = program_start();
	char command[256];
	u64 start;
	double seconds;

	program_run(&p, setup);
	snprintf(command, sizeof(command), "exec %s", path);
	start = now();
	program_run(&p, command);
	seconds = (double)(now() - start) / 1e9;
	*memory = resident(p.pid);
	program_end(&p);
	return seconds;
}

static void case_script(void)
{
	struct bench_prefix *prefixes = bench_prefixes(MILLION);
	const char *path = bench_path("routes.qv");
	double seconds[SCRIPT_RUNS], memory;

	script_write(path, prefixes, K100);
	for (u32 r = 0; r < SCRIPT_RUNS; r++)
		seconds[r] = script_time(path, &memory);
	bench_row(.name = "100 k routes by CLI file", .unit = "s",
		.measured = bench_median(seconds, SCRIPT_RUNS), .reference = 0.71, .budget = 0.2);
	script_write(path, prefixes, MILLION);
	for (u32 r = 0; r < 3; r++)
		seconds[r] = script_time(path, &memory);
	bench_row(.name = "1 M routes by CLI file", .unit = "s",
		.measured = bench_median(seconds, 3), .reference = 6.5, .budget = 0.2);
	bench_row(.name = "resident memory, 1 M routes", .unit = "MB", .measured = memory);
	free(prefixes);
}

// Thousands a second of adding, then of deleting again.
static void rates(const char *name, const struct bench_prefix *prefixes, u32 n, u32 times)
{
	double add[BENCH_RUNS], del[BENCH_RUNS];
	struct bench_row row = {.unit = "k/s", .more_is_better = true};

	for (u32 r = 0; r < BENCH_RUNS; r++) {
		u64 adding = 0, deleting = 0, start, mid;

		for (u32 k = 0; k < times; k++) {
			start = now();
			for (u32 i = 0; i < n; i++)
				bench_route(&prefixes[i], true);
			mid = now();
			for (u32 i = 0; i < n; i++)
				bench_route(&prefixes[i], false);
			deleting += now() - mid;
			adding += mid - start;
		}
		add[r] = n * (double)times / (double)adding * 1e6;
		del[r] = n * (double)times / (double)deleting * 1e6;
	}
	snprintf(row.name, sizeof(row.name), "route adds, %s", name);
	row.measured = bench_median(add, BENCH_RUNS);
	bench_row_add(&row);
	snprintf(row.name, sizeof(row.name), "route deletes, %s", name);
	row.measured = bench_median(del, BENCH_RUNS);
	bench_row_add(&row);
}

static void case_routes(void)
{
	enum { CHANGED = 10 * 1000 };
	struct bench_prefix *prefixes = bench_prefixes(MILLION + CHANGED);

	bench_network();
	rates("empty table, one", prefixes, 1, CHANGED);
	bench_routes_add(prefixes, K100);
	rates("100 k in the table", prefixes + MILLION, CHANGED, 1);
	bench_routes_add(prefixes + K100, MILLION - K100);
	rates("1 M in the table", prefixes + MILLION, CHANGED, 1);
	free(prefixes);
}

static void case_replay(void)
{
	enum { PACKETS = 1 << 16 };
	struct bench_prefix all = {.address = 0x14000000, .length = 8};
	u32 *to = bench_destinations(&all, 1, PACKETS);
	struct bench_traffic t;

	bench_network();
	bench_routes_add(&all, 1);
	bench_pcap_write(bench_path("replay.pcap"), to, PACKETS);
	bench_lines("create pcap interface cap0 rx-file %s loop 0 hw-addr 02:fe:00:00:00:01\n"
		    "set interface ip address cap0 10.3.0.1/24\n"
		    "set interface state cap0 up\n",
		bench_path("replay.pcap"));
	bench_traffic(&t, "pcap-input", 100 * NS_PER_MS);
	if (!bench_packets()) {
		bench_row(.name = "capture replay, pcap-input", .unit = "clocks/packet",
			.measured = bench_node_clocks(&t, "pcap-input"));
		bench_row(.name = "capture replay, forwarded", .unit = "Mpps", .measured = t.mpps,
			.more_is_better = true);
	}
	free(to);
}

const struct bench_case bench_control_cases[] = {
	{"replay", "a capture forwarded from a pcap interface", case_replay},
	{"start", "start-up time and memory", case_start},
	{"script", "routes by a file of commands, and their memory", case_script},
	{"routes", "adds and deletes in the process", case_routes},
	{0},
};
