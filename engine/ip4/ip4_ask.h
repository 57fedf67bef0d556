// What ip4-glean and ip4-arp share: asking who has an address, and saying what became of it.
#pragma once

#include "engine/graph/node.h"
#include "engine/ip4/ip4.h"
#include "engine/neighbor/adjacency.h"

enum ip4_ask_error {
	ASK_SENT,
	ASK_THROTTLED,
	ASK_NO_BUFFERS,
	ASK_NO_INTERFACE,
	ASK_NO_SOURCE,
	ASK_RESOLVED,
};

// clang-format off
#define IP4_ASK_ERRORS \
	ERRORS([ASK_SENT] = {"ARP requests sent", SEVERITY_INFO, DROP_PENDING}, \
		[ASK_THROTTLED] = {"ARP requests throttled", SEVERITY_INFO, DROP_PENDING}, \
		[ASK_NO_BUFFERS] = {"ARP requests out of buffer", SEVERITY_ERROR, DROP_RESOURCE}, \
		[ASK_NO_INTERFACE] = {"interface is deleted", SEVERITY_ERROR, DROP_NO_ROUTE}, \
		[ASK_NO_SOURCE] = {"no source address for ARP request", SEVERITY_ERROR, \
			DROP_NO_ROUTE}, \
		[ASK_RESOLVED] = {"ARP requests resolved", SEVERITY_INFO, DROP_PENDING})
// clang-format on

// Asks for 'target' on the link of an adjacency, in the name of 'source' (0: the address of the
// interface that is nearest). 'b' waits for the answer.
enum ip4_ask_error ip4_ask(struct worker *w, const struct adjacency *a, be32 target, be32 source,
	const struct buffer *b);
