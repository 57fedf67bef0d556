// Addresses of interfaces.
//
// Owned by the main thread, changed at the barrier; workers read.
#include "engine/net/address.h"
#include "engine/base/error.h"
#include "engine/base/text.h"
#include "engine/base/vec.h"
#include "engine/net/interface_table.h"
#include "engine/net/link_header.h"
#include <stdlib.h>
#include <uthash.h>

// An IPv4 address that is ours, by table and address.
struct own_address {
	struct {
		u32 table_id;
		be32 ip;
	} key;
	u32 interface;
	UT_hash_handle hh;
};

static struct interface_address **addresses; // vec by interface of vecs
static struct own_address *own;

static be32 mask_of(u8 length)
{
	return length ? be32_of(UINT32_MAX << (32 - length)) : 0;
}

static bool same(const struct interface_address *a, const struct interface_address *b)
{
	return a->address.family == b->address.family && a->length == b->length &&
		a->address.ip4 == b->address.ip4;
}

static bool covers(const struct interface_address *a, be32 ip)
{
	return a->address.family == FAMILY_IP4 && !((a->address.ip4 ^ ip) & mask_of(a->length));
}

static int invalid(const struct interface_address *a)
{
	char ip[TEXT_IP4];
	u32 host = host32(a->address.ip4);

	if (a->address.family != FAMILY_IP4)
		return error(ERR_UNIMPLEMENTED, "IPv6 addresses are not supported yet");
	if (a->length > 32)
		return error(
			ERR_ADDRESS_LENGTH_MISMATCH, "prefix length %u is not in 0..32", a->length);
	if (!host || host >> 28 == 0xe || host == UINT32_MAX)
		return error(ERR_INVALID_VALUE, "%s cannot be an interface's own address",
			text_ip4(ip, a->address.ip4));
	return 0;
}

// Two interfaces of a table must not claim the same destinations. One interface may have several
// addresses of the same prefix.
static int conflict(const struct interface *i, const struct interface_address *a)
{
	char mine[TEXT_IP4], other[TEXT_IP4];

	POOL_EACH (interface_pool(), k) {
		const struct interface *peer = interface_at(k);

		if (peer->ip4_table_id != i->ip4_table_id)
			continue;
		VEC_EACH (interface_addresses(k), b) {
			u8 length = MIN(a->length, b->length);

			if ((a->address.ip4 ^ b->address.ip4) & mask_of(length))
				continue;
			if (k == i->index && a->length == b->length &&
				a->address.ip4 != b->address.ip4)
				continue;
			return error(ERR_EXISTS, "%s/%u conflicts with %s/%u of interface %s",
				text_ip4(mine, a->address.ip4), a->length,
				text_ip4(other, b->address.ip4), b->length, peer->name);
		}
	}
	return 0;
}

static struct own_address *own_find(u32 table_id, be32 ip)
{
	struct own_address *o, key = {.key = {table_id, ip}};

	HASH_FIND(hh, own, &key.key, sizeof(key.key), o);
	return o;
}

static void own_add(const struct interface *i, be32 ip)
{
	struct own_address *o = memory_get_zero(sizeof(*o));

	o->key.table_id = i->ip4_table_id;
	o->key.ip = ip;
	o->interface = i->index;
	HASH_ADD(hh, own, key, sizeof(o->key), o);
}

static void own_delete(const struct interface *i, be32 ip)
{
	struct own_address *o = own_find(i->ip4_table_id, ip);

	if (o) {
		HASH_DEL(own, o);
		free(o);
	}
}

int interface_address_add(u32 interface, const struct interface_address *a)
{
	struct interface *i = interface_at(interface);
	int code;

	if (!i)
		return error(ERR_NO_SUCH_INTERFACE, "no interface with index %u", interface);
	if (i->parent != INDEX_NONE && !ethernet_has_header(i))
		return error(ERR_INVALID_VALUE,
			"%s is not for one VLAN by exact-match: it cannot have addresses", i->name);
	code = invalid(a);
	if (code == 0)
		code = conflict(i, a);
	if (code < 0)
		return code;
	barrier_begin();
	vec_reach(addresses, interface);
	vec_push(addresses[interface], *a);
	own_add(i, a->address.ip4);
	interface_tell_address(i, a, true);
	barrier_end();
	return 0;
}

static void delete_at(struct interface *i, u32 place)
{
	struct interface_address a = addresses[i->index][place];

	barrier_begin();
	vec_remove(addresses[i->index], place);
	own_delete(i, a.address.ip4);
	interface_tell_address(i, &a, false);
	barrier_end();
}

int interface_address_delete(u32 interface, const struct interface_address *a)
{
	struct interface *i = interface_at(interface);
	char ip[TEXT_IP4];

	if (!i)
		return error(ERR_NO_SUCH_INTERFACE, "no interface with index %u", interface);
	for (u32 k = 0; k < vec_n(interface_addresses(interface)); k++) {
		if (!same(&addresses[interface][k], a))
			continue;
		delete_at(i, k);
		return 0;
	}
	if (a->address.family != FAMILY_IP4)
		return error(ERR_ADDRESS_NOT_FOUND_FOR_INTERFACE,
			"interface %s has no IPv6 address", i->name);
	return error(ERR_ADDRESS_NOT_FOUND_FOR_INTERFACE, "interface %s has no address %s/%u",
		i->name, text_ip4(ip, a->address.ip4), a->length);
}

int interface_address_delete_all(u32 interface)
{
	struct interface *i = interface_at(interface);

	if (!i)
		return error(ERR_NO_SUCH_INTERFACE, "no interface with index %u", interface);
	while (vec_n(interface_addresses(interface)))
		delete_at(i, vec_n(addresses[interface]) - 1);
	return 0;
}

const struct interface_address *interface_addresses(u32 interface)
{
	return interface < vec_n(addresses) ? addresses[interface] : NULL;
}

const struct interface_address *interface_address_covering(u32 interface, be32 ip)
{
	VEC_EACH (interface_addresses(interface), a)
		if (covers(a, ip))
			return a;
	return NULL;
}

bool interface_has_address(u32 interface, be32 ip)
{
	VEC_EACH (interface_addresses(interface), a)
		if (a->address.family == FAMILY_IP4 && a->address.ip4 == ip)
			return true;
	return false;
}

u32 interface_of_address(u32 table_id, be32 ip)
{
	const struct own_address *o = own_find(table_id, ip);

	return o ? o->interface : INDEX_NONE;
}
