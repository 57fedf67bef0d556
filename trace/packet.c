// The store of packet traces of one thread.
//
// Records lie in chunks of one size from slabs that are never returned before the end; a packet
// owns a list of chunks, so forgetting the oldest gives them back whole. Handles count up from 0 at
// each clear; their upper bits name the clear, so that a packet still on its way when the store was
// cleared finds nothing.
#include "trace/packet.h"
#include "engine/base/memory.h"
#include "engine/base/vec.h"
#include <stdlib.h>

enum {
	CHUNK_SIZE = 1024, // bytes with its header: what seven nodes typically leave
	SLAB_CHUNKS = 64,  // chunks got at a time
	RECORDS_MAX =
		4096, // of one packet: a loop between interfaces ends at TTL 0, hundreds of nodes
	GENERATIONS = 255,   // so that no handle is INDEX_NONE
	LIMIT_MAX = 1 << 23, // packets; half of what a handle can count
};
#define STORE_SIZE_MAX (512ull << 20) // bytes of chunks a thread

struct chunk {
	struct chunk *next;
	u32 used; // bytes of 'records'
	u32 room;
	u8 records[] __attribute__((aligned(8)));
};

struct packet {
	struct chunk *first, *last;
	u32 n; // records
	u32 parent, interface;
};

struct packet_trace {
	u32 thread;
	u32 generation;
	u32 first, n; // numbers of the packets kept: first .. first + n - 1, modulo 2^24
	u32 limit;
	bool ring;
	struct packet *packets; // by number & mask
	u32 mask;
	struct chunk *free;
	u8 **slabs; // vec
	u64 size;   // bytes of all chunks in use or free
	u64 lost, cut;
};

static u32 record_room(u32 size)
{
	return ROUND_UP(sizeof(struct packet_trace_record) + size, 8);
}

struct packet_trace *packet_trace_create(u32 thread)
{
	struct packet_trace *t = memory_get_zero(sizeof(*t));

	t->thread = thread;
	t->limit = PACKET_TRACE_DEFAULT_LIMIT;
	return t;
}

static void chunk_put(struct packet_trace *t, struct chunk *c)
{
	u32 size = sizeof(*c) + c->room;

	if (size != CHUNK_SIZE) {
		t->size -= size;
		free(c);
		return;
	}
	c->next = t->free;
	t->free = c;
}

static void slab_add(struct packet_trace *t)
{
	u8 *slab = memory_get((size_t)SLAB_CHUNKS * CHUNK_SIZE);

	vec_push(t->slabs, slab);
	t->size += (u64)SLAB_CHUNKS * CHUNK_SIZE;
	for (u32 i = SLAB_CHUNKS; i-- > 0;) {
		struct chunk *c = (struct chunk *)(slab + (size_t)i * CHUNK_SIZE);
		c->room = CHUNK_SIZE - sizeof(*c);
		chunk_put(t, c);
	}
}

static void forget(struct packet_trace *t, u32 number)
{
	struct packet *p = &t->packets[number & t->mask];

	for (struct chunk *c = p->first, *next; c; c = next) {
		next = c->next;
		chunk_put(t, c);
	}
	*p = (struct packet){0};
}

static void forget_oldest(struct packet_trace *t)
{
	forget(t, t->first);
	t->first = packet_trace_number(t->first + 1);
	t->n--;
}

// A chunk for records of up to 'room' bytes; null when the store has reached its size and nothing
// older than 'keep' can be forgotten for it.
static struct chunk *chunk_get(struct packet_trace *t, u32 room, u32 keep)
{
	u32 size = sizeof(struct chunk) + room;
	bool is_big = size > CHUNK_SIZE;

	while (is_big ? t->size + size > STORE_SIZE_MAX : !t->free && t->size >= STORE_SIZE_MAX) {
		if (!t->ring || !t->n || t->first == keep)
			return NULL;
		forget_oldest(t);
		t->lost++;
	}
	if (!is_big && !t->free)
		slab_add(t);
	struct chunk *c = is_big ? memory_get(size) : t->free;
	if (is_big) {
		c->room = room;
		t->size += size;
	} else {
		t->free = c->next;
	}
	c->next = NULL;
	c->used = 0;
	return c;
}

void packet_trace_clear(struct packet_trace *t)
{
	while (t->n)
		forget_oldest(t);
	t->first = 0;
	t->lost = t->cut = 0;
	t->generation = (t->generation + 1) % GENERATIONS;
}

void packet_trace_free(struct packet_trace *t)
{
	if (!t)
		return;
	packet_trace_clear(t);
	VEC_EACH (t->slabs, slab)
		free(*slab);
	vec_free(t->slabs);
	free(t->packets);
	free(t);
}

