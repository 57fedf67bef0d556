// Interfaces: what packets come from and go to. One table; the index is VPP's sw_if_index.
#pragma once

#include "engine/graph/counters.h"
#include "engine/graph/node.h"
#include "engine/net/vlan.h"

enum interface_mtu { MTU_L3, MTU_IP4, MTU_IP6, MTU_MPLS, MTU_KINDS };

enum {
	INTERFACE_NAME_MAX = 64,
	INTERFACE_DEFAULT_MTU = 9000,
};

struct interface;
struct interface_address;
struct rx_queue_class;

// What an interface's tx can do itself; "<name>-output" does the rest in software before.
enum interface_offload {
	OFFLOADS_CSUM = 1 << 0,	   // fills in what BUFFER_OFFLOAD asks for
	OFFLOADS_TCP_GSO = 1 << 1, // cuts BUFFER_GSO packets of TCP into segments
	OFFLOADS_UDP_GSO = 1 << 2, // both only with OFFLOADS_CSUM
};

// What a driver gives: one per kind of interface.
struct interface_class {
	const char *name; // "Loopback", "PG-dev": kind, as shown under hardware
	// Node "<name>-tx": gets frames ready to leave, frees them. node->data: struct interface.
	const struct node_class *tx;
	bool is_ethernet;
	// What is sent to one comes back: bridge domains do not flood it, but for their own.
	bool no_flood;
	// State is about to change; refuse with an ERR_ code. Null: always fine.
	int (*set_up)(struct interface *i, bool up);
	int (*set_mac)(struct interface *i, const u8 mac[6]);
	int (*set_mtu)(struct interface *i, u32 mtu);
	// Lines for 'show hardware-interfaces', not indented, no final newline. Null: none.
	void (*hardware_text)(struct text *t, const struct interface *i, bool verbose);
	// How many transmit queues it has: thread t sends by queue t modulo that. Null: queues, if
	// it has any, are nothing to show.
	u32 (*n_tx_queues)(const struct interface *i);
	// What its receive queues can do, engine/net/rx_queue.h. Null: it receives nothing.
	const struct rx_queue_class *rx_queues;
	// The interface is being deleted: free 'device'. Null: nothing to free.
	void (*destroy)(struct interface *i);
};

struct interface {
	u32 index;    // sw_if_index
	u32 hw_index; // 'Idx' of show hardware-interfaces
	char name[INTERFACE_NAME_MAX];
	char device_name[INTERFACE_NAME_MAX]; // as created: 'Hardware' of show hardware-interfaces
	const struct interface_class *interface_class;
	void *device; // the driver's own
	u8 mac[6];
	bool up, link_up, punt, promiscuous;
	u32 mtu[MTU_KINDS]; // bytes; 0: not set
	u32 output_node;    // "<name>-output"
	u32 tx_node;	    // "<name>-tx"
	u32 input_node;	    // where its packets come from; INDEX_NONE
	u64 speed;	    // kbit/s, 0 unknown
	u32 max_frame;	    // largest frame it sends, bytes
	u8 offloads;	    // enum interface_offload; changes at the barrier
	u16 taken[2];	    // by enum ethernet_stage: next index of ethernet-input, 0: not taken
	u32 ip4_table_id;   // VRF
	u32 ip6_table_id;
	u32 parent;		 // whose sub-interface it is; INDEX_NONE
	u32 sub_id;		 // its number there
	struct vlan_match match; // a sub-interface's
	struct vlans *vlans;	 // its sub-interfaces by VLAN; null: none. At the barrier
	char tag[64];
};

struct interface_params {
	const struct interface *parent; // null: none; engine/net/subinterface.h
	u32 sub_id;
	const struct vlan_match *match; // of a sub-interface
	const char *name;		// unique
	const struct interface_class *interface_class;
	void *device;
	const u8 *mac;	// null: made from the name and the random seed, 02:fe:...
	u32 input_node; // 0: none
	u64 speed;
	u32 max_frame; // 0: 9216
	u8 offloads;   // enum interface_offload
};

