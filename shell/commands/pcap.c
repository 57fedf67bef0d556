// 'pcap trace': captures at the points rx, tx and drop.
#include "shell/commands/pcap.h"
#include "engine/graph/capture_tap.h"
#include "engine/net/interface.h"
#include "shell/command.h"
#include <stdio.h>

int pcap_path(const struct args *a, const char *otherwise, char *out, u32 size)
{
	const char *name = arg_given(a, "FILE") ? arg_string(a, "FILE") : otherwise;
	bool is_path = strchr(name, '/') || !strcmp(name, "-");
	int length = snprintf(out, size, "%s%s", is_path ? "" : "/tmp/", name);

	return length < (int)size ? 0 : error(ERR_INVALID_VALUE, "file name too long");
}

void pcap_written(struct out *o, u32 n, const char *path)
{
	// Standard output holds the packets themselves then.
	bool is_silent = !strcmp(path, "-");

	out_u64(o, "written", is_silent ? NULL : "Write %lu packets ", n);
	out_string(o, "file", is_silent ? NULL : "to %s, and stop capture...\n", path);
}

static int stop(struct out *o)
{
	const struct capture_settings *running = capture_running();
	char path[sizeof(running->path)] = "";
	u32 n;

	if (running)
		memcpy(path, running->path, sizeof(path));
	capture_tap_arm(0);
	int code = capture_stop(&n);
	if (code == 0)
		pcap_written(o, n, path);
	return code;
}

static void status(struct out *o)
{
	static const struct {
		u8 point;
		const char *name;
	} points[] = {{CAPTURE_RX, "rx"}, {CAPTURE_TX, "tx"}, {CAPTURE_DROP, "drop"}};
	const struct capture_settings *s = capture_running();
	bool first = true;

	out_bool(o, "enabled", s != NULL);
	if (!s) {
		out_text(o, "pcap dispatch capture disabled\n");
		return;
	}
	out_text(o, "pcap ");
	out_list(o, "points");
	for (u32 i = 0; i < ARRAY_N(points); i++)
		if (s->points & points[i].point) {
			out_string(o, NULL, first ? "%s" : " and %s", points[i].name);
			first = false;
		}
	out_end(o);
	out_text(o, " dispatch capture enabled: ");
	out_u64(o, "captured", "%lu", capture_n());
	out_u64(o, "max", " of %lu pkts...\n", s->max);
	out_string(o, "file", "capture to file %s\n", s->path);
	out_u64(o, "lost", capture_lost() ? "%lu more packets were not kept\n" : NULL,
		capture_lost());
}

static int start(const struct args *a)
{
	struct capture_settings s = {
		.points = (arg_given(a, "rx") ? CAPTURE_RX : 0) |
			(arg_given(a, "tx") ? CAPTURE_TX : 0) |
			(arg_given(a, "drop") ? CAPTURE_DROP : 0),
		.preallocate = arg_given(a, "preallocate-data"),
		.max = arg_u64(a, "MAX", CAPTURE_DEFAULT_MAX),
		.max_bytes = arg_u64(a, "BYTES", CAPTURE_DEFAULT_BYTES),
		.interface = arg_given(a, "IF") ? arg_interface(a, "IF") : INDEX_NONE,
		.error = arg_u64(a, "ERROR", INDEX_NONE),
	};
	char name[32];

	if (!s.points)
		return error(ERR_EXISTS, "dispatch trace already disabled...");
	snprintf(name, sizeof(name), "%s%s%s.pcap", s.points & CAPTURE_RX ? "rx" : "",
		s.points & CAPTURE_TX ? "tx" : "", s.points & CAPTURE_DROP ? "drop" : "");
	int code = pcap_path(a, name, s.path, sizeof(s.path));
	if (code < 0)
		return code;
	if (arg_given(a, "EXPR"))
		s.filter = arg_filter(a, "EXPR");
	code = capture_start(&s);
	if (code < 0) {
		filter_free(s.filter);
		return code;
	}
	capture_tap_arm(s.points);
	return 0;
}

static int pcap_trace(const struct args *a, struct out *o)
{
	if (arg_given(a, "status"))
		status(o);
	else if (arg_given(a, "off"))
		return stop(o);
	else
		return start(a);
	return 0;
}

static const struct command pcap_trace_command = {
	.grammar = "pcap trace [rx] [tx] [drop] [off] [status] [max <MAX:u32 1..>] "
		   "[max-bytes-per-pkt <BYTES:u32 32..9000>] "
		   "[intfc <IF:interface>|interface <IF:interface>|intfc any|interface any] "
		   "[file <FILE:file>] [error <ERROR:node-error>] [preallocate-data] [free-data] "
		   "[filter <EXPR:filter>]",
	.help = "Capture received, sent or dropped packets; 'off' writes the file.",
	.run = pcap_trace,
	.schema = "enabled:b? points[]:s? captured:u? max:u? file:s? lost:u? written:u?",
};
COMMAND_REGISTER(pcap_trace_command);
