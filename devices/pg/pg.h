// Packet-generator interfaces: packets come from streams; what is sent to one can be captured.
#pragma once

#include "devices/device.h"
#include "trace/pcap.h"

enum { PG_CAPTURE_SNAPLEN = 65536 }; // bytes of a packet that captures keep, as VPP's

enum pg_mode { PG_MODE_ETHERNET, PG_MODE_IP4, PG_MODE_IP6 };

struct pg_interface {
	u32 id, interface; // running number; sw_if_index
	u8 mode;	   // enum pg_mode
	bool gso, csum_offload, coalesce;
	u32 gso_size;

	// The capture; 'lock' guards it against workers.
	bool capturing;
	u32 lock;
	struct pcap_writer *writer;
	u64 capture_left; // packets; UINT64_MAX: no end
};

// Null when the interface is of another kind.
EXPORT struct pg_interface *pg_interface_at(u32 interface);

// The interface that streams without one receive from; made when it is first needed.
int pg_interface_default(u32 *interface);

// Records what is sent to an interface. 'count' 0: without end. ERR_SYSCALL leaves an earlier
// capture of the interface as it is. Main thread.
EXPORT int pg_capture_start(struct pg_interface *p, const char *path, u64 count);
// ERR_SYSCALL when the end could not be written; it is over in any case.
EXPORT int pg_capture_stop(struct pg_interface *p);

extern const struct node_class pg_tx_node;
