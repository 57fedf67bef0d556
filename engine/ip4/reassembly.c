// Tables of packets to be completed: finding, making, forgetting, timing out.
#include "engine/ip4/reassembly.h"
#include "engine/base/error.h"
#include "engine/base/memory.h"
#include "engine/graph/drop.h"
#include "engine/graph/feature.h"
#include "engine/graph/init.h"

static struct reassembly_table *tables; // by thread; made at start
static u32 n_tables;
static struct reassembly_settings settings = {
	.timeout_ms = 200, .max_reassemblies = 1024, .max_fragments = 3, .walk_ms = 50};

const struct reassembly_settings *reassembly_settings(void)
{
	return &settings;
}

struct reassembly_table *reassembly_table_of(const struct worker *w)
{
	return &tables[w->index];
}

const struct reassembly_table *reassembly_table_at(u32 thread)
{
	return thread < n_tables ? &tables[thread] : NULL;
}

u64 reassembly_hash(u64 seed, const struct reassembly_key *k)
{
	u64 h = seed;

	h = (h ^ k->from) * 0x9e3779b97f4a7c15ull; // 2^64 / golden ratio
	h = (h ^ h >> 29 ^ k->to) * 0x9e3779b97f4a7c15ull;
	h = (h ^ h >> 32 ^ ((u64)k->fib << 32 | (u32)k->id << 8 | k->protocol)) *
		0x9e3779b97f4a7c15ull;
	return h >> 40;
}

static inline u32 *bucket_of(struct reassembly_table *t, const struct reassembly_key *k)
{
	return &t->buckets[reassembly_hash(t->seed, k) & (t->n_buckets - 1)];
}

static inline bool key_equal(const struct reassembly_key *a, const struct reassembly_key *b)
{
	return a->from == b->from && a->to == b->to && a->id == b->id && a->fib == b->fib &&
		a->protocol == b->protocol;
}

struct reassembly *reassembly_find(struct reassembly_table *t, const struct reassembly_key *k)
{
	for (u32 i = *bucket_of(t, k); i != INDEX_NONE; i = t->slots[i].hash_next)
		if (key_equal(&t->slots[i].key, k))
			return &t->slots[i];
	return NULL;
}

static void list_remove(struct reassembly_table *t, struct reassembly *r)
{
	*(r->older == INDEX_NONE ? &t->oldest : &t->slots[r->older].newer) = r->newer;
	*(r->newer == INDEX_NONE ? &t->newest : &t->slots[r->newer].older) = r->older;
}

static void list_append(struct reassembly_table *t, struct reassembly *r)
{
	u32 index = r - t->slots;

	r->older = t->newest;
	r->newer = INDEX_NONE;
	*(t->newest == INDEX_NONE ? &t->oldest : &t->slots[t->newest].newer) = index;
	t->newest = index;
}

struct reassembly *reassembly_make(struct reassembly_table *t, const struct reassembly_key *k)
{
	struct reassembly *r;
	u32 *bucket = bucket_of(t, k), index = t->free;

	if (t->n >= settings.max_reassemblies || index == INDEX_NONE)
		return NULL;
	r = &t->slots[index];
	t->free = r->hash_next;
	*r = (struct reassembly){
		.key = *k,
		.id = t->next_id++,
		.first = INDEX_NONE,
		.last_octet = INDEX_NONE,
		.hash_next = *bucket,
	};
	*bucket = index;
	list_append(t, r);
	if (!t->n++)
		reassembly_watch();
	return r;
}

void reassembly_heard(struct reassembly_table *t, struct reassembly *r, u64 at)
{
	r->heard = at;
	list_remove(t, r);
	list_append(t, r);
}

bool reassembly_is_expired(const struct reassembly *r, u64 at)
{
	return at > r->heard + settings.timeout_ms * NS_PER_MS;
}

void reassembly_release(struct reassembly_table *t, struct reassembly *r)
{
	u32 index = r - t->slots;
	u32 *link = bucket_of(t, &r->key);

	while (*link != index)
		link = &t->slots[*link].hash_next;
	*link = r->hash_next;
	list_remove(t, r);
	r->hash_next = t->free;
	t->free = index;
	t->n--;
}

