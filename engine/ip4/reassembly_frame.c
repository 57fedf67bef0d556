// What the reassembly nodes do with a frame: fragments are kept, whole packets go on.
#include "engine/ip4/reassembly.h"
#include "engine/graph/feature.h"
#include "engine/graph/handoff.h"
#include "engine/fib/fib.h"

enum {
	FRAGMENT_UNIT = 8, // octets; RFC 791
	// Fragments that more may follow are no smaller. That they hold whole units is not asked:
	// VPP takes them as they are, and the octets say where they belong.
	FRAGMENT_MIN = FRAGMENT_UNIT,
};

static u32 fib_of(const struct buffer *b)
{
	return b->tx_interface != INDEX_NONE ? b->tx_interface
					     : fib_of_interface(FAMILY_IP4, b->rx_interface);
}

// Fills in the octets that the fragment has; false if it cannot be one.
static bool range_fill(struct buffer *b, u16 path)
{
	const struct ip4 *ip = buffer_here(b);
	u32 first = (host16(ip->fragment) & IP4_OFFSET_MASK) * FRAGMENT_UNIT;
	u32 n = host16(ip->size) - ip4_header_size(ip);
	bool more = ip->fragment & be16_of(IP4_MF);

	*reassembly_range(b) = (struct reassembly_range){
		.next = INDEX_NONE,
		.first = first,
		.last = first + n - 1,
		.whole_first = first,
		.whole_last = first + n - 1,
		.path = path,
	};
	return n && first + n <= UINT16_MAX - IP4_HEADER_SIZE && (!more || n >= FRAGMENT_MIN);
}

// The end of the packet, once known, stays; nothing lies behind it.
static bool end_agrees(
	struct worker *w, const struct reassembly *r, const struct buffer *b, bool more)
{
	u32 last = reassembly_range((struct buffer *)b)->last;

	if (r->last_octet != INDEX_NONE)
		return more ? last < r->last_octet : last == r->last_octet;
	if (!more)
		for (u32 i = r->first; i != INDEX_NONE;) {
			const struct reassembly_range *range = reassembly_range(buffer_at(w, i));

			if (range->last > last)
				return false;
			i = range->next;
		}
	return true;
}

// Joining changes the buffers, so those shared with a clone are copied first. 0: no buffers.
static u32 own_buffers(struct worker *w, u32 index)
{
	struct buffer *b = buffer_at(w, index), *at = b;
	u32 copy;

	while (at->refs == 1) {
		if (!(at->flags & BUFFER_NEXT))
			return index;
		at = buffer_at(w, at->next);
	}
	copy = buffer_copy(w, index);
	if (!copy)
		return 0;
	buffer_at(w, copy)->flags |= b->flags & BUFFER_TRACED;
	buffer_at(w, copy)->trace = b->trace;
	buffer_free_one(w, index);
	return copy;
}

static struct reassembly_key key_of(const struct buffer *b)
{
	const struct ip4 *ip = buffer_here((struct buffer *)b);

	return (struct reassembly_key){
		.from = ip->from,
		.to = ip->to,
		.fib = fib_of(b),
		.id = ip->id,
		.protocol = ip->protocol,
	};
}

// Fragments of a packet may be received by several threads; one worker keeps them all.
u16 reassembly_thread(const struct worker *w, const struct buffer *b)
{
	u32 n = worker_n() - 1;
	struct reassembly_key key;

	if (!n || !ip4_lengths_valid(b) || !ip4_is_fragment(buffer_here((struct buffer *)b)))
		return (u16)w->index;
	key = key_of(b);
	return (u16)(1 + reassembly_hash(0, &key) % n);
}

static struct reassembly *find_or_make(
	struct worker *w, struct node *node, struct reassembly_table *t, const struct buffer *b)
{
	struct reassembly_key key = key_of(b);
	struct reassembly *r = reassembly_find(t, &key);
	u64 at = now();

	if (r && reassembly_is_expired(r, at)) {
		node_count(w, node, REASSEMBLY_ERROR_TIMEOUT, 1);
		reassembly_give_up(w, t, r, node->error_base + REASSEMBLY_ERROR_TIMEOUT);
		r = NULL;
	}
	if (!r)
		r = reassembly_make(t, &key);
	if (r)
		reassembly_heard(t, r, at);
	return r;
}

// Complete: the packet's first buffer, as it goes on. INDEX_NONE: it did not become a packet.
static u32 finish(struct worker *w, struct node *node, struct reassembly_table *t,
	struct reassembly *r, u32 config)
{
	enum reassembly_error e = reassembly_join(w, r);
	u32 first = r->first;
	struct buffer *b = buffer_at(w, first);

	if (e) {
		node_count(w, node, e, 1);
		reassembly_give_up(w, t, r, node->error_base + e);
		return INDEX_NONE;
	}
	reassembly_trace_set(w, r, first, REASSEMBLY_FINALIZE);
	node_count(w, node, REASSEMBLY_ERROR_SUCCESS, 1);
	node_count(w, node, REASSEMBLY_ERROR_REASSEMBLED, r->n_fragments);
	memset(b->meta, 0, sizeof(b->meta));
	b->flow_hash = 0;
	b->config = config; // the arc may have changed since the first fragment came
	reassembly_release(t, r);
	return first;
}

