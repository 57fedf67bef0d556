// Nodes: what they are (struct node_class, one per file), and what a running one calls.
//
// Life of a packet in a node: dispatch calls run(w, node, f) with a frame of at most FRAME_MAX
// packets. run() decides a next index for each and hands all of them to node_forward(), or consumes
// them (tx, drop) and then calls node_trace() itself if it has a trace record. The frame itself is
// dispatch's, unless node_forward() got it. Input and pre-input nodes are called with f null.
#pragma once

#include "engine/base/registry.h"
#include "engine/base/simd.h"
#include "engine/base/text.h"
#include "engine/graph/frame.h"
#include "engine/graph/worker.h"

enum node_type { NODE_INTERNAL, NODE_INPUT, NODE_PRE_INPUT, NODE_PROCESS };
enum node_state { NODE_POLLING, NODE_INTERRUPT, NODE_ADAPTIVE, NODE_DISABLED };

// An adaptive node polls from the first call that gave many packets until one gives none.
enum node_flag { NODE_POLLED = 1 << 0 };

enum node_severity { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_INFO };

// Why a packet was dropped, in the words of an operator. 'show drops' groups by it.
enum drop_reason {
	DROP_UNKNOWN,
	DROP_MALFORMED, // headers or lengths that lie, bad checksums
	DROP_NO_ROUTE,	// nothing in a table said where to
	DROP_POLICY,	// configured to be dropped, or not for us
	DROP_TTL,
	DROP_UNSUPPORTED, // a protocol or option that nobody here speaks
	DROP_RESOURCE,	  // out of buffers, queue or table full
	DROP_PENDING,	  // waiting for something else, such as neighbour resolution
	DROP_CONSUMED,	  // did its work and ended here: not a loss
	DROP_REASONS,
};

struct node_error {
	const char *text; // "ip4 ttl <= 1"; as VPP prints it
	u8 severity;	  // enum node_severity
	u8 reason;	  // enum drop_reason
};

#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})
#define ERRORS(...) ((const struct node_error[]){__VA_ARGS__, {0}})

struct node {
	void (*run)(struct worker *w, struct node *node, struct frame *f);
	const struct node_class *node_class;
	void *data;	// of this instance: an interface, a device queue; set by its owner
	u32 index;	// the same in every thread
	u16 error_base; // add a code of the class to get b->error
	u8 type;	// enum node_type
	u8 state;	// enum node_state
	u8 interrupt;	// an interrupt is pending
	u8 flags;	// enum node_flag
	u16 n_next;
	struct node_next *next; // n_next of them
	struct frame *pending;	// being filled for it by others; null when there is none

	// Since the last clear; written by the own thread only.
	u64 calls, vectors, clocks, suspends;
	u64 max_clocks; // of one call
	u32 max_clocks_vectors;
	char *name;
};

struct node_next {
	u32 node_index;
	u16 path_from, path_to; // path_extend(path_from, node_index) was path_to
	u64 vectors;
};

struct node_class {
	const char *name;
	u8 type;  // enum node_type
	u8 state; // at start
	void (*run)(struct worker *w, struct node *node, struct frame *f);

	// Packet trace. Recorded when the packets leave by node_forward() with the packet as the
	// node left it, or before run() with .trace_before. 'record' has trace_size bytes, zeroed.
	u16 trace_size;
	bool trace_before;
	void (*trace_record)(void *record, struct worker *w, struct node *node, struct buffer *b);
	// One or more lines, not indented, no newline at the end. May be called long after, when
	// the interfaces and buffers of the record are gone.
	void (*trace_text)(struct text *t, const void *record);

	const char *const *next; // NAMES([NEXT_X] = "node", ...); null for none
	const char *sibling_of;	 // shares the next indices of this node, "" or null: of none
	const struct node_error
		*errors;  // ERRORS([ERROR_X] = {"text", SEVERITY_..., DROP_...}, ...)
	u8 protocol_hint; // what a packet starts with here, for dispatch traces: 0 unknown, 1
			  // ethernet, 2 IPv4, 3 IPv6, 4 TCP, 5 UDP

	// Process nodes: the body, on a stack of its own (bytes, default 64 KiB). process.h.
	void (*process)(void *arg);
	u32 stack_size;
};
#define NODE_REGISTER(node_class) REGISTER(REGISTRY_NODE, node_class)

// ---- In packet paths; own thread only ----

static inline struct buffer *buffer_at(struct worker *w, u32 index)
{
	return (struct buffer *)(w->buffer_base + ((size_t)index << 6));
}

// Pointers to the packets of a frame; b[] has FRAME_MAX + PREFETCH_AHEAD places, the ones past the
// end repeat the last so that prefetch_ahead() needs no test.
static inline void frame_buffers(struct worker *w, const struct frame *f, struct buffer **b)
{
	u32 n = f->n;

	simd_addresses((u64 *)b, f->index, n, 6, (u64)w->buffer_base);
	for (u32 i = 0; i < PREFETCH_AHEAD; i++)
		b[n + i] = b[n - 1];
}

