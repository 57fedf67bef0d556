// Bridge domains, and which interfaces are ports of what.
//
// Owned by the main thread, which changes what workers read at the barrier.
#pragma once

#include "engine/l2/l2.h"
#include "engine/net/address.h"

enum {
	BRIDGE_ID_MAX = (1 << 24) - 1, // VPP's "16M limit"
	BRIDGE_TAG_MAX = 64,	       // with the NUL
	BRIDGES_MAX = 65535,	       // indices have 16 bits
};

struct bridge_member {
	u32 interface;
	u8 group;     // split horizon
	u8 type;      // enum l2_port_type
	bool flooded; // floods go there
};

// For ARP termination.
struct bridge_host {
	struct ip_address ip;
	u8 mac[6];
};

struct bridge {
	u32 id;
	u16 index;		    // from 1
	u8 sequence;		    // counts flushes
	u8 mac_age;		    // minutes; 0: never
	u32 features;		    // those of a domain that are on: bits of enum l2_feature
	u32 learn_limit, n_learned; // n_learned: atomic
	u32 bvi, uu_fwd;	    // interfaces; INDEX_NONE
	char tag[BRIDGE_TAG_MAX];
	struct bridge_member *members; // vec; the BVI first
	struct bridge_host *hosts;     // vec, in order of address
};

// What a domain can have on or off.
#define BRIDGE_FEATURES \
	(1u << L2_LEARN | 1u << L2_FWD | 1u << L2_UU_FLOOD | 1u << L2_UU_FWD | 1u << L2_FLOOD | \
		1u << L2_ARP_TERM | 1u << L2_ARP_UFWD)
#define BRIDGE_FEATURES_DEFAULT (1u << L2_LEARN | 1u << L2_FWD | 1u << L2_UU_FLOOD | 1u << L2_FLOOD)

struct bridge_settings {
	u32 id;
	u32 features; // of BRIDGE_FEATURES
	u8 mac_age;
	const char *tag; // null: none
};

// ERR_BRIDGE_EXISTS; ERR_LIMIT: the id is too big, or there are too many; ERR_INVALID_VALUE: id 0,
// a tag too long.
EXPORT int bridge_create(const struct bridge_settings *s);
// ERR_NO_SUCH_ENTRY; ERR_BUSY: it has members. Its addresses go with it.
EXPORT int bridge_delete(u32 id);

EXPORT struct bridge *bridge_by_id(u32 id);
EXPORT struct bridge *bridge_at(u16 index); // any thread; null if there is none
EXPORT u32 bridge_next(u32 from);	    // smallest index in use >= from, or INDEX_NONE

EXPORT void bridge_set_feature(struct bridge *b, enum l2_feature f, bool on);
EXPORT void bridge_set_age(struct bridge *b, u8 minutes);
EXPORT void bridge_set_learn_limit(struct bridge *b, u32 limit);
EXPORT u32 bridge_default_learn_limit(void);
EXPORT void bridge_set_default_learn_limit(u32 limit);

// ERR_EXISTS, ERR_NO_SUCH_ENTRY.
EXPORT int bridge_host_add(struct bridge *b, const struct ip_address *ip, const u8 mac[6]);
EXPORT int bridge_host_delete(struct bridge *b, const struct ip_address *ip);
EXPORT void bridge_hosts_clear(struct bridge *b);
// Any thread; null if it is not known.
EXPORT const u8 *bridge_host_find(const struct bridge *b, const struct ip_address *ip);

// ---- Ports: l2_port.c ----

// The interface leaves what it was part of and becomes a port of domain 'id', which is made if it
// is not there. Errors: ERR_NO_SUCH_INTERFACE; ERR_NOT_ETHERNET; ERR_BRIDGE_HAS_BVI; ERR_BUSY:
// another part of the graph has its frames; ERR_LIMIT.
EXPORT int l2_port_bridge(u32 interface, u32 id, enum l2_port_type type, u8 group);
// All that it receives leaves by 'peer', and nothing else does. ERR_INVALID_VALUE: its own peer.
EXPORT int l2_port_xconnect(u32 interface, u32 peer);
EXPORT int l2_port_route(u32 interface); // no port any more

// LEARN, FWD, FLOOD and others of the port itself. ERR_INVALID_VALUE: it is not a bridge's.
EXPORT int l2_port_set_feature(u32 interface, enum l2_feature f, bool on);
EXPORT int l2_port_set_efp_filter(u32 interface, bool on);
// ERR_INVALID_VALUE: not a port, a VLAN id that is none, or tags it has no own ones to put back
// for.
EXPORT int l2_port_set_tags(u32 interface, const struct l2_tag_settings *s);
EXPORT const struct l2_tag_settings *l2_port_tags(u32 interface); // never null
EXPORT u8 l2_port_sequence(u32 interface);

void l2_port_forget_all_learned(u32 interface); // its sequence goes on
void l2_ports_update(const struct bridge *b);	// what follows from the domain; at the barrier
