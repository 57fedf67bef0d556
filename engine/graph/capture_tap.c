// What a packet looks like to 'pcap trace': its bytes from the Ethernet header on and its story.
#include "engine/graph/capture_tap.h"
#include "engine/graph/node.h"
#include "engine/graph/path.h"
#include <stdio.h>

enum { ETHERNET_SIZE = 14 };

static const char *(*interface_namer)(u32 interface);

void capture_tap_name_interfaces(const char *(*name)(u32 interface))
{
	interface_namer = name;
}

void capture_tap_arm(u8 points)
{
	barrier_begin();
	for (u32 i = 0; i < worker_n(); i++)
		worker_at(i)->capture_points = points;
	barrier_end();
}

// Whether bytes that may be an Ethernet or an IP header are one of IP: its sizes must be true.
static bool looks_like_ip(const struct buffer *b)
{
	const u8 *h = b->data + b->at;
	u32 size = buffer_packet_size(b);

	if (b->length >= 20 && h[0] >> 4 == 4)
		return (h[0] & 0xf) >= 5 && (u32)(h[2] << 8 | h[3]) >= 20 &&
			(u32)(h[2] << 8 | h[3]) <= size;
	return b->length >= 40 && h[0] >> 4 == 6 && 40 + (u32)(h[4] << 8 | h[5]) <= size;
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

static void comment_add(struct text *t, enum capture_point point, const struct buffer *b, u16 path)
{
	u32 node_index = INDEX_NONE;
	const struct node_error *e;

	if (point == CAPTURE_DROP) {
		e = node_error_at(b->error, &node_index);
		text_add(t, "verdict: dropped %s: %s; ", node_name(node_index), e ? e->text : "?");
	} else {
		text_add(t, "verdict: %s; ", point == CAPTURE_TX ? "forwarded" : "received");
	}
	text_add(t, "path: ");
	path_text(t, path);
}

static void packet_tap(struct worker *w, enum capture_point point, const struct buffer *b, u16 path,
	struct text *t)
{
	u8 bytes[CAPTURE_MAX_BYTES];
	char number[16];
	u32 interface = point == CAPTURE_TX ? b->tx_interface : b->rx_interface, size;

	if (!capture_wants(point, interface, b->error))
		return;
	u32 n = capture_tap_bytes(
		w, b, point != CAPTURE_DROP, bytes, capture_running()->max_bytes, &size);
	snprintf(number, sizeof(number), "%u", interface);
	const char *name = interface == INDEX_NONE ? "local"
		: interface_namer		   ? interface_namer(interface)
						   : number;
	text_clear(t);
	if (capture_wants_comment())
		comment_add(t, point, b, path);
	u64 at = point == CAPTURE_RX && b->time ? b->time : now();
	capture_packet(point, name, clock_wall(at), bytes, n, size, text_string(t));
}

void capture_tap_slow(struct worker *w, enum capture_point point, const struct frame *f)
{
	struct text t = {0};

	for (u32 i = 0; i < f->n; i++)
		packet_tap(w, point, buffer_at(w, f->index[i]), frame_path(f, i), &t);
	text_free(&t);
}
