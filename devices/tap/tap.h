// tap and tun interfaces: what is sent to one is received by an interface of the Linux kernel, and
// the other way round, through file descriptors of /dev/net/tun (the kernel's
// Documentation/networking/tuntap.rst), one for each queue.
#pragma once

#include "devices/device.h"
#include "engine/graph/file.h"
#include "engine/net/address.h"
#include "engine/net/rx_source.h"
#include <linux/virtio_net.h>
#include <net/if.h>
#include <sys/uio.h>

enum {
	TAP_QUEUES_MAX = 16,
	TAP_NAME_MAX = 128,		     // of a namespace, as it was given
	TAP_PACKET_MAX = 65535 + 14,	     // what the kernel hands over at most, besides tags
	TAP_BUFFERS_MAX = 64,		     // for one packet
	TAP_IOVEC_MAX = TAP_BUFFERS_MAX + 1, // the header comes first
};

// What the host side is to be, and how it is found. Empty strings and zeros: not asked for.
struct tap_host {
	char namespace[TAP_NAME_MAX]; // a name as of 'ip netns', a path, or pid:N; "": Quiver's own
	char name[IFNAMSIZ];
	char bridge[IFNAMSIZ];
	u8 mac[6];
	bool has_mac;
	u32 mtu, queue_length;
	struct interface_address ip4, ip6; // family 0: none
	struct ip_address gateway4, gateway6;
};

struct tap_queue {
	struct tap *tap;
	struct rx_source source;
	int fd;
	u16 number;
	// Buffers that the next packet goes to; the own thread's. Places from 'first' to the tap's
	// n_wanted hold one. part[i + 1] is where ready[i] is, and part[first] is the header.
	u32 first;
	u32 ready[TAP_BUFFERS_MAX];
	struct iovec part[TAP_IOVEC_MAX];
	struct virtio_net_hdr header; // of the packet read last
	u64 n_received, n_sent;	      // packets
};

struct tap {
	u32 interface; // sw_if_index
	u32 id;
	bool is_tun, persist, attach;
	bool has_csum, has_gso; // asked for: offloads in both directions
	bool is_gone;		// the host side was removed (atomic)
	bool host_up, carrier;
	u32 offloads; // TUN_F_...: what the kernel leaves to us
	u32 n_rx, n_tx, n_queues;
	struct tap_queue *queue; // n_queues of them
	u32 n_wanted;		 // buffers of a queue; enough for the largest packet

	struct tap_host host;
	u32 host_index;	     // ifindex, in its namespace
	u64 namespace_inode; // of the namespace it was made in
	struct file monitor; // netlink socket in the host's namespace
};

// Null when the interface is of another kind.
struct tap *tap_at(u32 interface);

// tap_open.c: makes the host's side, or takes one that is there, configures it and opens the
// queues and the monitor. 'host.name' empty: the kernel's choice. An error leaves nothing behind.
// Main thread.
int tap_open(struct tap *t);
void tap_close(struct tap *t);

// tap_monitor.c: the host's side changes. Main thread.
int tap_monitor_start(struct tap *t);
void tap_monitor_stop(struct tap *t);
// The file descriptors say it is gone: looked at on the main thread, once. Any thread.
void tap_is_gone(struct tap *t);
// Whether the name of the host's namespace stands for another one by now, or for none.
bool tap_namespace_is_lost(const struct tap *t);

// tap_namespace.c: runs fn(arg) on a thread that is in a network namespace; "" is the own one.
// Returns its result, or ERR_... with a sentence. 'inode', if not null: which namespace that was.
int tap_in_namespace(const char *name, int (*fn)(void *arg), void *arg, u64 *inode);

// tap_netlink.c: on the thread of tap_in_namespace().
int tap_netlink_configure(u32 index, const struct tap_host *h);

// virtio_input.c: a queue is received from, from now on, or no longer: at the barrier.
int virtio_input_add(struct tap *t, struct tap_queue *q);
void virtio_input_release(struct tap *t, struct tap_queue *q);

extern const struct rx_queue_class virtio_input_queues;
extern const struct node_class tap_tx_node;
