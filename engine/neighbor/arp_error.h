// Why ARP packets end: one list for the nodes that look at them, as VPP has it.
#pragma once

#include "engine/graph/node.h"

enum arp_error {
	ARP_ERROR_REPLIES_SENT,
	ARP_ERROR_HARDWARE,
	ARP_ERROR_PROTOCOL,
	ARP_ERROR_SOURCE_NOT_LOCAL,
	ARP_ERROR_TARGET_NOT_LOCAL,
	ARP_ERROR_TARGET_UNSET,
	ARP_ERROR_SOURCE_IS_OURS,
	ARP_ERROR_LEARNED,
	ARP_ERROR_LINK_MISMATCH,
	ARP_ERROR_GRATUITOUS,
	ARP_ERROR_UNNUMBERED,
	ARP_ERROR_TRUNCATED,
};

#define ARP_ERRORS \
	ERRORS([ARP_ERROR_REPLIES_SENT] = {"ARP replies sent", SEVERITY_INFO, DROP_CONSUMED}, \
		[ARP_ERROR_HARDWARE] = {"L2 type not ethernet", SEVERITY_ERROR, DROP_UNSUPPORTED}, \
		[ARP_ERROR_PROTOCOL] = {"L3 type not IP4", SEVERITY_ERROR, DROP_UNSUPPORTED}, \
		[ARP_ERROR_SOURCE_NOT_LOCAL] = {"IP4 source address not local to subnet", \
			SEVERITY_ERROR, DROP_POLICY}, \
		[ARP_ERROR_TARGET_NOT_LOCAL] = {"IP4 destination address not local to subnet", \
			SEVERITY_ERROR, DROP_POLICY}, \
		[ARP_ERROR_TARGET_UNSET] = {"IP4 destination address is unset", SEVERITY_ERROR, \
			DROP_MALFORMED}, \
		[ARP_ERROR_SOURCE_IS_OURS] = {"IP4 source address matches local interface", \
			SEVERITY_ERROR, DROP_POLICY}, \
		[ARP_ERROR_LEARNED] = {"ARP request IP4 source address learned", SEVERITY_INFO, \
			DROP_CONSUMED}, \
		[ARP_ERROR_LINK_MISMATCH] = {"ARP hw addr does not match L2 frame src addr", \
			SEVERITY_ERROR, DROP_MALFORMED}, \
		[ARP_ERROR_GRATUITOUS] = {"ARP probe or announcement dropped", SEVERITY_INFO, \
			DROP_POLICY}, \
		[ARP_ERROR_UNNUMBERED] = {"RX interface is unnumbered to different subnet", \
			SEVERITY_ERROR, DROP_POLICY}, \
		[ARP_ERROR_TRUNCATED] = {"ARP packet truncated", SEVERITY_ERROR, DROP_MALFORMED})

// The trace record of these nodes: the packet.
enum { ARP_TRACE_BYTES = 64 };
struct arp_trace {
	u16 n;
	u8 bytes[ARP_TRACE_BYTES];
};
void arp_trace_record(void *record, struct worker *w, struct node *node, struct buffer *b);
void arp_trace_text(struct text *t, const void *record);
