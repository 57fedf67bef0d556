// Cases of bridging: one flow, and ten thousand addresses on each side.
#include "tests/bench/bench.h"
#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "engine/l2/bridge.h"
#include "engine/l2/l2fib.h"
#include "engine/net/interface.h"
#include "trace/pcap.h"
#include <stdio.h>

enum { PACKET = 64, MANY = 10 * 1000, PACKETS = 1 << 16 };

struct expected {
	double forward, all, mpps, budget;
};

static void rows(const char *name, const struct bench_traffic *t, const struct expected *e)
{
	struct bench_row row = {.unit = "clocks/packet"};

	if (bench_packets())
		return;
	for (u32 i = 0; i < t->n_nodes; i++) {
		snprintf(row.name, sizeof(row.name), "%s %.40s", name, t->node[i].name);
		row.measured = t->node[i].clocks;
		bench_row_add(&row);
	}
	snprintf(row.name, sizeof(row.name), "%s fwd", name);
	row.measured = t->forward;
	row.reference = e->forward;
	row.budget = e->budget;
	bench_row_add(&row);
	snprintf(row.name, sizeof(row.name), "%s all", name);
	row.measured = t->all;
	row.reference = e->all;
	row.budget = 0;
	bench_row_add(&row);
	row = (struct bench_row){.unit = "Mpps", .measured = t->mpps, .reference = e->mpps};
	snprintf(row.name, sizeof(row.name), "%s rate", name);
	bench_row_add(&row);
}

static void mac_make(u8 mac[6], u8 kind, u32 i)
{
	const u8 bytes[6] = {2, 0, kind, (u8)(i >> 16), (u8)(i >> 8), (u8)i};

	memcpy(mac, bytes, sizeof(bytes));
}

// From and to random ones of 'n' addresses.
static void write_pcap(const char *path, u32 n, u32 n_packets)
{
	struct pcap_writer *writer;
	u8 packet[PACKET] = {[12] = 0x08, [13] = 0x00, [14] = 0x45};
	struct pcap_packet p = {.size = PACKET, .n = PACKET, .bytes = packet};
	int code = pcap_open_write(path, PCAP_CLASSIC, LINK_ETHERNET, 65536, &writer);

	for (u32 i = 0; i < n_packets && !code; i++) {
		mac_make(packet, 0xbb, (u32)(bench_random() % n));
		mac_make(packet + 6, 0xaa, (u32)(bench_random() % n));
		code = pcap_write(writer, &p, NULL);
	}
	if (!code)
		code = pcap_close_write(writer);
	if (code)
		bench_fail("%s: %s", path, error_text(code));
}

static void bridge(const char *name, u32 n, u32 n_packets, const struct expected *e)
{
	const char *path = bench_path("stream.pcap");
	struct bench_traffic t;
	u8 mac[6];

	bench_start();
	bench_lines("create packet-generator interface pg0\ncreate packet-generator interface pg1\n"
		    "set interface state pg0 up\nset interface state pg1 up\n"
		    "set interface l2 bridge pg0 10\nset interface l2 bridge pg1 10\n");
	for (u32 i = 0; i < n; i++) {
		mac_make(mac, 0xbb, i);
		l2fib_add(mac, bridge_by_id(10)->index, interface_by_name("pg1")->index,
			MAC_STATIC | MAC_AGE_NOT);
	}
	write_pcap(path, n, n_packets);
	bench_lines("packet-generator new { name s interface pg0 node ethernet-input pcap %s limit "
		    "1000000000000 }\n"
		    "packet-generator enable-stream s\n",
		path);
	bench_traffic(&t, "pg-input", 100 * NS_PER_MS);
	rows(name, &t, e);
}

static void case_d(void)
{
	static const struct expected e = {.forward = 45, .all = 83, .mpps = 31.4, .budget = 0.6};

	bridge("D", 1, 1, &e);
}

static void case_d10k(void)
{
	static const struct expected e = {.forward = 182, .all = 234, .mpps = 10.9, .budget = 0.4};

	bridge("D10k", MANY, PACKETS, &e);
}

const struct bench_case bench_bridge_cases[] = {
	{"D", "L2 bridge, 1 flow", case_d},
	{"D10k", "L2 bridge, 10 k addresses each way", case_d10k},
	{0},
};
