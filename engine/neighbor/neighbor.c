// The table of neighbours.
//
// Owned by the main thread; nodes may ask no more than neighbor_is_known().
#include "engine/neighbor/neighbor.h"
#include "engine/base/error.h"
#include "engine/base/log.h"
#include "engine/base/vec.h"
#include "engine/neighbor/neighbor_table.h"
#include "engine/net/ethernet.h"
#include "engine/net/interface.h"
#include <stdlib.h>
#include <uthash.h>
#include <utlist.h>

enum { DEFAULT_LIMIT = 50000, FAMILIES = 2 };

struct key {
	u32 interface;
	u8 family;
	u8 ip[16];
} PACKED;

struct entry {
	struct neighbor n;
	struct key key;
	UT_hash_handle hh;
	struct entry *prev, *next; // by age, with NEIGHBOR_DYNAMIC only: the oldest first
};

static struct entry *table;
static struct {
	struct entry *by_age;
	u32 n;
	struct neighbor_settings settings;
} families[FAMILIES] = {{.settings.limit = DEFAULT_LIMIT}, {.settings.limit = DEFAULT_LIMIT}};
static void (**hooks)(const struct neighbor *n, bool present);

static struct log_class log_neighbor = {.name = "ip", .sub = "neighbor"};
LOG_REGISTER(log_neighbor);

static u32 family_at(u8 family)
{
	return family == FAMILY_IP6;
}

static struct key key_of(u32 interface, const struct ip_address *ip)
{
	struct key key = {.interface = interface, .family = ip->family};

	memcpy(key.ip, ip->ip6, ip->family == FAMILY_IP6 ? 16 : 4);
	return key;
}

static struct entry *find(u32 interface, const struct ip_address *ip)
{
	struct key key = key_of(interface, ip);
	struct entry *e;

	HASH_FIND(hh, table, &key, sizeof(key), e);
	return e;
}

const struct neighbor *neighbor_find(u32 interface, const struct ip_address *ip)
{
	const struct entry *e = find(interface, ip);

	return e ? &e->n : NULL;
}

struct neighbor_settings *neighbor_settings(u8 family)
{
	return &families[family_at(family)].settings;
}

void neighbor_hook_add(void (*changed)(const struct neighbor *n, bool present))
{
	vec_push(hooks, changed);
}

static void log_change(const char *what, const struct neighbor *n)
{
	char ip[TEXT_IP4];

	if (n->ip.family == FAMILY_IP4)
		log_notice(&log_neighbor, "%s: %s, %s", what, interface_name(n->interface),
			text_ip4(ip, n->ip.ip4));
}

static void tell(struct entry *e, bool present)
{
	if (e->n.ip.family == FAMILY_IP4)
		neighbor_known_set(e->n.interface, e->n.ip.ip4, present);
	adjacency_resolve(e->n.interface, &e->n.ip, present ? e->n.mac : NULL);
	VEC_EACH (hooks, h)
		(*h)(&e->n, present);
}

static void by_age_remove(struct entry *e)
{
	if (e->n.flags & NEIGHBOR_DYNAMIC)
		DL_DELETE(families[family_at(e->n.ip.family)].by_age, e);
}

static void by_age_append(struct entry *e)
{
	if (e->n.flags & NEIGHBOR_DYNAMIC)
		DL_APPEND(families[family_at(e->n.ip.family)].by_age, e);
}

static void drop(struct entry *e)
{
	log_change("delete", &e->n);
	by_age_remove(e);
	HASH_DEL(table, e);
	families[family_at(e->n.ip.family)].n--;
	tell(e, false);
	free(e);
}

// Room for one more, if need be by forgetting the neighbour unheard of for longest.
static int make_room(u8 family)
{
	struct entry *oldest = families[family_at(family)].by_age;
	const struct neighbor_settings *s = neighbor_settings(family);

	if (families[family_at(family)].n < s->limit)
		return 0;
	if (!s->recycle || !oldest)
		return error(
			ERR_LIMIT, "the limit of %u IPv%u neighbors is reached", s->limit, family);
	drop(oldest);
	return 0;
}

static int check(u32 interface, const struct ip_address *ip, const u8 mac[6])
{
	const struct interface *i = interface_at(interface);

	if (!i)
		return error(ERR_NO_SUCH_INTERFACE, "no interface with index %u", interface);
	if (!i->interface_class->is_ethernet)
		return error(ERR_INVALID_VALUE, "interface %s has no neighbors", i->name);
	if (mac_is_multicast(mac))
		return error(
			ERR_INVALID_VALUE, "a neighbor's MAC address cannot be a multicast one");
	if (ip->family == FAMILY_IP6)
		return error(ERR_UNIMPLEMENTED, "IPv6 neighbors are not supported yet");
	return 0;
}

