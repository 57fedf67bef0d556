// 'pcap dispatch trace': every visit of a packet to a node, for Wireshark.
#include "engine/graph/dispatch_capture.h"
#include "engine/graph/node.h"
#include "shell/command.h"
#include "shell/commands/pcap.h"

static int stop(struct out *o)
{
	const struct dispatch_capture_settings *running = dispatch_capture_running();
	char path[sizeof(running->path)] = "";
	u32 n;

	if (running)
		memcpy(path, running->path, sizeof(path));
	int code = dispatch_capture_stop(&n);
	if (code < 0)
		return code;
	if (n)
		pcap_written(o, n, path);
	else
		out_text(o, "No packets captured...\n");
	return 0;
}

static void status(struct out *o)
{
	const struct dispatch_capture_settings *s = dispatch_capture_running();

	out_bool(o, "enabled", s != NULL);
	if (!s) {
		out_text(o, "pcap dispatch capture disabled\n");
		return;
	}
	out_u64(o, "captured", "pcap dispatch capture enabled: %lu", dispatch_capture_n());
	out_u64(o, "max", " of %lu pkts...\n", s->max);
	out_string(o, "file", "capture to file %s\n", s->path);
	if (s->trace_node != INDEX_NONE) {
		out_u64(o, "trace_count", "Buffer trace of %lu pkts", s->trace_count);
		out_string(o, "trace_node", " from %s enabled...\n", node_name(s->trace_node));
	}
	out_u64(o, "lost", dispatch_capture_lost() ? "%lu more visits were not kept\n" : NULL,
		dispatch_capture_lost());
}

static int start(const struct args *a)
{
	struct dispatch_capture_settings s = {
		.max = arg_u64(a, "MAX", DISPATCH_CAPTURE_DEFAULT_MAX),
		.trace_node = arg_given(a, "NODE") ? arg_node(a, "NODE") : INDEX_NONE,
		.trace_count = arg_u64(a, "COUNT", 0),
	};
	int code = pcap_path(a, "dispatch.pcap", s.path, sizeof(s.path));

	if (code < 0)
		return code;
	if (arg_given(a, "EXPR"))
		s.filter = arg_filter(a, "EXPR");
	code = dispatch_capture_start(&s);
	if (code < 0)
		filter_free(s.filter);
	return code;
}

static int pcap_dispatch_trace(const struct args *a, struct out *o)
{
	if (arg_given(a, "status"))
		status(o);
	else if (arg_given(a, "on") || arg_given(a, "enable"))
		return start(a);
	else if (arg_given(a, "off") || arg_given(a, "disable"))
		return stop(o);
	else
		return error(ERR_SYNTAX, "expected on, off or status");
	return 0;
}

static const struct command pcap_dispatch_trace_command = {
	.grammar = "pcap dispatch trace [on|enable|off|disable] [status] "
		   "[max <MAX:u32 1..>|packets-to-capture <MAX:u32 1..>] [file <FILE:file>] "
		   "[buffer-trace <NODE:node> <COUNT:u32 1..>] [filter <EXPR:filter>]",
	.help = "Capture each visit of packets to nodes for Wireshark; 'off' writes the file.",
	.run = pcap_dispatch_trace,
	.schema = "enabled:b? captured:u? max:u? file:s? trace_count:u? trace_node:s? lost:u? "
		  "written:u?",
};
COMMAND_REGISTER(pcap_dispatch_trace_command);
