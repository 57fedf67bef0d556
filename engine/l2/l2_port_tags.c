// What ports do with VLAN tags: rewriting them, and letting out only their own.
#include "engine/l2/l2_port_private.h"
#include "engine/base/error.h"
#include "engine/net/interface.h"

enum { TAG_MAX = 4094, OUTPUT_NEXT_EFP_FILTER = 1 };

static void tag_write(u8 *at, u16 type, u16 vlan)
{
	be16 fields[2] = {be16_of(type), be16_of(vlan)};

	memcpy(at, fields, sizeof(fields));
}

void l2_port_own_tags(u32 interface, struct l2_own_tags *own)
{
	const struct interface *i = interface_at(interface);
	const struct vlan_match *m = &i->match;
	bool all = m->outer == VLAN_ANY || (m->n_tags == 2 && m->inner == VLAN_ANY);

	*own = (struct l2_own_tags){0};
	if (i->parent == INDEX_NONE || m->is_default || !m->exact || !m->n_tags || all)
		return;
	own->n = m->n_tags;
	tag_write(own->bytes, m->dot1ad ? ETHERTYPE_QINQ : ETHERTYPE_VLAN, m->outer);
	tag_write(own->bytes + VLAN_TAG_SIZE, ETHERTYPE_VLAN, m->inner);
}

const struct l2_tag_settings *l2_port_tags(u32 interface)
{
	static const struct l2_tag_settings none;

	return l2_port_at(interface) ? &l2_port_control(interface)->tags : &none;
}

static int check(u32 interface, const struct l2_tag_settings *s)
{
	const struct l2_port *p = l2_port_at(interface);
	u32 pop = l2_tags_popped(s->operation), push = l2_tags_pushed(s->operation);

	if (!p)
		return error(
			ERR_INVALID_VALUE, "%s is in no layer 2 mode", interface_name(interface));
	for (u32 k = 0; k < push; k++)
		if (!s->tag[k] || s->tag[k] > TAG_MAX)
			return error(ERR_INVALID_VLAN, "VLAN ids are 1 to %d", TAG_MAX);
	if (pop > p->own.n)
		return error(ERR_INVALID_VLAN,
			"%s has %u VLAN tags of its own: none to put back on what leaves",
			interface_name(interface), p->own.n);
	return 0;
}

int l2_port_set_tags(u32 interface, const struct l2_tag_settings *s)
{
	int code = check(interface, s);
	struct l2_port *p;

	if (code < 0)
		return code;
	barrier_begin();
	p = l2_port_place(interface);
	p->in = (struct l2_rewrite){
		.pop = l2_tags_popped(s->operation), .push = l2_tags_pushed(s->operation)};
	p->out = (struct l2_rewrite){.pop = p->in.push, .push = p->in.pop};
	for (u32 k = 0; k < p->in.push; k++)
		tag_write(p->in.pushed + k * VLAN_TAG_SIZE,
			k == 0 && s->dot1ad ? ETHERTYPE_QINQ : ETHERTYPE_VLAN, s->tag[k]);
	memcpy(p->out.pushed, p->own.bytes, p->out.push * VLAN_TAG_SIZE);
	l2_port_control(interface)->tags = *s;
	l2_port_derive(interface);
	barrier_end();
	return 0;
}

int l2_port_set_efp_filter(u32 interface, bool on)
{
	struct l2_port *p;

	if (!l2_port_at(interface))
		return error(
			ERR_INVALID_VALUE, "%s is in no layer 2 mode", interface_name(interface));
	if (on && interface_at(interface)->parent != INDEX_NONE &&
		l2_port_at(interface)->own.n < interface_at(interface)->match.n_tags)
		return error(ERR_INVALID_VALUE,
			"%s is for frames of many VLANs: it has no tags of its own",
			interface_name(interface));
	barrier_begin();
	p = l2_port_place(interface);
	if (on)
		p->out_features |= 1u << L2_OUTPUT_EFP_FILTER;
	else
		p->out_features &= ~(1u << L2_OUTPUT_EFP_FILTER);
	p->output_way = on ? OUTPUT_NEXT_EFP_FILTER : p->output_next;
	barrier_end();
	return 0;
}
