// Asking who has an IPv4 address.
#include "engine/graph/node.h"
#include "engine/neighbor/arp.h"
#include "engine/neighbor/arp_stats.h"
#include "engine/net/ethernet.h"
#include "engine/net/link_header.h"
#include "trace/packet.h"

enum { THROTTLE_BITS = 512 }; // a power of two

// Questions put in the current window, by hash. A collision throttles a stranger for a millisecond.
struct throttle {
	u64 window;
	u64 asked[THROTTLE_BITS / 64];
};
static _Thread_local struct throttle throttle;

static bool is_throttled(u64 at, u32 interface, be32 target)
{
	u64 window = at / ARP_THROTTLE_NS + 1;
	// Fibonacci hashing: the high bits of a product with 2^64 divided by the golden ratio.
	u64 hash = ((u64)interface << 32 | target) * 0x9e3779b97f4a7c15u >> 32;
	u32 bit = hash % THROTTLE_BITS;
	u64 mask = 1ull << bit % 64;

	if (throttle.window != window)
		throttle = (struct throttle){.window = window};
	if (throttle.asked[bit / 64] & mask)
		return true;
	throttle.asked[bit / 64] |= mask;
	return false;
}

static void fill(
	struct buffer *b, const struct interface *i, be32 target, be32 source, const u8 mac[6])
{
	static const u8 everybody[6] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
	u32 size = ethernet_header_write(buffer_here(b), i, mac ? mac : everybody, ETHERTYPE_ARP);
	struct arp *a = (struct arp *)((u8 *)buffer_here(b) + size);

	*a = (struct arp){
		.hardware = be16_of(ARP_HARDWARE_ETHERNET),
		.protocol = be16_of(ETHERTYPE_IP4),
		.hardware_size = 6,
		.protocol_size = 4,
		.operation = be16_of(ARP_REQUEST),
		.from.ip = source,
		.to.ip = target,
	};
	memcpy(a->from.mac, i->mac, 6);
	b->length = size + ARP_SIZE;
	b->l2_at = b->at;
	b->l3_at = b->at + size;
	b->flags |= BUFFER_L2_VALID | BUFFER_L3_VALID;
}

static NOINLINE void continue_trace(struct worker *w, struct buffer *b, const struct buffer *cause)
{
	u32 handle = packet_trace_start(w->trace, INDEX_NONE);

	if (handle == INDEX_NONE)
		return;
	packet_trace_link(w->trace, cause->trace, handle);
	b->trace = handle;
	b->flags |= BUFFER_TRACED;
}

static enum arp_result send_to(struct worker *w, u32 interface, be32 target, be32 source,
	const u8 mac[6], const struct buffer *cause)
{
	const struct interface *i = interface_at(interface);
	struct buffer *b;
	u32 index;

	if (!i || !i->interface_class->is_ethernet)
		return ARP_NO_INTERFACE;
	if (buffer_alloc(w, &index, 1) != 1)
		return ARP_NO_BUFFERS;
	b = buffer_at(w, index);
	fill(b, i, target, source, mac);
	if (cause && unlikely(cause->flags & BUFFER_TRACED))
		continue_trace(w, b, cause);
	arp_stats_sent(w, interface, (const struct arp *)(b->data + b->l3_at));
	if (interface_send(w, interface, index) < 0) {
		buffer_free_one(w, index);
		return ARP_NO_INTERFACE;
	}
	return ARP_SENT;
}

enum arp_result arp_request_send(
	struct worker *w, u32 interface, be32 target, be32 source, const struct buffer *cause)
{
	if (is_throttled(w->time, interface, target))
		return ARP_THROTTLED;
	return send_to(w, interface, target, source, NULL, cause);
}

enum arp_result arp_probe_send(
	struct worker *w, u32 interface, be32 target, be32 source, const u8 mac[6])
{
	return send_to(w, interface, target, source, mac, NULL);
}
