// Tables of VLAN ids: two loads find the sub-interface of a frame.
#include "engine/net/vlan.h"
#include "engine/base/error.h"
#include "engine/base/memory.h"
#include <stdlib.h>

enum { IDS = 1 << 12 };

struct place {
	u32 interface; // 0: none, local0 is nobody's sub-interface
	u8 n_tags;     // that it accepts: bit n
};

struct outer {
	u32 n; // places in use
	struct place one, any_inner;
	struct place *inner; // by id, IDS of them; null: none
	u32 n_inner;
};

struct vlans {
	u32 n;
	struct place untagged, by_default;
	struct outer *outer[2][IDS]; // by dot1ad and id; VLAN_ANY: any
};

static u8 accepted(const struct vlan_match *m)
{
	if (m->is_default)
		return 1 << 1 | 1 << 2 | 1 << 3;
	if (m->n_tags == 0)
		return 1 << 0;
	return m->exact ? 1 << m->n_tags : (0xf << m->n_tags) & 0xf;
}

// Where the sub-interface stands; makes what leads there.
static struct place *place_of(struct vlans *v, const struct vlan_match *m)
{
	struct outer **o = &v->outer[m->dot1ad][m->outer % IDS];

	if (m->is_default)
		return &v->by_default;
	if (m->n_tags == 0)
		return &v->untagged;
	if (!*o)
		*o = memory_get_zero(sizeof(**o));
	if (m->n_tags == 1)
		return &(*o)->one;
	if (m->inner == VLAN_ANY)
		return &(*o)->any_inner;
	if (!(*o)->inner)
		(*o)->inner = memory_get_zero(IDS * sizeof(struct place));
	return &(*o)->inner[m->inner % IDS];
}

static void count(struct vlans *v, const struct vlan_match *m, int change)
{
	struct outer **o = &v->outer[m->dot1ad][m->outer % IDS];

	v->n += change;
	if (m->is_default || m->n_tags == 0)
		return;
	(*o)->n += change;
	if (m->n_tags == 2 && m->inner != VLAN_ANY)
		(*o)->n_inner += change;
	if (!(*o)->n_inner) {
		free((*o)->inner);
		(*o)->inner = NULL;
	}
	if (!(*o)->n) {
		free(*o);
		*o = NULL;
	}
}

int vlan_add(struct vlans **v, const struct vlan_match *m, u32 interface)
{
	struct place *p;

	if (!*v)
		*v = memory_get_zero(sizeof(**v));
	p = place_of(*v, m);
	if (p->interface)
		return error(ERR_EXISTS, "another sub-interface has these VLAN tags");
	*p = (struct place){.interface = interface, .n_tags = accepted(m)};
	count(*v, m, 1);
	return 0;
}

void vlan_remove(struct vlans **v, const struct vlan_match *m)
{
	*place_of(*v, m) = (struct place){0};
	count(*v, m, -1);
	if ((*v)->n)
		return;
	free(*v);
	*v = NULL;
}

static inline bool fits(const struct place *p, u32 n_tags)
{
	return p->n_tags >> n_tags & 1;
}

static const struct place *find_outer(const struct outer *o, const struct vlan_tags *t)
{
	if (!o)
		return NULL;
	if (o->inner && fits(&o->inner[t->inner], t->n))
		return &o->inner[t->inner];
	if (fits(&o->any_inner, t->n))
		return &o->any_inner;
	return fits(&o->one, t->n) ? &o->one : NULL;
}

u32 vlan_find(const struct vlans *v, const struct vlan_tags *t)
{
	const struct place *p = NULL;

	if (t->n) {
		p = find_outer(v->outer[t->dot1ad][t->outer], t);
		if (!p)
			p = find_outer(v->outer[t->dot1ad][VLAN_ANY], t);
	}
	if (!p && fits(&v->untagged, t->n))
		p = &v->untagged;
	if (!p && fits(&v->by_default, t->n))
		p = &v->by_default;
	return p ? p->interface : INDEX_NONE;
}

bool vlan_has_untagged(const struct vlans *v)
{
	return v->untagged.interface;
}
