// Reassembly of IPv4 fragments: per interface, its limits, what is under way.
#include "engine/graph/worker.h"
#include "engine/ip4/reassembly.h"
#include "shell/command.h"

static int set_interface_reassembly(const struct args *a, struct out *)
{
	return reassembly_enable(arg_interface(a, "IFACE"), !arg_given(a, "off"));
}

static const struct command set_interface_reassembly_command = {
	.grammar = "set interface reassembly <IFACE:interface> {on|off|ip4}",
	.help = "Reassemble the IPv4 fragments that an interface receives, also those in transit.",
	.run = set_interface_reassembly,
};
COMMAND_REGISTER(set_interface_reassembly_command);

static int set_reassembly(const struct args *a, struct out *)
{
	struct reassembly_settings s = *reassembly_settings();

	s.timeout_ms = arg_u64(a, "TIMEOUT", s.timeout_ms);
	s.max_reassemblies = arg_u64(a, "PACKETS", s.max_reassemblies);
	s.max_fragments = arg_u64(a, "FRAGMENTS", s.max_fragments);
	s.walk_ms = arg_u64(a, "INTERVAL", s.walk_ms);
	return reassembly_set(&s);
}

static const struct command set_reassembly_command = {
	.grammar = "set ip4-full-reassembly [timeout <TIMEOUT:u32 1..>] "
		   "[max-reassemblies <PACKETS:u32 0..1000000>] "
		   "[max-fragments <FRAGMENTS:u32 1..>] "
		   "[expire-walk-interval <INTERVAL:u32 1..>]",
	.help = "Set the limits of IPv4 reassembly; times in milliseconds.",
	.run = set_reassembly,
};
COMMAND_REGISTER(set_reassembly_command);

static void reassembly_show(struct out *o, u32 thread, const struct reassembly *r)
{
	struct text t = {0};

	reassembly_text(&t, r);
	out_text(o, "%s\n", text_string(&t));
	text_free(&t);
	out_record(o, NULL);
	out_u64(o, "thread", NULL, thread);
	out_u64(o, "id", NULL, r->id);
	out_u64(o, "fib", NULL, r->key.fib);
	out_ip4(o, "from", NULL, r->key.from);
	out_ip4(o, "to", NULL, r->key.to);
	out_u64(o, "packet_id", NULL, host16(r->key.id));
	out_u64(o, "protocol", NULL, r->key.protocol);
	out_u64(o, "bytes", NULL, r->n_bytes);
	if (r->last_octet != INDEX_NONE)
		out_u64(o, "last_octet", NULL, r->last_octet);
	out_end(o);
}

static u64 reassemblies_show(struct out *o, bool details)
{
	const struct reassembly_table *t;
	u64 n = 0;

	if (details)
		out_list(o, "reassemblies");
	for (u32 i = 0; (t = reassembly_table_at(i)); i++) {
		const struct reassembly *r = NULL;

		n += t->n;
		while (details && (r = reassembly_next(t, r)))
			reassembly_show(o, i, r);
	}
	if (details)
		out_end(o);
	return n;
}

static int show_reassembly(const struct args *a, struct out *o)
{
	const struct reassembly_settings *s = reassembly_settings();
	u64 n;

	out_text(o, "---------------------\nIP4 reassembly status\n---------------------\n");
	barrier_begin();
	n = reassemblies_show(o, arg_given(a, "details"));
	barrier_end();
	out_text(o, "---------------------\n");
	out_u64(o, "count", "Current full IP4 reassemblies count: %lu\n", n);
	out_u64(o, "max_reassemblies",
		"Maximum configured concurrent full IP4 reassemblies per worker-thread: %lu\n",
		s->max_reassemblies);
	out_u64(o, "max_fragments",
		"Maximum configured amount of fragments per full IP4 reassembly: %lu\n",
		s->max_fragments);
	out_u64(o, "timeout_ms", "Maximum configured full IP4 reassembly timeout: %lums\n",
		s->timeout_ms);
	out_u64(o, "expire_walk_interval_ms",
		"Maximum configured full IP4 reassembly expire walk interval: %lums\n", s->walk_ms);
	return 0;
}

static const struct command show_reassembly_command = {
	.grammar = "show ip4-full-reassembly [details]",
	.help = "Show the limits of IPv4 reassembly and how many packets wait to be completed.",
	.run = show_reassembly,
	.schema = "reassemblies[]{thread:u id:u fib:u from:s to:s packet_id:u protocol:u bytes:u "
		  "last_octet:u?}? count:u max_reassemblies:u max_fragments:u timeout_ms:u "
		  "expire_walk_interval_ms:u",
};
COMMAND_REGISTER(show_reassembly_command);