static int add_new(u32 interface, const struct ip_address *ip, const u8 mac[6], u8 flags)
{
	struct entry *e;
	int code = make_room(ip->family);

	if (code < 0)
		return code;
	e = memory_get_zero(sizeof(*e));
	e->key = key_of(interface, ip);
	e->n = (struct neighbor){.interface = interface, .ip = *ip, .flags = flags, .time = now()};
	memcpy(e->n.mac, mac, 6);
	HASH_ADD(hh, table, key, sizeof(e->key), e);
	families[family_at(ip->family)].n++;
	by_age_append(e);
	log_change("add", &e->n);
	tell(e, true);
	return 0;
}

static int update(struct entry *e, const u8 mac[6], u8 flags)
{
	bool moved = !mac_equal(e->n.mac, mac) || e->n.flags != flags;

	if (e->n.flags & NEIGHBOR_STATIC && !(flags & NEIGHBOR_STATIC))
		return 0;
	by_age_remove(e);
	e->n.flags = flags;
	e->n.time = now();
	e->n.probes = 0;
	by_age_append(e);
	if (!moved)
		return 0;
	memcpy(e->n.mac, mac, 6);
	tell(e, true);
	return 0;
}

int neighbor_add(u32 interface, const struct ip_address *ip, const u8 mac[6], u8 flags)
{
	struct entry *e;
	int code = check(interface, ip, mac);

	if (code < 0)
		return code;
	if (!(flags & NEIGHBOR_STATIC))
		flags |= NEIGHBOR_DYNAMIC;
	e = find(interface, ip);
	return e ? update(e, mac, flags) : add_new(interface, ip, mac, flags);
}

int neighbor_delete(u32 interface, const struct ip_address *ip)
{
	struct entry *e = find(interface, ip);
	char name[TEXT_IP4];

	if (!e && ip->family == FAMILY_IP4)
		return error(ERR_NO_SUCH_ENTRY, "no neighbor %s on %s", text_ip4(name, ip->ip4),
			interface_name(interface));
	if (!e)
		return error(ERR_NO_SUCH_ENTRY, "no such IPv6 neighbor on %s",
			interface_name(interface));
	drop(e);
	return 0;
}

void neighbor_each_dynamic(u8 family, bool (*visit)(struct neighbor *n, void *arg), void *arg)
{
	struct entry *e, *next;

	DL_FOREACH_SAFE(families[family_at(family)].by_age, e, next)
	if (!visit(&e->n, arg))
		return;
}

static void drop_if(bool (*which)(const struct neighbor *n, const void *arg), const void *arg)
{
	struct entry *e, *next;

	HASH_ITER (hh, table, e, next)
		if (which(&e->n, arg))
			drop(e);
}

struct flush {
	u32 interface;
	u8 family; // 0: both
	bool all;  // static ones too
	const struct interface_address *covering;
};

static bool is_flushed(const struct neighbor *n, const void *arg)
{
	const struct flush *f = arg;
	u32 host_bits = f->covering ? 32 - f->covering->length : 32;

	return (f->interface == INDEX_NONE || f->interface == n->interface) &&
		(!f->family || f->family == n->ip.family) &&
		(f->all || n->flags & NEIGHBOR_DYNAMIC) &&
		(host_bits == 32 || !(host32(n->ip.ip4 ^ f->covering->address.ip4) >> host_bits));
}

void neighbor_flush(u32 interface, u8 family)
{
	drop_if(is_flushed, &(struct flush){.interface = interface, .family = family});
}

static int by_interface_and_address(const void *a, const void *b)
{
	const struct neighbor *p = *(const struct neighbor *const *)a;
	const struct neighbor *q = *(const struct neighbor *const *)b;

	if (p->interface != q->interface)
		return p->interface < q->interface ? -1 : 1;
	if (p->ip.family != q->ip.family)
		return p->ip.family < q->ip.family ? -1 : 1;
	return memcmp(p->ip.ip6, q->ip.ip6, p->ip.family == FAMILY_IP6 ? 16 : 4);
}

const struct neighbor **neighbors_sorted(u8 family, u32 interface)
{
	const struct neighbor **list = NULL;
	struct entry *e, *next;

	HASH_ITER (hh, table, e, next)
		if (e->n.ip.family == family &&
			(interface == INDEX_NONE || interface == e->n.interface))
			vec_push(list, &e->n);
	if (list)
		qsort(list, vec_n(list), sizeof(*list), by_interface_and_address);
	return list;
}

static void on_delete(struct interface *i)
{
	drop_if(is_flushed, &(struct flush){.interface = i->index, .all = true});
}

static void on_up(struct interface *i)
{
	if (!i->up)
		neighbor_flush(i->index, 0);
}

// What was learned about an address's prefix is worth nothing without it.
static void on_address(struct interface *i, const struct interface_address *a, bool added)
{
	if (!added && a->address.family == FAMILY_IP4)
		drop_if(is_flushed,
			&(struct flush){
				.interface = i->index, .family = FAMILY_IP4, .covering = a});
}

static const struct interface_hook neighbor_hook = {
	.on_delete = on_delete, .on_up = on_up, .on_address = on_address};
INTERFACE_HOOK_REGISTER(neighbor_hook);
