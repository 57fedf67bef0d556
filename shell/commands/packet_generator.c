// packet-generator: streams, captures, and what they are doing.
#include "devices/pg/pg.h"
#include "devices/pg/stream.h"
#include "shell/command.h"
#include "shell/commands/center.h"

static int parse_stream(const char *word, const char *, struct arg_value *value)
{
	// Looked up when the command runs: a script may be checked before its streams exist.
	value->string = word;
	return 0;
}

static void complete_stream(
	const char *prefix, const char *, void (*add)(void *arg, const char *candidate), void *arg)
{
	const struct pg_stream *s;

	for (u32 i = 0; (s = pg_stream_at(i)); i++) {
		if (strncmp(s->name, prefix, strlen(prefix)) == 0)
			add(arg, s->name);
	}
}

static const struct arg_type stream_type = {
	.name = "pg-stream",
	.help = "name of a packet-generator stream",
	.parse = parse_stream,
	.complete = complete_stream,
};
ARG_TYPE_REGISTER(stream_type);

static int find_stream(const struct args *a, struct pg_stream **s)
{
	const char *name = arg_string(a, "STREAM");

	*s = pg_stream_by_name(name);
	if (*s)
		return 0;
	args_fail_at(a, arg_column(a, "STREAM"));
	return error(ERR_NO_SUCH_ENTRY, "expected stream name `%s'", name);
}

static int run_new(const struct args *a, struct out *)
{
	u32 at;
	int r = pg_stream_new(arg_string(a, "SPEC"), &at);

	if (r < 0)
		args_fail_at(a, arg_column(a, "SPEC") + at);
	return r;
}

static const struct command new_command = {
	.grammar = "packet-generator new <SPEC:rest>",
	.help = "Create packet generator stream: [{] name N limit N rate PPS size MIN-MAX "
		"interface IF node NODE worker N maxframe N data { HEADERS } | pcap FILE [}]",
	.run = run_new,
};
COMMAND_REGISTER(new_command);

static int run_configure(const struct args *a, struct out *)
{
	struct pg_stream *s;
	u32 at;
	int r = find_stream(a, &s);

	if (r < 0)
		return r;
	r = pg_stream_configure(s, arg_string(a, "PARAMETERS"), &at);
	if (r < 0)
		args_fail_at(a, arg_column(a, "PARAMETERS") + at);
	return r;
}

static const struct command configure_command = {
	.grammar = "packet-generator configure <STREAM:pg-stream> <PARAMETERS:rest>",
	.help = "Change packet generator stream parameters: limit N, rate PPS, size MIN-MAX, "
		"buffer-size N, maxframe N",
	.run = run_configure,
};
COMMAND_REGISTER(configure_command);

static int enable(const struct args *a, bool on)
{
	struct pg_stream *s;
	int r;

	if (arg_given(a, "STREAM")) {
		r = find_stream(a, &s);
		if (r == 0)
			pg_stream_enable(s, on);
		return r;
	}
	for (u32 i = 0; (s = pg_stream_at(i)); i++)
		pg_stream_enable(s, on);
	return 0;
}

static int run_enable(const struct args *a, struct out *)
{
	return enable(a, true);
}

static const struct command enable_command = {
	.grammar = "packet-generator enable-stream [<STREAM:pg-stream>]",
	.help = "Enable packet generator streams",
	.run = run_enable,
};
COMMAND_REGISTER(enable_command);

static int run_disable(const struct args *a, struct out *)
{
	return enable(a, false);
}

static const struct command disable_command = {
	.grammar = "packet-generator disable-stream [<STREAM:pg-stream>]",
	.help = "Disable packet generator streams",
	.run = run_disable,
};
COMMAND_REGISTER(disable_command);

static int run_delete(const struct args *a, struct out *)
{
	struct pg_stream *s;
	int r = find_stream(a, &s);

	if (r == 0)
		pg_stream_delete(s);
	return r;
}

static const struct command delete_command = {
	.grammar = "packet-generator delete <STREAM:pg-stream>",
	.help = "Delete stream with given name",
	.run = run_delete,
};
COMMAND_REGISTER(delete_command);

static int find_interface(const struct args *a, struct pg_interface **p)
{
	u32 interface = arg_interface(a, "IFACE");

	*p = pg_interface_at(interface);
	if (*p)
		return 0;
	args_fail_at(a, arg_column(a, "IFACE"));
	return error(ERR_INVALID_VALUE, "%s is not a packet-generator interface",
		interface_name(interface));
}

static int run_capture(const struct args *a, struct out *)
{
	struct pg_interface *p;
	int r = find_interface(a, &p);

	if (r < 0)
		return r;
	if (arg_given(a, "disable"))
		return pg_capture_stop(p);
	return pg_capture_start(p, arg_string(a, "FILE"), arg_u64(a, "COUNT", 0));
}

static const struct command capture_command = {
	.grammar = "packet-generator capture <IFACE:interface> "
		   "{disable|pcap <FILE:file> [count <COUNT:u64 1..18446744073709551615>]}",
	.help = "Record what is sent to a packet-generator interface",
	.run = run_capture,
};
COMMAND_REGISTER(capture_command);

