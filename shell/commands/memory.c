// show memory: what the process has, and the mappings of pools and tables.
#include "shell/command.h"
#include "engine/base/clock.h"
#include "engine/base/memory.h"
#include <malloc.h>
#include <stdio.h>

enum { SIZE_TEXT = 24 };

// VPP's short sizes: 512, 64k, 2m.
static const char *short_size(char out[SIZE_TEXT], u64 bytes)
{
	if (bytes >= 1 << 20 && !(bytes & ((1 << 20) - 1)))
		snprintf(out, SIZE_TEXT, "%lum", bytes >> 20);
	else if (bytes >= 1 << 10 && !(bytes & ((1 << 10) - 1)))
		snprintf(out, SIZE_TEXT, "%luk", bytes >> 10);
	else
		snprintf(out, SIZE_TEXT, "%lu", bytes);
	return out;
}

// 40.92M
static const char *fraction(char out[SIZE_TEXT], u64 bytes)
{
	static const char units[] = " KMGT";
	double x = (double)bytes;
	u32 i = 0;

	for (; x >= 1024 && i < 4; i++)
		x /= 1024;
	if (i)
		snprintf(out, SIZE_TEXT, "%.2f%c", x, units[i]);
	else
		snprintf(out, SIZE_TEXT, "%lu", bytes);
	return out;
}

static void show_heap(struct out *o)
{
	struct mallinfo2 m = mallinfo2();
	char total[SIZE_TEXT], used[SIZE_TEXT], spare[SIZE_TEXT];

	out_text(o, "main heap: of the C library\n");
	// Depends on how input came in pieces; with a stopped clock no two runs may differ.
	if (clock_is_stopped()) {
		out_text(o, "  not told while the clock is stopped\n");
		return;
	}
	out_text(o, "  total: %s, used: %s, free: %s\n", fraction(total, m.arena + m.hblkhd),
		fraction(used, m.uordblks + m.hblkhd), fraction(spare, m.fordblks));
	out_record(o, "main_heap");
	out_u64(o, "total", NULL, m.arena + m.hblkhd);
	out_u64(o, "used", NULL, m.uordblks + m.hblkhd);
	out_u64(o, "free", NULL, m.fordblks);
	out_end(o);
}

// As 'show memory map' of VPP, but for what only its own heaps have.
static void show_map(struct out *o)
{
	out_text(o, "\nStartAddr          size   PageSz  Pages Name\n");
	out_list(o, "mappings");
	for (const struct memory_mapping *m = memory_mappings(); m; m = m->next) {
		char size[SIZE_TEXT], page[SIZE_TEXT];
		u64 pages = m->page_size ? m->size / m->page_size : 0;

		out_record(o, NULL);
		// The kernel chooses other places in each run; with a stopped clock none may
		// differ.
		if (clock_is_stopped())
			out_text(o, "%-16s", "-");
		else
			out_text(o, "%016lx", (u64)m->base);
		out_text(o, " %6s   %6s %6lu ", short_size(size, m->size),
			short_size(page, m->page_size), pages);
		out_string(o, "name", "%s\n", m->name);
		out_u64(o, "size", NULL, m->size);
		out_u64(o, "page_size", NULL, m->page_size);
		out_end(o);
	}
	out_end(o);
}

static int show_memory_run(const struct args *a, struct out *o)
{
	if (!arg_given(a, "map"))
		show_heap(o);
	if (!arg_given(a, "main-heap"))
		show_map(o);
	return 0;
}

static const struct command show_memory_command = {
	.grammar = "show memory [map|main-heap]",
	.help = "Show the memory of the process.",
	.run = show_memory_run,
	.schema = "main_heap{total:u used:u free:u}? "
		  "mappings[]{name:s size:u page_size:u}?",
};
COMMAND_REGISTER(show_memory_command);
