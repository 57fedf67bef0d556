// What the nodes of layer 2 share: the way of a packet through features, and what is known of
// ports.
//
// An interface that bridges or cross-connects is a port. A packet that comes by a port has a bit
// for each feature that it still has to pass; the highest goes first (enum l2_feature). l2-input
// and the feature nodes are siblings, so that a next index means the same in all of them.
#pragma once

#include "engine/graph/node.h"
#include "engine/l2/l2_rewrite.h"
#include "engine/net/ethernet.h"

// VPP's, in its order: what is not known here is there for whoever brings a node of that name.
enum l2_feature {
	L2_DROP,
	L2_XCONNECT,
	L2_FLOOD,
	L2_ARP_UFWD,
	L2_ARP_TERM,
	L2_UU_FLOOD,
	L2_UU_FWD,
	L2_FWD,
	L2_RW,
	L2_LEARN,
	L2_SR_ENCAPS,
	L2_VTR,
	L2_IP_QOS_RECORD,
	L2_VPATH,
	L2_ACL,
	L2_POLICER,
	L2_POLICER_CLASSIFY,
	L2_FEATURE_ARC,
	L2_CLASSIFY,
	L2_SPAN,
	L2_FEATURES,
};

enum l2_output_feature { L2_OUTPUT_OUTPUT, L2_OUTPUT_EFP_FILTER, L2_OUTPUT_FEATURES };

EXPORT const char *l2_feature_name(u32 feature); // "UU_FLOOD"
EXPORT const char *l2_feature_node(u32 feature); // "l2-flood"
EXPORT const char *l2_output_feature_name(u32 feature);
EXPORT const char *l2_output_feature_node(u32 feature);

enum l2_mode { L2_MODE_NONE, L2_MODE_BRIDGE, L2_MODE_XCONNECT };
enum l2_port_type { L2_PORT_NORMAL, L2_PORT_BVI, L2_PORT_UU_FWD };

// By sw_if_index; changed by the main thread at the barrier.
struct l2_port {
	u32 features;	  // what its packets pass: bits of enum l2_feature; 0: no port
	u32 out_features; // bits of enum l2_output_feature
	u16 bridge;	  // index of its bridge domain
	u16 sequence;	  // learned addresses are good while they have it: domain << 8 | port
	u8 group;	  // split horizon
	bool ages;	  // its domain forgets
	u8 mode, type;	  // enum l2_mode, enum l2_port_type
	u32 peer;	  // of a cross-connection
	u16 output_next;  // of l2-output
	u16 output_way;	  // the same, or the first of its output features
	u32 own_features; // before the domain's are taken into account
	struct l2_rewrite in, out;
	struct l2_own_tags own;
};

// As they are now: an array and how many it has. Not kept over a turn.
struct l2_ports {
	const struct l2_port *at;
	u32 n;
};
EXPORT struct l2_ports l2_ports(void);
EXPORT const struct l2_port *l2_port_at(u32 interface); // null: not a port

static inline const struct l2_port *l2_ports_at(struct l2_ports ports, u32 interface)
{
	return likely(interface < ports.n) ? &ports.at[interface] : NULL;
}

struct l2_meta {
	u32 features; // still to pass
	u16 bridge, sequence;
	u8 group;
	bool ages;
	u32 port;  // it came by
	u64 found; // by l2-fwd: the entry of the destination
};
BUFFER_META(l2_meta, struct l2_meta);

// Next indices of l2-input and its siblings.
enum l2_next { L2_NEXT_DROP, L2_NEXT_OUTPUT };

// By feature: where it is. Written at start.
EXPORT const u16 *l2_feature_nexts(void);

// In the node of feature 'done': the next index on, with 'done' and what is above it passed.
static inline u16 l2_feature_next(const u16 *nexts, struct buffer *b, enum l2_feature done)
{
	struct l2_meta *m = l2_meta(b);

	m->features &= (1u << done) - 1;
	return likely(m->features) ? nexts[31 - __builtin_clz(m->features)] : L2_NEXT_DROP;
}

// The trace that most of them leave: addresses and a number.
struct l2_trace {
	u32 interface;
	u16 bridge;
	u8 to[6], from[6];
};
void l2_trace_record(struct l2_trace *r, struct buffer *b);
void l2_trace_text(struct text *t, const struct l2_trace *r, const char *node);

// Twelve bytes behind the addresses, as some nodes show them: " data 08 00 ...".
enum { L2_TRACE_DATA = 12 };
void l2_trace_data(u8 data[L2_TRACE_DATA], const struct buffer *b);
void l2_trace_data_text(struct text *t, const u8 data[L2_TRACE_DATA]);
