// Forwarding objects: their next nodes and how they read.
#include "engine/ip4/ip4_forward.h"
#include "engine/ip4/receive.h"
#include "engine/neighbor/adjacency.h"

struct kind {
	u16 next;
	u16 shown; // the next index that VPP has for it: "[@4]: "
};

// ip4-load-balance, lookup-ip4-dst and ip4-null get theirs when VPP first needs them.
static const struct kind kinds[FORWARD_TYPES] = {
	[FORWARD_DROP] = {IP4_NEXT_DROP, 0},
	[FORWARD_PUNT] = {IP4_NEXT_PUNT, 1},
	[FORWARD_RECEIVE] = {IP4_NEXT_RECEIVE, 11},
	[FORWARD_GLEAN] = {IP4_NEXT_GLEAN, 4},
	[FORWARD_INCOMPLETE] = {IP4_NEXT_ARP, 3},
	[FORWARD_REWRITE] = {IP4_NEXT_REWRITE, 5},
	[FORWARD_LOOKUP] = {IP4_NEXT_LOOKUP, 13},
	[FORWARD_UNREACHABLE] = {IP4_NEXT_NULL, 14},
	[FORWARD_PROHIBIT] = {IP4_NEXT_NULL, 14},
	[FORWARD_BALANCE] = {IP4_NEXT_LOAD_BALANCE, 12},
};

struct forward forward_of(enum forward_type type, u32 index)
{
	return (struct forward){.type = type, .next = kinds[type].next, .index = index};
}

static void object_text(struct text *t, const struct forward *f, u32 indent)
{
	switch ((enum forward_type)f->type) {
	case FORWARD_DROP:
		text_add(t, "dpo-drop ip4");
		break;
	case FORWARD_PUNT:
		text_add(t, "dpo-punt ip4");
		break;
	case FORWARD_RECEIVE:
		receive_text(t, f->index);
		break;
	case FORWARD_GLEAN:
	case FORWARD_INCOMPLETE:
	case FORWARD_REWRITE:
		adjacency_text(t, f->index);
		break;
	case FORWARD_LOOKUP:
		text_add(t, "dst-address,unicast lookup in ");
		fib_name_text(t, f->index);
		break;
	case FORWARD_UNREACHABLE:
		text_add(t, "ip4-null action:send-unreachable");
		break;
	case FORWARD_PROHIBIT:
		text_add(t, "ip4-null action:send-prohibited");
		break;
	case FORWARD_BALANCE:
		load_balance_text(t, f->index, indent);
		break;
	case FORWARD_TYPES:
		break;
	}
}

void forward_text_bare(struct text *t, const struct forward *f)
{
	object_text(t, f, 0);
}

void forward_text(struct text *t, const struct forward *f, u32 indent)
{
	text_add(t, "[@%u]: ", kinds[f->type].shown);
	object_text(t, f, indent);
}

// A bucket that is a load-balance prints its own buckets further in; chains of routes end, loops
// are kept out when routes are resolved.
void load_balance_text(struct text *t, u32 index, u32 indent)
{
	const struct load_balance *b = load_balance_at(index);
	struct counter_pair to, via;

	if (!b) {
		text_add(t, "dpo-load-balance: [index:%u DELETED]", index);
		return;
	}
	to = counter_sum(load_balance_counter(), index);
	via = counter_sum(load_balance_via_counter(), index);
	text_add(t, "dpo-load-balance: [proto:ip4 index:%u buckets:%u uRPF:%d to:[%lu:%lu]", index,
		b->n, (int)load_balance_urpf(index), to.packets, to.bytes);
	if (via.packets)
		text_add(t, " via:[%lu:%lu]", via.packets, via.bytes);
	text_add(t, "]");
	for (u32 i = 0; i < b->n; i++) {
		text_add(t, "\n%*s[%u] ", (int)indent + 2, "", i);
		forward_text(t, load_balance_bucket(balance_tables(), b, i), indent + 6);
	}
}
