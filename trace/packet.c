// The store of packet traces of one thread.
//
// Records lie in chunks of one size from slabs that are never returned before the end; a packet
// owns a list of chunks, so forgetting the oldest gives them back whole. Handles count up from 0 at
// each clear; their upper bits name the clear, so that a packet still on its way when the store was
// cleared finds nothing.
#include "trace/packet_private.h"
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

struct packet_trace *packet_trace_create(u32 thread)
{
	struct packet_trace *t = memory_get_zero(sizeof(*t));

	t->thread = thread;
	t->limit = PACKET_TRACE_DEFAULT_LIMIT;
	return t;
}

void packet_trace_chunk_put(struct packet_trace *t, struct packet_trace_chunk *c)
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
		struct packet_trace_chunk *c =
			(struct packet_trace_chunk *)(slab + (size_t)i * CHUNK_SIZE);
		c->room = CHUNK_SIZE - sizeof(*c);
		packet_trace_chunk_put(t, c);
	}
}

static bool is_to_be_copied(const struct packet_trace *t, u32 number)
{
	return t->n_pins && packet_trace_distance(number, t->copy_next) >= 0 &&
		packet_trace_distance(number, t->copy_end) < 0;
}

// The chunks of a packet that is being read go back when the store is unpinned. A reader of them
// never looks at the 'next' of the last.
static void forget(struct packet_trace *t, u32 number)
{
	struct traced_packet *p = &t->packets[number & t->mask];

	if (unlikely(is_to_be_copied(t, number))) {
		vec_push(t->saved, packet_trace_copy_of(t, number));
		p->is_copied = true;
	}
	if (t->n_pins && p->is_copied && p->first) {
		p->last->next = t->limbo;
		t->limbo = p->first;
		p->first = NULL;
	}
	for (struct packet_trace_chunk *c = p->first, *next; c; c = next) {
		next = c->next;
		packet_trace_chunk_put(t, c);
	}
	*p = (struct traced_packet){0};
}

static void forget_oldest(struct packet_trace *t)
{
	forget(t, t->first);
	t->first = packet_trace_number(t->first + 1);
	t->n--;
}

// Forgetting it would give nothing back now.
static bool oldest_is_read(const struct packet_trace *t)
{
	return is_to_be_copied(t, t->first) ||
		(t->n_pins && t->packets[t->first & t->mask].is_copied);
}

// A chunk for records of up to 'room' bytes; null when the store has reached its size and nothing
// older than 'keep' can be forgotten for it.
static struct packet_trace_chunk *chunk_get(struct packet_trace *t, u32 room, u32 keep)
{
	u32 size = sizeof(struct packet_trace_chunk) + room;
	bool is_big = size > CHUNK_SIZE;

	while (is_big ? t->size + size > STORE_SIZE_MAX : !t->free && t->size >= STORE_SIZE_MAX) {
		if (!t->ring || !t->n || t->first == keep || oldest_is_read(t))
			return NULL;
		forget_oldest(t);
		t->lost++;
	}
	if (!is_big && !t->free)
		slab_add(t);
	struct packet_trace_chunk *c = is_big ? memory_get(size) : t->free;
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

bool packet_trace_forget(struct packet_trace *t, u32 n)
{
	while (t->n && n--)
		forget_oldest(t);
	return t->n;
}

void packet_trace_clear(struct packet_trace *t)
{
	packet_trace_forget(t, UINT32_MAX);
	t->first = 0;
	t->lost = t->cut = 0;
	t->generation = (t->generation + 1) % GENERATIONS;
}

void packet_trace_free(struct packet_trace *t)
{
	if (!t)
		return;
	t->n_pins = 0;
	packet_trace_clear(t);
	vec_free(t->saved);
	packet_trace_sweep(t, UINT32_MAX);
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
	struct traced_packet *packets = memory_get_zero(room * sizeof(*packets));

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
		(struct traced_packet){.parent = INDEX_NONE, .interface = interface};
	return t->generation << PACKET_TRACE_NUMBER_BITS | number;
}

static struct traced_packet *packet_of(const struct packet_trace *t, u32 handle)
{
	u32 number = packet_trace_number(handle);

	if (handle >> PACKET_TRACE_NUMBER_BITS != t->generation ||
		packet_trace_number(number - t->first) >= t->n)
		return NULL;
	return &t->packets[number & t->mask];
}

void *packet_trace_add(struct packet_trace *t, u32 handle, u32 node, u64 time, u16 size)
{
	struct traced_packet *p = packet_of(t, handle);
	u32 room = packet_trace_record_room(size);

	if (unlikely(!p))
		return NULL;
	if (unlikely(p->n >= RECORDS_MAX)) {
		t->cut++;
		return NULL;
	}
	if (!p->last || p->last->room - p->used < room) {
		struct packet_trace_chunk *c = chunk_get(t, room, packet_trace_number(handle));
		if (!c) {
			t->cut++;
			return NULL;
		}
		if (p->last) {
			p->last->used = p->used;
			p->last->next = c;
		} else {
			p->first = c;
		}
		p->last = c;
		p->used = 0;
	}
	struct packet_trace_record *r = (void *)(p->last->records + p->used);
	p->used += room;
	p->n++;
	memset(r, 0, room);
	r->node = node;
	r->size = size;
	r->time = time;
	return r->bytes;
}

void packet_trace_link(struct packet_trace *t, u32 parent, u32 child)
{
	struct traced_packet *p = packet_of(t, child);

	if (p && packet_of(t, parent) && parent != child) {
		p->parent_thread = t->thread;
		p->parent = parent;
	}
}

u32 packet_trace_continue(struct packet_trace *t, u32 thread, u32 handle, u32 interface)
{
	// All stores are cleared together: a packet may have been on its way between two of them.
	if (handle >> PACKET_TRACE_NUMBER_BITS != t->generation)
		return INDEX_NONE;
	u32 own = packet_trace_start(t, interface);
	struct traced_packet *p = packet_of(t, own);

	if (p) {
		p->parent_thread = thread;
		p->parent = handle;
		p->is_continued = true;
	}
	return own;
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

u64 packet_trace_size(const struct packet_trace *t)
{
	return t->size;
}

u32 packet_trace_handle(const struct packet_trace *t, u32 i)
{
	if (i >= t->n)
		return INDEX_NONE;
	return t->generation << PACKET_TRACE_NUMBER_BITS | packet_trace_number(t->first + i);
}

u32 packet_trace_interface(const struct packet_trace *t, u32 handle)
{
	const struct traced_packet *p = packet_of(t, handle);

	return p ? p->interface : INDEX_NONE;
}

void packet_trace_each_of(const struct packet_trace *t, u32 handle,
	bool (*visit)(void *arg, const struct packet_trace_record *r), void *arg)
{
	if (!packet_of(t, handle))
		return;
	struct packet_trace_copy p = packet_trace_copy_of(t, packet_trace_number(handle));
	packet_trace_copy_each(&p, visit, arg);
}

void packet_trace_each(const struct packet_trace *t, u32 i,
	bool (*visit)(void *arg, const struct packet_trace_record *r), void *arg)
{
	packet_trace_each_of(t, packet_trace_handle(t, i), visit, arg);
}
