// What a packet looks like to 'pcap trace': its bytes from the Ethernet header on and its story.
#include "engine/graph/capture_tap.h"
#include "engine/graph/drop.h"
#include "engine/graph/node.h"
#include "engine/graph/path.h"
#include <stdio.h>

enum { ETHERNET_SIZE = 14 };

static void (*tx_watch)(u32 interface, const u8 *bytes, u32 n, u32 size);

void capture_tap_arm(u8 points)
{
	// What became of a received packet is told by the other two.
	if (points & CAPTURE_RX && capture_wants_comment())
		points = CAPTURE_RX | CAPTURE_TX | CAPTURE_DROP;
	barrier_begin();
	for (u32 i = 0; i < worker_n(); i++)
		worker_at(i)->capture_points = points | (tx_watch ? CAPTURE_WATCH_TX : 0);
	barrier_end();
}

void capture_tap_watch(void (*watch)(u32 interface, const u8 *bytes, u32 n, u32 size))
{
	barrier_begin();
	tx_watch = watch;
	for (u32 i = 0; i < worker_n(); i++) {
		worker_at(i)->capture_points &= (u8)~CAPTURE_WATCH_TX;
		worker_at(i)->capture_points |= watch ? CAPTURE_WATCH_TX : 0;
	}
	barrier_end();
}

static u16 u16_at(const u8 *bytes)
{
	return bytes[0] << 8 | bytes[1];
}

// Tells a packet that begins with IP from a frame whose destination address happens to begin alike:
// the sizes must be true, and no type of Ethernet may stand where it would.
static bool looks_like_ip(const struct buffer *b)
{
	static const u16 types[] = {0x0800, 0x0806, 0x8100, 0x86dd, 0x88a8, 0x8847};
	const u8 *h = b->data + b->at;
	u32 size = buffer_packet_size(b);

	if (b->length < 20)
		return false;
	for (u32 i = 0; i < ARRAY_N(types); i++)
		if (u16_at(h + 12) == types[i])
			return false;
	if (h[0] >> 4 == 4)
		return (h[0] & 0xf) >= 5 && u16_at(h + 2) >= 20 && u16_at(h + 2) <= size;
	return h[0] >> 4 == 6 && 40u + u16_at(h + 4) <= size;
}

// Where the Ethernet header of a packet begins relative to the current one; 1 when it has none.
static s32 ethernet_at(const struct buffer *b)
{
	if (!(b->flags & BUFFER_L2_VALID))
		return looks_like_ip(b) ? 1 : 0;
	return b->l2_at <= b->at && b->l2_at >= -(s32)BUFFER_HEADROOM ? b->l2_at - b->at : 0;
}

u32 capture_tap_bytes(
	struct worker *w, const struct buffer *b, bool is_ethernet, u8 *out, u32 n, u32 *size)
{
	s32 start = is_ethernet ? 0 : ethernet_at(b);
	u32 n_front = start > 0 ? ETHERNET_SIZE : (u32)-start;

	if (start > 0) {
		memset(out, 0, ETHERNET_SIZE);
		bool is_ip6 = (b->data + b->at)[0] >> 4 == 6;
		out[12] = is_ip6 ? 0x86 : 0x08;
		out[13] = is_ip6 ? 0xdd : 0x00;
	} else {
		memcpy(out, b->data + b->at + start, MIN(n_front, n));
	}
	*size = n_front + buffer_packet_size(b);
	return n_front >= n ? n : n_front + buffer_read(w, b, 0, out + n_front, n - n_front);
}

const u8 *capture_tap_view(
	struct worker *w, const struct buffer *b, bool is_ethernet, u8 *scratch, u32 *n, u32 *size)
{
	s32 start = is_ethernet ? 0 : ethernet_at(b);
	u32 at_hand = b->length + (u32)-start;

	if (start > 0 || (b->flags & BUFFER_NEXT && at_hand < *n)) {
		*n = capture_tap_bytes(w, b, is_ethernet, scratch, *n, size);
		return scratch;
	}
	*n = MIN(*n, at_hand);
	*size = buffer_packet_size(b) + (u32)-start;
	return b->data + b->at + start;
}

static void reason_add(struct text *t, const struct buffer *b)
{
	u32 node_index = INDEX_NONE;
	const struct node_error *e = node_error_at(b->error, &node_index);

	text_add(t, "%s: %s", node_name(node_index), e ? e->text : "?");
}

static void comment_add(struct text *t, enum capture_point point, const struct buffer *b, u16 path)
{
	struct drop_why why = drop_why(b->error, drop_reason_of(b), path);

	if (point == CAPTURE_DROP)
		text_add(t, "verdict: dropped %s: %s [%s]", why.node, why.words,
			drop_reason_name(why.reason));
	else
		text_add(t, "verdict: %s", point == CAPTURE_TX ? "forwarded" : "received");
	if (!path)
		return;
	text_add(t, "; path: ");
	path_text(t, path);
}

struct story {
	struct text reason, comment;
};

static void story_tell(struct story *t, enum capture_point point, const struct buffer *b, u16 path)
{
	text_clear(&t->reason);
	text_clear(&t->comment);
	if (point == CAPTURE_DROP)
		reason_add(&t->reason, b);
	if (capture_wants_comment())
		comment_add(&t->comment, point, b, path);
}

static void packet_tap(
	struct worker *w, enum capture_point point, struct buffer *b, u16 path, struct story *t)
{
	u8 scratch[CAPTURE_MAX_BYTES];
	const u8 *bytes = NULL;
	char number[16];
	u32 interface = point == CAPTURE_TX ? b->tx_interface : b->rx_interface, n, size;

	if (capture_wants(point, interface, b->error)) {
		n = capture_running()->max_bytes;
		bytes = capture_tap_view(w, b, point == CAPTURE_TX, scratch, &n, &size);
		if (!capture_matches(bytes, n, size))
			bytes = NULL;
	}
	if (!bytes && !b->capture)
		return;
	story_tell(t, point, b, path);
	if (point != CAPTURE_RX && b->capture)
		capture_retell(b->capture, text_string(&t->comment));
	if (!bytes)
		return;
	const char *name =
		interface == INDEX_NONE ? "local" : node_interface_name(interface, number);
	u64 at = point == CAPTURE_RX && b->time ? b->time : now();
	capture_packet(point, name, clock_wall(at), bytes, n, size, text_string(&t->comment),
		text_string(&t->reason), point == CAPTURE_RX ? &b->capture : NULL);
}

static void frame_watch(struct worker *w, const struct frame *f)
{
	u8 bytes[CAPTURE_WATCH_BYTES];

	for (u32 i = 0; i < f->n; i++) {
		const struct buffer *b = buffer_at(w, f->index[i]);
		u32 size, n = capture_tap_bytes(w, b, true, bytes, sizeof(bytes), &size);

		tx_watch(b->tx_interface, bytes, n, size);
	}
}

void capture_tap_slow(struct worker *w, enum capture_point point, const struct frame *f)
{
	struct story t = {0};

	if (point == CAPTURE_TX && w->capture_points & CAPTURE_WATCH_TX)
		frame_watch(w, f);
	if (!(w->capture_points & point))
		return;
	for (u32 i = 0; i < f->n; i++)
		packet_tap(w, point, buffer_at(w, f->index[i]), frame_path(f, i), &t);
	text_free(&t.reason);
	text_free(&t.comment);
}
