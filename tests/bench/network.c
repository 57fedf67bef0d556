// The two-port router of the cases, its routes and its packets.
#include "tests/bench/bench.h"
#include "engine/base/csum.h"
#include "engine/base/error.h"
#include "engine/base/memory.h"
#include "engine/ip4/ip4.h"
#include "engine/net/ethernet.h"
#include "engine/net/interface.h"
#include "trace/pcap.h"
#include <stdlib.h>

enum { PACKET = 64, UDP = 17 }; // bytes without Ethernet's checksum, as VPP counts

#define MAC_OF_PG0 "02:fe:00:00:00:01"

void bench_network(void)
{
	bench_start();
	bench_lines("create packet-generator interface pg0 hw-addr " MAC_OF_PG0 "\n"
		    "create packet-generator interface pg1 hw-addr 02:fe:00:00:00:02\n"
		    "set interface ip address pg0 10.1.0.1/24\n"
		    "set interface ip address pg1 10.2.0.1/24\n"
		    "set interface state pg0 up\n"
		    "set interface state pg1 up\n"
		    "set ip neighbor pg1 10.2.0.2 02:00:00:00:bb:02\n");
}

void bench_stream_text(void)
{
	bench_lines("ip route add 20.0.0.0/16 via 10.2.0.2 pg1\n"
		    "packet-generator new { name s interface pg0 node ethernet-input size 64-64 "
		    "data { IP4: 02:00:00:00:aa:01 -> " MAC_OF_PG0 " UDP: 10.1.0.2 -> 20.0.0.9 "
		    "UDP: 1000 -> 2000 incrementing 22 } }\n"
		    "packet-generator enable-stream s\n");
}

static void packet_make(u8 packet[PACKET], u32 destination)
{
	struct ethernet e = {.to = {0x02, 0xfe, 0, 0, 0, 1},
		.from = {0x02, 0, 0, 0, 0xaa, 1},
		.type = be16_of(0x0800)};
	struct ip4 ip = {.version_length = 0x45,
		.size = be16_of(PACKET - ETHERNET_SIZE),
		.ttl = 64,
		.protocol = UDP,
		.from = be32_of(0x0a010002),
		.to = be32_of(destination)};
	be16 udp[4] = {be16_of(1000), be16_of(2000), be16_of(PACKET - ETHERNET_SIZE - 20), 0};

	ip.csum = csum_field(csum_bytes(0, &ip, sizeof(ip)));
	memset(packet, 0, PACKET);
	memcpy(packet, &e, sizeof(e));
	memcpy(packet + sizeof(e), &ip, sizeof(ip));
	memcpy(packet + sizeof(e) + sizeof(ip), udp, sizeof(udp));
}

void bench_pcap_write(const char *path, const u32 *destinations, u32 n)
{
	struct pcap_writer *writer;
	u8 packet[PACKET];
	int code = pcap_open_write(path, PCAP_CLASSIC, LINK_ETHERNET, 65536, &writer);

	for (u32 i = 0; i < n && !code; i++) {
		struct pcap_packet p = {.size = PACKET, .n = PACKET, .bytes = packet};

		packet_make(packet, destinations[i]);
		code = pcap_write(writer, &p, NULL);
	}
	if (!code)
		code = pcap_close_write(writer);
	if (code)
		bench_fail("%s: %s", path, error_text(code));
}

void bench_stream_pcap(const u32 *destinations, u32 n)
{
	const char *path = bench_path("stream.pcap");

	bench_pcap_write(path, destinations, n);
	bench_lines("packet-generator new { name s interface pg0 node ethernet-input pcap %s limit "
		    "1000000000000 }\n"
		    "packet-generator enable-stream s\n",
		path);
}

int bench_route(const struct bench_prefix *prefix, bool add)
{
	static u32 pg1 = INDEX_NONE;
	struct path path = {
		.kind = PATH_NEXT_HOP, .weight = 1, .next_hop = ip4_address(be32_of(0x0a020002))};
	const struct ip_prefix p = ip4_prefix(be32_of(prefix->address), prefix->length);

	if (pg1 == INDEX_NONE)
		pg1 = interface_by_name("pg1")->index;
	path.interface = pg1;
	return add ? fib_route_add(0, ROUTE_CLI, &p, &path, 1, false)
		   : fib_route_delete(0, ROUTE_CLI, &p, &path, 1);
}

void bench_routes_add(const struct bench_prefix *prefixes, u32 n)
{
	for (u32 i = 0; i < n; i++) {
		int code = bench_route(&prefixes[i], true);

		if (code)
			bench_fail("route %u: %s", i, error_text(code));
	}
}
