// Forwarding objects: their next nodes and how they read.
#include "engine/fib/forward.h"
#include "engine/fib/load_balance.h"
#include "engine/fib/receive.h"
#include "engine/neighbor/adjacency.h"

struct kind {
	u16 next;
	u16 shown[2]; // the next index that VPP has for it, by family: "[@4]: "
};

// The load-balance, lookup and null nodes get theirs when VPP first needs them.
static const struct kind kinds[FORWARD_TYPES] = {
	[FORWARD_DROP] = {FORWARD_NEXT_DROP, {0, 0}},
	[FORWARD_PUNT] = {FORWARD_NEXT_PUNT, {1, 1}},
	[FORWARD_RECEIVE] = {FORWARD_NEXT_RECEIVE, {11, 15}},
	[FORWARD_GLEAN] = {FORWARD_NEXT_GLEAN, {4, 4}},
	[FORWARD_INCOMPLETE] = {FORWARD_NEXT_NEIGHBOR, {3, 3}},
	[FORWARD_REWRITE] = {FORWARD_NEXT_REWRITE, {5, 5}},
	[FORWARD_LOOKUP] = {FORWARD_NEXT_LOOKUP, {13, 17}},
	[FORWARD_UNREACHABLE] = {FORWARD_NEXT_NULL, {14, 18}},
	[FORWARD_PROHIBIT] = {FORWARD_NEXT_NULL, {14, 18}},
	[FORWARD_BALANCE] = {FORWARD_NEXT_LOAD_BALANCE, {12, 16}},
	[FORWARD_LINK_LOCAL] = {FORWARD_NEXT_LINK_LOCAL, {14, 14}},
};

struct forward forward_of(u8 family, enum forward_type type, u32 index)
{
	return (struct forward){.type = type,
		.is_ip6 = family == FAMILY_IP6,
		.next = kinds[type].next,
		.index = index};
}

static void object_text(struct text *t, const struct forward *f, u32 indent)
{
	u8 family = f->is_ip6 ? FAMILY_IP6 : FAMILY_IP4;

	switch ((enum forward_type)f->type) {
	case FORWARD_DROP:
		text_add(t, "dpo-drop ip%u", family);
		break;
	case FORWARD_PUNT:
		text_add(t, "dpo-punt ip%u", family);
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
		fib_name_text(t, family, f->index);
		break;
	case FORWARD_UNREACHABLE:
		text_add(t, "ip%u-null action:send-unreachable", family);
		break;
	case FORWARD_PROHIBIT:
		text_add(t, "ip%u-null action:send-prohibited", family);
		break;
	case FORWARD_BALANCE:
		load_balance_text(t, f->index, indent);
		break;
	case FORWARD_LINK_LOCAL:
		text_add(t, "ip6-link-local");
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
	text_add(t, "[@%u]: ", kinds[f->type].shown[f->is_ip6]);
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
	text_add(t, "dpo-load-balance: [proto:ip%u index:%u buckets:%u uRPF:%d to:[%lu:%lu]",
		load_balance_bucket(balance_tables(), b, 0)->is_ip6 ? 6 : 4, index, b->n,
		(int)load_balance_urpf(index), to.packets, to.bytes);
	if (via.packets)
		text_add(t, " via:[%lu:%lu]", via.packets, via.bytes);
	text_add(t, "]");
	for (u32 i = 0; i < b->n; i++) {
		text_add(t, "\n%*s[%u] ", (int)indent + 2, "", i);
		forward_text(t, load_balance_bucket(balance_tables(), b, i), indent + 6);
	}
}
