// Node worker-handoff: spreads what an interface receives over workers, by flow.
//
// In:  arc device-input: frames as received, b->rx_interface set.
// Out: ethernet-input of the worker that the flow belongs to; error-drop when its queue is full.
#include "engine/net/worker_handoff.h"
#include "engine/base/error.h"
#include "engine/base/vec.h"
#include "engine/graph/feature.h"
#include "engine/graph/handoff.h"
#include "engine/net/ethernet.h"
#include "engine/net/interface.h"
#include "engine/net/protocol.h"

enum { NEXT_DROP, NEXT_ETHERNET };
enum { ERROR_CONGESTION };

enum {
	IP4_MIN = 20, // bytes of a header without options
	IP6_SIZE = 40,
	IP4_FRAGMENT = 0x3fff, // more fragments, or an offset: no ports, all go one way
};

struct spread {
	u32 *threads; // vec; null: none
	u8 hash;      // enum handoff_hash
};

struct record {
	u32 interface, thread, buffer;
};

static struct spread *spreads; // vec by sw_if_index; changed at the barrier

static const u64 multiplier = 0x9e3779b97f4a7c15ull; // 2^64 / golden ratio

static inline u64 mix(u64 h, u64 value)
{
	h = (h ^ value) * multiplier;
	return h ^ h >> 32;
}

