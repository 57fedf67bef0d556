// Commands that change interfaces: set interface ..., clear interfaces.
#include "engine/net/address.h"
#include "engine/net/interface.h"
#include "shell/command.h"
#include <stdio.h>

static int set_state(const struct args *a, struct out *)
{
	u32 index = arg_interface(a, "IFACE");

	if (arg_given(a, "punt"))
		return interface_set_punt(index);
	return interface_set_up(index, !arg_given(a, "down"));
}

static const struct command set_interface_state = {
	.grammar = "set interface state <IFACE:interface> up|down|punt|enable",
	.help = "Let an interface send and receive, or not; punt: receive for the host only",
	.run = set_state,
};
COMMAND_REGISTER(set_interface_state);

static int set_mtu(const struct args *a, struct out *)
{
	enum interface_mtu kind = MTU_L3;

	if (arg_given(a, "ip4"))
		kind = MTU_IP4;
	else if (arg_given(a, "ip6"))
		kind = MTU_IP6;
	else if (arg_given(a, "mpls"))
		kind = MTU_MPLS;
	return interface_set_mtu(arg_interface(a, "IFACE"), kind, arg_u64(a, "MTU", 0));
}

static const struct command set_interface_mtu = {
	.grammar = "set interface mtu [packet|ip4|ip6|mpls] <MTU:u32 0..65535> <IFACE:interface>",
	.help = "Set the largest packet, in bytes without link header; 0: not limited",
	.run = set_mtu,
};
COMMAND_REGISTER(set_interface_mtu);

static int set_mac(const struct args *a, struct out *)
{
	return interface_set_mac(arg_interface(a, "IFACE"), arg_mac(a, "MAC"));
}

static const struct command set_interface_mac = {
	.grammar = "set interface mac address <IFACE:interface> <MAC:mac>",
	.help = "Set an interface's own MAC address",
	.run = set_mac,
};
COMMAND_REGISTER(set_interface_mac);

static int set_address(const struct args *a, struct out *)
{
	u32 index = arg_interface(a, "IFACE");
	const struct interface_address *address = arg_prefix(a, "PREFIX");

	return arg_given(a, "del") ? interface_address_delete(index, address)
				   : interface_address_add(index, address);
}

static const struct command set_interface_address = {
	.grammar = "set interface ip address [del] <IFACE:interface> <PREFIX:prefix>",
	.help = "Give an interface an address with its prefix length, or take it away",
	.run = set_address,
};
COMMAND_REGISTER(set_interface_address);

static int delete_addresses(const struct args *a, struct out *)
{
	return interface_address_delete_all(arg_interface(a, "IFACE"));
}

static const struct command delete_interface_addresses = {
	.grammar = "set interface ip address del <IFACE:interface> all",
	.help = "Take all addresses away from an interface",
	.run = delete_addresses,
};
COMMAND_REGISTER(delete_interface_addresses);

static int set_promiscuous(const struct args *a, struct out *)
{
	return interface_set_promiscuous(arg_interface(a, "IFACE"), arg_given(a, "on"));
}

static const struct command set_interface_promiscuous = {
	.grammar = "set interface promiscuous on|off <IFACE:interface>",
	.help = "Take frames for any MAC address, or only for the interface's own",
	.run = set_promiscuous,
};
COMMAND_REGISTER(set_interface_promiscuous);

static int set_name(const struct args *a, struct out *)
{
	return interface_rename(arg_interface(a, "IFACE"), arg_string(a, "NAME"));
}

static const struct command set_interface_name = {
	.grammar = "set interface name <IFACE:interface> <NAME:word>",
	.help = "Rename an interface and its nodes",
	.run = set_name,
};
COMMAND_REGISTER(set_interface_name);

static int set_tag(const struct args *a, struct out *)
{
	struct interface *i = interface_at(arg_interface(a, "IFACE"));
	const char *tag = arg_string(a, "TAG");

	if (strlen(tag) >= sizeof(i->tag)) {
		args_fail_at(a, arg_column(a, "TAG"));
		return error(
			ERR_INVALID_VALUE, "tag has more than %zu characters", sizeof(i->tag) - 1);
	}
	snprintf(i->tag, sizeof(i->tag), "%s", tag);
	return 0;
}

static const struct command set_interface_tag = {
	.grammar = "set interface tag <IFACE:interface> <TAG:word>",
	.help = "Attach a word to an interface, for people and programs to know it by",
	.run = set_tag,
};
COMMAND_REGISTER(set_interface_tag);

static int clear_counters(const struct args *a, struct out *)
{
	interface_counters_clear(arg_interface(a, "IFACE"));
	return 0;
}

static const struct command clear_interfaces = {
	.grammar = "clear interfaces [<IFACE:interface>]",
	.help = "Set the counters of one interface or all to zero",
	.run = clear_counters,
};
COMMAND_REGISTER(clear_interfaces);

static const struct command clear_hardware_interfaces = {
	.grammar = "clear hardware-interfaces [<IFACE:interface>]",
	.help = "Set the counters of one interface or all to zero",
	.run = clear_counters,
};
COMMAND_REGISTER(clear_hardware_interfaces);
