// Capture files: reading pcap and pcapng (libpcap), writing both with nanoseconds.
#pragma once

#include "engine/base/types.h"

enum { LINK_ETHERNET = 1, LINK_RAW = 101, LINK_VPP_DISPATCH = 280 }; // tcpdump.org link types

struct pcap_packet {
	u64 time;	 // ns since the epoch
	u32 size;	 // bytes on the wire
	u32 n;		 // bytes captured
	const u8 *bytes; // valid until the next read
};

struct pcap_reader;

// "-" reads stdin. ERR_SYSCALL or ERR_SYNTAX, with the file's name.
EXPORT int pcap_open_read(const char *path, struct pcap_reader **reader);
// 1: a packet; 0: the end; ERR_SYNTAX: damaged or cut short, with the packet's number.
EXPORT int pcap_read(struct pcap_reader *r, struct pcap_packet *packet);
EXPORT int pcap_rewind(struct pcap_reader *r);
EXPORT int pcap_reader_link(const struct pcap_reader *r);
EXPORT const char *pcap_reader_path(const struct pcap_reader *r);
// How far into the file reading is, and the file's size; both 0 when it has none (a pipe). Bytes.
EXPORT u64 pcap_reader_at(const struct pcap_reader *r, u64 *size);
EXPORT void pcap_close_read(struct pcap_reader *r); // null is fine

enum pcap_format {
	PCAP_BY_NAME, // pcapng if the name ends in .pcapng, else pcap
	PCAP_CLASSIC, // microseconds, as VPP writes it
	PCAP_CLASSIC_NANO,
	PCAP_NG,
};

enum pcap_direction { PCAP_UNKNOWN, PCAP_INBOUND, PCAP_OUTBOUND };

// What pcapng can say of a packet beside its bytes; classic pcap drops it.
struct pcap_extra {
	const char *interface; // its block is written when it first occurs; null: "unknown"
	enum pcap_direction direction;
	const char *comment; // verdict and path; null: none
	u64 n_dropped;	     // packets lost between this one and the one before
};

struct pcap_writer;

// Whether a file could be written there, as far as one can tell without making it. ERR_SYSCALL.
EXPORT int pcap_check_write(const char *path);

// "-" writes stdout. The file is written to as packets come. ERR_SYSCALL.
EXPORT int pcap_open_write(
	const char *path, enum pcap_format format, int link, u32 snaplen, struct pcap_writer **w);
// ERR_SYSCALL when the disk is full or the reader gone; the file then ends after the last whole
// packet and every later call fails alike. 'extra' may be null.
EXPORT int pcap_write(
	struct pcap_writer *w, const struct pcap_packet *packet, const struct pcap_extra *extra);
EXPORT int pcap_flush(struct pcap_writer *w);
EXPORT u64 pcap_writer_n(const struct pcap_writer *w); // packets written
EXPORT const char *pcap_writer_path(const struct pcap_writer *w);
EXPORT int pcap_close_write(struct pcap_writer *w); // null is fine; ERR_SYSCALL as pcap_write()
