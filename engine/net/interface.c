// The table of interfaces: making, finding, deleting.
//
// Owned by the main thread. Workers read interfaces by index; what they read changes at the barrier
// or one word at a time.
#include "engine/net/interface.h"
#include "engine/base/error.h"
#include "engine/graph/feature.h"
#include "engine/net/address.h"
#include "engine/net/interface_table.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

enum { DEFAULT_MAX_FRAME = 9216 };

static struct pool interfaces = POOL_OF(struct interface);
static struct pool hardware = POOL_OF(u32); // gives out hw_index, which sub-interfaces share

// Interfaces by name; main thread.
struct named {
	struct interface *interface;
	UT_hash_handle hh;
};
static struct named *named;

struct pool *interface_pool(void)
{
	return &interfaces;
}

struct interface *interface_at(u32 index)
{
	return pool_at(&interfaces, index);
}

static struct named *named_find(const char *name)
{
	struct named *n;

	HASH_FIND(hh, named, name, strlen(name), n);
	return n;
}

struct interface *interface_by_name(const char *name)
{
	struct named *n = named_find(name);

	return n ? n->interface : NULL;
}

static void name_add(struct interface *i)
{
	struct named *n = memory_get_zero(sizeof(*n));

	n->interface = i;
	HASH_ADD_KEYPTR(hh, named, i->name, strlen(i->name), n);
}

static void name_remove(const struct interface *i)
{
	struct named *n = named_find(i->name);

	HASH_DEL(named, n);
	free(n);
}

u32 interface_next(u32 from)
{
	return pool_next(&interfaces, from);
}

const char *interface_name(u32 index)
{
	const struct interface *i = interface_at(index);

	return i ? i->name : "DELETED";
}

static const char *parent_name(const struct interface *i)
{
	return i->parent == INDEX_NONE ? i->name : interface_name(i->parent);
}

// Sub-interfaces by number behind their parents.
static int compare_names(const void *a, const void *b)
{
	const struct interface *i = interface_at(*(const u32 *)a),
			       *k = interface_at(*(const u32 *)b);
	int order = strcmp(parent_name(i), parent_name(k));

	if (order || i->parent == k->parent)
		return order ? order : i->sub_id < k->sub_id ? -1 : i->sub_id > k->sub_id;
	return i->parent == INDEX_NONE ? -1 : 1;
}

u32 *interfaces_by_name(void)
{
	u32 *list = NULL;

	POOL_EACH (&interfaces, i)
		vec_push(list, i);
	if (list)
		qsort(list, vec_n(list), sizeof(*list), compare_names);
	return list;
}

static int check_name(const char *name)
{
	if (!*name || strlen(name) >= INTERFACE_NAME_MAX)
		return error(ERR_INVALID_VALUE, "interface name must have 1 to %d characters",
			INTERFACE_NAME_MAX - 1);
	for (const char *c = name; *c; c++)
		if (!isgraph((unsigned char)*c))
			return error(ERR_INVALID_VALUE,
				"interface name `%s' has a blank or control character", name);
	if (interface_by_name(name))
		return error(ERR_EXISTS, "interface %s already exists", name);
	return 0;
}

// Locally administered and stable for a name and seed, so that scripts see the same with the
// stopped clock.
static void make_mac(u8 mac[6], const char *name)
{
	u32 hash = random_u32();

	for (const char *c = name; *c; c++)
		hash = (hash ^ (u8)*c) * 0x01000193; // FNV-1a, 32 bits
	mac[0] = 0x02;
	mac[1] = 0xfe;
	memcpy(mac + 2, &hash, 4);
}

static int make_nodes(struct interface *i)
{
	char name[INTERFACE_NAME_MAX + 8];
	int output, tx;

	const struct interface *parent = interface_at(i->parent);

	snprintf(name, sizeof(name), "%s-tx", i->name);
	// What a sub-interface sends leaves as its parent's.
	tx = parent ? (int)parent->output_node : node_create(i->interface_class->tx, name, i);
	if (tx < 0)
		return tx;
	snprintf(name, sizeof(name), "%s-output", i->name);
	i->tx_node = tx;
	output = interface_output_create(name, i);
	if (output < 0) {
		if (!parent)
			node_delete(tx);
		return output;
	}
	i->output_node = output;
	return 0;
}

