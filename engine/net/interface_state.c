// Changes of an interface's state, and who is told of them.
#include "engine/base/error.h"
#include "engine/base/registry_late.h"
#include "engine/base/vec.h"
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

// Does to an interface's sub-interfaces what was done to it.
static void each_sub(const struct interface *parent, enum interface_event event)
{
	for (u32 k = interface_next(0); parent->vlans && k != INDEX_NONE;
		k = interface_next(k + 1)) {
		struct interface *i = interface_at(k);

		if (i->parent != parent->index)
			continue;
		i->link_up = parent->link_up;
		memcpy(i->mac, parent->mac, sizeof(i->mac));
		interface_tell(event, i);
	}
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
	each_sub(i, EVENT_LINK);
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
	if (i->parent != INDEX_NONE)
		return error(ERR_INVALID_VALUE, "the address of a sub-interface is its parent's");
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
	each_sub(i, EVENT_MAC);
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
	each_sub(i, EVENT_MTU);
	barrier_end();
	return 0;
}

u32 interface_mtu(const struct interface *i, enum interface_mtu kind)
{
	const struct interface *parent = interface_at(i->parent);

	if (i->mtu[kind] || i->mtu[MTU_L3])
		return i->mtu[kind] ? i->mtu[kind] : i->mtu[MTU_L3];
	return parent ? interface_mtu(parent, kind) : 0;
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

// A late hook hears of what is there already as if it had just come.
static void hook_catch_up(const struct interface_hook *h, struct interface *i)
{
	if (h->on_create)
		h->on_create(i);
	if (h->on_up && i->up)
		h->on_up(i);
	if (h->on_link && !i->link_up)
		h->on_link(i);
	VEC_EACH (interface_addresses(i->index), a)
		if (h->on_address)
			h->on_address(i, a, true);
}

static void hooks_start(const void *owner)
{
	REGISTRY_EACH_OF(r, REGISTRY_INTERFACE_HOOK, owner)
	for (u32 i = interface_next(0); i != INDEX_NONE; i = interface_next(i + 1))
		hook_catch_up(r->object, interface_at(i));
}

static const struct registry_consumer hook_consumer = {.kind = REGISTRY_INTERFACE_HOOK,
	.one = "interface hook",
	.many = "interface hooks",
	.start = hooks_start};
CONSUMER_REGISTER(hook_consumer);