static inline u64 load64(const u8 *p)
{
	u64 v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static inline u32 load32(const u8 *p)
{
	u32 v;

	memcpy(&v, p, sizeof(v));
	return v;
}

// Two ends of a flow; symmetrical: in an order that does not depend on the direction.
static inline u64 mix_ends(u64 h, u64 from, u64 to, bool symmetrical)
{
	if (symmetrical && from > to)
		return mix(mix(h, to), from);
	return mix(mix(h, from), to);
}

static inline u64 mix_ports(u64 h, u8 protocol, const u8 *l4, const u8 *end, bool symmetrical)
{
	u16 from, to;

	h = mix(h, protocol);
	if ((protocol != IP_PROTOCOL_TCP && protocol != IP_PROTOCOL_UDP) || l4 + 4 > end)
		return h;
	memcpy(&from, l4, sizeof(from));
	memcpy(&to, l4 + 2, sizeof(to));
	return mix_ends(h, from, to, symmetrical);
}

static u64 hash_ip4(const u8 *ip, const u8 *end, bool symmetrical)
{
	u64 h = mix_ends(0, load32(ip + 12), load32(ip + 16), symmetrical);
	bool is_fragment = (ip[6] << 8 | ip[7]) & IP4_FRAGMENT;

	return mix_ports(h, ip[9], is_fragment ? end : ip + (ip[0] & 0xf) * 4, end, symmetrical);
}

static u64 hash_ip6(const u8 *ip, const u8 *end, bool symmetrical)
{
	u64 from = mix(load64(ip + 8), load64(ip + 16)), to = mix(load64(ip + 24), load64(ip + 32));

	return mix_ports(
		mix_ends(0, from, to, symmetrical), ip[6], ip + IP6_SIZE, end, symmetrical);
}

// The first buffer holds what is looked at; what it does not hold is left out.
static u64 flow_hash(const struct buffer *b, bool symmetrical)
{
	const u8 *at = b->data + b->at, *end = at + b->length;
	const u8 *type = at + offsetof(struct ethernet, type), *l3 = at + ETHERNET_SIZE;

	if (b->length < ETHERNET_SIZE)
		return 0;
	for (u32 n = 0; n < 2 && (load32(type) & 0xffff) == be16_of(ETHERTYPE_VLAN) &&
		l3 + VLAN_TAG_SIZE <= end;
		n++) {
		type += VLAN_TAG_SIZE;
		l3 += VLAN_TAG_SIZE;
	}
	if (type[0] == 0x08 && type[1] == 0x00 && l3 + IP4_MIN <= end)
		return hash_ip4(l3, end, symmetrical);
	if (type[0] == 0x86 && type[1] == 0xdd && l3 + IP6_SIZE <= end)
		return hash_ip6(l3, end, symmetrical);
	return mix_ends(0, load32(at) | (u64)at[4] << 32 | (u64)at[5] << 40,
		load32(at + 6) | (u64)at[10] << 32 | (u64)at[11] << 40, symmetrical);
}

static inline u16 thread_of(const struct worker *w, const struct buffer *b)
{
	const struct spread *s;
	u64 h;

	if (b->rx_interface >= vec_n(spreads) || !spreads[b->rx_interface].threads)
		return (u16)w->index;
	s = &spreads[b->rx_interface];
	h = flow_hash(b, s->hash == HANDOFF_SYMMETRICAL);
	return (u16)s->threads[(h >> 32) * vec_n(s->threads) >> 32];
}

static void record(void *at, struct worker *w, struct node *, struct buffer *b)
{
	*(struct record *)at = (struct record){
		.interface = b->rx_interface,
		.thread = thread_of(w, b),
		.buffer = (u32)(((u8 *)b - w->buffer_base) >> 6),
	};
}

static void text(struct text *t, const void *at)
{
	const struct record *r = at;

	text_add(t, "worker-handoff: sw_if_index %u, next_worker %u, buffer 0x%x", r->interface,
		r->thread, r->buffer);
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	u16 threads[FRAME_MAX];

	frame_buffers(w, f, b);
	FOR_EACH_PACKET (i, f->n) {
		threads[i] = thread_of(w, b[i]);
		b[i]->error = node->error_base + ERROR_CONGESTION;
	}
	handoff_send(w, node, f, threads, NEXT_ETHERNET, NEXT_DROP);
}

static const struct node_class worker_handoff_node = {
	.name = "worker-handoff",
	.run = run,
	.trace_size = sizeof(struct record),
	.trace_record = record,
	.trace_text = text,
	.next = NAMES([NEXT_DROP] = "error-drop", [NEXT_ETHERNET] = "ethernet-input"),
	.errors = ERRORS([ERROR_CONGESTION] = {"congestion drop", SEVERITY_ERROR, DROP_RESOURCE}),
	.protocol_hint = 1,
};
NODE_REGISTER(worker_handoff_node);

static const struct feature worker_handoff_feature = {
	.arc = "device-input", .node = "worker-handoff"};
FEATURE_REGISTER(worker_handoff_feature);

static void spread_set(u32 interface, const u32 *threads, u32 n, enum handoff_hash hash)
{
	barrier_begin();
	vec_reach(spreads, interface);
	vec_free(spreads[interface].threads);
	if (n)
		memcpy(vec_add_n(spreads[interface].threads, n), threads, n * sizeof(*threads));
	spreads[interface].hash = (u8)hash;
	barrier_end();
}

int worker_handoff_set(u32 interface, const u32 *threads, u32 n, enum handoff_hash hash)
{
	bool was_on = feature_is_enabled("device-input", "worker-handoff", interface);

	if (!interface_at(interface))
		return error(ERR_NO_SUCH_INTERFACE, "no interface with index %u", interface);
	for (u32 i = 0; i < n; i++)
		if (threads[i] >= worker_n())
			return error(ERR_INVALID_VALUE, "no thread %u: there are %u", threads[i],
				worker_n());
	spread_set(interface, threads, n, hash);
	if (was_on == (n > 0))
		return 0;
	return feature_enable("device-input", "worker-handoff", interface, n > 0);
}

const u32 *worker_handoff_threads(u32 interface, enum handoff_hash *hash)
{
	if (interface >= vec_n(spreads))
		return NULL;
	*hash = spreads[interface].hash;
	return spreads[interface].threads;
}

static void on_delete(struct interface *i)
{
	if (i->index < vec_n(spreads))
		vec_free(spreads[i->index].threads);
}

static const struct interface_hook worker_handoff_hook = {.on_delete = on_delete};
INTERFACE_HOOK_REGISTER(worker_handoff_hook);
