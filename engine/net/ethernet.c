// How Ethernet headers, their VLAN tags and what follows read.
#include "engine/net/ethernet.h"

enum { MAX_TAGS = 2 };

static bool is_tag(u16 type)
{
	return type == ETHERTYPE_VLAN || type == ETHERTYPE_QINQ;
}

// Bytes of the header with its tags, of the 'n' at hand; '*type' is the payload's.
static u32 header_size(const u8 *bytes, u32 n, u16 *type, struct vlan_tag *tags, u32 *n_tags)
{
	const struct ethernet *e = (const struct ethernet *)bytes;
	u32 size = ETHERNET_SIZE;

	*type = host16(e->type);
	*n_tags = 0;
	while (is_tag(*type) && *n_tags < MAX_TAGS && n >= size + VLAN_TAG_SIZE) {
		memcpy(&tags[*n_tags], bytes + size, VLAN_TAG_SIZE);
		*type = host16(tags[*n_tags].type);
		size += VLAN_TAG_SIZE;
		(*n_tags)++;
	}
	return size;
}

static void tag_text(struct text *t, const struct vlan_tag *tag)
{
	u16 tci = host16(tag->tci);

	text_add(t, " 802.1q vlan %u", tci & 0xfff);
	if (tci >> 13)
		text_add(t, " priority %u", tci >> 13);
	if (tci & 0x1000)
		text_add(t, " cfi");
}

static u32 add_header(struct text *t, const u8 *bytes, u32 n, u16 *type)
{
	const struct ethernet *e = (const struct ethernet *)bytes;
	struct vlan_tag tags[MAX_TAGS];
	char from[TEXT_MAC], to[TEXT_MAC];
	u32 n_tags, size;

	if (n < ETHERNET_SIZE) {
		text_add(t, "ethernet header truncated: %u bytes", n);
		return 0;
	}
	size = header_size(bytes, n, type, tags, &n_tags);
	protocol_name_text(t, LAYER_ETHERTYPE, *type);
	text_add(t, ": %s -> %s", text_mac(from, e->from), text_mac(to, e->to));
	for (u32 i = 0; i < n_tags; i++)
		tag_text(t, &tags[i]);
	return size;
}

void ethernet_text(struct text *t, const u8 *bytes, u32 n)
{
	u16 type;

	add_header(t, bytes, n, &type);
}

void ethernet_packet_text(struct text *t, const u8 *bytes, u32 n)
{
	u16 type = 0;
	u32 size = add_header(t, bytes, n, &type);
	const struct protocol *p = protocol_by_number(LAYER_ETHERTYPE, type);

	if (!size || !p || !p->text)
		return;
	text_add(t, "\n");
	p->text(t, bytes + size, n - size);
}
