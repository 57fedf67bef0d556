// Changes of an interface's state, and who is told of them.
#include "engine/base/error.h"
#include "engine/net/address.h"
#include "engine/net/interface_table.h"

enum { MTU_MIN = 64, MTU_MAX = 65535 };

void interface_tell(enum interface_event event, struct interface *i)
{
	REGISTRY_EACH (r, REGISTRY_INTERFACE_HOOK) {
		const struct interface_hook *h = r->object;
		void (*const told[])(struct interface *) = {
			[EVENT_CREATE] = h->on_create,
			[EVENT_DELETE] = h->on_delete,
			[EVENT_UP] = h->on_up,
			[EVENT_LINK] = h->on_link,
			[EVENT_MAC] = h->on_mac,
			[EVENT_MTU] = h->on_mtu,
		};

		if (told[event])
			told[event](i);
	}
}

void interface_tell_address(struct interface *i, const struct interface_address *a, bool added)
{
	REGISTRY_EACH (r, REGISTRY_INTERFACE_HOOK) {
		const struct interface_hook *h = r->object;

		if (h->on_address)
			h->on_address(i, a, added);
	}
}

static int find(u32 index, struct interface **i)
{
	*i = interface_at(index);
	if (!*i)
		return error(ERR_NO_SUCH_INTERFACE, "no interface with index %u", index);
	return 0;
}

int interface_set_up(u32 index, bool up)
{
	struct interface *i;
	int code = find(index, &i);

	if (code < 0 || i->up == up)
		return code;
	if (i->interface_class->set_up) {
		code = i->interface_class->set_up(i, up);
		if (code < 0)
			return code;
	}
	barrier_begin();
	i->up = up;
	i->punt = false;
	interface_tell(EVENT_UP, i);
	barrier_end();
	return 0;
}

int interface_set_punt(u32 index)
{
	struct interface *i;
	int code = interface_set_up(index, true);

	if (code < 0)
		return code;
	find(index, &i);
	barrier_begin();
	i->punt = true;
	barrier_end();
	return 0;
}

int interface_set_link(u32 index, bool up)
{
	struct interface *i;
	int code = find(index, &i);

	if (code < 0 || i->link_up == up)
		return code;
	barrier_begin();
	i->link_up = up;
	interface_tell(EVENT_LINK, i);
	barrier_end();
	return 0;
}

int interface_set_mac(u32 index, const u8 mac[6])
{
	struct interface *i;
	int code = find(index, &i);

	if (code < 0)
		return code;
	if (!i->interface_class->is_ethernet)
		return error(
			ERR_INVALID_VALUE, "interface %s is not an Ethernet interface", i->name);
	if (mac[0] & 1)
		return error(ERR_INVALID_VALUE, "a multicast address cannot be an interface's own");
	if (i->interface_class->set_mac) {
		code = i->interface_class->set_mac(i, mac);
		if (code < 0)
			return code;
	}
	barrier_begin();
	memcpy(i->mac, mac, 6);
	interface_tell(EVENT_MAC, i);
	barrier_end();
	return 0;
}

int interface_set_mtu(u32 index, enum interface_mtu kind, u32 mtu)
{
	struct interface *i;
	int code = find(index, &i);

	if (code < 0)
		return code;
	if (mtu && (mtu < MTU_MIN || mtu > MTU_MAX))
		return error(ERR_INVALID_VALUE, "MTU %u is not in %d..%d", mtu, MTU_MIN, MTU_MAX);
	if (kind == MTU_L3 && mtu > i->max_frame)
		return error(ERR_INVALID_VALUE, "MTU %u is more than the %u bytes that %s can send",
			mtu, i->max_frame, i->name);
	if (kind == MTU_L3 && i->interface_class->set_mtu) {
		code = i->interface_class->set_mtu(i, mtu);
		if (code < 0)
			return code;
	}
	barrier_begin();
	i->mtu[kind] = mtu;
	interface_tell(EVENT_MTU, i);
	barrier_end();
	return 0;
}

int interface_set_promiscuous(u32 index, bool on)
{
	struct interface *i;
	int code = find(index, &i);

	if (code < 0)
		return code;
	barrier_begin();
	i->promiscuous = on;
	barrier_end();
	return 0;
}
