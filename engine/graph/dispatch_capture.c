// The running 'pcap dispatch trace' and its records.
#include "engine/graph/dispatch_capture.h"
#include "engine/base/error.h"
#include "engine/base/vec.h"
#include "engine/graph/capture_tap.h"
#include "engine/graph/dispatch.h"
#include "engine/graph/dispatch_text.h"
#include "engine/graph/tracing.h"
#include "trace/pcap.h"
#include <stdlib.h>

enum { RECORD_MAX = 16384 };	   // bytes, as VPP cuts them
#define MAX_MEMORY (1024ull << 20) // bytes of all records

// What a thread keeps of a visit, to be put together when the file is written.
struct record {
	u64 time;		       // ns since the start
	u32 packet_size;	       // of which n_packet bytes are kept
	u32 n_trace, n_packet, n_head; // bytes of each part, in this order
	bool is_traced;
	u8 bytes[] __attribute__((aligned(8)));
};

// Own thread; the main thread at the end, when no thread captures any more.
struct thread_capture {
	struct record **records; // vec
	struct text text;	 // scratch
	u8 *bytes;		 // vec, scratch
} __attribute__((aligned(CACHE_LINE)));

// What is counted is atomic; the rest changes while nothing is captured.
static struct dispatch_capture {
	struct dispatch_capture_settings settings;
	bool is_running;
	struct thread_capture *threads; // by thread
	u64 n;				// records asked for; the first 'max' are kept
	u64 memory, lost;
} capture;

static bool is_wanted(struct worker *w, const struct buffer *b)
{
	u8 bytes[CAPTURE_DEFAULT_BYTES];
	u32 size;

	if (!capture.settings.filter)
		return true;
	u32 n = capture_tap_bytes(w, b, false, bytes, sizeof(bytes), &size);
	return filter_match(capture.settings.filter, FILTER_ETHERNET, bytes, n, size);
}

static void count(u64 *counter, u64 n)
{
	__atomic_fetch_add(counter, n, __ATOMIC_RELAXED);
}

static u64 counted(const u64 *counter)
{
	return __atomic_load_n(counter, __ATOMIC_RELAXED);
}

static void put_packet(struct worker *w, const struct buffer *b, u8 **out)
{
	u32 used = vec_n(*out), n = MIN(buffer_packet_size(b), (u32)RECORD_MAX);

	if (n) {
		u8 *to = vec_add_n(*out, n);
		u32 got = buffer_read(w, b, 0, to, n);
		vec_cut(*out, used + got);
	}
}

static void keep(struct worker *w, const struct node *node, u32 index)
{
	struct thread_capture *t = &capture.threads[w->index];

	if (counted(&capture.memory) >= MAX_MEMORY ||
		__atomic_fetch_add(&capture.n, 1, __ATOMIC_RELAXED) >= capture.settings.max) {
		count(&capture.lost, 1);
		return;
	}
	const struct buffer *b = buffer_at(w, index);
	struct record made = {.time = now(),
		.packet_size = buffer_packet_size(b),
		.is_traced = b->flags & BUFFER_TRACED};
	vec_clear(t->bytes);
	dispatch_text_keep_trace(w, b, &t->bytes);
	made.n_trace = vec_n(t->bytes);
	put_packet(w, b, &t->bytes);
	made.n_packet = vec_n(t->bytes) - made.n_trace;
	dispatch_text_head(w, node, index, &t->text, &t->bytes);
	u32 n = vec_n(t->bytes);
	made.n_head = n - made.n_trace - made.n_packet;
	struct record *r = memory_get(sizeof(*r) + n);
	*r = made;
	memcpy(r->bytes, t->bytes, n);
	vec_push(t->records, r);
	count(&capture.memory, sizeof(*r) + n);
}

static void visit(struct worker *w, struct node *node, const struct frame *f)
{
	for (u32 i = 0; i < f->n; i++)
		if (is_wanted(w, buffer_at(w, f->index[i])))
			keep(w, node, f->index[i]);
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
	size_t size = worker_n() * sizeof(*capture.threads);
	struct thread_capture *threads = aligned_alloc(CACHE_LINE, size);
	if (!threads)
		panic("out of memory for a dispatch trace");
	memset(threads, 0, size);
	capture = (struct dispatch_capture){.settings = *s, .is_running = true, .threads = threads};
	flag_workers(true);
	return 0;
}

// The oldest record that 'at' (by thread) has not passed yet, passing it; null after the last.
static const struct record *record_next(u32 *at)
{
	const struct record *next = NULL;
	u32 from = 0;

	for (u32 i = 0; i < worker_n(); i++) {
		const struct thread_capture *t = &capture.threads[i];

		if (at[i] < vec_n(t->records) && (!next || t->records[at[i]]->time < next->time)) {
			next = t->records[at[i]];
			from = i;
		}
	}
	if (next)
		at[from]++;
	return next;
}

static void put(u8 **out, const u8 *bytes, u32 n)
{
	if (n)
		memcpy(vec_add_n(*out, n), bytes, n);
}

// Head, what the trace says, packet.
static void put_together(const struct record *r, struct text *t, u8 **out)
{
	const u8 *packet = r->bytes + r->n_trace, *head = packet + r->n_packet;

	vec_clear(*out);
	put(out, head, r->n_head);
	if (r->is_traced)
		dispatch_text_trace(r->bytes, r->n_trace, t, out);
	put(out, packet, r->n_packet);
}

static int write_record(struct pcap_writer *w, const struct record *r, struct text *t, u8 **bytes)
{
	put_together(r, t, bytes);
	return pcap_write(w,
		&(struct pcap_packet){.time = r->time,
			.size = vec_n(*bytes) - r->n_packet + r->packet_size,
			.n = MIN(vec_n(*bytes), (u32)RECORD_MAX),
			.bytes = *bytes},
		NULL);
}

static int write_records(u32 *n)
{
	struct pcap_writer *w = NULL;
	int code =
		pcap_open_write(capture.settings.path, PCAP_BY_NAME, LINK_VPP_DISPATCH, 65536, &w);
	u32 *at = memory_get_zero(worker_n() * sizeof(*at));
	const struct record *r;
	struct text text = {0};
	u8 *bytes = NULL;

	while (code == 0 && (r = record_next(at)))
		code = write_record(w, r, &text, &bytes);
	free(at);
	vec_free(bytes);
	text_free(&text);
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
	int code = dispatch_capture_n() ? write_records(n) : 0;
	for (u32 i = 0; i < worker_n(); i++) {
		struct thread_capture *t = &capture.threads[i];

		VEC_EACH (t->records, r)
			free(*r);
		vec_free(t->records);
		vec_free(t->bytes);
		text_free(&t->text);
	}
	free(capture.threads);
	filter_free(capture.settings.filter);
	capture = (struct dispatch_capture){0};
	return code;
}

const struct dispatch_capture_settings *dispatch_capture_running(void)
{
	return capture.is_running ? &capture.settings : NULL;
}

u32 dispatch_capture_n(void)
{
	return MIN(counted(&capture.n), capture.settings.max);
}

u64 dispatch_capture_lost(void)
{
	return counted(&capture.lost);
}

void dispatch_capture_describe(void (*lines)(struct text *t, const struct buffer *b))
{
	dispatch_text_describe(lines);
}
