// Making and deleting sub-interfaces.
#include "engine/net/subinterface.h"
#include "engine/base/error.h"
#include <stdio.h>

static const struct interface_class subinterface_class = {
	.name = "sub-interface", .is_ethernet = true};

static int check_id(u16 id)
{
	if ((id && id <= VLAN_MAX) || id == VLAN_ANY)
		return 0;
	return error(ERR_INVALID_VLAN, "VLAN id %u is not in 1..%d", id, VLAN_MAX);
}

static int check(const struct interface *i, const struct vlan_match *m)
{
	int code = 0;

	if (i->parent != INDEX_NONE)
		return error(ERR_INVALID_VALUE, "%s is itself a sub-interface", i->name);
	if (!i->interface_class->is_ethernet)
		return error(ERR_INVALID_VALUE, "%s is not an Ethernet interface", i->name);
	if (!m->is_default && m->n_tags)
		code = check_id(m->outer);
	if (code == 0 && !m->is_default && m->n_tags == 2)
		code = check_id(m->inner);
	return code;
}

int subinterface_create(u32 parent, u32 id, const struct vlan_match *match, u32 *index)
{
	struct interface *i = interface_at(parent);
	char name[INTERFACE_NAME_MAX + 16];
	struct interface_params p = {.interface_class = &subinterface_class,
		.name = name,
		.parent = i,
		.sub_id = id,
		.match = match,
		.offloads = OFFLOADS_CSUM | OFFLOADS_TCP_GSO | OFFLOADS_UDP_GSO};
	int code = i ? check(i, match) : ERR_NO_SUCH_INTERFACE;

	if (code < 0)
		return i ? code : error(code, "no interface with index %u", parent);
	snprintf(name, sizeof(name), "%s.%u", i->name, id);
	p.mac = i->mac;
	p.max_frame = i->max_frame;
	p.speed = i->speed;
	barrier_begin();
	// The table first: what fails in it leaves nothing behind.
	code = vlan_add(&i->vlans, match, INDEX_NONE);
	if (code == 0) {
		code = interface_create(&p, index);
		vlan_remove(&i->vlans, match);
		if (code == 0)
			vlan_add(&i->vlans, match, *index);
	}
	barrier_end();
	return code;
}

int subinterface_delete(u32 index)
{
	const struct interface *i = interface_at(index);

	if (!i || i->parent == INDEX_NONE)
		return error(ERR_INVALID_VALUE, "%s is not a sub-interface", interface_name(index));
	return interface_delete(index);
}