void packet_trace_set_limit(struct packet_trace *t, u32 packets, bool ring)
{
	t->limit = MIN(MAX(packets, 1), LIMIT_MAX);
	t->ring = ring;
	while (t->n > t->limit)
		forget_oldest(t);
}

bool packet_trace_is_ring(const struct packet_trace *t)
{
	return t->ring;
}

static void grow(struct packet_trace *t)
{
	u32 room = t->packets ? 2 * (t->mask + 1) : 64;
	struct packet *packets = memory_get_zero(room * sizeof(*packets));

	for (u32 i = 0; i < t->n; i++) {
		u32 number = packet_trace_number(t->first + i);
		packets[number & (room - 1)] = t->packets[number & t->mask];
	}
	free(t->packets);
	t->packets = packets;
	t->mask = room - 1;
}

u32 packet_trace_start(struct packet_trace *t, u32 interface)
{
	if (t->n >= t->limit) {
		t->lost++;
		if (!t->ring)
			return INDEX_NONE;
		forget_oldest(t);
	}
	if (!t->packets || t->n > t->mask)
		grow(t);
	u32 number = packet_trace_number(t->first + t->n);
	t->n++;
	t->packets[number & t->mask] =
		(struct packet){.parent = INDEX_NONE, .interface = interface};
	return t->generation << PACKET_TRACE_NUMBER_BITS | number;
}

static struct packet *packet_of(const struct packet_trace *t, u32 handle)
{
	u32 number = packet_trace_number(handle);

	if (handle >> PACKET_TRACE_NUMBER_BITS != t->generation ||
		packet_trace_number(number - t->first) >= t->n)
		return NULL;
	return &t->packets[number & t->mask];
}

void *packet_trace_add(struct packet_trace *t, u32 handle, u32 node, u64 time, u16 size)
{
	struct packet *p = packet_of(t, handle);
	u32 room = record_room(size);

	if (unlikely(!p))
		return NULL;
	if (unlikely(p->n >= RECORDS_MAX)) {
		t->cut++;
		return NULL;
	}
	if (!p->last || p->last->room - p->last->used < room) {
		struct chunk *c = chunk_get(t, room, packet_trace_number(handle));
		if (!c) {
			t->cut++;
			return NULL;
		}
		if (p->last)
			p->last->next = c;
		else
			p->first = c;
		p->last = c;
	}
	struct packet_trace_record *r = (void *)(p->last->records + p->last->used);
	p->last->used += room;
	p->n++;
	memset(r, 0, room);
	r->node = node;
	r->size = size;
	r->time = time;
	return r->bytes;
}

void packet_trace_link(struct packet_trace *t, u32 parent, u32 child)
{
	struct packet *p = packet_of(t, child);

	if (p && packet_of(t, parent) && parent != child)
		p->parent = parent;
}

u32 packet_trace_n(const struct packet_trace *t)
{
	return t->n;
}

u64 packet_trace_lost(const struct packet_trace *t)
{
	return t->lost;
}

u64 packet_trace_cut(const struct packet_trace *t)
{
	return t->cut;
}

u32 packet_trace_handle(const struct packet_trace *t, u32 i)
{
	if (i >= t->n)
		return INDEX_NONE;
	return t->generation << PACKET_TRACE_NUMBER_BITS | packet_trace_number(t->first + i);
}

u32 packet_trace_parent(const struct packet_trace *t, u32 handle)
{
	const struct packet *p = packet_of(t, handle);

	return p && packet_of(t, p->parent) ? p->parent : INDEX_NONE;
}

u32 packet_trace_interface(const struct packet_trace *t, u32 handle)
{
	const struct packet *p = packet_of(t, handle);

	return p ? p->interface : INDEX_NONE;
}

void packet_trace_each_of(const struct packet_trace *t, u32 handle,
	bool (*visit)(void *arg, const struct packet_trace_record *r), void *arg)
{
	const struct packet *p = packet_of(t, handle);

	for (const struct chunk *c = p ? p->first : NULL; c; c = c->next)
		for (u32 at = 0; at < c->used;) {
			const struct packet_trace_record *r = (const void *)(c->records + at);
			if (!visit(arg, r))
				return;
			at += record_room(r->size);
		}
}

void packet_trace_each(const struct packet_trace *t, u32 i,
	bool (*visit)(void *arg, const struct packet_trace_record *r), void *arg)
{
	packet_trace_each_of(t, packet_trace_handle(t, i), visit, arg);
}