// Lowest free index; down, link up. ERR_EXISTS for the name. Main thread.
EXPORT int interface_create(const struct interface_params *params, u32 *index);
// Under the barrier; hooks run first. ERR_NO_SUCH_INTERFACE.
EXPORT int interface_delete(u32 index);

EXPORT struct interface *interface_at(u32 index); // null if there is none
EXPORT struct interface *interface_by_name(const char *name);
EXPORT u32 interface_next(u32 from);	      // smallest index in use >= from, or INDEX_NONE
EXPORT const char *interface_name(u32 index); // "DELETED" as VPP says it, if there is none
// All, in order of name, as 'show interface' lists them: a vec of indices that the caller frees.
EXPORT u32 *interfaces_by_name(void);

EXPORT int interface_set_up(u32 index, bool up);
EXPORT int interface_set_punt(u32 index);	   // up, but all its packets are punted
EXPORT int interface_set_link(u32 index, bool up); // by drivers
EXPORT int interface_set_mac(u32 index, const u8 mac[6]);
EXPORT int interface_set_mtu(u32 index, enum interface_mtu kind, u32 mtu);
// Of packets without link header: its own of that kind, else of all, else its parent's. Bytes.
EXPORT u32 interface_mtu(const struct interface *i, enum interface_mtu kind);
EXPORT int interface_set_promiscuous(u32 index, bool on);
EXPORT int interface_rename(u32 index, const char *name);

// The next index of node 'from' that leads to an interface's output node; adds the arc.
EXPORT int interface_output_next(u32 from_node, u32 interface);

// Sends one packet, which begins with its link header and was made here, out of an interface.
// Own thread: in nodes, and on the main thread in processes. ERR_NO_SUCH_INTERFACE: the packet is
// still the caller's.
EXPORT int interface_send(struct worker *w, u32 interface, u32 buffer);

// Told of changes, in order of registration; called with the interface as it is after the change
// (on_delete: as it still is). Null members are skipped. Hooks of a plugin that comes later are
// told of every interface there is: created, up, link down, addresses.
struct interface_hook {
	void (*on_create)(struct interface *i);
	void (*on_delete)(struct interface *i);
	void (*on_up)(struct interface *i); // up or down, see i->up
	void (*on_link)(struct interface *i);
	void (*on_mac)(struct interface *i);
	void (*on_mtu)(struct interface *i);
	// An address came (added) or went; engine/net/address.h.
	void (*on_address)(struct interface *i, const struct interface_address *a, bool added);
};
#define INTERFACE_HOOK_REGISTER(hook) REGISTER(REGISTRY_INTERFACE_HOOK, hook)

// Counters by sw_if_index, named as VPP's stats segment names them.
enum interface_counter {
	COUNTER_RX,
	COUNTER_TX, // packets and bytes
	COUNTER_RX_UNICAST,
	COUNTER_RX_MULTICAST,
	COUNTER_RX_BROADCAST,
	COUNTER_DROPS,
	COUNTER_PUNT, // packets only, from here on
	COUNTER_IP4,
	COUNTER_IP6,
	COUNTER_MPLS,
	COUNTER_RX_NO_BUF,
	COUNTER_RX_MISS,
	COUNTER_RX_ERROR,
	COUNTER_TX_ERROR,
	INTERFACE_COUNTERS,
};
EXPORT struct counter *interface_counter(enum interface_counter which);
EXPORT struct counter_pair interface_counted(u32 index, enum interface_counter which);
EXPORT void interface_counters_clear(u32 index); // INDEX_NONE: all

// In drivers' input nodes: counts, stamps and captures a frame that interface 'index' received, and
// starts packet traces. b->rx_interface and b->tx_interface are set by it. Own thread.
EXPORT void interface_receive(struct worker *w, struct node *node, u32 index, struct frame *f);

// The same in two steps, for drivers that fill buffers themselves: metadata for
// buffer_alloc_like(), then the counting, with the bytes of all packets, chains included.
EXPORT void interface_receive_begin(struct worker *w, u32 index, struct buffer *like);
EXPORT void interface_receive_end(
	struct worker *w, struct node *node, u32 index, struct frame *f, u64 bytes);
