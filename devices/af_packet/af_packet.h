// Interfaces of Linux as Quiver's: packet sockets with rings in shared memory (packet(7), the
// kernel's Documentation/networking/packet_mmap.rst).
//
// Each queue has a socket of its own. The kernel puts a virtio_net_hdr in front of every packet:
// checksums left open and packets of many segments come and go that way.
#pragma once

#include "engine/net/interface.h"
#include "engine/net/rx_source.h"
#include <linux/if_packet.h>
#include <linux/virtio_net.h>
#include <net/if.h>

enum { AF_PACKET_QUEUES_MAX = 64 };

// A ring as asked for: frames of 'frame_size' bytes in blocks of 'block_size'.
struct af_packet_shape {
	u32 block_size, n_blocks, frame_size, n_frames;
};

struct af_packet_ring {
	int fd; // of its socket; -1: closed
	u8 *memory;
	u8 version; // TPACKET_V2 or TPACKET_V3
	struct af_packet_shape shape;
	u32 next;      // frame that is used next; in a V3 receive ring the block
	u32 in_block;  // V3 receive: packets of it that were taken
	u32 packet_at; // V3 receive: of the next of them, bytes from the block
};

struct af_packet_rx {
	struct af_packet_ring ring;
	struct rx_source source;
	struct af_packet *device;
	u16 number;
};

struct af_packet_tx {
	struct af_packet_ring ring;
	u16 number;
	u8 lock;		    // held while sending: threads may share a queue
	struct virtio_net_hdr vnet; // of the packet at hand
} __attribute__((aligned(CACHE_LINE)));

struct af_packet {
	u32 interface;
	char host[IFNAMSIZ];
	int host_index; // of the kernel; 0: there is none of this name now
	bool is_ip;	// packets without link header
	bool qdisc_bypass, cksum_gso, l4_cksum;
	u8 version;
	u32 host_mtu;	      // of the kernel, bytes
	u8 offloads_at_start; // enum host_offload
	u16 n_rx, n_tx;
	struct af_packet_shape rx_shape, tx_shape;
	struct af_packet_rx *rx;
	struct af_packet_tx *tx;
	u64 now_at_epoch; // now() of the epoch, modulo 2^64: turns the kernel's times into ours
};

extern const struct node_class af_packet_tx_node;

// The device of a host interface, null for others.
struct af_packet *af_packet_at(u32 interface);

// ---- sockets (socket.c) ----

// Opens the sockets of all queues for the Linux interface as it is now. On an error, which names
// what is missing, nothing stays open. At the barrier.
int af_packet_open(struct af_packet *d);
void af_packet_close(struct af_packet *d); // at the barrier

// What an interface of Linux offers, as ethtool's legacy ioctls tell it.
enum host_offload {
	HOST_RX_CSUM = 1,
	HOST_TX_CSUM = 2,
	HOST_TSO = 4,
	HOST_GSO = 8,
	HOST_GRO = 16,
};
u8 host_offloads(const char *host);
u32 host_mtu(const char *host);		 // 0: unknown
bool host_is_running(const char *host);	 // up, with a carrier
bool host_has_address(const char *host); // of IPv4

// Drops what has come while nobody wanted it.
void af_packet_rx_skip(struct af_packet_rx *q);

// ---- the rest ----

// Sets what the interface's tx takes itself, by the device's settings.
void af_packet_offloads_settle(struct af_packet *d);
// For 'set host-interface'. Error: ERR_SYSCALL.
int af_packet_set_qdisc_bypass(struct af_packet *d, bool on);
void af_packet_set_cksum_gso(struct af_packet *d, bool on);
void af_packet_set_l4_cksum(struct af_packet *d, bool on);

// Watches the interfaces of Linux (link.c): called once, when the first device is made.
int af_packet_watch_links(void);
// The link state and MTU follow the kernel's.
void af_packet_link_settle(struct af_packet *d);
// An interface of that name is there, or again: opens it anew.
void af_packet_reopen(struct af_packet *d);
// Its interface is gone: closes it, to wait for another of the same name.
void af_packet_lose(struct af_packet *d);

void af_packet_hardware_text(struct text *t, const struct interface *i, bool verbose);

static inline u8 *af_packet_frame(const struct af_packet_ring *r, u32 n)
{
	u32 in_block = r->shape.block_size / r->shape.frame_size;

	return r->memory + (size_t)(n / in_block) * r->shape.block_size +
		(size_t)(n % in_block) * r->shape.frame_size;
}