void reassembly_give_up(
	struct worker *w, struct reassembly_table *t, struct reassembly *r, u16 error)
{
	struct frame *f = frame_alloc(w); // for the drop recorder, one packet at a time
	u32 next;

	f->n = f->n_segments = 1;
	for (u32 i = r->first; i != INDEX_NONE; i = next) {
		struct buffer *b = buffer_at(w, i);

		next = reassembly_range(b)->next;
		b->error = error;
		f->index[0] = i;
		f->segment[0] = (struct frame_segment){.path = reassembly_range(b)->path};
		drop_record_frame(w, f, false);
		buffer_free_one(w, i);
	}
	frame_free(w, f);
	reassembly_release(t, r);
}

bool reassembly_expire(struct node *node)
{
	struct worker *w = worker_self();
	u64 at = now();
	u32 left = 0;

	barrier_begin();
	for (u32 i = 0; i < n_tables; i++) {
		struct reassembly_table *t = &tables[i];

		while (t->oldest != INDEX_NONE && reassembly_is_expired(&t->slots[t->oldest], at)) {
			node_count(w, node, REASSEMBLY_ERROR_TIMEOUT, 1);
			reassembly_give_up(w, t, &t->slots[t->oldest],
				node->error_base + REASSEMBLY_ERROR_TIMEOUT);
		}
		left += t->n;
	}
	barrier_end();
	return left;
}

const struct reassembly *reassembly_next(
	const struct reassembly_table *t, const struct reassembly *after)
{
	u32 index = after ? after->newer : t->oldest;

	return index == INDEX_NONE ? NULL : &t->slots[index];
}

// Room for more; those in use keep their slots.
static void table_grow(struct reassembly_table *t, u32 n)
{
	u32 used = t->n_slots;

	if (n <= used)
		return;
	t->slots = memory_resize(t->slots, n * sizeof(*t->slots));
	for (u32 i = used; i < n; i++)
		t->slots[i].hash_next = i + 1 < n ? i + 1 : t->free;
	t->free = used;
	t->n_slots = n;

	for (t->n_buckets = 64; t->n_buckets < n; t->n_buckets *= 2)
		;
	t->buckets = memory_resize(t->buckets, t->n_buckets * sizeof(u32));
	memset(t->buckets, 0xff, t->n_buckets * sizeof(u32));
	for (u32 i = t->oldest; i != INDEX_NONE; i = t->slots[i].newer) {
		u32 *bucket = bucket_of(t, &t->slots[i].key);

		t->slots[i].hash_next = *bucket;
		*bucket = i;
	}
}

int reassembly_set(const struct reassembly_settings *s)
{
	if (s->max_reassemblies > REASSEMBLY_MAX)
		return error(ERR_INVALID_VALUE, "at most %u reassemblies", REASSEMBLY_MAX);
	if (!s->timeout_ms || !s->max_fragments || !s->walk_ms)
		return error(ERR_INVALID_VALUE, "times and numbers of fragments begin at 1");
	barrier_begin();
	settings = *s;
	for (u32 i = 0; i < n_tables; i++)
		table_grow(&tables[i], s->max_reassemblies);
	barrier_end();
	reassembly_watch();
	return 0;
}

int reassembly_enable(u32 interface, bool on)
{
	const char *node = "ip4-full-reassembly-feature";

	if (feature_is_enabled("ip4-unicast", node, interface) == on)
		return 0;
	return feature_enable("ip4-unicast", node, interface, on);
}

static int reassembly_init(void)
{
	n_tables = worker_n();
	tables = memory_get_zero(n_tables * sizeof(*tables));
	for (u32 i = 0; i < n_tables; i++) {
		struct reassembly_table *t = &tables[i];

		t->free = t->oldest = t->newest = INDEX_NONE;
		t->seed = random_u32();
		table_grow(t, settings.max_reassemblies);
	}
	return 0;
}
static const struct init_function reassembly_init_function = {
	.name = "reassembly_init", .run = reassembly_init, .stage = INIT};
INIT_REGISTER(reassembly_init_function);
