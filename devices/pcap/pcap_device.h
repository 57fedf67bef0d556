// Interfaces whose wire is a file: packets come from a capture, and what is sent to one is
// recorded.
#pragma once

#include "devices/device.h"
#include "trace/pcap.h"

enum pcap_device_state { PCAP_IDLE, PCAP_RUNNING, PCAP_DONE, PCAP_FAILED };

struct pcap_device {
	u32 interface; // sw_if_index
	bool is_ip;    // packets begin with an IP header
	bool recorded; // at the times of the capture, not as fast as possible
	u64 loop;      // passes; 0: without end

	// Reading; the thread's, others at the barrier.
	u32 thread;
	struct pcap_reader *reader; // null: nothing to replay
	u8 state;		    // enum pcap_device_state (atomic)
	bool touched;		    // the reader is past the first packet's beginning
	bool has_next;
	struct pcap_packet next; // read ahead; its bytes belong to the reader
	u64 shift;		 // its due time less its time stamp, ns, modulo 2^64
	u64 last_due;		 // ns of now()
	u64 n_passes, n_in_pass, n_packets, n_truncated, n_jumps;
	char failure[256];

	// Recording.
	struct pcap_writer *writer; // null: nothing is recorded
	u32 lock;		    // guards the writer against other workers
	bool tx_failed;
	char tx_failure[256];
};

// Null when the interface is of another kind.
EXPORT struct pcap_device *pcap_device_at(u32 interface);

static inline bool pcap_device_is_replaying(const struct pcap_device *d)
{
	return __atomic_load_n(&d->state, __ATOMIC_ACQUIRE) == PCAP_RUNNING;
}

// pcap_input.c: begins, or ends, replaying from the capture's first packet. Main thread.
// ERR_SYSCALL or ERR_SYNTAX when it cannot be read again.
int pcap_input_start(struct pcap_device *d);
void pcap_input_stop(struct pcap_device *d);
// Its queue was placed elsewhere. At the barrier.
void pcap_input_move(struct pcap_device *d);

extern const struct node_class pcap_tx_node;
