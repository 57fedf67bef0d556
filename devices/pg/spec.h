// What a stream's 'data { }' says: headers with their fields, then a payload; before sizes are
// known. template.h makes packets of it.
//
//   [MAC LINE] TYPE: SRC -> DST [vlan N [priority N] [cfi]]...     TYPE: IP4, IP6, ARP, 0x1234
//   [IP LINE]  PROTOCOL: SRC -> DST [options]                      PROTOCOL: UDP, TCP, ICMP, 17
//   [L4 LINE]  UDP: PORT -> PORT [options] | TCP: ... | ICMP TYPE [code N] [checksum N]
//   A TCP checksum is by default the one that VPP makes, see template.c; 'checksum valid' is RFC's.
//   [PAYLOAD]  hex 0x0123 | incrementing [N] | random [N]
//
// Each value may be a range: 'A - B' counts up from packet to packet and begins again, 'A + B' is
// random. What a line begins with follows from the node that gets the packets.
#pragma once

#include "engine/base/vec.h"
#include "devices/pg/scan.h"

enum pg_layer { PG_ETHERNET, PG_IP4, PG_IP6, PG_UDP, PG_TCP, PG_ICMP, PG_ICMP6, PG_PAYLOAD };

struct pg_header {
	u8 layer; // enum pg_layer
	u16 at, size;
	bool edited; // some field of it is a range
	bool own_length, own_csum;
	bool valid_csum; // not the one that VPP makes
};

enum pg_op { PG_INCREMENT, PG_RANDOM, PG_SIZE };

struct pg_field {
	u8 op;	  // PG_INCREMENT or PG_RANDOM
	u8 width; // bytes: 1, 2, 4 or 6
	u8 bits;  // of the field; fewer than 8 * width: the lowest ones change, the others stay
	u16 at;
	u64 min, max;
};

enum { PG_MAX_HEADERS = 8, PG_MAX_FIELDS = 32 };

enum pg_fill { PG_FILL_ZERO, PG_FILL_INCREMENTING, PG_FILL_RANDOM };

struct pg_spec {
	struct pg_header headers[PG_MAX_HEADERS];
	struct pg_field fields[PG_MAX_FIELDS];
	u32 n_headers, n_fields;
	u8 *bytes;   // vec: headers with first values, then the payload
	u32 payload; // bytes of the payload, at the end of 'bytes'
	bool has_payload;
	u8 fill; // what comes after 'bytes' up to the packet's size
};

// Reads it. 'hint': what packets start with, as node_class.protocol_hint. False: the scan says
// where and what was expected. The caller frees in either case.
EXPORT bool pg_spec_parse(struct pg_spec *p, struct pg_scan *s, u8 hint);
EXPORT void pg_spec_free(struct pg_spec *p);

// ---- Between the files that read the layers ----

// A new header of 'size' zero bytes at the end; null when there are too many.
struct pg_header *pg_spec_header(struct pg_spec *p, struct pg_scan *s, u8 layer, u16 size);

// Writes a big-endian value of 'width' bytes; only its lowest 'bits' bits change.
void pg_spec_put(struct pg_spec *p, u16 at, u8 width, u8 bits, u64 value);

// Reads a value or range and puts it where it belongs in header 'h'. 'read' reads one value.
struct pg_place {
	u16 at; // from the start of the header
	u8 width, bits;
};
bool pg_spec_value(struct pg_spec *p, struct pg_scan *s, struct pg_header *h, struct pg_place to,
	bool (*read)(struct pg_scan *s, u64 *value), const char *what);
// The same for a number that fits the place.
bool pg_spec_number(struct pg_spec *p, struct pg_scan *s, struct pg_header *h, struct pg_place to);

bool pg_spec_ip4(struct pg_spec *p, struct pg_scan *s);
bool pg_spec_ip6(struct pg_spec *p, struct pg_scan *s);
// The header of an IP protocol, if it has one that is known here and given; then the payload.
bool pg_spec_l4(struct pg_spec *p, struct pg_scan *s, u8 protocol, bool ip6);
bool pg_spec_payload(struct pg_spec *p, struct pg_scan *s);
// Whether a payload, or nothing at all, comes next.
bool pg_spec_at_payload(struct pg_scan *s);