static void show_groups(const struct pg_template *t, struct out *o)
{
	out_list(o, "headers");
	for (u32 i = 0; i < vec_n(t->groups); i++) {
		const struct pg_group *g = &t->groups[i];

		out_record(o, NULL);
		out_text(o, "%44s", "");
		out_u64(o, "size", "hdr-size %lu, ", g->size);
		out_u64(o, "offset", "offset %lu, ", g->at);
		if (g->edit_function)
			out_string(o, "edit_function", "edit-function %s, ", g->edit_function);
		out_text(o, "\n");
		out_end(o);
	}
	out_end(o);
}

static void show_stream(const struct pg_stream *s, struct out *o, bool verbose)
{
	char middle[CENTER_MAX];
	struct text t = {0};
	u64 n_generated = __atomic_load_n(&s->n_generated, __ATOMIC_RELAXED);
	u32 thread = pg_stream_thread(s);
	bool enabled = pg_stream_is_enabled(s);

	out_record(o, NULL);
	out_string(o, "name", "%-16s", s->name);
	out_text(o, "%s", center(middle, 12, enabled ? "Yes" : "No"));
	out_bool(o, "enabled", enabled);
	text_add(&t, "%lu", n_generated);
	out_text(o, "%s", center(middle, 16, text_string(&t)));
	out_u64(o, "count", NULL, n_generated);
	out_u64(o, "limit", "limit %lu, ", s->limit);
	text_clear(&t);
	text_float(&t, s->rate, 2);
	out_text(o, "rate %s pps, ", text_string(&t));
	out_double(o, "rate", NULL, s->rate);
	out_u64(o, "size_min", "size %lu", s->size_min);
	out_text(o, s->size_op == PG_RANDOM ? "+" : "-");
	out_u64(o, "size_max", "%lu, ", s->size_max);
	out_bool(o, "random_sizes", s->size_op == PG_RANDOM);
	out_u64(o, "buffer_size", "buffer-size %lu, ", s->buffer_size);
	out_u64(o, "worker", "worker %lu, \n", thread ? thread - 1 : 0);
	out_u64(o, "maxframe", NULL, s->max_frame);
	out_string(o, "interface", NULL, interface_name(s->rx_interface));
	out_string(o, "node", NULL, node_name(s->node));
	if (verbose)
		show_groups(&s->template, o);
	out_end(o);
	text_free(&t);
}

static int run_show(const struct args *a, struct out *o)
{
	const struct pg_stream *s;

	char enabled[CENTER_MAX], count[CENTER_MAX];

	if (!pg_stream_at(0))
		out_text(o, "no streams currently defined\n");
	else
		out_text(o, "%-16s%s%sParameters\n", "Name", center(enabled, 12, "Enabled"),
			center(count, 16, "Count"));
	out_list(o, "streams");
	for (u32 i = 0; (s = pg_stream_at(i)); i++)
		show_stream(s, o, arg_given(a, "verbose"));
	out_end(o);
	return 0;
}

static const struct command show_command = {
	.grammar = "show packet-generator [verbose]",
	.help = "Show packet generator streams",
	.run = run_show,
	.schema = "streams[]{name:s enabled:b count:u limit:u rate:f size_min:u size_max:u "
		  "random_sizes:b buffer_size:u worker:u maxframe:u interface:s node:s "
		  "headers[]?{size:u offset:u edit_function:s?}}",
};
COMMAND_REGISTER(show_command);

static int run_show_interface(const struct args *a, struct out *o)
{
	static const char *const modes[] = {"ethernet", "ip4", "ip6"};
	struct pg_interface *p;
	int r = find_interface(a, &p);

	if (r < 0)
		return r;
	out_string(o, "interface", "Interface: %s\n", interface_name(p->interface));
	out_u64(o, "id", "  id: %lu\n", p->id);
	out_string(o, "mode", "  mode: %s\n", modes[p->mode]);
	if (p->mode == PG_MODE_ETHERNET)
		out_mac(o, "mac", "  hw-addr: %s\n", interface_at(p->interface)->mac);
	out_u64(o, "csum_offload", "  csum_offload_enabled: %lu\n", p->csum_offload);
	out_u64(o, "gso", "  gso_enabled: %lu\n", p->gso);
	if (p->gso)
		out_u64(o, "gso_size", "  gso_size: %lu\n", p->gso_size);
	out_u64(o, "coalesce", "  coalesce_enabled: %lu\n", p->coalesce);
	if (p->writer) {
		out_string(o, "capture", "  capture: %s", pcap_writer_path(p->writer));
		out_u64(o, "captured", ", %lu packets\n", pcap_writer_n(p->writer));
	}
	return 0;
}

static const struct command show_interface_command = {
	.grammar = "show packet-generator interface <IFACE:interface>",
	.help = "Show a packet-generator interface",
	.run = run_show_interface,
	.schema = "interface:s id:u mode:s mac:s? csum_offload:u gso:u gso_size:u? coalesce:u "
		  "capture:s? captured:u?",
};
COMMAND_REGISTER(show_interface_command);
