// wait: scripts go on when what they started has come to its end.
#include "devices/pcap/pcap_device.h"
#include "devices/pg/stream.h"
#include "engine/base/clock.h"
#include "engine/graph/dispatch.h"
#include "engine/graph/process.h"
#include "engine/graph/timer.h"
#include "shell/command.h"

// Lets some time pass: 10 ms of the machine's clock, or up to the next timer of the stopped one.
// Captures drive the stopped clock themselves, so it only has to be left alone for them.
static bool pass_time(u64 left, bool drives_clock)
{
	u64 next;

	if (!clock_is_stopped())
		return process_sleep(MIN(10 * NS_PER_MS, left));
	next = timer_next(worker_self());
	if (drives_clock || next == UINT64_MAX)
		return process_yield();
	engine_advance(MIN(next > now() ? next - now() : 0, left));
	return !process_interrupted();
}

// 'over': 1, 0 or an ERR_ code.
static int wait_for(const struct args *a, int (*over)(const struct args *a), bool drives_clock)
{
	u64 timeout = arg_duration(a, "TIMEOUT", UINT64_MAX), start = now();
	int r;

	while ((r = over(a)) == 0) {
		u64 passed = now() - start;

		if (passed >= timeout)
			return error(ERR_TIMEOUT, "still busy after %.3f s", (double)passed / 1e9);
		if (!pass_time(timeout - passed, drives_clock))
			return error(ERR_INTERRUPTED, "interrupted");
	}
	return MIN(r, 0);
}

static int capture_over(const struct args *a)
{
	u32 interface = arg_interface(a, "IFACE");
	const struct pcap_device *d = pcap_device_at(interface);

	if (!d) {
		args_fail_at(a, arg_column(a, "IFACE"));
		return error(
			ERR_INVALID_VALUE, "%s is not a pcap interface", interface_name(interface));
	}
	if (pcap_device_is_replaying(d))
		return 0;
	return d->state == PCAP_FAILED ? error(ERR_SYNTAX, "%s", d->failure) : 1;
}

static int run_wait_pcap(const struct args *a, struct out *)
{
	return wait_for(a, capture_over, true);
}

static const struct command wait_pcap_command = {
	.grammar = "wait pcap <IFACE:interface> [timeout <TIMEOUT:duration>]",
	.help = "Wait until a pcap interface has replayed its capture",
	.run = run_wait_pcap,
};
COMMAND_REGISTER(wait_pcap_command);

static int streams_over(const struct args *a)
{
	const char *name = arg_string(a, "STREAM");
	const struct pg_stream *s;

	if (name && !(s = pg_stream_by_name(name))) {
		args_fail_at(a, arg_column(a, "STREAM"));
		return error(ERR_NO_SUCH_ENTRY, "expected stream name `%s'", name);
	}
	if (name)
		return !pg_stream_is_enabled(s);
	for (u32 i = 0; (s = pg_stream_at(i)); i++) {
		if (pg_stream_is_enabled(s))
			return 0;
	}
	return 1;
}

static int run_wait_streams(const struct args *a, struct out *)
{
	return wait_for(a, streams_over, false);
}

static const struct command wait_streams_command = {
	.grammar = "wait packet-generator [<STREAM:pg-stream>] [timeout <TIMEOUT:duration>]",
	.help = "Wait until packet-generator streams have sent all their packets",
	.run = run_wait_streams,
};
COMMAND_REGISTER(wait_streams_command);
