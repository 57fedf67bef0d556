// Bridge domains: making, finding, changing.
#include "engine/l2/bridge.h"
#include "engine/base/error.h"
#include "engine/base/pool.h"
#include "engine/l2/l2fib.h"
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct place {
	struct bridge bridge;
	UT_hash_handle hh; // by id; main thread
};

// By index - 1: index 0 is VPP's own domain, which nobody can use.
static struct pool places = POOL_OF(struct place);
static struct place *by_id;
static u32 default_learn_limit = L2FIB_LIMIT_DEFAULT;

struct bridge *bridge_at(u16 index)
{
	struct place *p = index ? pool_at(&places, index - 1u) : NULL;

	return p ? &p->bridge : NULL;
}

u32 bridge_next(u32 from)
{
	u32 k = pool_next(&places, from ? from - 1 : 0);

	return k == INDEX_NONE ? k : k + 1;
}

static struct place *find(u32 id)
{
	struct place *p;

	HASH_FIND(hh, by_id, &id, sizeof(id), p);
	return p;
}

struct bridge *bridge_by_id(u32 id)
{
	struct place *p = find(id);

	return p ? &p->bridge : NULL;
}

static int check(const struct bridge_settings *s)
{
	if (!s->id)
		return error(ERR_INVALID_VALUE, "bridge domain 0 can not be modified");
	if (s->id > BRIDGE_ID_MAX)
		return error(ERR_LIMIT, "bridge domain ID exceed 16M limit");
	if (s->tag && strlen(s->tag) >= BRIDGE_TAG_MAX)
		return error(
			ERR_INVALID_VALUE, "bd-tag cannot be longer than %d", BRIDGE_TAG_MAX - 1);
	if (find(s->id))
		return error(ERR_BRIDGE_EXISTS, "bd_add_del returned %d", ERR_BRIDGE_EXISTS);
	if (places.n >= BRIDGES_MAX)
		return error(ERR_LIMIT, "there are %d bridge domains already", BRIDGES_MAX);
	return 0;
}

int bridge_create(const struct bridge_settings *s)
{
	struct place *p;
	u32 index;
	int code = check(s);

	if (code < 0)
		return code;
	barrier_begin();
	p = pool_get(&places, &index);
	p->bridge = (struct bridge){
		.id = s->id,
		.index = (u16)(index + 1),
		.mac_age = s->mac_age,
		.features = s->features & BRIDGE_FEATURES,
		.learn_limit = default_learn_limit,
		.bvi = INDEX_NONE,
		.uu_fwd = INDEX_NONE,
	};
	snprintf(p->bridge.tag, sizeof(p->bridge.tag), "%s", s->tag ? s->tag : "");
	barrier_end();
	HASH_ADD(hh, by_id, bridge.id, sizeof(p->bridge.id), p);
	l2fib_age_wake();
	return 0;
}

static bool is_of_bridge(u64 key, u64, const void *arg)
{
	return key >> 48 == ((const struct bridge *)arg)->index;
}

int bridge_delete(u32 id)
{
	struct place *p = find(id);
	u32 index;

	if (!id)
		return error(ERR_INVALID_VALUE, "bridge domain 0 can not be modified");
	if (!p)
		return error(ERR_NO_SUCH_ENTRY, "bridge domain ID does not exist");
	if (vec_n(p->bridge.members))
		return error(ERR_BUSY, "bridge domain in use - remove members");
	index = p->bridge.index;
	l2fib_remove(is_of_bridge, &p->bridge, NULL);
	HASH_DEL(by_id, p);
	barrier_begin();
	vec_free(p->bridge.members);
	vec_free(p->bridge.hosts);
	pool_put(&places, index - 1);
	barrier_end();
	return 0;
}

void bridge_set_feature(struct bridge *b, enum l2_feature f, bool on)
{
	barrier_begin();
	if (on)
		b->features |= 1u << f;
	else
		b->features &= ~(1u << f);
	l2_ports_update(b);
	barrier_end();
}

void bridge_set_age(struct bridge *b, u8 minutes)
{
	barrier_begin();
	b->mac_age = minutes;
	l2_ports_update(b);
	barrier_end();
	l2fib_age_wake();
}

void bridge_set_learn_limit(struct bridge *b, u32 limit)
{
	__atomic_store_n(&b->learn_limit, limit, __ATOMIC_RELAXED);
}

u32 bridge_default_learn_limit(void)
{
	return default_learn_limit;
}

void bridge_set_default_learn_limit(u32 limit)
{
	default_learn_limit = limit;
}