// Takes a fragment. NONE: '*index' is now the completed packet, or INDEX_NONE; else it is to be
// dropped for that.
static enum reassembly_error take(struct worker *w, struct node *node, u16 path, u32 *index)
{
	struct reassembly_table *t = reassembly_table_of(w);
	struct buffer *b = buffer_at(w, *index);
	struct reassembly *r;
	enum reassembly_error e;
	u32 own, config = b->config;
	bool more;

	reassembly_trace_set(w, NULL, *index, REASSEMBLY_DISCARD);
	if (!range_fill(b, path))
		return REASSEMBLY_ERROR_MALFORMED;
	r = find_or_make(w, node, t, b);
	if (!r)
		return REASSEMBLY_ERROR_LIMIT;
	more = ((struct ip4 *)buffer_here(b))->fragment & be16_of(IP4_MF);
	if (!end_agrees(w, r, b, more)) {
		reassembly_trace_set(w, r, *index, REASSEMBLY_DISCARD);
		return REASSEMBLY_ERROR_MALFORMED;
	}
	own = own_buffers(w, *index);
	if (!own)
		return REASSEMBLY_ERROR_NO_BUFFERS;
	*index = own;
	if (!more)
		r->last_octet = reassembly_range(buffer_at(w, own))->last;
	e = reassembly_insert(w, node, r, own);
	if (e)
		return e;
	*index = INDEX_NONE;
	if (reassembly_is_complete(r)) {
		*index = finish(w, node, t, r, config);
	} else if (r->n_fragments > reassembly_settings()->max_fragments) {
		node_count(w, node, REASSEMBLY_ERROR_TOO_MANY, 1);
		reassembly_give_up(w, t, r, node->error_base + REASSEMBLY_ERROR_TOO_MANY);
	}
	return REASSEMBLY_ERROR_NONE;
}

static void one(struct worker *w, struct node *node, const struct frame *f, u32 i, bool feature)
{
	u32 index = f->index[i];
	struct buffer *b = buffer_at(w, index);
	enum reassembly_error e = REASSEMBLY_ERROR_NONE;
	u16 next = REASSEMBLY_NEXT_INPUT;

	if (!ip4_lengths_valid(b)) {
		*reassembly_range(b) = (struct reassembly_range){.next = INDEX_NONE};
		e = REASSEMBLY_ERROR_MALFORMED;
		reassembly_trace_set(w, NULL, index, REASSEMBLY_DISCARD);
	} else if (!ip4_is_fragment(buffer_here(b))) {
		reassembly_trace_set(w, NULL, index, REASSEMBLY_PASS);
	} else {
		node_count(w, node, REASSEMBLY_ERROR_RECEIVED, 1);
		e = take(w, node, frame_path(f, i), &index);
		if (index == INDEX_NONE)
			return;
		b = buffer_at(w, index);
	}
	if (e) {
		b->error = node->error_base + e;
		next = REASSEMBLY_NEXT_DROP;
	} else if (feature) {
		next = feature_next(w, b);
	}
	node_send(w, node, f, i, next, index);
}

// Sends fragments that other threads keep there; the frame's other packets come again. False when
// all of them are at the right place.
static bool hand_over(struct worker *w, struct node *node, struct frame *f, struct buffer **b)
{
	u16 threads[FRAME_MAX];
	bool any = false;

	for (u32 i = 0; i < f->n; i++) {
		threads[i] = reassembly_thread(w, b[i]);
		any |= threads[i] != w->index;
	}
	if (!any)
		return false;
	for (u32 i = 0; i < f->n; i++)
		b[i]->error = node->error_base + REASSEMBLY_ERROR_CONGESTION;
	reassembly_trace_set(w, NULL, 0, REASSEMBLY_HAND_OVER);
	handoff_send(w, node, f, threads, REASSEMBLY_NEXT_SELF, REASSEMBLY_NEXT_DROP);
	return true;
}

void reassembly_frame(struct worker *w, struct node *node, struct frame *f, bool feature)
{
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	u16 next[FRAME_MAX];
	bool all_whole = true;

	frame_buffers(w, f, b);
	FOR_EACH_PACKET (i, f->n) {
		all_whole &= ip4_lengths_valid(b[i]) && !ip4_is_fragment(buffer_here(b[i]));
	}
	if (likely(all_whole)) {
		for (u32 i = 0; i < f->n; i++)
			next[i] = feature ? feature_next(w, b[i]) : REASSEMBLY_NEXT_INPUT;
		reassembly_trace_set(w, NULL, 0, REASSEMBLY_PASS);
		node_forward(w, node, f, next);
		return;
	}
	if (worker_n() > 1 && hand_over(w, node, f, b))
		return;
	for (u32 i = 0; i < f->n; i++)
		one(w, node, f, i, feature);
}
