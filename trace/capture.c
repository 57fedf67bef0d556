// The running 'pcap trace': slots of one size, claimed by count, so that threads need no lock.
#include "trace/capture.h"
#include "engine/base/error.h"
#include "engine/base/memory.h"
#include <stdio.h>
#include <stdlib.h>

enum {
	MAX_NAME = 64,
	MAX_COMMENT = 512, // characters; a path of some thirty nodes
	HANDLE_BITS = 24,  // of a slot's number from 1; above it the generation
	HANDLE_SLOTS = (1 << HANDLE_BITS) - 1,
};
#define MAX_MEMORY (4ull << 30) // bytes; pages that no packet uses cost nothing

struct slot {
	u64 wall;
	u32 n, size;
	u8 point;
	u8 lock; // of the comment: clones of the packet may be told about by two threads
	char name[MAX_NAME];
	u8 bytes[]; // max_bytes of them, then room for a comment or, right after them, a reason
};

static struct capture {
	struct capture_settings settings;
	bool is_running, has_comments;
	u8 *slots;
	u32 slot_size;
	u64 n; // packets that matched (atomic); the first 'max' have slots
	u8 generation;
} capture;

static struct slot *slot_at(u32 i)
{
	return (struct slot *)(capture.slots + (size_t)i * capture.slot_size);
}

static char *slot_comment(struct slot *s)
{
	return (char *)s->bytes + capture.settings.max_bytes;
}

int capture_start(const struct capture_settings *s)
{
	size_t length = strlen(s->path);

	if (capture.is_running)
		return error(ERR_EXISTS, "dispatch trace already enabled...");
	if (s->max_bytes < CAPTURE_MIN_BYTES || s->max_bytes > CAPTURE_MAX_BYTES || !s->max)
		return error(ERR_INVALID_VALUE, "max bytes per packet must be %d..%d",
			CAPTURE_MIN_BYTES, CAPTURE_MAX_BYTES);
	int code = pcap_check_write(s->path);
	if (code < 0)
		return code;
	bool has_comments =
		!strcmp(s->path, "-") || (length > 7 && !strcmp(s->path + length - 7, ".pcapng"));
	bool has_room = has_comments || s->points & CAPTURE_DROP;
	u32 slot_size =
		ROUND_UP(sizeof(struct slot) + s->max_bytes, 64) + (has_room ? MAX_COMMENT : 0);
	u64 size = (u64)slot_size * s->max;
	if (size > MAX_MEMORY)
		return error(ERR_LIMIT,
			"%u packets of %u bytes need %lu MB; at most %llu can be had", s->max,
			s->max_bytes, (size >> 20) + 1, MAX_MEMORY >> 20);
	u8 *slots = memory_map(size, "pcap trace", NULL);
	if (!slots)
		return ERR_NO_MEMORY;
	if (s->preallocate)
		memset(slots, 0, size);
	capture = (struct capture){.settings = *s,
		.is_running = true,
		.has_comments = has_comments,
		.slots = slots,
		.slot_size = slot_size,
		.generation = capture.generation + 1};
	return 0;
}

static int by_time(const void *a, const void *b)
{
	u32 i = *(const u32 *)a, k = *(const u32 *)b;
	u64 x = slot_at(i)->wall, y = slot_at(k)->wall;

	return x != y ? (x < y ? -1 : 1) : (i < k ? -1 : 1);
}

// Numbers of the slots in order of time: threads claim them a frame later than packets came.
static u32 *slots_in_order(u32 n)
{
	u32 *order = memory_get(n * sizeof(*order));

	for (u32 i = 0; i < n; i++)
		order[i] = i;
	qsort(order, n, sizeof(*order), by_time);
	return order;
}

