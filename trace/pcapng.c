// Blocks of pcapng: section, interface and packet, in the machine's byte order.
// Format: draft-ietf-opsawg-pcapng, sections 3.5 (options) and 4.
#include "trace/pcapng.h"
#include "engine/base/vec.h"

enum {
	BLOCK_SECTION = 0x0a0d0d0a,
	BLOCK_INTERFACE = 1,
	BLOCK_PACKET = 6,

	OPTION_END = 0,
	OPTION_COMMENT = 1,
	SECTION_PROGRAM = 4,
	INTERFACE_NAME = 2,
	INTERFACE_RESOLUTION = 9,
	PACKET_FLAGS = 2,
	PACKET_DROP_COUNT = 4,

	MAX_NAME = 255,	     // characters
	MAX_COMMENT = 65532, // an option's length has 16 bits
};

static void put(u8 **out, const void *bytes, u32 n)
{
	if (n)
		memcpy(vec_add_n(*out, n), bytes, n);
}

static void put_u16(u8 **out, u16 value)
{
	put(out, &value, sizeof(value));
}

static void put_u32(u8 **out, u32 value)
{
	put(out, &value, sizeof(value));
}

static void put_padded(u8 **out, const void *bytes, u32 n)
{
	put(out, bytes, n);
	put(out, "\0\0\0", ROUND_UP(n, 4) - n);
}

static void put_option(u8 **out, u16 code, const void *bytes, u16 n)
{
	put_u16(out, code);
	put_u16(out, n);
	put_padded(out, bytes, n);
}

// The size is filled in at the end of the block.
static u32 block_begin(u8 **out, u32 type)
{
	u32 at = vec_n(*out);

	put_u32(out, type);
	put_u32(out, 0);
	return at;
}

static void block_end(u8 **out, u32 at)
{
	put_option(out, OPTION_END, NULL, 0);
	u32 size = vec_n(*out) + 4 - at;
	put_u32(out, size);
	memcpy(*out + at + PCAPNG_SIZE_AT, &size, sizeof(size));
}

void pcapng_section(u8 **out)
{
	static const u64 unknown_size = UINT64_MAX;
	u32 at = block_begin(out, BLOCK_SECTION);

	put_u32(out, 0x1a2b3c4d);
	put_u16(out, 1); // version 1.0
	put_u16(out, 0);
	put(out, &unknown_size, sizeof(unknown_size));
	put_option(out, SECTION_PROGRAM, "quiver", 6);
	block_end(out, at);
}

void pcapng_interface(u8 **out, const char *name, u16 link, u32 snaplen)
{
	static const u8 nanoseconds = 9; // negative power of ten
	u32 at = block_begin(out, BLOCK_INTERFACE);

	put_u16(out, link);
	put_u16(out, 0);
	put_u32(out, snaplen);
	put_option(out, INTERFACE_NAME, name, MIN(strlen(name), MAX_NAME));
	put_option(out, INTERFACE_RESOLUTION, &nanoseconds, 1);
	block_end(out, at);
}

void pcapng_packet(
	u8 **out, u32 interface, const struct pcap_packet *p, u32 n, const struct pcap_extra *extra)
{
	u32 at = block_begin(out, BLOCK_PACKET);
	u32 flags = extra->direction; // bits 0 and 1: 1 inbound, 2 outbound

	put_u32(out, interface);
	put_u32(out, p->time >> 32);
	put_u32(out, (u32)p->time);
	put_u32(out, n);
	put_u32(out, p->size);
	put_padded(out, p->bytes, n);
	if (extra->comment)
		put_option(out, OPTION_COMMENT, extra->comment,
			MIN(strlen(extra->comment), MAX_COMMENT));
	if (flags)
		put_option(out, PACKET_FLAGS, &flags, sizeof(flags));
	if (extra->n_dropped)
		put_option(out, PACKET_DROP_COUNT, &extra->n_dropped, sizeof(extra->n_dropped));
	block_end(out, at);
}

bool pcapng_is_packet(const u8 *block)
{
	u32 type;

	memcpy(&type, block, sizeof(type));
	return type == BLOCK_PACKET;
}
