// How many ICMP errors this host may send.
#include "engine/ip4/icmp.h"
#include "shell/command.h"

static int set_icmp_error(const struct args *a, struct out *)
{
	u32 rate = arg_u64(a, "RATE", 0);

	icmp_error_set_rate(rate, arg_u64(a, "BURST", rate));
	return 0;
}

static const struct command set_icmp_error_command = {
	.grammar = "set ip4-icmp-error rate <RATE:u32> [burst <BURST:u32>]",
	.help = "Limit the ICMP errors that each thread sends: a second, and at once.",
	.run = set_icmp_error,
};
COMMAND_REGISTER(set_icmp_error_command);