// Brings metadata and the start of the data of a packet further on into the cache: for packets that
// this CPU has not written or read lately, as when a device has; else it costs a clock a packet.
// Inlined by force: gcc takes a function that only prefetches for one without effect, and drops it.
static ALWAYS_INLINE void prefetch_ahead(struct buffer **b, u32 i)
{
	__builtin_prefetch(b[i + PREFETCH_AHEAD]);
	__builtin_prefetch(b[i + PREFETCH_AHEAD / 2]->data);
}

// Sends packet i of 'f' to next[i] (an index into the class's .next or a node_add_next() result).
// Consumes the frame with its packets: it must not be touched after. Order within each next is
// kept. Traces when the frame is traced.
EXPORT void node_forward(struct worker *w, struct node *node, struct frame *f, const u16 *next);

// The same with one next for all.
EXPORT void node_forward_all(struct worker *w, struct node *node, struct frame *f, u16 next);

// Sends one packet that is not, or no longer, in a frame that will be forwarded. 'f' and 'i' say
// which packet of the running frame it comes from, for its path; f null: it begins here.
EXPORT void node_send(
	struct worker *w, struct node *node, const struct frame *f, u32 i, u16 next, u32 index);

// Records the trace of the traced packets of a frame; for nodes that consume packets.
// node_forward() does it for all others.
EXPORT void node_trace(struct worker *w, struct node *node, const struct frame *f);
EXPORT void node_trace_one(struct worker *w, struct node *node, struct buffer *b);

// The packet came from another thread, traced there: its trace goes on in this one's store, with a
// record that says so, or ends with BUFFER_TRACED cleared when there is no room. Nothing to do for
// others. What hands packets over calls it for each when it takes them, before anything else
// records, and sets FRAME_TRACE on the frame they go into.
EXPORT void node_trace_hand_over(struct worker *w, struct buffer *b, u32 from_thread);

// An empty frame for an input node to fill; hand it to node_forward() or frame_free().
EXPORT struct frame *frame_alloc(struct worker *w);
EXPORT void frame_free(struct worker *w, struct frame *f);

// For input nodes: marks new packets as traced if this node's trace is armed and the filters agree.
// Dispatch does the same before it runs any other node, so traces may begin anywhere. Returns true
// when the frame got a traced packet. At most one flag test when not armed.
EXPORT bool node_trace_start_slow(struct worker *w, struct node *node, struct frame *f);
static inline void node_trace_start(struct worker *w, struct node *node, struct frame *f)
{
	if (unlikely(w->trace_armed))
		node_trace_start_slow(w, node, f);
}

static inline void node_count(struct worker *w, struct node *node, u16 error, u64 n)
{
	w->error_counts[node->error_base + error] += n;
}

// ---- Control; main thread ----

// A node made from a class under another name, such as "pg0-tx". 'data' goes to node->data of every
// thread. Reuses the index of a deleted node. Returns the node index, or ERR_EXISTS.
EXPORT int node_create(const struct node_class *node_class, const char *name, void *data);

// Names it "deleted-N", empties its next frames; packets still on the way are dropped.
EXPORT void node_delete(u32 index);
EXPORT int node_rename(u32 index, const char *name);

EXPORT struct node *node_at(const struct worker *w, u32 index); // null if there is none
EXPORT u32 node_by_name(const char *name);			// INDEX_NONE if there is none
EXPORT const char *node_name(u32 index);			// "?" if there is none
EXPORT bool node_is_known(const char *name); // there is such a node, or a class registered for it
EXPORT u32 node_n(void);		     // indices are below this

// Adds an arc (or finds it) and returns its next index: an ERR_ code if a node does not exist.
EXPORT int node_add_next(u32 from, u32 to);
EXPORT int node_add_next_by_name(const char *from, const char *to);

// Makes exactly next index 'index' of 'from' (and of its siblings) lead to 'to'; places that were
// not there below it lead to 'to' as well. 0, also when it leads there already; ERR_BUSY when it
// leads elsewhere.
EXPORT int node_add_next_at(u32 from, u32 to, u16 index);

// State in one thread; INDEX_NONE: in all.
EXPORT void node_set_state(u32 thread, u32 index, enum node_state state);

// Makes an interrupt-mode input node run once in its thread. Any thread.
EXPORT void node_interrupt(u32 thread, u32 index);

// The class and code behind a global error index; null past the last.
EXPORT const struct node_error *node_error_at(u32 error, u32 *node_index);
EXPORT u32 node_error_n(void);
// Of one error, summed over threads; of all, [thread * node_error_n() + error], for the caller to
// free.
EXPORT u64 node_error_count(u32 error);
EXPORT u64 *node_error_counts(void);
EXPORT void node_errors_clear(void);
EXPORT const char *node_severity_name(u8 severity);

EXPORT void node_stats_clear(void);

// "00:00:00:048873: pg-input" and the node's lines, indented by two; ends with a newline.
struct packet_trace_record;
EXPORT void node_trace_format(struct text *t, const struct packet_trace_record *r);

// The name of an interface; its number, written to 'out', as long as nobody can name it. Any
// thread.
EXPORT const char *node_interface_name(u32 interface, char out[16]);

// Who can name them: set by the room that has interfaces.
EXPORT void node_set_interface_name(const char *(*name)(u32 interface));
