// show buffers, show threads, show vlib frame-allocation: what the engine runs on.
#include "engine/base/clock.h"
#include "engine/graph/buffer.h"
#include "engine/graph/cpu.h"
#include "engine/graph/frame.h"
#include "engine/graph/worker.h"
#include "shell/command.h"
#include "shell/commands/column.h"
#include <stdio.h>

static void show_cell(struct out *o, const char *key, u32 width, u64 n)
{
	char out[CENTER_MAX];

	out_u64(o, key, NULL, n);
	out_text(o, "%s", column_u64(out, width, n));
}

static void show_pool(struct out *o, const struct buffer_pool *p, u32 cached)
{
	u32 avail = p->n_shared + p->n_fresh;

	out_record(o, NULL);
	out_string(o, "name", "%-20s", p->name);
	show_cell(o, "index", 6, p->index);
	show_cell(o, "numa", 6, p->numa);
	show_cell(o, "size", 6, p->stride);
	show_cell(o, "data_size", 11, p->data_size);
	show_cell(o, "total", 7, p->n);
	show_cell(o, "avail", 7, avail);
	show_cell(o, "cached", 8, cached);
	show_cell(o, "used", 8, p->n - avail - cached);
	out_text(o, "\n");
	out_end(o);
}

static int show_buffers_run(const struct args *, struct out *o)
{
	const struct buffer_pool *p;

	out_text(o,
		"Pool Name            Index NUMA  Size  Data Size  Total  Avail  Cached   Used  "
		"\n");
	out_list(o, "pools");
	for (u32 i = 0; (p = buffer_pool_at(i)); i++) {
		barrier_begin();
		struct buffer_pool pool = *p;
		u32 cached = buffer_pool_n_cached(i);
		barrier_end();
		show_pool(o, &pool, cached);
	}
	out_end(o);
	return 0;
}

static const struct command show_buffers_command = {
	.grammar = "show buffers",
	.help = "Show the buffer pools and how much of them is in use.",
	.run = show_buffers_run,
	.schema = "pools[]{name:s index:u numa:u size:u data_size:u total:u avail:u cached:u "
		  "used:u}",
};
COMMAND_REGISTER(show_buffers_command);

// What the kernel says about where a core is; INDEX_NONE: nothing.
static u32 core_place(u32 core, const char *what)
{
	char path[96];
	u32 n = INDEX_NONE;
	FILE *f;

	snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%u/topology/%s", core, what);
	f = fopen(path, "re");
	if (!f)
		return INDEX_NONE;
	if (fscanf(f, "%u", &n) != 1)
		n = INDEX_NONE;
	fclose(f);
	return n;
}

static void show_place(struct out *o, const char *key, u32 n)
{
	char number[16] = "";

	if (n != INDEX_NONE) {
		snprintf(number, sizeof(number), "%u", n);
		out_u64(o, key, NULL, n);
	}
	out_text(o, "%-7s", number);
}

static void show_thread(struct out *o, const struct worker *w)
{
	const struct cpu_settings *cpu = cpu_settings();
	bool is_bound = w->core != INDEX_NONE;
	char policy[32], number[24] = "";

	snprintf(policy, sizeof(policy), "%s (%u)", cpu_policy_name(cpu->policy),
		cpu->policy_priority);
	out_record(o, NULL);
	out_u64(o, "id", "%-7lu", w->index);
	out_string(o, "name", "%-20s", w->name);
	out_string(o, "type", "%-12s", w->index ? "workers" : "");
	// The kernel's number differs from run to run; with a stopped clock nothing may.
	if (!clock_is_stopped()) {
		snprintf(number, sizeof(number), "%d", w->thread_id);
		out_u64(o, "lwp", NULL, (u64)w->thread_id);
	}
	out_text(o, "%-8s", number);
	out_string(o, "policy", "%-25s", policy);
	show_place(o, "core", w->core);
	show_place(o, "physical_core", is_bound ? core_place(w->core, "core_id") : INDEX_NONE);
	show_place(o, "socket", is_bound ? core_place(w->core, "physical_package_id") : INDEX_NONE);
	out_text(o, "%10s\n", "");
	out_end(o);
}

static int show_threads_run(const struct args *, struct out *o)
{
	const struct worker *w;

	out_text(o,
		"ID     Name                Type        LWP     Sched Policy (Priority)  "
		"lcore  Core   Socket State     \n");
	out_list(o, "threads");
	for (u32 i = 0; (w = worker_at(i)); i++)
		show_thread(o, w);
	out_end(o);
	return 0;
}

static const struct command show_threads_command = {
	.grammar = "show threads",
	.help = "Show the threads that run the graph.",
	.run = show_threads_run,
	.schema =
		"threads[]{id:u name:s type:s lwp:u? policy:s core:u? physical_core:u? socket:u?}",
};
COMMAND_REGISTER(show_threads_command);

static u32 n_free_frames(const struct worker *w)
{
	u32 n = 0;

	for (const struct frame *f = w->free_frames; f; f = f->next_free)
		n++;
	return n;
}

static int show_frames_run(const struct args *, struct out *o)
{
	const struct worker *w;

	out_text(o, " Thread  Size    # Alloc     # Free   \n");
	out_list(o, "threads");
	for (u32 i = 0; (w = worker_at(i)); i++) {
		barrier_begin();
		u64 n_alloc = w->n_frames_alloc;
		u32 n_free = n_free_frames(w);
		barrier_end();
		out_record(o, NULL);
		show_cell(o, "thread", 8, i);
		show_cell(o, "size", 6, sizeof(struct frame));
		show_cell(o, "allocated", 12, n_alloc);
		show_cell(o, "free", 12, n_free);
		out_text(o, "\n");
		out_end(o);
	}
	out_end(o);
	return 0;
}

static const struct command show_frames_command = {
	.grammar = "show vlib frame-allocation",
	.help = "Show how many frames each thread made and how many are free.",
	.run = show_frames_run,
	.schema = "threads[]{thread:u size:u allocated:u free:u}",
};
COMMAND_REGISTER(show_frames_command);
