// wait pcap: scripts go on when a capture has been replayed to its end.
#include "devices/pcap/pcap_device.h"
#include "engine/base/clock.h"
#include "engine/graph/process.h"
#include "shell/command.h"

static int run_wait(const struct args *a, struct out *)
{
	u32 interface = arg_interface(a, "IFACE");
	u64 timeout = arg_duration(a, "TIMEOUT", UINT64_MAX), start = now();
	const struct pcap_device *d;

	while ((d = pcap_device_at(interface)) && pcap_device_is_replaying(d)) {
		u64 passed = now() - start;

		if (passed >= timeout)
			return error(ERR_TIMEOUT, "%s still replays after %.3f s",
				interface_name(interface), (double)passed / 1e9);
		// The stopped clock is driven by the capture, if it moves at all.
		if (clock_is_stopped() ? !process_yield()
				       : !process_sleep(MIN(10 * NS_PER_MS, timeout - passed)))
			return error(ERR_INTERRUPTED, "interrupted");
	}
	if (!d) {
		args_fail_at(a, arg_column(a, "IFACE"));
		return error(
			ERR_INVALID_VALUE, "%s is not a pcap interface", interface_name(interface));
	}
	return d->state == PCAP_FAILED ? error(ERR_SYNTAX, "%s", d->failure) : 0;
}

static const struct command wait_command = {
	.grammar = "wait pcap <IFACE:interface> [timeout <TIMEOUT:duration>]",
	.help = "Wait until a pcap interface has replayed its capture",
	.run = run_wait,
};
COMMAND_REGISTER(wait_command);
