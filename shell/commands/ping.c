// ping: echo requests, and what came of them.
#include "engine/base/clock.h"
#include "engine/base/vec.h"
#include "engine/graph/process.h"
#include "engine/fib/fib.h"
#include "engine/ip4/ip4_probe.h"
#include "engine/net/interface.h"
#include "shell/command.h"
#include <math.h>
#include <stdlib.h>

// In front of the data: IPv4, ICMP, time; what a packet of no data is.
enum { HEADERS_SIZE = 20 + 8 + 8, TTL = 254 };
enum { SEQUENCES = 65536, SHOWN_EXTRA = 20 }; // VPP counts the IPv4 header twice

struct ping {
	struct out *o;
	struct prober *prober;
	struct ip4_probe probe;
	u64 interval;
	u32 count, burst, sent, received;
	bool verbose;
	u8 seen[SEQUENCES / 8];
	double least, most, sum, squares; // ms
};

static void note_time(struct ping *p, double ms)
{
	p->least = p->received ? MIN(p->least, ms) : ms;
	p->most = MAX(p->most, ms);
	p->sum += ms;
	p->squares += ms * ms;
	p->received++;
}

static void answer_show(struct ping *p, const struct probe_answer *a)
{
	u64 left = prober_sent(p->prober, a->sequence);
	double ms = a->time > left ? (double)(a->time - left) / NS_PER_MS : 0;
	u8 *seen = &p->seen[a->sequence / 8], bit = 1 << a->sequence % 8;
	bool again = *seen & bit;
	const char *fault = a->fault == PROBE_BAD_CSUM	       ? "wrong checksum"
		: a->fault == PROBE_BAD_DATA		       ? "wrong data"
		: a->size != p->probe.size + (u32)HEADERS_SIZE ? "wrong size"
							       : NULL;

	out_record(p->o, NULL);
	out_u64(p->o, "bytes", "%lu bytes", a->size + SHOWN_EXTRA);
	out_ip4(p->o, "from", " from %s:", a->from.ip4);
	out_u64(p->o, "sequence", " icmp_seq=%lu", a->sequence);
	out_u64(p->o, "ttl", " ttl=%lu", a->ttl);
	out_double(p->o, "ms", " time=%.4f ms", ms);
	out_bool(p->o, "duplicate", again);
	out_text(p->o, "%s", again ? " (DUP!)" : "");
	if (fault)
		out_string(p->o, "fault", " (%s)", fault);
	out_text(p->o, "\n");
	out_end(p->o);
	*seen |= bit;
	if (!again && !fault)
		note_time(p, ms);
}

static int send_burst(struct ping *p)
{
	char address[TEXT_IP4];
	int code = 0;

	for (u32 i = 0; i < p->burst && !code; i++) {
		p->probe.sequence++;
		p->seen[p->probe.sequence / 8] &= ~(1 << p->probe.sequence % 8);
		if (p->verbose)
			out_text(p->o, "Source address: %s \n", text_ip4(address, p->probe.from));
		code = ip4_probe_send(&p->probe, p->prober);
		p->sent += !code;
	}
	return code;
}

// Shows what comes until the next ones are due. False when interrupted.
static bool receive(struct ping *p, bool last)
{
	u64 end = now() + p->interval;
	struct probe_answer a;

	while (now() < end && !(last && p->received == p->sent)) {
		if (out_flush(p->o) || process_interrupted())
			return false;
		prober_wait(p->prober, end - now());
		while (prober_take(p->prober, &a))
			answer_show(p, &a);
	}
	return !out_flush(p->o) && !process_interrupted();
}

static void summary_show(struct ping *p)
{
	double n = p->received, mean = n ? p->sum / n : 0;
	double loss = p->sent ? 100. * (p->sent - n) / p->sent : 0;

	out_text(p->o, "\n");
	out_u64(p->o, "sent", "Statistics: %lu sent", p->sent);
	out_u64(p->o, "received", ", %lu received", p->received);
	out_double(p->o, "loss", ", %g%% packet loss\n", loss);
	if (!p->received)
		return;
	out_double(p->o, "min", "rtt min/avg/max/mdev = %.4f", p->least);
	out_double(p->o, "avg", "/%.4f", mean);
	out_double(p->o, "max", "/%.4f", p->most);
	out_double(p->o, "mdev", "/%.4f ms\n", sqrt(MAX(p->squares / n - mean * mean, 0.)));
}

static int ping_run(struct ping *p)
{
	int code = 0;

	out_list(p->o, "replies");
	for (u32 i = 0; i < p->count && !code; i++) {
		code = send_burst(p);
		if (!code && !receive(p, i + 1 == p->count))
			code = error(ERR_INTERRUPTED, "interrupted");
	}
	out_end(p->o);
	summary_show(p);
	if (!code && !p->received)
		code = error(ERR_TIMEOUT, "no reply");
	return code;
}

static int source_set(struct ping *p, const struct args *a)
{
	u32 interface = arg_interface(a, "IF");
	const struct interface *i = interface_at(interface);

	p->probe.fib = fib_index_of_table(FAMILY_IP4, arg_u64(a, "TABLE", 0));
	if (i && !arg_given(a, "TABLE"))
		p->probe.fib = fib_of_interface(FAMILY_IP4, interface);
	if (p->probe.fib == INDEX_NONE)
		return error(ERR_NO_SUCH_FIB, "Failed: no IPv4 table for lookup");
	if (ip4_probe_source(p->probe.fib, p->probe.to, &p->probe.from))
		return error_within(ERR_ADDRESS_NOT_FOUND_FOR_INTERFACE, "Failed");
	if (!i)
		return 0;
	const struct interface_address *own = interface_addresses(interface);
	for (u32 k = 0; k < vec_n(own); k++)
		if (own[k].address.family == FAMILY_IP4) {
			p->probe.from = own[k].address.ip4;
			return 0;
		}
	return error(ERR_ADDRESS_NOT_FOUND_FOR_INTERFACE,
		"Failed: no source address for egress interface");
}

static int ping(const struct args *a, struct out *o)
{
	struct ping *p = memory_get_zero(sizeof(*p));
	int code;

	*p = (struct ping){.o = o,
		.probe = {.to = arg_ip4(a, "ADDR"), .ttl = TTL, .size = arg_u64(a, "SIZE", 60)},
		.interval = (u64)(arg_double(a, "SECONDS", 1) * NS_PER_S),
		.count = arg_u64(a, "COUNT", 5),
		.burst = arg_u64(a, "BURST", 1),
		.verbose = arg_given(a, "verbose")};
	code = source_set(p, a);
	if (!code) {
		p->prober = prober_open();
		code = p->prober ? 0 : error(ERR_LIMIT, "too many are pinging");
	}
	if (!code) {
		p->probe.id = prober_id(p->prober);
		code = ping_run(p);
		prober_close(p->prober);
	}
	free(p);
	return code;
}

static const struct command ping_command = {
	.grammar = "ping [ipv4] <ADDR:ip4> [source <IF:interface>] [size <SIZE:u32 0..65499>] "
		   "[interval <SECONDS:float>] [{repeat|count} <COUNT:u32 1..65535>] "
		   "[{table-id|table} <TABLE:u32>] [burst <BURST:u32 1..256>] [verbose]",
	.help = "Send echo requests and show the replies; times are from the packet's leaving to "
		"the reply's reception.",
	.run = ping,
	.schema = "replies[]{bytes:u from:s sequence:u ttl:u ms:f duplicate:b fault:s?} sent:u "
		  "received:u loss:f min:f? avg:f? max:f? mdev:f?",
};
COMMAND_REGISTER(ping_command);
