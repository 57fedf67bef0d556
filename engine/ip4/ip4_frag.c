// ip4-frag: splits packets that are too big for where they go (RFC 791, 3.2).
//
// In:   ip4-rewrite; data at the IPv4 header, ip4_meta(b)->icmp_data is the MTU and ->adjacency the
//       way out. The packet may be a fragment itself.
// Out:  ip4-rewrite for the fragments, new packets that keep the identification; ip4-icmp-error for
//       a packet that must not be split; ip4-drop. All fragments leave or none.
#include "engine/base/csum.h"
#include "engine/graph/node.h"
#include "engine/ip4/icmp.h"
#include "engine/ip4/ip4.h"
#include "engine/net/gso.h"
#include "engine/net/offload.h"

enum { NEXT_REWRITE, NEXT_ICMP_ERROR, NEXT_DROP };
enum {
	ERROR_NONE,
	ERROR_SMALL,
	ERROR_SENT,
	ERROR_HEADER,
	ERROR_DF,
	ERROR_MALFORMED,
	ERROR_NO_BUFFERS,
};

enum {
	FRAGMENT_UNIT = 8,
	HEADER_MAX = 60,
	OPTION_END = 0,
	OPTION_NOTHING = 1,
	OPTION_COPIED = 0x80, // in an option's type: it goes into every fragment
	COPY_AT_ONCE = 1024,  // bytes
};

// How a packet is to be split. Sizes in bytes.
struct split {
	u8 first[HEADER_MAX], other[HEADER_MAX]; // headers of the first fragment and of the others
	u32 first_size, other_size;
	u32 n;	    // of data
	u32 offset; // of the data in the original packet, when this is a fragment itself
	bool more;  // likewise
	u32 mtu;
};

// Copies the options that every fragment has to have; the size of the header with them, padded.
// 0: the options are broken.
static u32 header_of_others(u8 *out, const u8 *header, u32 size)
{
	u32 at = IP4_HEADER_SIZE, n = IP4_HEADER_SIZE;

	memcpy(out, header, IP4_HEADER_SIZE);
	while (at < size && header[at] != OPTION_END) {
		u32 k = 1;

		if (header[at] != OPTION_NOTHING) {
			k = at + 1 < size ? header[at + 1] : 0;
			if (k < 2 || at + k > size)
				return 0;
		}
		if (header[at] & OPTION_COPIED) {
			memcpy(out + n, header + at, k);
			n += k;
		}
		at += k;
	}
	while (n % 4)
		out[n++] = OPTION_END;
	out[0] = 0x40 | n / 4;
	return n;
}

// What stands against splitting, or ERROR_NONE and how.
static u16 split_plan(struct split *s, const struct buffer *b)
{
	const struct ip4 *ip = (const void *)(b->data + b->at);

	if (!ip4_lengths_valid(b))
		return ERROR_MALFORMED;
	*s = (struct split){
		.first_size = ip4_header_size(ip),
		.n = host16(ip->size) - ip4_header_size(ip),
		.offset = (host16(ip->fragment) & IP4_OFFSET_MASK) * FRAGMENT_UNIT,
		.more = ip->fragment & be16_of(IP4_MF),
		.mtu = ip4_meta((struct buffer *)b)->icmp_data,
	};
	memcpy(s->first, ip, s->first_size);
	s->other_size = header_of_others(s->other, s->first, s->first_size);
	if (!s->other_size)
		return ERROR_MALFORMED;
	if (ip->fragment & be16_of(IP4_DF))
		return ERROR_DF;
	if (s->mtu < s->first_size + FRAGMENT_UNIT)
		return ERROR_HEADER;
	return ERROR_NONE;
}

// Bytes of data in the fragment that begins 'from' bytes into it.
static u32 fragment_size(const struct split *s, u32 from)
{
	u32 room = s->mtu - (from ? s->other_size : s->first_size);

	return s->n - from <= room ? s->n - from : room / FRAGMENT_UNIT * FRAGMENT_UNIT;
}

static u32 fragment_n(const struct split *s)
{
	u32 n = 0;

	for (u32 from = 0; from < s->n; from += fragment_size(s, from))
		n++;
	return n;
}

struct frag_trace {
	u16 mtu, n_fragments;
};

static void trace_record(void *record, struct worker *, struct node *, struct buffer *b)
{
	struct frag_trace *r = record;
	struct split s;

	r->mtu = ip4_meta(b)->icmp_data;
	r->n_fragments = split_plan(&s, b) ? 0 : fragment_n(&s);
}

static void trace_text(struct text *t, const void *record)
{
	const struct frag_trace *r = record;

	text_add(t, "IPv4 mtu: %u fragments: %u next: %u", r->mtu, r->n_fragments, NEXT_REWRITE);
}

static int copy_data(struct worker *w, const struct buffer *b, u32 from, u32 n, u32 to)
{
	u8 bytes[COPY_AT_ONCE];
	int e = 0;

	for (u32 k; n && !e; n -= k, from += k) {
		k = buffer_read(w, b, from, bytes, MIN(n, sizeof(bytes)));
		e = buffer_append(w, to, bytes, k);
	}
	return e;
}

// The fragment with 'n' bytes of data from 'from' on; 0 when there are no buffers.
static u32 fragment_make(
	struct worker *w, const struct split *s, const struct buffer *b, u32 from, u32 n)
{
	u32 size = from ? s->other_size : s->first_size;
	bool more = s->more || from + n < s->n;
	struct buffer *to;
	struct ip4 *ip;
	u32 index;