static int write_slots(u32 *n)
{
	struct pcap_writer *w = NULL;
	int code = pcap_open_write(capture.settings.path, PCAP_BY_NAME, LINK_ETHERNET, 65536, &w);
	u32 *order = slots_in_order(capture_n());

	for (u32 i = 0; i < capture_n() && code == 0; i++) {
		struct slot *s = slot_at(order[i]);
		code = pcap_write(w,
			&(struct pcap_packet){
				.time = s->wall, .size = s->size, .n = s->n, .bytes = s->bytes},
			&(struct pcap_extra){.interface = s->name,
				.direction = s->point == CAPTURE_TX ? PCAP_OUTBOUND : PCAP_INBOUND,
				.comment = capture.has_comments ? slot_comment(s) : NULL});
	}
	free(order);
	*n = w ? pcap_writer_n(w) : 0;
	int closed = pcap_close_write(w);
	return code < 0 ? code : closed;
}

int capture_stop(u32 *n)
{
	*n = 0;
	if (!capture.is_running)
		return error(ERR_EXISTS, "dispatch trace already disabled...");
	int code =
		capture_n() ? write_slots(n) : error(ERR_NO_SUCH_ENTRY, "No packets captured...");
	memory_unmap(capture.slots, (size_t)capture.slot_size * capture.settings.max);
	filter_free(capture.settings.filter);
	capture = (struct capture){.generation = capture.generation};
	return code;
}

const struct capture_settings *capture_running(void)
{
	return capture.is_running ? &capture.settings : NULL;
}

static u64 n_matched(void)
{
	return __atomic_load_n(&capture.n, __ATOMIC_RELAXED);
}

u32 capture_n(void)
{
	return MIN(n_matched(), capture.settings.max);
}

u64 capture_lost(void)
{
	u64 n = n_matched();

	return n - MIN(n, capture.settings.max);
}

bool capture_wants(enum capture_point point, u32 interface, u16 error)
{
	const struct capture_settings *s = &capture.settings;

	return capture.is_running && (s->points & point) &&
		(s->interface == INDEX_NONE || s->interface == interface) &&
		(point != CAPTURE_DROP || s->error == INDEX_NONE || s->error == error);
}

bool capture_wants_comment(void)
{
	return capture.has_comments;
}

// Where a file has no comments, VPP's captures of drops end in the reason as text.
static void add_reason(struct slot *s, const char *reason)
{
	u32 length = MIN(strlen(reason), MAX_COMMENT);

	memcpy(s->bytes + s->n, reason, length);
	s->n += length;
	s->size += length;
}

static void set_comment(struct slot *s, const char *comment)
{
	while (__atomic_exchange_n(&s->lock, 1, __ATOMIC_ACQUIRE))
		;
	snprintf(slot_comment(s), MAX_COMMENT, "%s", comment ? comment : "");
	__atomic_store_n(&s->lock, 0, __ATOMIC_RELEASE);
}

bool capture_matches(const void *bytes, u32 n, u32 size)
{
	return filter_match(capture.settings.filter, FILTER_ETHERNET, bytes, n, size);
}

bool capture_packet(enum capture_point point, const char *interface_name, u64 wall,
	const void *bytes, u32 n, u32 size, const char *comment, const char *reason, u32 *handle)
{
	if (!capture.is_running || !capture_matches(bytes, n, size))
		return false;
	u64 i = __atomic_fetch_add(&capture.n, 1, __ATOMIC_RELAXED);
	if (i >= capture.settings.max)
		return false;
	struct slot *s = slot_at(i);
	s->wall = wall;
	s->n = MIN(n, capture.settings.max_bytes);
	s->size = size;
	s->point = point;
	memcpy(s->bytes, bytes, s->n);
	snprintf(s->name, sizeof(s->name), "%s", interface_name);
	if (capture.has_comments)
		set_comment(s, comment);
	else if (point == CAPTURE_DROP && reason)
		add_reason(s, reason);
	if (handle)
		*handle = i < HANDLE_SLOTS ? (u32)capture.generation << HANDLE_BITS | (i + 1) : 0;
	return true;
}

void capture_retell(u32 handle, const char *comment)
{
	u32 i = (handle & HANDLE_SLOTS) - 1;

	if (capture.has_comments && handle >> HANDLE_BITS == capture.generation && i < capture_n())
		set_comment(slot_at(i), comment);
}
