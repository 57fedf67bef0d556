// What the nodes that look up IPv4 routes share: ip4-lookup and its siblings ip4-load-balance and
// lookup-ip4-dst.
#pragma once

#include "engine/fib/fib_table.h"
#include "engine/fib/forward.h"
#include "engine/fib/load_balance.h"
#include "engine/graph/node.h"
#include "engine/ip4/fib_trie.h"
#include "engine/ip4/ip4.h"

// fib_lookup() for IPv4 alone. Any thread.
EXPORT u32 ip4_fib_lookup(u32 fib, be32 address);

// By FIB index; never moves.
EXPORT const struct fib_trie *ip4_tries(void);

// Sets what the next node needs to know of the object that a packet met; returns its next index.
static inline u16 ip4_forward_meet(struct buffer *b, const struct forward *f)
{
	ip4_meta(b)->adjacency = f->index;
	if (unlikely(f->type == FORWARD_DROP))
		b->drop_reason = f->reason;
	return f->next;
}

// Over addresses, protocol and, unless the packet is a fragment, ports: all packets of a flow have
// the same. Bit 31 is set: 0 stands for 'not computed'. 'ip' is a whole header.
EXPORT u32 ip4_flow_hash(const struct buffer *b, const struct ip4 *ip);

// What lookups of a frame need, loaded once.
struct ip4_lookup {
	const struct fib_view *fibs;
	const struct fib_trie *tries;
	const struct trie_ply *plies;
	const struct balance_tables *balances;
	u32 n_balances;
	struct counter *counter; // of packets by load-balance
};

static inline struct ip4_lookup ip4_lookup_begin(struct counter *counter)
{
	const struct balance_tables *balances = balance_tables();

	return (struct ip4_lookup){.fibs = fib_view(FAMILY_IP4),
		.tries = ip4_tries(),
		.plies = fib_trie_plies(),
		.balances = balances,
		.n_balances = __atomic_load_n(&balances->n_balances, __ATOMIC_ACQUIRE),
		.counter = counter};
}

static inline const struct fib_trie *ip4_lookup_trie(const struct ip4_lookup *l, u32 fib)
{
	return &l->tries[fib_view_known(l->fibs, fib)];
}

// A packet meets 'balance'; if that has many paths, it is hashed.
static inline u16 ip4_lookup_meet(
	const struct ip4_lookup *l, struct buffer *b, const struct load_balance *balance)
{
	b->flow_hash = unlikely(balance->mask) ? ip4_flow_hash(b, buffer_here(b)) : 0;
	return ip4_forward_meet(b, load_balance_bucket(l->balances, balance, b->flow_hash));
}

// Longest match of the destination in FIB 'fib'.
static inline u16 ip4_lookup_in(
	const struct ip4_lookup *l, struct worker *w, struct buffer *b, u32 fib)
{
	const struct ip4 *ip = buffer_here(b);

	u32 index = fib_trie_lookup(ip4_lookup_trie(l, fib), l->plies, host32(ip->to));

	ip4_meta(b)->fib = fib;
	counter_add(l->counter, w, index, 1, buffer_packet_size(b));
	return ip4_lookup_meet(l, b, load_balance_of(l->balances, index));
}
