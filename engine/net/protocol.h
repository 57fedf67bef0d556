// Ethertypes, IP protocols, UDP ports and ICMPv6 types by number: their names, the nodes that want
// their packets, and how their headers read as text. Whoever speaks a protocol registers it in its
// own file.
#pragma once

#include "engine/base/registry.h"
#include "engine/base/text.h"

enum protocol_layer {
	LAYER_ETHERTYPE,
	LAYER_IP_PROTOCOL,
	LAYER_UDP_PORT,
	LAYER_ICMP6, // number: the message's type, RFC 4443
	LAYERS,
};

enum {
	ETHERTYPE_IP4 = 0x0800,
	ETHERTYPE_ARP = 0x0806,
	ETHERTYPE_VLAN = 0x8100,
	ETHERTYPE_IP6 = 0x86dd,
	ETHERTYPE_QINQ = 0x88a8,
	ETHERTYPE_MPLS = 0x8847,
	IP_PROTOCOL_ICMP = 1,
	IP_PROTOCOL_IGMP = 2,
	IP_PROTOCOL_TCP = 6,
	IP_PROTOCOL_UDP = 17,
	IP_PROTOCOL_GRE = 47,
	IP_PROTOCOL_ICMP6 = 58,
};

struct protocol {
	u8 layer;	  // enum protocol_layer
	u16 number;	  // host order
	const char *name; // "IP4", "UDP": as traces print it
	const char *node; // its packets go there; null: nobody wants them
	// Appends the header's lines without a final newline; 'n' bytes are at hand, perhaps none.
	// Null: nothing is known beyond the name.
	void (*text)(struct text *t, const u8 *bytes, u32 n);
};
#define PROTOCOL_REGISTER(protocol) REGISTER(REGISTRY_PROTOCOL, protocol)

EXPORT const struct protocol *protocol_by_number(enum protocol_layer layer, u16 number);
EXPORT const struct protocol *protocol_by_name(enum protocol_layer layer, const char *name);
// Its name, or "0x1234" (ethertypes), "unknown 99" style text as VPP prints it.
EXPORT void protocol_name_text(struct text *t, enum protocol_layer layer, u16 number);
// All of a layer in order of number: 'i' from 0 until null.
EXPORT const struct protocol *protocol_at(enum protocol_layer layer, u32 i);

// For nodes that give packets to the protocols of a layer: calls add() for every protocol that has
// a node, and for those that plugins bring later; remove() for one that has to go again, also when
// add() failed. In its init function. Returns the first error of add().
EXPORT int protocol_carry(enum protocol_layer layer, int (*add)(u16 number, const char *node),
	void (*remove)(u16 number));
