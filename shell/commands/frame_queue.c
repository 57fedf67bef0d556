// show frame-queue: packets handed from thread to thread.
#include "engine/graph/handoff.h"
#include "shell/command.h"

static void show_pair(u32 from, u32 to, struct out *o)
{
	struct handoff_counts c = handoff_counts(from, to);

	if (!c.packets && !c.congested)
		return;
	out_record(o, NULL);
	out_string(o, "from", "%-16s", worker_at(from)->name);
	out_string(o, "to", "%-16s", worker_at(to)->name);
	out_u64(o, "packets", "%14lu", c.packets);
	out_u64(o, "frames", "%12lu", c.frames);
	out_u64(o, "congested", "%12lu", c.congested);
	out_u64(o, "waiting", "%10lu\n", c.waiting);
	out_end(o);
}

static int run(const struct args *, struct out *o)
{
	out_text(o, "%-16s%-16s%14s%12s%12s%10s\n", "From", "To", "Packets", "Frames", "Congested",
		"Waiting");
	out_list(o, "queues");
	for (u32 from = 0; from < worker_n(); from++)
		for (u32 to = 0; to < worker_n(); to++)
			show_pair(from, to, o);
	out_end(o);
	return 0;
}

static const struct command show_frame_queue_command = {
	.grammar = "show frame-queue",
	.help = "Show how many packets were handed from thread to thread, and refused",
	.run = run,
	.schema = "queues[]{from:s to:s packets:u frames:u congested:u waiting:u}",
};
COMMAND_REGISTER(show_frame_queue_command);
