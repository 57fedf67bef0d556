// The blocks of a pcapng file that Quiver writes, appended to a vec of bytes.
#pragma once

#include "trace/pcap.h"

// Each block carries its size at this offset, as u32.
enum { PCAPNG_SIZE_AT = 4 };

void pcapng_section(u8 **out);
// Time stamps of its packets are nanoseconds.
void pcapng_interface(u8 **out, const char *name, u16 link, u32 snaplen);
// 'n' bytes of the packet, which came through the interface block of number 'interface'.
void pcapng_packet(u8 **out, u32 interface, const struct pcap_packet *p, u32 n,
	const struct pcap_extra *extra);
// Whether the block that begins here is one of pcapng_packet().
bool pcapng_is_packet(const u8 *block);
