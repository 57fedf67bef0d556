// Rewriting the VLAN tags of a frame.
#include "engine/l2/l2_rewrite.h"

enum { ADDRESSES = 12 }; // bytes in front of the tags

static bool is_tag(const u8 *type)
{
	be16 t;

	memcpy(&t, type, sizeof(t));
	return t == be16_of(ETHERTYPE_VLAN) || t == be16_of(ETHERTYPE_QINQ);
}

u32 l2_tags(struct buffer *b)
{
	const u8 *frame = buffer_here(b);
	u32 n = 0;

	while (n < L2_REWRITE_TAGS && b->length >= ETHERNET_SIZE + (n + 1) * VLAN_TAG_SIZE &&
		is_tag(frame + ADDRESSES + n * VLAN_TAG_SIZE))
		n++;
	return n;
}

static u16 vlan_of(const u8 *tag)
{
	be16 control;

	memcpy(&control, tag + sizeof(be16), sizeof(control));
	return host16(control) & 0xfff;
}

bool l2_tags_match(struct buffer *b, const struct l2_own_tags *own)
{
	const u8 *tags = (const u8 *)buffer_here(b) + ADDRESSES;

	if (l2_tags(b) != own->n)
		return false;
	for (u32 at = 0; at < own->n * (u32)VLAN_TAG_SIZE; at += VLAN_TAG_SIZE)
		if (vlan_of(tags + at) != vlan_of(own->bytes + at))
			return false;
	return true;
}

bool l2_rewrite(struct buffer *b, const struct l2_rewrite *r)
{
	u8 *frame = buffer_here(b), addresses[ADDRESSES];
	int grows = (r->push - r->pop) * VLAN_TAG_SIZE;
	u32 n;

	if (r->pop && l2_tags(b) < r->pop)
		return false;
	if (b->length < ETHERNET_SIZE || (int)buffer_headroom(b) < grows)
		return false;
	memcpy(addresses, frame, sizeof(addresses));
	buffer_move(b, -grows);
	frame = buffer_here(b);
	memcpy(frame, addresses, sizeof(addresses));
	memcpy(frame + ADDRESSES, r->pushed, r->push * VLAN_TAG_SIZE);
	n = l2_tags(b);
	b->l2_at = b->at;
	b->l3_at = (s16)(b->at + ETHERNET_SIZE + (int)n * VLAN_TAG_SIZE);
	b->flags &= ~(u32)(BUFFER_VLAN_1 | BUFFER_VLAN_2);
	b->flags |= n == 2 ? BUFFER_VLAN_2 : n ? BUFFER_VLAN_1 : 0;
	return true;
}

static const struct {
	const char *name;
	u8 pop, push;
} operations[] = {
	[L2_TAGS_DISABLED] = {"none", 0, 0},
	[L2_TAGS_PUSH_1] = {"push-1", 0, 1},
	[L2_TAGS_PUSH_2] = {"push-2", 0, 2},
	[L2_TAGS_POP_1] = {"pop-1", 1, 0},
	[L2_TAGS_POP_2] = {"pop-2", 2, 0},
	[L2_TAGS_TRANSLATE_1_1] = {"trans-1-1", 1, 1},
	[L2_TAGS_TRANSLATE_1_2] = {"trans-1-2", 1, 2},
	[L2_TAGS_TRANSLATE_2_1] = {"trans-2-1", 2, 1},
	[L2_TAGS_TRANSLATE_2_2] = {"trans-2-2", 2, 2},
};

u32 l2_tags_popped(enum l2_tag_rewrite operation)
{
	return operations[operation].pop;
}

u32 l2_tags_pushed(enum l2_tag_rewrite operation)
{
	return operations[operation].push;
}

void l2_tags_text(struct text *t, const struct l2_tag_settings *s)
{
	text_add(t, "%s", operations[s->operation].name);
	if (operations[s->operation].push)
		text_add(t, " %s", s->dot1ad ? "dot1ad" : "dot1q");
	for (u32 k = 0; k < operations[s->operation].push; k++)
		text_add(t, " %u", s->tag[k]);
}
