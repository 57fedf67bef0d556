// How a TCP header and its options read.
#include "engine/ip4/tcp.h"
#include "engine/net/protocol.h"

enum tcp_option {
	OPTION_END = 0,
	OPTION_NOTHING = 1,
	OPTION_MSS = 2,
	OPTION_WINDOW_SCALE = 3,
	OPTION_SACK_PERMITTED = 4,
	OPTION_SACK = 5,
	OPTION_TIMESTAMP = 8,
};

static u32 read32(const u8 *bytes)
{
	be32 x;

	memcpy(&x, bytes, sizeof(x));
	return host32(x);
}

// Bytes of the option at 'o' with 'left' bytes from there on; 0 if that cannot be.
static u32 option_size(const u8 *o, u32 left)
{
	if (o[0] == OPTION_NOTHING)
		return 1;
	if (left < 2 || o[1] < 2 || o[1] > left)
		return 0;
	return o[1];
}

// Each option's size must be the one that its kind has; others are passed over.
static void option_text(struct text *t, const u8 *o, u32 size, bool syn, u32 *n_shown)
{
	const char *lead = *n_shown ? ", " : "options:\n    ";

	if (o[0] == OPTION_MSS && size == 4 && syn)
		text_add(t, "%smss %u", lead, o[2] << 8 | o[3]);
	else if (o[0] == OPTION_WINDOW_SCALE && size == 3 && syn)
		text_add(t, "%swindow scale %u", lead, o[2]);
	else if (o[0] == OPTION_SACK_PERMITTED && size == 2 && syn)
		text_add(t, "%ssack permitted", lead);
	else if (o[0] == OPTION_TIMESTAMP && size == 10)
		text_add(t, "%stimestamp %u, echo/reflected timestamp %u", lead, read32(o + 2),
			read32(o + 6));
	else if (o[0] == OPTION_SACK && size > 2 && (size - 2) % 8 == 0) {
		text_add(t, "%ssacks:", lead);
		for (u32 i = 0; i < (size - 2) / 8; i++)
			text_add(t, "\n      block %u: start %u, end %u", i + 1,
				read32(o + 2 + 8 * i), read32(o + 6 + 8 * i));
	} else
		return;
	(*n_shown)++;
}

static bool options_valid(const u8 *o, u32 n)
{
	u32 size;

	for (u32 at = 0; at < n && o[at] != OPTION_END; at += size) {
		size = option_size(o + at, n - at);
		if (!size)
			return false;
	}
	return true;
}

static void options_text(struct text *t, const u8 *o, u32 n, bool syn)
{
	u32 size, n_shown = 0;

	for (u32 at = 0; at < n && o[at] != OPTION_END; at += size) {
		size = option_size(o + at, n - at);
		option_text(t, o + at, size, syn, &n_shown);
	}
}

void tcp_text(struct text *t, const u8 *bytes, u32 n)
{
	static const char *const flags[] = {"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};
	struct tcp tcp;
	u32 size;

	if (n < sizeof(tcp)) {
		text_add(t, "TCP header truncated");
		return;
	}
	memcpy(&tcp, bytes, sizeof(tcp));
	size = tcp_header_size(&tcp);
	text_add(t, "TCP: %u -> %u\n  seq. 0x%08x ack 0x%08x\n  flags 0x%02x", host16(tcp.from),
		host16(tcp.to), host32(tcp.sequence), host32(tcp.acknowledged), tcp.flags);
	for (u32 i = 0; i < ARRAY_N(flags); i++)
		if (tcp.flags & 1 << i)
			text_add(t, " %s", flags[i]);
	text_add(t, ", tcp header: %u bytes\n  window %u, checksum 0x%04x\n  ", size,
		host16(tcp.window), host16(tcp.csum));
	if (size > n)
		text_add(t, "options: truncated");
	else if (size < sizeof(tcp) || !options_valid(bytes + sizeof(tcp), size - sizeof(tcp)))
		text_add(t, "options: parsing failed");
	else
		options_text(t, bytes + sizeof(tcp), size - sizeof(tcp), tcp.flags & TCP_SYN);
}

static const struct protocol tcp_protocol = {
	.layer = LAYER_IP_PROTOCOL,
	.number = IP_PROTOCOL_TCP,
	.name = "TCP",
	.text = tcp_text,
};
PROTOCOL_REGISTER(tcp_protocol);
