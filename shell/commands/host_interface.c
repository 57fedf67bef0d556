// set host-interface: what may be changed of an interface of Linux.
#include "devices/af_packet/af_packet.h"
#include "engine/base/error.h"
#include "shell/command.h"

static int require(const struct args *a, struct af_packet **d)
{
	u32 interface = arg_interface(a, "IFACE");

	*d = af_packet_at(interface);
	if (*d)
		return 0;
	return error(ERR_INVALID_VALUE, "%s is not a host-interface", interface_name(interface));
}

static int set_bypass_run(const struct args *a, struct out *)
{
	struct af_packet *d;
	int status = require(a, &d);

	return status ? status : af_packet_set_qdisc_bypass(d, arg_given(a, "enable"));
}

static const struct command set_bypass_command = {
	.grammar = "set host-interface qdisc-bypass <IFACE:interface> enable|disable",
	.help = "Whether what it sends bypasses the kernel's queues, where tcpdump would see it.",
	.run = set_bypass_run,
};
COMMAND_REGISTER(set_bypass_command);

static int set_cksum_gso_run(const struct args *a, struct out *)
{
	struct af_packet *d;
	int status = require(a, &d);

	if (!status)
		af_packet_set_cksum_gso(d, arg_given(a, "enable"));
	return status;
}

static const struct command set_cksum_gso_command = {
	.grammar = "set host-interface cksum-gso <IFACE:interface> enable|disable",
	.help = "Whether checksums and segmentation of what it sends are left to the kernel.",
	.run = set_cksum_gso_run,
};
COMMAND_REGISTER(set_cksum_gso_command);

static int set_l4_cksum_run(const struct args *a, struct out *)
{
	struct af_packet *d;
	int status = require(a, &d);

	if (!status)
		af_packet_set_l4_cksum(d, arg_given(a, "on"));
	return status;
}

static const struct command set_l4_cksum_command = {
	.grammar = "set host-interface l4-cksum-offload <IFACE:interface> on|off",
	.help = "Whether checksums of what it sends are left to the kernel; off: segments too.",
	.run = set_l4_cksum_run,
};
COMMAND_REGISTER(set_l4_cksum_command);
