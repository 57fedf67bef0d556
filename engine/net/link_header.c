// Link headers as interfaces put them in front of what they send.
#include "engine/net/link_header.h"

bool ethernet_has_header(const struct interface *i)
{
	const struct vlan_match *m = &i->match;

	if (i->parent == INDEX_NONE)
		return true;
	if (m->is_default)
		return false;
	return m->n_tags == 0 ||
		(m->exact && m->outer != VLAN_ANY && (m->n_tags == 1 || m->inner != VLAN_ANY));
}

u32 ethernet_header_size(const struct interface *i)
{
	return ETHERNET_SIZE + (ethernet_has_header(i) ? i->match.n_tags * VLAN_TAG_SIZE : 0);
}

u32 ethernet_header_write(void *at, const struct interface *i, const u8 to[6], u16 type)
{
	u32 n = (ethernet_header_size(i) - ETHERNET_SIZE) / VLAN_TAG_SIZE;
	be16 outer = be16_of(i->match.dot1ad ? ETHERTYPE_QINQ : ETHERTYPE_VLAN);
	const struct vlan_tag tags[] = {
		{be16_of(i->match.outer), be16_of(n == 2 ? ETHERTYPE_VLAN : type)},
		{be16_of(i->match.inner), be16_of(type)}};
	struct ethernet e = {.type = n ? outer : be16_of(type)};

	memcpy(e.to, to, sizeof(e.to));
	memcpy(e.from, i->mac, sizeof(e.from));
	memcpy(at, &e, sizeof(e));
	memcpy((u8 *)at + ETHERNET_SIZE, tags, n * VLAN_TAG_SIZE);
	return ETHERNET_SIZE + n * VLAN_TAG_SIZE;
}