	if (!buffer_alloc(w, &index, 1))
		return 0;
	if (buffer_append(w, index, from ? s->other : s->first, size) ||
		copy_data(w, b, s->first_size + from, n, index)) {
		buffer_free_one(w, index);
		return 0;
	}
	to = buffer_at(w, index);
	ip = buffer_here(to);
	ip->size = be16_of(size + n);
	ip->fragment = be16_of((s->offset + from) / FRAGMENT_UNIT | (more ? IP4_MF : 0));
	ip->csum = 0;
	ip->csum = csum_field(csum_bytes(0, ip, size));

	to->flags |= b->flags & (BUFFER_TRACED | BUFFER_LOCAL | BUFFER_IP4);
	to->flags |= BUFFER_L3_VALID;
	to->l3_at = to->at;
	to->trace = b->trace;
	to->time = b->time;
	to->rx_interface = b->rx_interface;
	to->tx_interface = b->tx_interface;
	to->config = b->config;
	memcpy(to->meta, b->meta, sizeof(to->meta));
	return index;
}

// All fragments, the first one's index; each names the next in its flow_hash. 0: no buffers.
static u32 fragments_make(struct worker *w, const struct split *s, const struct buffer *b)
{
	u32 first = 0, *link = &first;

	for (u32 from = 0, n; from < s->n; from += n) {
		n = fragment_size(s, from);
		*link = fragment_make(w, s, b, from, n);
		if (!*link)
			goto none;
		link = &buffer_at(w, *link)->flow_hash;
	}
	return first;
none:
	while (first) {
		u32 index = first;

		first = buffer_at(w, index)->flow_hash;
		buffer_free_one(w, index);
	}
	return 0;
}

static void refuse(
	struct worker *w, struct node *node, const struct frame *f, u32 i, u32 index, u16 error)
{
	struct buffer *b = buffer_at(w, index);
	u16 next = NEXT_DROP;

	b->error = node->error_base + error;
	if (error == ERROR_DF) {
		ip4_icmp_set(
			b, ICMP_UNREACHABLE, ICMP_FRAGMENTATION_NEEDED, ip4_meta(b)->icmp_data);
		next = NEXT_ICMP_ERROR;
	}
	node_send(w, node, f, i, next, index);
}

// 'index' is packet 'i' of the frame, or a segment of it.
static void split_one(struct worker *w, struct node *node, const struct frame *f, u32 i, u32 index)
{
	struct buffer *b = buffer_at(w, index);
	struct split s;
	u16 error = split_plan(&s, b);
	u32 part = 0, n = 0;

	// No fragment has all that a checksum is of.
	if (!error && b->flags & BUFFER_OFFLOAD)
		offload_finish(w, b);
	if (!error)
		part = fragments_make(w, &s, b);
	if (!part) {
		refuse(w, node, f, i, index,
			error	      ? error
				: s.n ? ERROR_NO_BUFFERS
				      : ERROR_MALFORMED);
		return;
	}
	while (part) {
		struct buffer *fragment = buffer_at(w, part);
		u32 following = fragment->flow_hash;

		fragment->flow_hash = b->flow_hash;
		node_send(w, node, f, i, NEXT_REWRITE, part);
		part = following;
		n++;
	}
	node_count(w, node, ERROR_SENT, n);
	if (n == 1)
		node_count(w, node, ERROR_SMALL, 1);
	buffer_free_one(w, index);
}

// Segments are datagrams of their own, each with its identification: they are split one by one.
static NOINLINE void split_segments(
	struct worker *w, struct node *node, const struct frame *f, u32 i)
{
	struct buffer *b = buffer_at(w, f->index[i]);
	u32 index, n_lost;
	struct gso g;
	struct split s;
	u16 error = split_plan(&s, b);

	if (error) {
		refuse(w, node, f, i, f->index[i], error);
		return;
	}
	gso_begin(&g, w, b);
	while ((index = gso_next(&g)))
		split_one(w, node, f, i, index);
	n_lost = gso_end(&g);
	if (n_lost || !g.number)
		refuse(w, node, f, i, f->index[i], n_lost ? ERROR_NO_BUFFERS : ERROR_MALFORMED);
	else
		buffer_free_one(w, f->index[i]);
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	for (u32 i = 0; i < f->n; i++) {
		if (unlikely(buffer_at(w, f->index[i])->flags & BUFFER_GSO))
			split_segments(w, node, f, i);
		else
			split_one(w, node, f, i, f->index[i]);
	}
}

static const struct node_class ip4_frag_node = {
	.name = "ip4-frag",
	.run = run,
	.trace_size = sizeof(struct frag_trace),
	.trace_before = true,
	.trace_record = trace_record,
	.trace_text = trace_text,
	.next = NAMES([NEXT_REWRITE] = "ip4-rewrite", [NEXT_ICMP_ERROR] = "ip4-icmp-error",
		[NEXT_DROP] = "ip4-drop"),
	.errors = ERRORS([ERROR_NONE] = {"packet fragmented", SEVERITY_INFO, DROP_CONSUMED},
		[ERROR_SMALL] = {"packet smaller than MTU", SEVERITY_ERROR, DROP_CONSUMED},
		[ERROR_SENT] = {"number of sent fragments", SEVERITY_INFO, DROP_CONSUMED},
		[ERROR_HEADER] = {"can't fragment header", SEVERITY_ERROR, DROP_POLICY},
		[ERROR_DF] = {"can't fragment this packet", SEVERITY_ERROR, DROP_POLICY},
		[ERROR_MALFORMED] = {"malformed packet", SEVERITY_ERROR, DROP_MALFORMED},
		[ERROR_NO_BUFFERS] = {"could not allocate buffer", SEVERITY_ERROR, DROP_RESOURCE}),
	.protocol_hint = 2,
};
NODE_REGISTER(ip4_frag_node);
