// The running 'pcap dispatch trace' and its records.
#include "engine/graph/dispatch_capture.h"
#include "engine/base/error.h"
#include "engine/base/vec.h"
#include "engine/graph/capture_tap.h"
#include "engine/graph/dispatch.h"
#include "engine/graph/dispatch_text.h"
#include "engine/graph/tracing.h"
#include "trace/pcap.h"
#include <pthread.h>
#include <stdlib.h>

enum { RECORD_MAX = 16384 };	   // bytes, as VPP cuts them
#define MAX_MEMORY (1024ull << 20) // bytes of all records

struct record {
	u64 time; // ns since the start
	u32 size, n;
	u8 bytes[];
};

static struct dispatch_capture {
	struct dispatch_capture_settings settings;
	bool is_running;
	struct record **records; // vec
	u64 memory, lost;
	struct text text; // scratch
	u8 *bytes;	  // vec, scratch
	pthread_mutex_t lock;
} capture = {.lock = PTHREAD_MUTEX_INITIALIZER};

static bool is_wanted(struct worker *w, const struct buffer *b)
{
	u8 bytes[CAPTURE_DEFAULT_BYTES];
	u32 size;

	if (!capture.settings.filter)
		return true;
	u32 n = capture_tap_bytes(w, b, false, bytes, sizeof(bytes), &size);
	return filter_match(capture.settings.filter, FILTER_ETHERNET, bytes, n, size);
}

static void keep(struct worker *w, const struct node *node, u32 index)
{
	if (vec_n(capture.records) >= capture.settings.max || capture.memory >= MAX_MEMORY) {
		capture.lost++;
		return;
	}
	u32 size = dispatch_text_record(w, node, index, &capture.text, &capture.bytes, RECORD_MAX);
	u32 n = vec_n(capture.bytes);
	struct record *r = memory_get(sizeof(*r) + n);

	r->time = now();
	r->size = size;
	r->n = n;
	memcpy(r->bytes, capture.bytes, n);
	vec_push(capture.records, r);
	capture.memory += sizeof(*r) + n;
}

static void visit(struct worker *w, struct node *node, const struct frame *f)
{
	pthread_mutex_lock(&capture.lock);
	for (u32 i = 0; capture.is_running && i < f->n; i++)
		if (is_wanted(w, buffer_at(w, f->index[i])))
			keep(w, node, f->index[i]);
	pthread_mutex_unlock(&capture.lock);
}

static void flag_workers(bool on)
{
	barrier_begin();
	engine_set_dispatch_hook(on ? visit : NULL);
	for (u32 i = 0; i < worker_n(); i++)
		worker_at(i)->dispatch_capture = on;
	barrier_end();
}

int dispatch_capture_start(const struct dispatch_capture_settings *s)
{
	if (capture.is_running)
		return error(ERR_EXISTS, "dispatch trace already enabled...");
	int code = pcap_check_write(s->path);
	if (code < 0)
		return code;
	if (s->trace_node != INDEX_NONE)
		tracing_add(s->trace_node, INDEX_NONE, s->trace_count, false, NULL);
	capture.settings = *s;
	capture.is_running = true;
	flag_workers(true);
	return 0;
}

static int write_records(u32 *n)
{
	struct pcap_writer *w = NULL;
	int code =
		pcap_open_write(capture.settings.path, PCAP_BY_NAME, LINK_VPP_DISPATCH, 65536, &w);

	for (u32 i = 0; i < vec_n(capture.records) && code == 0; i++) {
		const struct record *r = capture.records[i];
		code = pcap_write(w,
			&(struct pcap_packet){
				.time = r->time, .size = r->size, .n = r->n, .bytes = r->bytes},
			NULL);
	}
	*n = w ? pcap_writer_n(w) : 0;
	int closed = pcap_close_write(w);
	return code < 0 ? code : closed;
}

int dispatch_capture_stop(u32 *n)
{
	*n = 0;
	if (!capture.is_running)
		return error(ERR_EXISTS, "dispatch trace already disabled...");
	flag_workers(false);
	int code = vec_n(capture.records) ? write_records(n) : 0;
	VEC_EACH (capture.records, r)
		free(*r);
	vec_free(capture.records);
	vec_free(capture.bytes);
	text_free(&capture.text);
	filter_free(capture.settings.filter);
	capture.settings = (struct dispatch_capture_settings){0};
	capture.is_running = false;
	capture.memory = capture.lost = 0;
	return code;
}

const struct dispatch_capture_settings *dispatch_capture_running(void)
{
	return capture.is_running ? &capture.settings : NULL;
}

u32 dispatch_capture_n(void)
{
	return vec_n(capture.records);
}

u64 dispatch_capture_lost(void)
{
	return capture.lost;
}

void dispatch_capture_describe(void (*lines)(struct text *t, const struct buffer *b))
{
	dispatch_text_describe(lines);
}
