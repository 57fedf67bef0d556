// ARP (RFC 826) for IPv4 over Ethernet: the header, how it reads, and asking for an address.
#pragma once

#include "engine/base/text.h"
#include "engine/graph/node.h"

struct arp {
	be16 hardware, protocol; // 1 = Ethernet; an ethertype
	u8 hardware_size, protocol_size;
	be16 operation;
	struct {
		u8 mac[6];
		be32 ip;
	} PACKED from, to;
} PACKED;

enum {
	ARP_SIZE = 28,
	ARP_HARDWARE_ETHERNET = 1,
	ARP_REQUEST = 1,
	ARP_REPLY = 2,
};

// "request, type ethernet/IP4, address size 6/4", then who tells and who is asked.
EXPORT void arp_text(struct text *t, const u8 *bytes, u32 n);

enum arp_result { ARP_SENT, ARP_THROTTLED, ARP_NO_BUFFERS, ARP_NO_INTERFACE };

// Asks everybody on 'interface' who has 'target', in the name of 'source'; leaves through the
// interface's output node in the caller's thread. The same question is put at most once in
// ARP_THROTTLE_NS per thread. 'cause': the packet that waits for the answer, whose trace the
// request continues as a child; null: none. From nodes and, on the main thread, from processes.
EXPORT enum arp_result arp_request_send(
	struct worker *w, u32 interface, be32 target, be32 source, const struct buffer *cause);

// The same to one known neighbour, never throttled: is it still there?
EXPORT enum arp_result arp_probe_send(
	struct worker *w, u32 interface, be32 target, be32 source, const u8 mac[6]);

enum { ARP_THROTTLE_NS = 1000000 };