int interface_create(const struct interface_params *p, u32 *index)
{
	struct interface *i;
	int code = check_name(p->name);

	if (code < 0)
		return code;
	barrier_begin();
	i = pool_get(&interfaces, index);
	*i = (struct interface){
		.index = *index,
		.hw_index = p->parent ? p->parent->hw_index : 0,
		.parent = p->parent ? p->parent->index : INDEX_NONE,
		.sub_id = p->sub_id,
		.interface_class = p->interface_class,
		.device = p->device,
		.link_up = true,
		.input_node = p->input_node ? p->input_node : INDEX_NONE,
		.speed = p->speed,
		.max_frame = p->max_frame ? p->max_frame : DEFAULT_MAX_FRAME,
		.offloads = p->offloads,
	};
	if (p->parent) {
		i->match = *p->match;
		i->link_up = p->parent->link_up;
	} else {
		pool_get(&hardware, &i->hw_index);
	}
	snprintf(i->name, sizeof(i->name), "%s", p->name);
	snprintf(i->device_name, sizeof(i->device_name), "%s", p->name);
	if (p->mac)
		memcpy(i->mac, p->mac, 6);
	else if (i->interface_class->is_ethernet)
		make_mac(i->mac, i->name);
	if (i->interface_class->is_ethernet && !p->parent)
		i->mtu[MTU_L3] = MIN(INTERFACE_DEFAULT_MTU, i->max_frame);
	interface_counters_reach(*index);
	code = make_nodes(i);
	if (code < 0) {
		if (!p->parent)
			pool_put(&hardware, i->hw_index);
		pool_put(&interfaces, *index);
	}
	if (code == 0) {
		name_add(i);
		interface_output_learn(i);
		interface_output_arc_end_learn(i);
	}
	barrier_end();
	if (code == 0)
		interface_tell(EVENT_CREATE, i);
	return code;
}

static void features_off(u32 index)
{
	const struct feature_arc *arc;
	const char *node;

	for (u32 a = 0; (arc = feature_arc_at(a)); a++)
		for (u32 n = 0; (node = feature_node_at(arc->name, n)); n++)
			while (feature_is_enabled(arc->name, node, index))
				if (feature_enable(arc->name, node, index, false) < 0)
					break;
}

int interface_delete(u32 index)
{
	struct interface *i = interface_at(index);

	if (!i)
		return error(ERR_NO_SUCH_INTERFACE, "no interface with index %u", index);
	if (index == 0)
		return error(ERR_INVALID_VALUE, "interface %s cannot be deleted", i->name);
	barrier_begin();
	for (u32 k = interface_next(0); i->vlans && k != INDEX_NONE; k = interface_next(k + 1))
		if (interface_at(k)->parent == index)
			interface_delete(k);
	interface_address_delete_all(index);
	if (i->up)
		interface_set_up(index, false);
	interface_tell(EVENT_DELETE, i);
	features_off(index);
	interface_output_forget(i);
	interface_output_arc_end_forget(i);
	node_delete(i->output_node);
	if (i->parent != INDEX_NONE) {
		vlan_remove(&interface_at(i->parent)->vlans, &i->match);
	} else {
		node_delete(i->tx_node);
		pool_put(&hardware, i->hw_index);
	}
	if (i->interface_class->destroy)
		i->interface_class->destroy(i);
	interface_counters_clear(index);
	name_remove(i);
	pool_put(&interfaces, index);
	barrier_end();
	return 0;
}

int interface_rename(u32 index, const char *name)
{
	struct interface *i = interface_at(index);
	char node[INTERFACE_NAME_MAX + 8];
	int code;

	if (!i)
		return error(ERR_NO_SUCH_INTERFACE, "no interface with index %u", index);
	if (!strcmp(i->name, name))
		return 0;
	if (i->parent != INDEX_NONE)
		return error(ERR_INVALID_VALUE, "the name of a sub-interface is its parent's");
	if (i->vlans)
		return error(ERR_BUSY, "%s has sub-interfaces, which are named after it", i->name);
	code = check_name(name);
	if (code < 0)
		return code;
	snprintf(node, sizeof(node), "%s-tx", name);
	code = node_rename(i->tx_node, node);
	if (code < 0)
		return code;
	snprintf(node, sizeof(node), "%s-output", name);
	code = node_rename(i->output_node, node);
	if (code < 0) {
		snprintf(node, sizeof(node), "%s-tx", i->name);
		node_rename(i->tx_node, node);
		return code;
	}
	// Nodes put it into trace records.
	barrier_begin();
	name_remove(i);
	snprintf(i->name, sizeof(i->name), "%s", name);
	name_add(i);
	barrier_end();
	return 0;
}
