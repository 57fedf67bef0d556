// Neighbour solicitations (RFC 4861) answered in place of the hosts of a bridge domain.
//
// Told by their layout alone: IPv6 itself is another room's.
#include "engine/base/csum.h"
#include "engine/l2/arp_term.h"

struct solicitation {
	be32 version_class_flow;
	be16 payload_size;
	u8 protocol, hop_limit;
	u8 from[16], to[16];
	u8 type, code;
	be16 csum;
	u8 flags[4];
	u8 target[16];
	u8 option[8]; // of an answer: type, length in units of 8 bytes, address
} PACKED;

enum {
	SIZE = offsetof(struct solicitation, option), // without options
	MESSAGE_AT = offsetof(struct solicitation, type),
	ICMP6 = 58,
	SOLICITATION = 135,
	ADVERTISEMENT = 136,
	HOP_LIMIT = 255,   // proof that no router passed it on: section 7.1.1
	FLAGS = 0x60,	   // solicited, override
	OPTION_TARGET = 2, // the target's link-layer address
	SHORTEST = 24,	   // bytes of a message without options
	LONGEST = 512,	   // bytes of a message that anybody would send
};

// Of the message of 'n' bytes, with the pseudo-header of RFC 8200 section 8.1. 0 when it is right.
static be16 csum(const struct solicitation *s, u32 n)
{
	be32 tail[2] = {be32_of(n), be32_of(ICMP6)};
	u64 sum = csum_bytes(0, s->from, sizeof(s->from) + sizeof(s->to));

	sum = csum_bytes(sum, tail, sizeof(tail));
	return csum_field(csum_bytes(sum, &s->type, n));
}

static bool is_solicitation(const struct buffer *b, const struct solicitation *s)
{
	static const u8 nobody[16];
	int room = b->at + b->length - b->l3_at;
	u32 n;

	if (room < (int)SIZE || s->protocol != ICMP6 || s->type != SOLICITATION || s->code)
		return false;
	n = host16(s->payload_size);
	if (s->hop_limit != HOP_LIMIT || n < SHORTEST || n > LONGEST ||
		room < (int)(MESSAGE_AT + n))
		return false;
	// Who has no address yet asks whether it may have this one: the owner must hear that.
	return memcmp(s->from, nobody, sizeof(nobody)) && csum(s, n) == 0;
}

static void answer(struct buffer *b, struct solicitation *s, const u8 mac[6])
{
	struct ethernet *e = buffer_here(b);

	memcpy(e->to, e->from, sizeof(e->to));
	memcpy(e->from, mac, sizeof(e->from));
	b->length = (u16)(b->l3_at - b->at + (int)sizeof(*s));
	s->payload_size = be16_of(sizeof(*s) - MESSAGE_AT);
	memcpy(s->to, s->from, sizeof(s->to));
	memcpy(s->from, s->target, sizeof(s->from));
	s->type = ADVERTISEMENT;
	memset(s->flags, 0, sizeof(s->flags));
	s->flags[0] = FLAGS;
	s->option[0] = OPTION_TARGET;
	s->option[1] = 1;
	memcpy(s->option + 2, mac, 6);
	s->csum = 0;
	s->csum = csum(s, sizeof(*s) - MESSAGE_AT);
}

bool nd_term_answer(const struct bridge *bridge, struct buffer *b)
{
	struct solicitation *s = (struct solicitation *)(b->data + b->l3_at);
	struct ip_address ip = {.family = FAMILY_IP6};
	const u8 *mac;

	if (b->flags & BUFFER_NEXT || !is_solicitation(b, s) ||
		b->l3_at + sizeof(*s) > buffer_pool_at(b->pool)->data_size)
		return false;
	memcpy(ip.ip6, s->target, sizeof(ip.ip6));
	mac = bridge_host_find(bridge, &ip);
	if (!mac)
		return false;
	answer(b, s, mac);
	return true;
}
